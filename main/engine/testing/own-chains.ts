/** What stands on the disk in one's own chains, read without an engine: for tests that look whether a chain was forked or lost. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type EntryId, NO_ENTRY } from '../../../shared/brand.ts';
import { decodeEntry } from '../../../shared/chain/entry.ts';
import { verifyEntry } from '../../../shared/chain/verify.ts';
import type { ChainKey } from '../../../shared/ports/entry-store.ts';
import { chainText } from '../../../shared/sync/sync-source.ts';
import { openSqlcipherStore, storeKey } from '../store/sqlcipher-store.ts';
import { createSystemRandom } from '../system-ports.ts';
import { openVault } from '../vault/vault.ts';
import { createVaultDisk } from '../vault/vault-disk.ts';
import { ownDevice } from '../vault/vault-secrets.ts';
import { quickStretch } from './quick-stretch.ts';

/** Every own entry that stands by itself, by chain and place. */
export type OwnEntries = ReadonlyMap<string, EntryId>;

/**
 * Opens vault and store, which both have to be sound, and walks the own chains
 * of every group: signed, linked, without a gap. Throws what is wrong. No
 * engine may have the profile open.
 */
export async function readOwnChains(profileFolder: string, passphrase: string): Promise<OwnEntries> {
  const doors = {
    disk: createVaultDisk(profileFolder),
    random: createSystemRandom(),
    stretch: quickStretch,
    keychainHalf: async () => null,
  };
  const vault = await openVault(doors, passphrase);
  if (!vault.ok) throw new Error(`the vault: ${vault.error.tag}`);
  const path = join(profileFolder, 'hearth.db');
  if (!existsSync(path)) throw new Error('the store is gone');
  const store = openSqlcipherStore({ path, key: storeKey(vault.value.masterKey), create: false, now: 0 });
  if (!store.ok) throw new Error(`the store: ${store.error.tag}`);
  const own = new Map<string, EntryId>();
  try {
    for (const secrets of vault.value.secrets.groups) {
      const { deviceId, signing } = ownDevice(secrets);
      const group = store.value.forGroup(secrets.groupId);
      const heads = new Map<string, { readonly seq: number; readonly id: EntryId }>();
      for (const extent of group.extents()) {
        if (extent.chain.deviceId !== deviceId) continue;
        const chain = `${secrets.groupId}/${chainText(extent.chain as ChainKey)}`;
        const before = heads.get(chain) ?? { seq: 0, id: NO_ENTRY };
        if (extent.coversFrom !== before.seq + 1) throw new Error(`${chain} has a gap after ${before.seq}`);
        if (extent.before !== before.id) throw new Error(`${chain} does not link at ${extent.coversFrom}`);
        const stored = group.entryById(extent.id);
        const entry = stored && decodeEntry(stored.bytes);
        if (!entry?.ok || !verifyEntry(entry.value, signing.publicKey))
          throw new Error(`${chain}: ${extent.seq} is unsound`);
        heads.set(chain, { seq: extent.seq, id: extent.id });
        if (extent.coversFrom === extent.seq) own.set(`${chain}/${extent.seq}`, extent.id);
      }
    }
  } finally {
    store.value.close();
  }
  return own;
}
