/** Disks for vaults: one in memory, and one that fails at a chosen step. */
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import type { VaultDoors } from '../vault/vault.ts';
import type { VaultDisk } from '../vault/vault-disk.ts';
import { quickStretch } from './quick-stretch.ts';

/** A disk without the wait for the platter, for tests that open thousands of files. */
export function memoryDisk(): VaultDisk {
  const files = new Map<string, Uint8Array>();
  return {
    read: (name) => files.get(name) ?? null,
    write: (name, bytes) => void files.set(name, bytes.slice()),
    rename(from, to) {
      files.set(to, files.get(from) ?? new Uint8Array(0));
      files.delete(from);
    },
    remove: (name) => void files.delete(name),
    syncFolder: () => {},
  };
}

/** What a `failingDisk` throws: as a disk that is gone. */
export class PowerCut extends Error {
  readonly code = 'EIO';
}

/** The disk until its `steps`-th change; that one happens not at all, or for a write only in part. */
export function failingDisk(disk: VaultDisk, steps: number, keepsPart: boolean): VaultDisk {
  let left = steps;
  const step = (work: () => void, part: () => void = () => {}): void => {
    left -= 1;
    if (left <= 0) {
      if (left === 0 && keepsPart) part();
      throw new PowerCut();
    }
    work();
  };
  return {
    read: (name) => disk.read(name),
    write: (name, bytes) =>
      step(
        () => disk.write(name, bytes),
        () => disk.write(name, bytes.subarray(0, bytes.length / 2)),
      ),
    rename: (from, to) => step(() => disk.rename(from, to)),
    remove: (name) => step(() => disk.remove(name)),
    syncFolder: () => step(() => disk.syncFolder()),
  };
}

/** Doors on a disk, with a quick derivation and a keychain that keeps nothing. */
export const doorsOn = (disk: VaultDisk, seed = 1): VaultDoors => ({
  disk,
  random: createSeededRandom(seed),
  stretch: quickStretch,
  keychainHalf: async () => null,
});
