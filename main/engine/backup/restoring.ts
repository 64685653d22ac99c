/**
 * Restores a backup where Hearth is new or does not open (SPEC BK7–BK9). All of
 * the file is looked at before anything is touched; the store is put together
 * beside its place, and one rename of the vault makes both count. What is
 * damaged is put aside, not deleted.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupContentView, BackupFrom } from '../../../shared/ipc/backup-requests.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Random } from '../../../shared/ports/random.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import {
  asideName,
  freeAsideNumber,
  RESTORE_FILE,
  STORE_SUFFIXES,
  VAULT_FILE,
  WIPE_MARKER,
} from '../../profile-files.ts';
import { type Opening, passphraseProblem } from '../opening.ts';
import { throwAsDiskError } from '../store/disk-error.ts';
import { storeKey } from '../store/sqlcipher-store.ts';
import { renewed } from '../vault/incarnation.ts';
import { forgetVault } from '../vault/kept-vault.ts';
import type { Vault } from '../vault/vault.ts';
import { heldVault, type VaultDisk } from '../vault/vault-disk.ts';
import { NO_STORE_MEMORY } from '../vault/vault-secrets.ts';
import type { BackupFiles } from './backup-files.ts';
import { changeBackupMemory } from './backup-memory.ts';
import { viewOf } from './make-backup.ts';
import type { Manifest } from './manifest.ts';
import { extractStore, openBackup, readManifest } from './read-backup.ts';
import { openForeignStore } from './test-backup.ts';

type Answer<T> = Result<T, AppError>;

/** What opens a backup's vault. */
export type BackupKey = { readonly passphrase: string } | { readonly words: readonly string[] };

/** What restoring is done with. */
export interface RestoringDoors {
  readonly files: BackupFiles;
  readonly disk: VaultDisk;
  readonly profileFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Opens a vault that lies on `disk`; wrong tries are held back together with those of the lock screen. */
  openingOn(disk: VaultDisk): Opening;
  /** True where there is nothing, or nothing that opens. */
  isDue(): boolean;
  /** Takes away what a cut set-up left. */
  clearCut(): void;
  /** True when the app is being locked. */
  isStopped(): boolean;
  pathOf(from: BackupFrom): Promise<string | null>;
  /** Opens store and profile with the vault that is in place. */
  open(vault: Vault): Answer<null>;
}

/** See the file's head. One call at a time: the caller sees to that. */
export interface Restoring {
  look(from: BackupFrom): Promise<Answer<null>>;
  open(from: BackupFrom, key: BackupKey): Promise<Answer<BackupContentView>>;
  restore(passphrase: string | null): Promise<Answer<null>>;
}

/** A backup whose vault is open. */
interface OpenedBackup {
  readonly path: string;
  readonly vault: Vault;
  readonly manifest: Manifest;
  readonly opening: Opening;
  /** Opened with the words: a passphrase has to be set. */
  readonly isByWords: boolean;
}

/** What the lock screen says of its own vault, said of a backup's. */
function ofBackup(error: AppError): AppError {
  switch (error.tag) {
    case 'WrongPassphrase':
      return { tag: 'BackupPassphraseWrong', waitMs: error.waitMs };
    case 'RecoveryWordsWrong':
      return { tag: 'BackupWordsWrong', waitMs: error.waitMs };
    case 'KeychainLost':
      return { tag: 'BackupNeedsWords' };
    case 'VaultDamaged':
      return { tag: 'BackupDamaged' };
    case 'VaultVersionUnknown':
      return { tag: 'BackupVersionUnknown' };
    default:
      return error;
  }
}

