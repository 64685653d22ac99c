/** A profile's beginning (SPEC EG1, EG2): a vault and a store where there is neither, whole or not at all. */
import { existsSync } from 'node:fs';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { VAULT_FILE, WIPE_MARKER } from '../profile-files.ts';
import { checkName } from './group/write.ts';
import { passphraseProblem } from './opening.ts';
import { recoveryWordsError } from './returning/returning.ts';
import { changeSettings } from './settings.ts';
import type { StorePlace } from './store-place.ts';
import { type OpenDatabase, openSqlcipherStore, storeKey } from './store/sqlcipher-store.ts';
import type { Calibration } from './vault/calibration.ts';
import { entropyOfWords } from './vault/recovery-words.ts';
import { createVault, type Vault, type VaultDoors } from './vault/vault.ts';
import { hasVault, type VaultDisk } from './vault/vault-disk.ts';

/** What it is made of. */
export interface SettingUpParts {
  readonly disk: VaultDisk;
  readonly stores: StorePlace;
  readonly doors: VaultDoors;
  readonly calibration: Calibration;
  readonly clock: Clock;
  /** Another way to the disk than the real one. */
  readonly openDatabase: OpenDatabase | undefined;
  /** Opens what was made, as after any right passphrase. */
  readonly open: (vault: Vault) => Result<null, AppError>;
}

/** See the file's head. */
export interface SettingUp {
  /**
   * A set-up is over when its store has its name. Until then nobody has read its recovery words and nothing was
   * written, so a vault that it left is no reason against another one. A restore is over when its vault is in place.
   */
  isNew(): boolean;
  /** Takes away what was cut off half-made. */
  clearCut(): void;
  /** Makes a profile; `words` are recovery words that the person has already, null for new ones. */
  setUp(
    givenName: string,
    passphrase: string,
    words: readonly string[] | null,
  ): Promise<Result<{ readonly recoveryWords: readonly string[] }, AppError>>;
}

/** Makes nothing yet. */
export function createSettingUp(parts: SettingUpParts): SettingUp {
  const { disk, stores } = parts;
  const isNew = (): boolean => !existsSync(stores.path) && (!hasVault(disk) || stores.isSetupCut());

  /** In this order: while a store under the other name is there, what lies beside it is no profile yet. */
  function clearCut(): void {
    for (const name of Object.values(VAULT_FILE)) disk.remove(name);
    stores.clear();
  }

  return {
    isNew,
    clearCut,
    async setUp(givenName, passphrase, words) {
      if (!isNew()) return err({ tag: 'AlreadySetUp' });
      const name = checkName(givenName);
      if (!name.ok) return name;
      const problem = passphraseProblem(passphrase);
      if (problem) return err(problem);
      const entropy = words === null ? ok(null) : entropyOfWords(words);
      if (!entropy.ok) return err(recoveryWordsError(entropy.error));
      // What is made now must never be taken for the rest of what was wiped before; a disk that keeps the marker throws.
      disk.remove(WIPE_MARKER);
      const made = await createVault(parts.doors, passphrase, await parts.calibration.choose(), entropy.value);
      clearCut();
      const now = parts.clock.now();
      const store = openSqlcipherStore(
        { path: stores.setupPath, key: storeKey(made.masterKey), create: true, now },
        parts.openDatabase,
      );
      if (!store.ok) return store;
      try {
        changeSettings(store.value.values, { name: name.value });
      } finally {
        store.value.close();
      }
      const vault = made.store();
      stores.finishSetup();
      let opened: Result<null, AppError> | null = null;
      try {
        opened = parts.open(vault);
      } finally {
        // Whoever reads that it did not work tries again, and must not find a Hearth whose recovery words nobody knows.
        if (!opened?.ok) stores.undoSetup();
      }
      return opened.ok ? ok({ recoveryWords: made.recoveryWords }) : opened;
    },
  };
}
