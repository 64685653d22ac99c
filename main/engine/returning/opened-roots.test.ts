import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, OpId } from '../../../shared/brand.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createIdentity, groupIdOf } from '../../../shared/group/identity.ts';
import type { LogOp } from '../../../shared/group/op.ts';
import type { Op } from '../../../shared/group/op-types.ts';
import { makeCapsule, recoveryKeys } from '../../../shared/group/recovery.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { hasCapsule, openedRoots } from './opened-roots.ts';

beforeAll(() => cryptoReady);

const random = createSeededRandom(7);
const groupId = groupIdOf(new Uint8Array(32).fill(3));

/** A log of these operations and what the search looks at in it. */
function logOf(ops: readonly { readonly op: Partial<Op>; readonly deviceId: DeviceId }[], devices: Roster['devices']) {
  const list = ops.map(({ op, deviceId }, i) => ({ id: `op${i}` as OpId, op, deviceId, lamport: i + 1, deps: [] }));
  const byId = new Map(list.map((logOp) => [logOp.id, logOp as unknown as LogOp]));
  const replica = { logOp: (id: OpId) => byId.get(id) ?? null };
  const roster = { valid: new Set(byId.keys()), devices } as unknown as Roster;
  return { group: { groupId, replica } as never, roster };
}
const deviceOf = (who: ReturnType<typeof createIdentity>) =>
  ({ deviceId: who.deviceId, memberId: who.memberId }) as Roster['devices'][number];
const admission = (who: ReturnType<typeof createIdentity>, capsule: Uint8Array | null) => ({
  op: { type: 'admit', request: { mrPk: who.memberRoot.publicKey }, capsule } as unknown as Partial<Op>,
  deviceId: who.deviceId,
});

describe('whom the words speak for', () => {
  it('[RW1, GR18] finds one’s own root among everybody’s capsules, also where a stolen computer put a capsule over it that nobody opens', () => {
    const [mia, ann] = [createIdentity(groupId, random), createIdentity(groupId, random)];
    const [ofMia, ofAnn] = [recoveryKeys(random.bytes(16)), recoveryKeys(random.bytes(16))];
    const sealed = (who: typeof mia, key: typeof ofMia) => makeCapsule(key.publicKey, who.memberRoot.secretKey, random);
    const update = (who: typeof mia, capsule: Uint8Array | null) => ({
      op: { type: 'deviceKeyUpdate', dkPk: who.deviceKem.publicKey, capsule } as Partial<Op>,
      deviceId: who.deviceId,
    });
    const { group, roster } = logOf(
      [admission(ann, sealed(ann, ofAnn)), admission(mia, sealed(mia, ofMia)), update(mia, random.bytes(1_168))],
      [deviceOf(ann), deviceOf(mia)],
    );
    expect(openedRoots(group, roster, ofMia.secretKey).map(({ memberId }) => memberId)).toEqual([mia.memberId]);
    expect(openedRoots(group, roster, ofMia.secretKey)[0]?.root).toEqual(mia.memberRoot);
    expect(openedRoots(group, roster, recoveryKeys(random.bytes(16)).secretKey)).toEqual([]);
    // A capsule made later serves who came without one.
    const later = logOf([admission(mia, null), update(mia, sealed(mia, ofMia))], [deviceOf(mia)]);
    expect(openedRoots(later.group, later.roster, ofMia.secretKey)).toHaveLength(1);
    const none = logOf([admission(mia, null)], [deviceOf(mia)]);
    expect([
      hasCapsule(later.group, later.roster, mia.memberId),
      hasCapsule(none.group, none.roster, mia.memberId),
    ]).toEqual([true, false]);
  });
});