/** Restoring for one engine. */
export function createRestoring(doors: RestoringDoors): Restoring {
  const { files, disk, profileFolder, random } = doors;
  const restorePath = join(profileFolder, RESTORE_FILE);
  let opened: OpenedBackup | null = null;

  async function look(from: BackupFrom): Promise<Answer<null>> {
    const path = await doors.pathOf(from);
    if (path === null) return err({ tag: 'BackupGone' });
    const whole = await openBackup(files, path);
    if (whole.ok) await whole.value.close();
    return whole.ok ? ok(null) : whole;
  }

  async function open(from: BackupFrom, key: BackupKey): Promise<Answer<BackupContentView>> {
    opened = null;
    const path = await doors.pathOf(from);
    if (path === null) return err({ tag: 'BackupGone' });
    const whole = await openBackup(files, path);
    if (!whole.ok) return whole;
    try {
      const opening = doors.openingOn(heldVault(whole.value.head.vault));
      const isByWords = 'words' in key;
      const vault = isByWords ? opening.withWords(key.words) : await vaultOf(opening, key.passphrase);
      if (!vault.ok) return err(ofBackup(vault.error));
      const manifest = await readManifest(whole.value, vault.value.masterKey);
      // The head is bound to every chunk, so another vault in front of them is damage, or somebody's doing.
      if (!manifest.ok) return manifest.error.tag === 'BackupOther' ? err({ tag: 'BackupDamaged' }) : manifest;
      opened = { path, vault: vault.value, manifest: manifest.value, opening, isByWords };
      return ok(viewOf(manifest.value, whole.value.fileBytes));
    } finally {
      await whole.value.close();
    }
  }

  async function vaultOf(opening: Opening, passphrase: string): Promise<Answer<Vault>> {
    const answer = await opening.withPassphrase(passphrase);
    return answer.ok ? ok(answer.value.vault) : answer;
  }

  async function removeStore(): Promise<void> {
    for (const suffix of STORE_SUFFIXES) await files.remove(restorePath + suffix);
  }

  /** The store of the backup, beside its place: whole, checked, of the present version, and without a vault of its own. */
  async function buildStore({ path, vault, manifest }: OpenedBackup): Promise<Answer<null>> {
    const whole = await openBackup(files, path);
    if (!whole.ok) return whole;
    try {
      const extracted = await extractStore(whole.value, vault.masterKey, await files.create(restorePath));
      if (!extracted.ok) return extracted;
    } finally {
      await whole.value.close();
    }
    const now = doors.clock.now();
    const store = openForeignStore({ path: restorePath, key: storeKey(vault.masterKey), now });
    if (!store.ok) return store;
    try {
      store.value.transact(() => {
        forgetVault(store.value.values);
        // The folder of another computer means nothing here, or something else.
        const restored = { at: now, madeAt: manifest.madeAt };
        changeBackupMemory(store.value.values, { folder: null, rolling: null, restored });
      });
    } finally {
      store.value.close();
    }
    return ok(null);
  }

  /** Copies of the vault's files as they are; the rename of the new one takes the place of the originals. */
  function putVaultAside(): void {
    const number = freeAsideNumber(readdirSync(profileFolder));
    for (const name of [VAULT_FILE.current, VAULT_FILE.previous]) {
      const bytes = disk.read(name);
      if (bytes) disk.write(asideName(name, number), bytes);
    }
  }

  async function restore(passphrase: string | null): Promise<Answer<null>> {
    if (!opened) return err({ tag: 'BackupGone' });
    if (!doors.isDue()) return err({ tag: 'RestoreNotDue' });
    const { isByWords, opening } = opened;
    const problem = isByWords ? passphraseProblem(passphrase ?? '') : null;
    if (problem) return err(problem);
    let mayBeInPlace = false;
    try {
      // What is restored must never be taken for the rest of what was wiped before.
      disk.remove(WIPE_MARKER);
      doors.clearCut();
      await removeStore();
      const built = await buildStore(opened);
      if (!built.ok) {
        await removeStore();
        return built;
      }
      const { masterKey } = opened.vault;
      const slot = isByWords ? await opening.newSlot(masterKey, passphrase ?? '', null) : null;
      const vault = slot ? opened.vault.replacePassphrase(slot) : opened.vault;
      putVaultAside();
      if (doors.isStopped()) return err({ tag: 'BackupGone' });
      disk.syncFolder();
      // Other copies of this backup may be in use, and what was written after it may be with the others.
      const secrets = renewed({ ...vault.secrets, store: NO_STORE_MEMORY }, random);
      // From here on the store beside its place may be the one that counts, whatever the disk says.
      mayBeInPlace = true;
      const moved = vault.moveTo(disk, secrets);
      opened = null;
      return doors.open(moved);
    } catch (failure) {
      if (!mayBeInPlace) await removeStore().catch(() => undefined);
      return throwAsDiskError(failure);
    }
  }

  return { look, open, restore };
}
