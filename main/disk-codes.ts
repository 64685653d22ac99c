/** What a disk's refusal means to a person, by the code that Node or SQLite gives it. For every process that writes. */

/** Why the disk did not take something; each has a sentence of its own. */
export type DiskProblem = 'DiskFull' | 'DiskQuota' | 'DiskReadOnly' | 'DiskFailed';
const DISK_PROBLEMS: readonly string[] = ['DiskFull', 'DiskQuota', 'DiskReadOnly', 'DiskFailed'];

/** True for the tag of one of these. */
export const isDiskProblem = (tag: string): tag is DiskProblem => DISK_PROBLEMS.includes(tag);

/** The problem behind a code such as `ENOSPC` or `SQLITE_FULL`, or null for a code that is none of a disk's. */
export function diskProblemOf(code: string): DiskProblem | null {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return 'DiskFull';
  // SQLite has no code for it: a quota that the store meets is told as a write that failed.
  if (code === 'EDQUOT') return 'DiskQuota';
  if (/^(SQLITE_READONLY|SQLITE_PERM|EROFS$|EACCES$|EPERM$)/.test(code)) return 'DiskReadOnly';
  if (/^SQLITE_(IOERR|CANTOPEN|BUSY|LOCKED|AUTH|NOMEM)/.test(code)) return 'DiskFailed';
  return /^E[A-Z]+$/.test(code) ? 'DiskFailed' : null;
}
