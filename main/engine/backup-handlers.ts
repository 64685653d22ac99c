/** Answers to what the ui asks about backups: of an open profile, and where nothing opens. */
import type { BackupFrom, backupRequests } from '../../shared/ipc/backup-requests.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Backups } from './backup/backups.ts';
import type { FoundBackupView } from '../../shared/ipc/backup-requests.ts';
import type { BackupKey, Restoring } from './backup/restoring.ts';
import { guardAsync } from './store/disk-error.ts';

/** What the handlers ask of the engine. */
export interface BackupDoors {
  /** Of the open profile, or null while locked. */
  backups(): Backups | null;
  readonly restoring: Restoring;
  find(): Promise<readonly FoundBackupView[]>;
}

type Answer<T> = Result<T, AppError>;

/** One function for each request of `backupRequests`. */
export function createBackupHandlers({ backups, restoring, find }: BackupDoors): Handlers<typeof backupRequests> {
  const withBackups = <T>(work: (open: Backups) => Promise<Answer<T>>): Promise<Answer<T>> =>
    guardAsync(async () => {
      const open = backups();
      return open ? work(open) : err({ tag: 'NotUnlocked' });
    });
  return {
    viewBackups: () => withBackups(async (open) => ok(open.view())),
    makeBackup: ({ place }) => withBackups((open) => open.make(place)),
    testBackup: ({ from }: { readonly from: BackupFrom }) => withBackups((open) => open.test(from)),
    setRolling: ({ isOn, place }) => withBackups((open) => open.setRolling(isOn, place)),
    findBackups: () => guardAsync(async () => ok(await find())),
    lookAtBackup: ({ from }) => guardAsync(() => restoring.look(from)),
    openBackup: ({ from, key }: { readonly from: BackupFrom; readonly key: BackupKey }) =>
      guardAsync(() => restoring.open(from, key)),
    restoreBackup: ({ passphrase }) => guardAsync(() => restoring.restore(passphrase)),
  };
}
