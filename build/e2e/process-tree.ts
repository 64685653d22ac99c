/**
 * The processes of one running Hearth, read from /proc. A kill must meet all of them, and what the app keeps open is
 * asked of all of them: main, zygotes, the pages, the engine and Chromium's own utilities.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** One process as /proc shows it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** The command line, arguments joined by spaces. */
  readonly command: string;
}

/** Everything that runs now. A process that ends while it is being read is left out. */
export function allProcesses(): readonly ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readProc(`/proc/${name}/stat`);
      // The name in parentheses may hold spaces; state and parent follow the last one.
      const match = stat === null ? null : /\) (\S) (\d+) /.exec(stat.slice(stat.lastIndexOf(')')));
      if (match === null || match[1] === 'Z') return [];
      const command = (readProc(`/proc/${name}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
      return [{ pid: Number(name), parent: Number(match[2]), command }];
    });
}

/** `root` and all that descend from it, and whatever else was started for `profile` and left the tree. */
export function treeOf(root: number, profile: string, rows = allProcesses()): readonly ProcessRow[] {
  const found = new Map<number, ProcessRow>();
  for (const row of rows) if (row.pid === root || row.command.includes(profile)) found.set(row.pid, row);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const row of rows) if (found.has(row.parent)) found.set(row.pid, row);
  }
  return [...found.values()];
}

/** Kills these processes with no warning, as a power cut would. One that is gone already is no failure. */
export function killAll(rows: readonly ProcessRow[]): void {
  for (const { pid } of rows) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** The environment that a process was started with, or null when it is gone. */
export const environmentOf = (pid: number): string | null =>
  readProc(`/proc/${pid}/environ`)?.replaceAll('\0', '\n') ?? null;

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended between the listing and the look.
    return null;
  }
}
