/** Makes a backup of an open profile (SPEC BK4): a copy of the store and the vault that belongs to it, of one moment. */
import { join } from 'node:path';
import { ownDevice } from '../vault/vault-secrets.ts';
import type { BackupContentView } from '../../../shared/ipc/backup-requests.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { COPY_FILE } from '../../profile-files.ts';
import { groupNameOf } from '../group/group-name.ts';
import type { Profile } from '../profile.ts';
import { throwAsDiskError } from '../store/disk-error.ts';
import { STORE_VERSION } from '../store/migrations.ts';
import { encodeVaultFile } from '../vault/vault-codec.ts';
import { readVault, type VaultDisk } from '../vault/vault-disk.ts';
import type { Manifest } from './manifest.ts';
import { type WriteDoors, writeBackup } from './write-backup.ts';

/** What making a backup needs. */
export interface MakeDoors extends WriteDoors {
  readonly profile: Pick<Profile, 'store' | 'vault' | 'groups'>;
  readonly profileFolder: string;
  readonly disk: VaultDisk;
  readonly clock: Clock;
}

/** This person's ids in all their groups. */
export const ownMembers = ({ vault }: Pick<Profile, 'vault'>) =>
  vault.secrets.groups.map((secrets) => ownDevice(secrets).memberId);

/** What a backup of `bytes` bytes holds, as people read it. */
export const viewOf = ({ storeVersion: _, ...counts }: Manifest, bytes: number): BackupContentView => ({
  ...counts,
  bytes,
});

function manifestOf({ profile, clock }: MakeDoors): Manifest {
  return {
    ...profile.store.tally(ownMembers(profile)),
    madeAt: clock.now(),
    storeVersion: STORE_VERSION,
    groups: profile.groups().map(groupNameOf),
  };
}

/** One at a time. Throws `DiskError`. */
export async function makeBackup(doors: MakeDoors, path: string): Promise<Result<BackupContentView, AppError>> {
  const { files, profile } = doors;
  const storePath = join(doors.profileFolder, COPY_FILE);
  try {
    await files.remove(storePath);
    // In one go, without a wait in between: vault, counts and copy are of the same moment.
    const vault = readVault(doors.disk);
    if (!vault.ok) return err({ tag: 'VaultDamaged' });
    const manifest = manifestOf(doors);
    profile.store.copyInto(storePath);
    const content = { masterKey: profile.vault.masterKey, vault: encodeVaultFile(vault.value), manifest, storePath };
    const written = await writeBackup(doors, content, path);
    return written.ok ? ok(viewOf(manifest, written.value)) : written;
  } catch (failure) {
    return throwAsDiskError(failure);
  } finally {
    await files.remove(storePath).catch(() => undefined);
  }
}
