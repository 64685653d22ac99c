/**
 * Who belongs, worked out from 1,000 operations: the resolver with the proofs
 * inside the operations, against the primitives alone, which is every
 * signature of those entries and every hash. A replica verifies the entries'
 * signatures once, when they come in, and resolves anew after each operation;
 * that second cost, with every verdict on a proof remembered, is told too.
 */
import { entryIdOf } from '../../shared/chain/entry.ts';
import { verifyEntry } from '../../shared/chain/verify.ts';
import { cryptoReady, hash } from '../../shared/crypto/crypto.ts';
import { memberIdOf, verifyDeviceCert } from '../../shared/group/identity.ts';
import type { LogOp } from '../../shared/group/op.ts';
import { verifyRequest } from '../../shared/group/request.ts';
import { resolve } from '../../shared/group/resolve.ts';
import { signingKeysOf } from '../../shared/group/select.ts';
import { createGroupLog, type GroupLog, readLog } from './group-log.ts';
import { type BenchRow, type Benchmark, comparedRow, timed } from './row.ts';

const OPERATIONS = 1_000;

/** Every signature and every hash of a log, and nothing else; returns how many signatures held. */
function primitivesOf({ groupId, entries }: GroupLog, ops: readonly LogOp[]): number {
  const keys = signingKeysOf(groupId, ops);
  const invites = new Map(ops.flatMap(({ op }) => (op.type === 'inviteCreate' ? [[op.inviteId, op.invitePk]] : [])));
  let held = 0;
  ops.forEach(({ op }, i) => {
    const entry = entries[i];
    const key = entry && keys.get(entry.header.deviceId);
    if (!entry?.ct || !key) throw new Error('an entry without its device');
    const isHashed = entryIdOf(entry.signedBytes) === entry.id && hash('ct', entry.ct).length === 32;
    if (isHashed && verifyEntry(entry, key)) held += 1;
    const invitePk = op.type === 'admit' ? invites.get(op.request.inviteId) : undefined;
    if (op.type === 'admit' && invitePk && verifyRequest(groupId, invitePk, op.request, op.proof)) held += 3;
    if (op.type === 'genesis' && verifyDeviceCert(groupId, memberIdOf(groupId, op.mrPk), op.mrPk, op.cert)) held += 2;
  });
  return held;
}

export const resolveLog: Benchmark = {
  name: 'resolve',
  async run({ runs }): Promise<readonly BenchRow[]> {
    await cryptoReady;
    const log = createGroupLog(OPERATIONS);
    const first: number[] = [];
    const again: number[] = [];
    const primitives: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      const ops = readLog(log);
      const fresh = timed(() => resolve(ops, log.genesisId));
      const repeated = timed(() => resolve(ops, log.genesisId));
      const bare = timed(() => primitivesOf(log, ops));
      if (fresh.value?.members.length !== 30 || bare.value < OPERATIONS) throw new Error('the log does not hold');
      if (run === 0) continue;
      first.push(fresh.ms);
      again.push(repeated.ms);
      primitives.push(bare.ms);
    }
    const goal = 'told beside the signatures and hashes of the same operations';
    return [
      comparedRow(`resolve/${OPERATIONS}-operations`, 'ms', first, primitives, goal),
      comparedRow(`resolve/${OPERATIONS}-operations-again`, 'ms', again, primitives, `${goal}; after each operation`),
    ];
  },
};
