/** The part of the ui's requests that is about backups: making, testing, restoring. */
import * as v from 'valibot';
import { request } from './rpc.ts';
import { MAX_PASSPHRASE_CHARACTERS } from './vault-requests.ts';

/** Ending of backup files. */
export const BACKUP_FILE_ENDING = '.hearth-backup';

/** Names a file or folder that the person picked in a dialog of main's; the ui never sees or says a path. */
export const placeSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
/** Name of a backup that was made by itself: the day, and four letters that tell one Hearth's from another's. */
export const ROLLING_NAME = /^daily-[a-z2-7]{4}-\d{4}-\d\d-\d\d\.hearth-backup$/;
const from = v.union([
  v.object({ place: placeSchema }),
  v.object({ rolling: v.pipe(v.string(), v.regex(ROLLING_NAME)) }),
]);
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const passphrase = text(MAX_PASSPHRASE_CHARACTERS);
const words = v.pipe(v.array(text(40)), v.maxLength(24));

/** Which file: one that was picked, or one of those made by themselves in the profile. */
export type BackupFrom = v.InferOutput<typeof from>;

/** What a backup holds. Times in milliseconds. */
export interface BackupContentView {
  readonly madeAt: number;
  /** Journal entries with words, own posts and comments, drafts. */
  readonly journal: number;
  readonly shared: number;
  readonly drafts: number;
  /** When the newest of these was written; null for none. */
  readonly newestAt: number | null;
  /** Names of the groups. */
  readonly groups: readonly string[];
  readonly bytes: number;
}

/** What a test of a backup found: everything in it was read. */
export interface TestedBackupView extends BackupContentView {
  /** Whether it opens with the passphrase of now; else with the one of the day on which it was made. */
  readonly isPresentPassphrase: boolean;
  /** Whether its passphrase needs this computer's keychain. */
  readonly needsKeychain: boolean;
}

/** One backup that was made here. */
export interface LastBackupView {
  readonly at: number;
  readonly kind: 'byHand' | 'rolling';
  /** Its name, without where it lies. */
  readonly fileName: string;
  readonly bytes: number;
  /** When a test last read all of it; null for never. When it was made it was read back as well. */
  readonly testedAt: number | null;
}

/** All about backups, for the settings and for a page about health. */
export interface BackupsView {
  readonly byHand: LastBackupView | null;
  readonly rolling: LastBackupView | null;
  readonly isRollingOn: boolean;
  /** Name of the folder that was chosen for the rolling ones; null for the profile's own. */
  readonly folderName: string | null;
  /** Why the last try to make one by itself came to nothing; null when it did not. */
  readonly rollingProblem: 'FolderMissing' | 'DiskFull' | 'Failed' | null;
  /** When this Hearth was last restored from a backup, and when that was made. */
  readonly restored: { readonly at: number; readonly madeAt: number } | null;
}

/** A backup that was made by itself, as it is offered where Hearth does not open. */
export interface FoundBackupView {
  readonly name: string;
  /** The day in its name, `2026-11-26`. */
  readonly day: string;
  readonly bytes: number;
}

/** See the file's head; `ui-engine.ts` takes these in. */
export const backupRequests = {
  viewBackups: request(v.object({})).gives<BackupsView>(),
  /** Writes a backup to the place that was picked; answered once it is on the disk and was read back. */
  makeBackup: request(v.object({ place: placeSchema })).gives<BackupContentView>(),
  /** Opens a backup of this Hearth, the store in it too, and changes nothing. */
  testBackup: request(v.object({ from })).gives<TestedBackupView>(),
  /** `place`: a folder that was picked, null for the profile's own; without it the folder stays. */
  setRolling: request(
    v.object({ isOn: v.optional(v.boolean()), place: v.optional(v.nullable(placeSchema)) }),
  ).gives<BackupsView>(),

  /** Backups in the profile; also where nothing opens. Newest first. */
  findBackups: request(v.object({})).gives<readonly FoundBackupView[]>(),
  /** Reads a file through: whether it is a whole backup. */
  lookAtBackup: request(v.object({ from })).gives<null>(),
  /** Opens it, with the passphrase of its day or with the recovery words; changes nothing. */
  openBackup: request(
    v.object({ from, key: v.union([v.object({ passphrase }), v.object({ words })]) }),
  ).gives<BackupContentView>(),
  /** Puts the opened backup in the place of what is missing or damaged here. With words another passphrase is set. */
  restoreBackup: request(v.object({ passphrase: v.nullable(passphrase) })).gives<null>(),
} as const;
