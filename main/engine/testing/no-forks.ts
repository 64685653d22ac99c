/** Looks into the stores of closed apps for two entries at one place: `expectNoForks()`. */
import { join } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { expect } from 'vitest';
import { decodeEntry } from '../../../shared/chain/entry.ts';
import { laneOf } from '../../../shared/chain/kinds.ts';
import { storeKey } from '../store/sqlcipher-store.ts';
import { openVault, type Vault } from '../vault/vault.ts';
import { createVaultDisk } from '../vault/vault-disk.ts';
import { PASSPHRASE, type Person } from './engine-world.ts';
import { doorsOn } from './vault-disks.ts';

/** A person's vault as it lies on the disk. */
export async function vaultOf(person: Person): Promise<Vault> {
  const vault = await openVault(doorsOn(createVaultDisk(person.folder)), PASSPHRASE);
  if (!vault.ok) throw new Error(vault.error.tag);
  return vault.value;
}
/** Every entry in the stores of closed apps, by its place; throws when two are at one place. */
export async function expectNoForks(...people: readonly Person[]): Promise<void> {
  const byPlace = new Map<string, string>();
  for (const person of people) {
    person.close();
    const key = storeKey((await vaultOf(person)).masterKey);
    const db = new Database(join(person.folder, 'hearth.db'));
    db.exec(`PRAGMA key = "x'${Buffer.from(key.reveal()).toString('hex')}'"`);
    const rows = db.prepare('SELECT bytes FROM entry_bytes', { pluck: true }).all([]);
    const forks = db.prepare("SELECT count(*) FROM group_values WHERE key LIKE '%fork/%'", { pluck: true }).get([]);
    db.close();
    expect(forks).toBe(0);
    for (const bytes of rows) {
      const entry = decodeEntry(new Uint8Array(bytes as Uint8Array));
      if (!entry.ok) throw new Error(entry.error.tag);
      const { groupId, deviceId, inc, kind, seq } = entry.value.header;
      const place = [groupId, deviceId, inc, laneOf(kind), seq].join('/');
      expect(byPlace.get(place) ?? entry.value.id, place).toBe(entry.value.id);
      byPlace.set(place, entry.value.id);
    }
  }
  expect(byPlace.size).toBeGreaterThan(5);
}
