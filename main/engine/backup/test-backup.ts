/**
 * Tests a backup without restoring it (SPEC BK6): reads and opens all of it,
 * takes the store out into a file of its own, checks that, counts what is in
 * it, and deletes it again.
 */
import { join } from 'node:path';
import type { MemberId } from '../../../shared/brand.ts';
import type { TestedBackupView } from '../../../shared/ipc/backup-requests.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Redacted } from '../../../shared/redacted.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { STORE_SUFFIXES, TEST_FILE } from '../../profile-files.ts';
import type { DatabaseInput } from '../store/database.ts';
import type { OpenStoreError } from '../store/database.ts';
import { throwAsDiskError } from '../store/disk-error.ts';
import { openSqlcipherStore, type SqlcipherStore, storeKey } from '../store/sqlcipher-store.ts';
import { decodeVaultFile, type VaultFile } from '../vault/vault-codec.ts';
import { haveSameSlots } from '../vault/vault-disk.ts';
import type { BackupFiles } from './backup-files.ts';
import type { Manifest } from './manifest.ts';
import { viewOf } from './make-backup.ts';
import { extractStore, openBackup, readManifest } from './read-backup.ts';

/** What a test needs of the profile that is open. */
export interface TestDoors {
  readonly files: BackupFiles;
  readonly profileFolder: string;
  readonly masterKey: Redacted<Uint8Array>;
  readonly members: readonly MemberId[];
  /** The vault of now. */
  readonly vault: VaultFile;
}

/** What a store out of a backup is told as when it does not open. */
export function storeProblem({ tag }: OpenStoreError): AppError {
  if (tag === 'StoreVersionUnknown') return { tag: 'BackupVersionUnknown' };
  return { tag: tag === 'DiskFull' || tag === 'DiskFailed' ? tag : 'BackupDamaged' };
}

/** Opens a store that came out of a backup: checked whole, and brought to the present version. */
export function openForeignStore(input: Pick<DatabaseInput, 'path' | 'key' | 'now'>): Result<SqlcipherStore, AppError> {
  const store = openSqlcipherStore({ ...input, create: false, isForeign: true });
  return store.ok ? store : err(storeProblem(store.error));
}

/** True when what was counted in the store is what the manifest says. */
const isAsSaid = (manifest: Manifest, store: SqlcipherStore, members: readonly MemberId[]): boolean => {
  const found = store.tally(members);
  // A group that was joined since is nobody's in the backup; one that was forgotten since is missing among the members.
  return found.journal === manifest.journal && found.drafts === manifest.drafts && found.shared <= manifest.shared;
};

/** See the file's head. Throws `DiskError`. */
export async function testBackup(doors: TestDoors, path: string): Promise<Result<TestedBackupView, AppError>> {
  const { files, masterKey } = doors;
  const opened = await openBackup(files, path);
  if (!opened.ok) return opened;
  const storePath = join(doors.profileFolder, TEST_FILE);
  try {
    const manifest = await readManifest(opened.value, masterKey);
    if (!manifest.ok) return manifest;
    const extracted = await extractStore(opened.value, masterKey, await files.create(storePath));
    if (!extracted.ok) return extracted;
    const store = openForeignStore({ path: storePath, key: storeKey(masterKey), now: manifest.value.madeAt });
    if (!store.ok) return store;
    const isSame = isAsSaid(manifest.value, store.value, doors.members);
    store.value.close();
    const vault = decodeVaultFile(opened.value.head.vault);
    if (!isSame || !vault.ok) return err({ tag: 'BackupDamaged' });
    return ok({
      ...viewOf(manifest.value, opened.value.fileBytes),
      isPresentPassphrase: haveSameSlots(vault.value, doors.vault),
      needsKeychain: vault.value.slots.some((slot) => slot.type === 'passphrase+keychain'),
    });
  } catch (failure) {
    return throwAsDiskError(failure);
  } finally {
    await opened.value.close();
    for (const suffix of STORE_SUFFIXES) await files.remove(storePath + suffix).catch(() => undefined);
  }
}
