/**
 * Fills a group in a real profile, whose app is closed, with what others wrote:
 * by the engine's own code on the real store, opened with the person's own
 * passphrase. Eight people write on computers of their own, and this one takes
 * their words in as it would from a channel.
 */
import { chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openProfile, type Profile } from '../../main/engine/profile.ts';
import { createRingLog } from '../../main/engine/ring-log.ts';
import { openSqlcipherStore, storeKey } from '../../main/engine/store/sqlcipher-store.ts';
import { systemTimers } from '../../main/engine/system-ports.ts';
import { createUiEvents } from '../../main/engine/ui-events.ts';
import { keepVault } from '../../main/engine/vault/kept-vault.ts';
import { createPlaces } from '../../main/engine/vault/place.ts';
import { openVault } from '../../main/engine/vault/vault.ts';
import { createVaultDisk } from '../../main/engine/vault/vault-disk.ts';
import type { Stretch } from '../../main/engine/vault/vault-slots.ts';
import { STORE_FILE, VAULT_FILE } from '../../main/profile-files.ts';
import type { RecordId } from '../../shared/brand.ts';
import { argon2id, cryptoReady } from '../../shared/crypto/crypto.ts';
import type { FrontierRow } from '../../shared/sync/sync-source.ts';
import { admitMember, type Host, pullAll, writeName, writeRecord } from './group-in-node.ts';
import { createSystemRandom, nodeDeflate, systemClock } from './node-ports.ts';
import { AUTHORS, type WorkloadRecord } from './workload.ts';

const random = createSystemRandom();
const stretch: Stretch = async (passphrase, salt, cost) => argon2id(passphrase, salt, cost);

/** Opens a profile that no app has open; the caller closes it. */
async function openClosedProfile(folder: string, passphrase: string): Promise<Profile> {
  await cryptoReady;
  const doors = { disk: createVaultDisk(folder), random, stretch, keychainHalf: async () => null };
  const vault = await openVault(doors, passphrase);
  if (!vault.ok) throw new Error(vault.error.tag);
  const key = storeKey(vault.value.masterKey);
  const store = openSqlcipherStore({ path: join(folder, STORE_FILE), key, create: false, now: systemClock.now() });
  if (!store.ok) throw new Error(store.error.tag);
  const places = createPlaces(folder, { store: STORE_FILE, vault: VAULT_FILE.current });
  const kept = keepVault({ vault: vault.value, values: store.value.values, places, random });
  kept.step(kept.rollback());
  return openProfile({
    vault: kept,
    store: store.value,
    ports: { clock: systemClock, random, deflate: nodeDeflate },
    timers: systemTimers,
    log: createRingLog(systemClock),
    events: createUiEvents(() => {}, systemTimers),
    networks: [],
    emitToNet: () => {},
    sendBeacon: () => {},
    onActivity: () => {},
    stretch,
  });
}

/** The store made files beside itself as whoever runs this; the app may run as somebody else. */
function giveBack(folder: string): void {
  const { uid, gid } = statSync(folder);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, name), uid, gid);
}

/** What a group was filled with. */
export interface FilledGroup {
  /** How far the chain of each of the eight reaches. */
  readonly rows: readonly FrontierRow[];
  /** Bytes of what was taken in of them. */
  readonly bytes: number;
}

/**
 * Lets eight people into the only group of the profile in `folder`, has them
 * write `records` and then `newest`, and takes it all in.
 */
export async function fillGroup(
  folder: string,
  passphrase: string,
  records: readonly WorkloadRecord[],
  newest: string,
): Promise<FilledGroup> {
  const profile = await openClosedProfile(folder, passphrase);
  try {
    const [group] = profile.groups();
    if (!group) throw new Error('there is no group');
    const { replica, groupId, secrets, deviceId, memberId } = group;
    const host: Host = { replica, groupId, genesisHash: secrets.genesisHash, identity: { deviceId, memberId } };
    const authors = Array.from({ length: AUTHORS }, () => admitMember(host));
    for (const [index, author] of authors.entries()) {
      pullAll(author, host);
      // Whoever was let in and has no name yet is waited for in the room of their invite, of which there are six.
      writeName(author, `Author ${index + 1}`);
    }
    const ids: RecordId[] = [];
    for (const record of records) {
      const author = authors[record.author];
      const parent = record.parent === null ? null : (ids[record.parent] ?? null);
      if (author) ids.push(writeRecord(author, record, parent));
    }
    const [first] = authors;
    if (first) writeRecord(first, { author: 0, kind: 'post', text: newest, parent: null, writtenAt: 0 }, null);
    const bytes = authors.reduce((sum, author) => sum + pullAll(host, author), 0);
    const writers = new Set(authors.map(({ identity }) => identity.deviceId));
    return { rows: replica.frontier().filter((row) => row.lane === 'content' && writers.has(row.deviceId)), bytes };
  } finally {
    profile.close();
    giveBack(folder);
  }
}
