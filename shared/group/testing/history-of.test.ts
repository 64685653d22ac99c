import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../crypto/crypto.ts';
import { OP_KIND } from '../../chain/kinds.ts';
import { encodeOp, decodeOp, kindOfOp } from '../op.ts';
import type { PlacedType } from '../op-types.ts';
import type { VoidReason } from '../roster.ts';
import { countHistory, type HistoryCounts, noCounts } from './history-counts.ts';
import { attack, historyOf } from './history-of.ts';

const SEEDS = 4_000;
const KINDS = [...(Object.keys(OP_KIND) as PlacedType[]), 'opaque' as const];
/** Only crowds bring these about; `resolve-*.test.ts` make them. A past is never incomplete in what `historyOf` gives. */
const RARE: readonly VoidReason[] = ['GroupFull', 'RequestOverflow', 'PastIncomplete'];
const REASONS: readonly VoidReason[] = [
  'NotUnderstood',
  'NotGenesis',
  'ProofWrong',
  'NotAMember',
  'NotAFacilitator',
  'CutConcurrent',
  'TargetMoreSenior',
  'TargetSelf',
  'NothingToDo',
  'RoleNotAllowed',
  'DeviceTaken',
  'DeviceLimit',
  'PolicyWrong',
  'InviteUnknown',
  'InviteIdWrong',
  'InviteTaken',
  'InviteUsed',
  'InviteRevoked',
  'InviteExpired',
  'EpochUnknown',
  'RecipientsWrong',
];

let counts: HistoryCounts;
beforeAll(async () => {
  await cryptoReady;
  counts = noCounts();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const history = historyOf(seed);
    countHistory(counts, history.ops, history.rosterOf(history.everything));
  }
}, 60_000);

describe('random histories', () => {
  it(`[GR13] hold every kind of operation, accepted and refused (${SEEDS} histories)`, () => {
    for (const kind of KINDS) {
      const refused = counts.refused.get(kind) ?? 0;
      expect(refused, `${kind} refused`).toBeGreaterThan(SEEDS / 50);
      // Nobody's version understands an opaque one.
      if (kind !== 'opaque') expect(counts.accepted.get(kind) ?? 0, `${kind} accepted`).toBeGreaterThan(SEEDS / 200);
    }
  });

  it(`[GR13] are refused for every reason but those that need a crowd (${SEEDS} histories)`, () => {
    for (const reason of REASONS) expect(counts.reasons.get(reason) ?? 0, reason).toBeGreaterThan(SEEDS / 400);
    expect([...counts.reasons.keys()].filter((reason) => !REASONS.includes(reason) && !RARE.includes(reason))).toEqual(
      [],
    );
  });

  it(`[GR13] are about groups in which something happens (${SEEDS} histories)`, () => {
    expect(counts.members).toBeGreaterThan(SEEDS * 1.6);
    expect(counts.removed).toBeGreaterThan(SEEDS / 10);
    expect(counts.left).toBeGreaterThan(SEEDS / 20);
    expect(counts.inactiveDevices).toBeGreaterThan(SEEDS / 4);
    expect(counts.standingEpochs).toBeGreaterThan(SEEDS * 1.3);
  });

  it('[GR13] are the same for the same seed', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const one = historyOf(seed);
      const other = historyOf(seed);
      for (const history of [one, other]) attack(history, history.introduced.slice(0, 2), 2);
      expect(one.ops.map(({ id, deps, deviceId }) => [id, deps, deviceId])).toEqual(
        other.ops.map(({ id, deps, deviceId }) => [id, deps, deviceId]),
      );
    }
  });

  it('[GR1] hold operations that can be written and read', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      for (const { op } of historyOf(seed).ops) {
        // No codec knows either of these.
        if (op.type === 'opaque' || (op.type === 'policyChange' && op.changes[0]?.field === 1)) continue;
        expect(decodeOp(kindOfOp(op), encodeOp(op)).ok, op.type).toBe(true);
      }
    }
  });
});
