/** Stores that are made beside their place, by a set-up or a restore, and how they come into it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  asideName,
  COPY_FILE,
  freeAsideNumber,
  RESTORE_FILE,
  SETUP_FILE,
  STORE_FILE,
  STORE_SUFFIXES,
  TEST_FILE,
} from '../profile-files.ts';
import type { VaultDisk } from './vault/vault-disk.ts';

/** The stores in a profile folder. Every call throws what the disk throws. */
export interface StorePlace {
  readonly path: string;
  /** The store that a set-up is making. */
  readonly setupPath: string;
  /** True while a set-up has not come to its end. */
  isSetupCut(): boolean;
  finishSetup(): void;
  /** The other way round, for a set-up that did not open in the end. */
  undoSetup(): void;
  /**
   * Puts a store that was restored into its place, when the vault beside it is
   * the one it was made with: power failed between the two, or a restore ends.
   * What lies in its place already, damaged, is put aside.
   */
  finishRestore(): void;
  /** Deletes what a set-up or a restore left half-made. */
  clear(): void;
  /** Deletes all that was left half-made in an open profile. */
  tidy(): void;
}

/** The place of the store in `folder`, which `disk` writes to. */
export function createStorePlace(folder: string, disk: Pick<VaultDisk, 'rename' | 'remove'>): StorePlace {
  const [path, setupPath] = [join(folder, STORE_FILE), join(folder, SETUP_FILE)];
  const remove = (...files: readonly string[]): void => {
    for (const name of files.flatMap((file) => STORE_SUFFIXES.map((suffix) => file + suffix))) {
      if (existsSync(join(folder, name))) disk.remove(name);
    }
  };
  return {
    path,
    setupPath,
    isSetupCut: () => existsSync(setupPath),
    finishSetup: () => disk.rename(SETUP_FILE, STORE_FILE),
    undoSetup: () => disk.rename(STORE_FILE, SETUP_FILE),
    finishRestore() {
      if (!existsSync(join(folder, RESTORE_FILE))) return;
      const number = freeAsideNumber(readdirSync(folder));
      // The journal before its store: a journal beside another store would be taken for that one's.
      for (const suffix of [...STORE_SUFFIXES].reverse()) {
        const name = STORE_FILE + suffix;
        if (existsSync(join(folder, name))) disk.rename(name, asideName(name, number));
      }
      disk.rename(RESTORE_FILE, STORE_FILE);
    },
    clear: () => remove(SETUP_FILE, RESTORE_FILE),
    tidy: () => remove(SETUP_FILE, RESTORE_FILE, COPY_FILE, TEST_FILE),
  };
}
