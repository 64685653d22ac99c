/**
 * From a closed store to the newest screen: the SQLCipher file is opened and
 * checked, the group's replica rebuilt from it, and the newest 30 posts read;
 * against a plain Yjs snapshot of the whole group that is read from a file and
 * applied, which is what y-indexeddb does once IndexedDB has answered. Argon2id
 * is left out: its second is spent on purpose.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { openSqlcipherStore, storeKey } from '../../main/engine/store/sqlcipher-store.ts';
import { CONTENT_KIND } from '../../shared/chain/kinds.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { Redacted } from '../../shared/redacted.ts';
import { createReplica } from '../../shared/sync/replica.ts';
import { writeGroup } from './first-sync.ts';
import type { BenchMember } from './group-in-node.ts';
import { keysOf } from './group-in-node.ts';
import { createSystemRandom, nodeDeflate, systemClock } from './node-ports.ts';
import { createPlainLog } from './plain-yjs.ts';
import { type BenchRow, type Benchmark, comparedRow, timed } from './row.ts';
import { createWorkload } from './workload.ts';

const SCREEN_POSTS = 30;
const random = createSystemRandom();

/** Copies a group from memory into a store file. */
function writeStoreFile(path: string, key: Redacted<Uint8Array>, from: BenchMember): void {
  const store = openSqlcipherStore({ path, key, create: true, now: systemClock.now() });
  if (!store.ok) throw new Error(store.error.tag);
  const target = store.value.forGroup(from.groupId);
  target.transact(() => {
    for (const { id } of from.store.extents()) {
      const entry = from.store.entryById(id);
      if (entry) target.putEntry(entry);
    }
    for (const kind of Object.values(CONTENT_KIND)) {
      for (const record of from.store.recordsOfKind(kind)) target.putRecord(record);
    }
  });
  store.value.close();
}

/** Milliseconds to the newest screen. */
function openOnce(path: string, key: Redacted<Uint8Array>, member: BenchMember): number {
  const { groupId, genesisHash, identity } = member;
  const { ms, value } = timed(() => {
    const opened = openSqlcipherStore({ path, key, create: false, now: systemClock.now() });
    if (!opened.ok) throw new Error(opened.error.tag);
    const store = opened.value.forGroup(groupId);
    const ports = { random, clock: systemClock, deflate: nodeDeflate };
    const replica = createReplica({ groupId, genesisHash, store, keys: keysOf(identity), inc: 1, ...ports });
    const posts = store.posts(null, SCREEN_POSTS);
    return { posts, members: replica.roster()?.members.length ?? 0, store: opened.value };
  });
  if (value.posts.length !== SCREEN_POSTS || value.members === 0) throw new Error('the screen is not readable');
  value.store.close();
  return ms;
}

export const coldOpen: Benchmark = {
  name: 'cold-open',
  async run({ records, runs }): Promise<readonly BenchRow[]> {
    await cryptoReady;
    const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
    try {
      const rows: BenchRow[] = [];
      const medians: number[][] = [];
      for (const count of [Math.ceil(records / 10), records, records * 10]) {
        const workload = createWorkload(count);
        const { founder } = writeGroup(workload);
        const key = storeKey(new Redacted(random.bytes(32)));
        const path = join(folder, `hearth-${count}.db`);
        writeStoreFile(path, key, founder);
        const snapshotPath = join(folder, `snapshot-${count}`);
        const whole = new Y.Doc();
        for (const update of createPlainLog(workload)) Y.applyUpdate(whole, update);
        writeFileSync(snapshotPath, Y.encodeStateAsUpdate(whole));
        const ours: number[] = [];
        const theirs: number[] = [];
        for (let run = 0; run <= runs; run += 1) {
          const own = openOnce(path, key, founder);
          const plain = timed(() => {
            const doc = new Y.Doc();
            Y.applyUpdate(doc, readFileSync(snapshotPath));
            return doc.getMap('records').size;
          });
          if (run === 0) continue;
          ours.push(own);
          theirs.push(plain.ms);
        }
        medians.push(ours);
        rows.push(comparedRow(`cold-open/${count}`, 'ms', ours, theirs, '≤ 0.3 × a plain snapshot, then ≤ 0.06'));
      }
      const [, usual, large] = medians;
      if (usual && large) rows.push(comparedRow('cold-open/growth-tenfold', 'ms', large, usual, '≤ 3 ×, then ≤ 1.3'));
      return rows;
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
