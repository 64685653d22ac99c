/**
 * Backups that are made by themselves (SPEC BK10–BK12): one a day, at the first
 * moment in which nothing is being written, when something changed; the latest
 * three are kept. After something was deleted, or the passphrase changed, one is
 * made within minutes and all before it go; after a group got new keys, one is
 * made within the hour.
 */
import { join } from 'node:path';
import { base32nopad } from '@scure/base';
import { type BackupContentView, ROLLING_NAME } from '../../../shared/ipc/backup-requests.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Random } from '../../../shared/ports/random.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { BACKUP_FOLDER } from '../../profile-files.ts';
import { diskErrorTag } from '../store/disk-error.ts';
import type { SqlcipherStore } from '../store/sqlcipher-store.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import type { BackupFiles } from './backup-files.ts';
import { type BackupMemory, changeBackupMemory, readBackupMemory } from './backup-memory.ts';
import { PART_ENDING } from './write-backup.ts';

/** How many are kept. */
const KEPT = 3;
/** Less than a day, so that whoever opens Hearth every morning has one every morning. */
const EVERY_MS = 20 * 60 * 60 * 1000;
/** Nothing was written for so long: a quiet moment. */
const QUIET_MS = 60_000;
/** After so long without one it is made all the same. */
const PATIENCE_MS = 30 * 60_000;
/** How often it is looked whether one is due, and whether a folder has come back. */
const LOOK_MS = 60 * 60_000;

/** Why the last try came to nothing. */
export type RollingProblem = 'FolderMissing' | 'DiskFull' | 'Failed';

/** What rolling backups are made with. */
export interface RollingDoors {
  readonly files: BackupFiles;
  readonly store: SqlcipherStore;
  readonly profileFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  /** Another text when a group has another key, or there is another group. */
  keys(): string;
  /** Writes one to this path; waits for another one that is being written. */
  make(path: string): Promise<Result<BackupContentView, AppError>>;
  /** Notes losses that the disk did not take. */
  settleLosses(): void;
  readonly onChange: () => void;
}

/** See the file's head. */
export interface Rolling {
  problem(): RollingProblem | null;
  /** The settings changed, or something that has to be made anew: looks again soon. */
  lookSoon(): void;
  stop(): void;
}

/** The day in a file's name. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

const isStale = ({ losses, lossesKnown }: BackupMemory): boolean => losses !== lossesKnown;

/** The rolling backups of an open profile; looks for the first time when it has been open for a minute. */
export function createRolling(doors: RollingDoors): Rolling {
  const { files, store, clock, timers } = doors;
  let problem: RollingProblem | null = null;
  let stopTimer: StopTimer = () => {};
  let isStopped = false;
  let isMaking = false;
  /** The stamp of the last look, and since when one is due. */
  let seen = '';
  let dueSince: number | null = null;

  const memory = (): BackupMemory => readBackupMemory(store.values);
  const folderOf = ({ folder }: BackupMemory): string => folder ?? join(doors.profileFolder, BACKUP_FOLDER);

  function lookIn(ms: number): void {
    stopTimer();
    if (isStopped) return;
    stopTimer = timers.after(ms, () => {
      try {
        look();
      } catch (failure) {
        if (!diskErrorTag(failure)) throw failure;
        lookIn(LOOK_MS);
      }
    });
  }

  function isDue(now: BackupMemory, stamp: string): boolean {
    // With keys that were replaced nobody in the group is found any more (SPEC LK7).
    if (isStale(now) || now.rolling === null || doors.keys() !== now.keys) return true;
    const age = clock.now() - now.rolling.at;
    // A clock that was set back must not postpone it for years.
    return (age >= EVERY_MS || age < 0) && stamp !== now.stamp;
  }

  function look(): void {
    doors.settleLosses();
    const now = memory();
    if (isMaking || !now.isOn) return;
    const stamp = store.stamp();
    if (!isDue(now, stamp)) {
      dueSince = null;
      lookIn(LOOK_MS);
      return;
    }
    dueSince ??= timers.steadyNow();
    const isQuiet = stamp === seen || timers.steadyNow() - dueSince >= PATIENCE_MS;
    seen = stamp;
    if (!isQuiet) {
      lookIn(QUIET_MS);
      return;
    }
    isMaking = true;
    void makeOne(now, stamp).then((next) => {
      isMaking = false;
      dueSince = null;
      problem = next;
      if (isStopped) return;
      lookIn(LOOK_MS);
      doors.onChange();
    });
  }

  /** Never rejects: what went wrong is told on the page, and tried again in an hour. */
  async function makeOne(now: BackupMemory, stamp: string): Promise<RollingProblem | null> {
    try {
      const done = await write(now, stamp);
      return done.ok ? null : done.error;
    } catch (failure) {
      return diskErrorTag(failure) === 'DiskFull' ? 'DiskFull' : 'Failed';
    }
  }

  async function write(now: BackupMemory, stamp: string): Promise<Result<null, RollingProblem>> {
    const folder = folderOf(now);
    if (now.folder === null) await files.makeFolder(folder);
    // Not made when it is missing: it would come to lie where the stick is put in, and be hidden by it.
    if ((await files.list(folder)) === null) return err('FolderMissing');
    const tag = now.tag === '' ? base32nopad.encode(doors.random.bytes(5)).toLowerCase().slice(0, 4) : now.tag;
    const name = `daily-${tag}-${dayOf(clock.now())}.hearth-backup`;
    const keys = doors.keys();
    const made = await doors.make(join(folder, name));
    if (!made.ok) return err(made.error.tag === 'DiskFull' ? 'DiskFull' : 'Failed');
    if (isStopped) return ok(null);
    // As many as there were when it was begun: what is deleted meanwhile may be in it still.
    const rolling = { at: made.value.madeAt, fileName: name, bytes: made.value.bytes, testedAt: null };
    changeBackupMemory(store.values, { rolling, tag, stamp, keys, lossesKnown: now.losses });
    await prune(folder, tag, name, isStale(now) ? 0 : KEPT - 1);
    return ok(null);
  }

  /** Takes away all of this Hearth's own but the newest, and so many `others`. */
  async function prune(folder: string, tag: string, newest: string, others: number): Promise<void> {
    const names = (await files.list(folder))?.map((file) => file.name) ?? [];
    const own = names.filter((name) => name.startsWith(`daily-${tag}-`) && name !== newest);
    const whole = own.filter((name) => ROLLING_NAME.test(name)).sort();
    const parts = own.filter((name) => name.endsWith(PART_ENDING));
    for (const name of [...whole.slice(0, Math.max(0, whole.length - others)), ...parts]) {
      await files.remove(join(folder, name));
    }
  }

  lookIn(QUIET_MS);
  return {
    problem: () => problem,
    lookSoon: () => lookIn(QUIET_MS),
    stop() {
      isStopped = true;
      stopTimer();
    },
  };
}
