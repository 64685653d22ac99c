/** A store that was made beside its place, by a set-up or a restore, and how it comes into it. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  asideName,
  COPY_FILE,
  freeAsideNumber,
  SETUP_FILE,
  STORE_FILE,
  STORE_SUFFIXES,
  TEST_FILE,
} from '../profile-files.ts';

/** The stores in a profile folder. Every call throws what the disk throws. */
export interface StorePlace {
  readonly path: string;
  /** The store that is being made. */
  readonly setupPath: string;
  removeSetup(): void;
  /**
   * Puts the store that was made into its place, when the vault beside it is
   * the one it was made with: power failed between the two, or a restore ends.
   * What lies in its place already, damaged, is put aside.
   */
  finishSetup(): void;
  /** Deletes what a backup or a restore left half-made. */
  tidy(): void;
}

/** The place of the store in `folder`. */
export function createStorePlace(folder: string): StorePlace {
  const [path, setupPath] = [join(folder, STORE_FILE), join(folder, SETUP_FILE)];
  const remove = (file: string): void => {
    for (const suffix of STORE_SUFFIXES) rmSync(join(folder, file + suffix), { force: true });
  };
  return {
    path,
    setupPath,
    removeSetup: () => remove(SETUP_FILE),
    finishSetup() {
      if (!existsSync(setupPath)) return;
      const number = freeAsideNumber(readdirSync(folder));
      // The journal before its store: a journal beside another store would be taken for that one's.
      for (const suffix of [...STORE_SUFFIXES].reverse()) {
        const name = STORE_FILE + suffix;
        if (existsSync(join(folder, name))) renameSync(join(folder, name), join(folder, asideName(name, number)));
      }
      renameSync(setupPath, path);
    },
    tidy() {
      for (const file of [SETUP_FILE, COPY_FILE, TEST_FILE]) remove(file);
    },
  };
}
