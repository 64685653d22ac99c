/**
 * The wipe: keys first, so that whatever comes between leaves nothing that can
 * be read; then the data. It has two halves, since Chromium's own folder cannot
 * be taken away under a Chromium that runs: the first ends with a new start of
 * the app, and the second runs at its very beginning. A marker that is written
 * before everything else leads a wipe that was cut to its end.
 */
import type { Leftover } from '../../shared/ipc/views.ts';
import {
  CHROMIUM_FOLDER,
  isBackup,
  KEY_FILES,
  SETUP_FILE,
  STORE_FILE,
  STORE_SUFFIXES,
  WIPE_MARKER,
} from '../profile-files.ts';

/** The steps of a wipe on a profile folder; tests cut the power between any two of them. Each throws what the disk throws. */
export interface WipeDisk {
  /** What lies directly in the folder; nothing when there is no folder. */
  names(): readonly string[];
  /** Makes an empty file and waits until it is on the disk. */
  mark(name: string): void;
  /** Overwrites a file with chance and waits until that is on the disk. */
  overwrite(name: string): void;
  /** Deletes a file, or a folder with all that is in it. */
  remove(name: string): void;
  /** Waits until deletions are on the disk. */
  syncFolder(): void;
}

/** Chromium's lock on the profile: whoever runs holds it, and it names nothing but the computer. */
const isChromiumLock = (name: string): boolean => /^(Singleton(Lock|Socket|Cookie)|lockfile)$/.test(name);
const WORD_FILES: readonly string[] = [STORE_FILE, SETUP_FILE].flatMap((file) =>
  STORE_SUFFIXES.map((suffix) => file + suffix),
);

/** Kinds in the order in which they go and are told: what opens most comes first. */
const KINDS: readonly Leftover[] = ['keys', 'backups', 'words', 'rest'];

function kindOf(name: string): Leftover {
  if (KEY_FILES.includes(name)) return 'keys';
  if (isBackup(name)) return 'backups';
  return WORD_FILES.includes(name) ? 'words' : 'rest';
}

/** True when a wipe was begun here and did not come to its end. */
export const isWipeBegun = (disk: WipeDisk): boolean => disk.names().includes(WIPE_MARKER);

/**
 * First half, while Chromium runs and the engine does not: destroys the keys,
 * then everything but Chromium's folder. Answers with what the disk would not
 * give; with `keys` among it nothing else was touched. The second half is due
 * when {@link isWipeBegun} says so afterwards: not when keys are left, nor when
 * the disk took no marker.
 */
export function wipeProfile(disk: WipeDisk): readonly Leftover[] {
  const isMarked = attempt(() => disk.mark(WIPE_MARKER));
  const keys = destroyKeys(disk);
  if (keys.length > 0) {
    // Whoever reads that the keys are still there keeps the words that they open.
    if (isMarked) attempt(() => disk.remove(WIPE_MARKER));
    return keys;
  }
  const left = removeAll(disk, (name) => name === CHROMIUM_FOLDER);
  // A full disk may have had no room for the marker; now there is some.
  if (!isMarked) attempt(() => disk.mark(WIPE_MARKER));
  return left;
}

/** Second half, before Chromium opens anything: everything goes, the marker last. Answers as the first half does. */
export function finishWipe(disk: WipeDisk): readonly Leftover[] {
  const keys = destroyKeys(disk);
  const left = keys.length > 0 ? keys : removeAll(disk, () => false);
  // While something is left the marker is too: the next start tries again, unless a set-up took it away meanwhile.
  if (left.length > 0) return left;
  const isOver = attempt(() => disk.remove(WIPE_MARKER)) && attempt(() => disk.syncFolder());
  return isOver ? [] : ['rest'];
}

/** Answers `keys` when one is left that could be neither overwritten nor deleted; chance in a key's place is no key. */
function destroyKeys(disk: WipeDisk): readonly Leftover[] {
  const there = disk.names().filter((name) => KEY_FILES.includes(name));
  // All are overwritten before the first is deleted: a power cut finds no whole copy of any generation.
  const whole = there.filter((name) => !attempt(() => disk.overwrite(name)));
  for (const name of there) attempt(() => disk.remove(name));
  attempt(() => disk.syncFolder());
  const names = disk.names();
  return whole.some((name) => names.includes(name)) ? ['keys'] : [];
}

function removeAll(disk: WipeDisk, isKept: (name: string) => boolean): readonly Leftover[] {
  const isSpared = (name: string): boolean => name === WIPE_MARKER || isChromiumLock(name) || isKept(name);
  const names = () => disk.names().filter((name) => !isSpared(name));
  const ordered = KINDS.flatMap((kind) => names().filter((name) => kindOf(name) === kind));
  for (const name of ordered) attempt(() => disk.remove(name));
  attempt(() => disk.syncFolder());
  // What stands under the name of a key by now is chance.
  const kinds = new Set(names().map((name) => (KEY_FILES.includes(name) ? 'rest' : kindOf(name))));
  return KINDS.filter((kind) => kinds.has(kind));
}

/** One file that will not go must not keep the others: what is left is looked for afterwards. */
function attempt(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false; // the system's boundary
    throw error;
  }
}
