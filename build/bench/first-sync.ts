/**
 * A fresh member receives a whole group, sealed and signed, against a fresh
 * peer that applies the same records as plain Yjs updates. In Node, in memory,
 * without a network: what the protocol itself costs.
 */
import { gzipSync } from 'node:zlib';
import type { RecordId } from '../../shared/brand.ts';
import { decodeEntry } from '../../shared/chain/entry.ts';
import { cryptoReady, open, SEAL_OVERHEAD_BYTES, unpad } from '../../shared/crypto/crypto.ts';
import { entryKey } from '../../shared/group/epoch-key.ts';
import { admitMember, type BenchMember, foundGroup, pullAll, writeRecord } from './group-in-node.ts';
import { createPlainLog, receivePlainLog } from './plain-yjs.ts';
import { type BenchRow, type Benchmark, comparedRow, timed } from './row.ts';
import { AUTHORS, createWorkload, type WorkloadRecord } from './workload.ts';

/** Writes the workload as eight members would; the founder then has everything. */
export function writeGroup(records: readonly WorkloadRecord[]): {
  readonly founder: BenchMember;
  readonly createMs: number;
} {
  const founder = foundGroup();
  const members = [founder, ...Array.from({ length: AUTHORS - 1 }, () => admitMember(founder))];
  for (const member of members.slice(1)) pullAll(member, founder);
  const ids: RecordId[] = [];
  const { ms } = timed(() => {
    for (const record of records) {
      const author = members[record.author];
      const parent = record.parent === null ? null : (ids[record.parent] ?? null);
      if (author) ids.push(writeRecord(author, record, parent));
    }
  });
  for (const member of members.slice(1)) pullAll(founder, member);
  return { founder, createMs: ms };
}

/** Characters that a reader of the group sees: proof that everything arrived and is readable. */
function readEverything(member: BenchMember): number {
  let characters = 0;
  for (const post of member.store.posts(null, Number.MAX_SAFE_INTEGER)) {
    characters += post.value.length;
    for (const comment of member.store.commentsOf(post.recordId)) characters += comment.value.length;
  }
  return characters;
}

/** What the group's entries would weigh without padding: each opened and its padding left out. */
function unpaddedBytes(member: BenchMember): number {
  const { epochKeys } = member.replica.keys();
  let bytes = 0;
  for (const { id } of member.store.extents()) {
    const entry = decodeEntry(member.store.entryById(id)?.bytes ?? new Uint8Array(0));
    if (!entry.ok) throw new Error(entry.error.tag);
    const { header, signedBytes, signature, ct } = entry.value;
    const key = epochKeys.get(header.epochId);
    bytes += signedBytes.length + signature.length;
    if (!ct || !key) {
      bytes += ct?.length ?? 0;
      continue;
    }
    const { deviceId, inc, seq, nonce, ctHash } = header;
    const aad = signedBytes.subarray(0, signedBytes.length - ctHash.length);
    const padded = open(entryKey(key, deviceId, inc, seq, nonce), nonce, ct, aad);
    bytes += SEAL_OVERHEAD_BYTES + (padded ? (unpad(padded)?.length ?? 0) : 0);
  }
  return bytes;
}

export const firstSync: Benchmark = {
  name: 'first-sync',
  async run({ records: count, runs }): Promise<readonly BenchRow[]> {
    await cryptoReady;
    const records = createWorkload(count);
    const { founder, createMs } = writeGroup(records);
    const plainLog = createPlainLog(records);
    const sealed: number[] = [];
    const plain: number[] = [];
    let bytes = 0;
    // One of each that is not counted, so that both have been compiled; then in turn, since the machine drifts.
    for (let run = 0; run <= runs; run += 1) {
      const newcomer = admitMember(founder);
      const ours = timed(() => {
        bytes = pullAll(newcomer, founder);
      });
      if (newcomer.store.posts(null, Number.MAX_SAFE_INTEGER).length === 0 || readEverything(newcomer) === 0) {
        throw new Error('the newcomer can read nothing');
      }
      const theirs = timed(() => receivePlainLog(plainLog));
      if (run === 0) continue;
      sealed.push(ours.ms);
      plain.push(theirs.ms);
    }
    const gzipped = gzipSync(JSON.stringify(records)).length;
    return [
      comparedRow(`first-sync/receive-${count}`, 'ms', sealed, plain, '≤ 1.35 × plain Yjs, then ≤ 1.0'),
      comparedRow(
        `first-sync/create-${count}`,
        'ms',
        [createMs],
        [timed(() => createPlainLog(records)).ms],
        'told beside plain Yjs; no bar of its own',
      ),
      comparedRow(
        `first-sync/wire-${count}`,
        'bytes',
        [bytes],
        [gzipped],
        '≤ 1.25 × gzip before padding, then ≤ 1.05; this figure is with padding',
      ),
      comparedRow(
        `first-sync/wire-unpadded-${count}`,
        'bytes',
        [unpaddedBytes(founder)],
        [gzipped],
        '≤ 1.25 × gzip, then ≤ 1.05',
      ),
    ];
  },
};
