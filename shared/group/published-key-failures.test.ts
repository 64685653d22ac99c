/**
 * Failures that were published of other systems, as to keys: one named test
 * each, through the code that a real device runs. Those as to who belongs
 * stand in `published-failures.test.ts`.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, EpochId, InviteId } from '../brand.ts';
import { verifyEvidence } from '../chain/equivocation.ts';
import { cryptoReady, kemKeyPair } from '../crypto/crypto.ts';
import { hand, openStage, type StagePerson } from '../testing/stage.ts';
import { collectKeys, epochContext, makeGrant, openGrant, type Recipient, verifyRekey, wrapKey } from './epoch.ts';
import { createIdentity, type Identity } from './identity.ts';
import { decodeOp, encodeOp, kindOfOp } from './op.ts';
import { type EpochBlock, epochBlockOf, type KeyWrap, type Op } from './op-types.ts';
import { resolve } from './resolve.ts';
import { activeDevices, grantsDue } from './select.ts';
import { GroupStory, headsOf, type Person } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const recipientOf = ({ deviceId, memberId, deviceKem }: Identity): Recipient => ({
  deviceId,
  memberId,
  dkPk: deviceKem.publicKey,
});
const ownOf = ({ deviceId, deviceKem }: Identity) => ({ deviceId, dkSecretKey: deviceKem.secretKey });
const withWrap = (block: EpochBlock, deviceId: DeviceId, wrap: KeyWrap | null): EpochBlock => ({
  ...block,
  wraps: block.wraps.flatMap((one) => (one.deviceId === deviceId ? (wrap ?? []) : one)),
});

/** A founder with Ben and Cleo, and the rekey after their arrival as it should be, not yet written. */
function trio(seed: number) {
  const story = new GroupStory(seed);
  const ben = story.welcome(story.founder, 'ben');
  const cleo = story.welcome(story.founder, 'cleo');
  const block = story.block(headsOf(story.ops));
  const recipients = activeDevices(story.roster());
  const write = (by: Person, epoch: EpochBlock) => story.write(by, { type: 'rekey', reason: 'asked', epoch });
  return { story, ben, cleo, block, recipients, write };
}
/** The key inside a block, as the founder opens it. */
function keyOf(story: GroupStory, block: EpochBlock): Uint8Array {
  const opened = verifyRekey(story.groupId, block, activeDevices(story.roster()), ownOf(story.founder.identity));
  if (!opened.ok) throw new Error(opened.error.tag);
  return opened.value;
}

describe('published failures of other systems: keys', () => {
  it('[EP6] lockbox claims that displace keys: a grant that claims another key for an epoch changes nothing', () => {
    const { story, ben, cleo } = trio(1);
    const epochId = story.genesis.id as string as EpochId;
    const before = story.keysOf(cleo);
    expect(before.get(epochId)).toEqual(story.genesisKey);
    const { groupId, random } = story;
    const planted = new Uint8Array(32).fill(6);
    const grant = makeGrant({
      groupId,
      device: recipientOf(cleo.identity),
      epochKeys: new Map([[epochId, planted]]),
      random,
    });
    if (!grant) throw new Error('no grant');
    story.write(ben, { type: 'keyGrant', grant });
    expect(story.keysOf(cleo)).toEqual(before);
    // It was for her, and opens: what refuses it is the epoch's commitment.
    const genesisBlock = epochBlockOf(story.genesis.op);
    const opened = openGrant(groupId, grant, cleo.identity.deviceKem.secretKey, () => genesisBlock);
    expect(opened).toMatchObject({ epochKeys: new Map(), refused: [epochId] });
  });

  it('[EP5] lockbox claims that displace keys: a void epoch supersedes nothing', () => {
    const { story, ben, cleo, block, write } = trio(2);
    const standing = write(story.founder, block);
    expect(story.sending()).toBe(standing.id);
    story.leave(ben);
    const after = story.rekey(story.founder);
    expect(story.sending()).toBe(after.id);
    // Ben is gone and says that the next key is one of his.
    const claim = write(ben, story.block(headsOf(story.ops), [cleo], [recipientOf(ben.identity)]));
    expect(story.roster().epochs.find((epoch) => (epoch.epochId as string) === claim.id)).toMatchObject({
      valid: false,
      supersedes: [after.id],
    });
    expect(story.sending()).toBe(after.id);
  });

  it('[EP4] a device locked out after a rotation: a rekey that leaves one out does not stand, whatever it calls itself', () => {
    const { story, ben, cleo, block, write } = trio(3);
    // Everything is right, the hash of the recipients included, but for the wrap that is missing.
    const without = write(ben, withWrap(block, cleo.identity.deviceId, null));
    expect(story.roster().voided.get(without.id)).toBe('RecipientsWrong');
    expect(story.sending()).toBe(story.genesis.id);
    // Nor one that is made for a KEM key which is not hers.
    const other = { ...recipientOf(cleo.identity), dkPk: kemKeyPair(story.random.bytes(32)).publicKey };
    const wrong = write(ben, story.block(headsOf(story.ops), [cleo], [other]));
    expect(story.roster().voided.get(wrong.id)).toBe('RecipientsWrong');
    const right = story.rekey(ben);
    expect(story.sending()).toBe(right.id);
    expect(story.keysOf(cleo).has(right.id as string as EpochId)).toBe(true);
  });

  it('[EP3] a device locked out after a rotation: its former KEM secret opens what was wrapped before, and the others see a bad wrap', () => {
    const { story, ben, cleo, block, recipients, write } = trio(4);
    const rekey = write(ben, block);
    const { deviceId, deviceKem } = cleo.identity;
    const rotated = kemKeyPair(story.random.bytes(32));
    const keysWith = (...secrets: readonly Uint8Array[]) =>
      collectKeys(story.groupId, story.ops, deviceId, secrets).epochKeys;
    expect(keysWith(rotated.secretKey).size).toBe(0);
    expect(keysWith(rotated.secretKey, deviceKem.secretKey)).toEqual(keysWith(deviceKem.secretKey));
    expect(keysWith(rotated.secretKey, deviceKem.secretKey).has(rekey.id as string as EpochId)).toBe(true);
    // Wrapped to a key that she does not have: Ben names her, and makes the wrap that should have been there.
    const key = keyOf(story, block);
    const context = epochContext(story.groupId, block);
    const bad = withWrap(block, deviceId, wrapKey(key, context, { deviceId, dkPk: rotated.publicKey }));
    const seen = verifyRekey(story.groupId, bad, recipients, ownOf(ben.identity));
    expect(seen).toEqual({ ok: false, error: { tag: 'OtherWrapsBad', victims: [deviceId], key } });
    expect(wrapKey(key, context, recipientOf(cleo.identity))).toEqual(
      block.wraps.find((wrap) => wrap.deviceId === deviceId),
    );
  });

  it('[EP6] a device locked out after a rotation: who came in beside a rekey is owed the key', () => {
    const { story, ben, block } = trio(5);
    const { invite } = story.invite(story.founder);
    const seen = headsOf(story.ops);
    const mia = story.person('mia');
    story.admit(story.founder, story.ask(mia, invite), seen);
    const rekey = story.write(ben, { type: 'rekey', reason: 'weekly', epoch: block }, seen);
    expect(story.roster().voided.get(rekey.id)).toBeUndefined();
    expect(story.keysOf(mia).has(rekey.id as string as EpochId)).toBe(false);
    expect(grantsDue(story.roster()).map(({ epochId, device }) => [epochId, device.deviceId])).toEqual([
      [rekey.id, mia.identity.deviceId],
    ]);
    const { groupId, random } = story;
    const grant = makeGrant({ groupId, device: recipientOf(mia.identity), epochKeys: story.keysOf(ben), random });
    if (!grant) throw new Error('no grant');
    story.write(ben, { type: 'keyGrant', grant });
    expect(story.keysOf(mia).has(rekey.id as string as EpochId)).toBe(true);
    expect(grantsDue(story.roster())).toEqual([]);
  });

  it('[EP2] keys adopted without validation: a key that is not the epoch’s, or not the invite’s, is not taken', () => {
    const { story, ben, cleo, block, write } = trio(6);
    const context = epochContext(story.groupId, block);
    const planted = new Uint8Array(32).fill(6);
    const { deviceId } = cleo.identity;
    const rekey = write(ben, withWrap(block, deviceId, wrapKey(planted, context, recipientOf(cleo.identity))));
    expect(story.keysOf(story.founder).get(rekey.id as string as EpochId)).toEqual(keyOf(story, block));
    expect(story.keysOf(cleo).has(rekey.id as string as EpochId)).toBe(false);
    const { groupId, random } = story;
    const inviteId = 'ab'.repeat(16) as InviteId;
    const inviteSecrets = new Map([[inviteId, random.bytes(16)]]);
    const grant = makeGrant({
      groupId,
      device: recipientOf(cleo.identity),
      epochKeys: new Map(),
      inviteSecrets,
      random,
    });
    if (!grant) throw new Error('no grant');
    story.write(ben, { type: 'keyGrant', grant });
    expect(collectKeys(groupId, story.ops, deviceId, [cleo.identity.deviceKem.secretKey]).inviteSecrets.size).toBe(0);
  });

  it('[ID3] keys adopted without validation: nobody comes in with a KEM key that no rekey could be made to', () => {
    const { story } = trio(7);
    const { invite } = story.invite(story.founder);
    const mal = story.person('mal');
    const broken = {
      ...mal.identity,
      deviceKem: { ...mal.identity.deviceKem, publicKey: new Uint8Array(1216).fill(255) },
    };
    const { join } = story.ask({ name: 'mal', identity: broken }, invite);
    const admission: Op = {
      type: 'admit',
      requestId: join.requestId,
      request: join.request,
      proof: join.proof,
      role: 'member',
      capsule: null,
      grant: null,
      epoch: null,
    };
    const written = story.write(story.founder, admission);
    expect(story.roster().voided.get(written.id)).toBe('ProofWrong');
    expect(story.sending()).toBe(story.genesis.id);
  });

  it('[EP3] different plaintext to different readers: two keys under one epoch are seen by whoever holds either', () => {
    const { story, ben, cleo, block, recipients } = trio(8);
    const { deviceId } = cleo.identity;
    const context = epochContext(story.groupId, block);
    const second = new Uint8Array(32).fill(6);
    const split = withWrap(block, deviceId, wrapKey(second, context, recipientOf(cleo.identity)));
    const judged = [story.founder, ben, cleo].map(({ identity }) =>
      verifyRekey(story.groupId, split, recipients, ownOf(identity)),
    );
    expect(judged).toMatchObject([
      { error: { tag: 'OtherWrapsBad', victims: [deviceId] } },
      { error: { tag: 'OtherWrapsBad', victims: [deviceId] } },
      { error: { tag: 'CommitmentWrong' } },
    ]);
    expect(verifyRekey(story.groupId, block, recipients, ownOf(cleo.identity)).ok).toBe(true);
  });

  it('[CH6] different plaintext to different readers: two operations at one place are proved against their author', () => {
    const { people } = openStage(['ann', 'ben', 'cleo'], 9);
    const [ann, ben, cleo] = people as [StagePerson, StagePerson, StagePerson];
    const forBen = ann.crafter.craft({ type: 'promote', memberId: ben.identity.memberId, role: 'facilitator' });
    const forCleo = ann.crafter.craft({ type: 'promote', memberId: cleo.identity.memberId, role: 'facilitator' });
    expect(hand(ben, forBen).accepted).toBe(1);
    expect(hand(cleo, forCleo).accepted).toBe(1);
    const report = hand(cleo, forBen);
    expect(report).toMatchObject({ accepted: 0, rejected: [{ tag: 'Forked' }] });
    const [evidence = new Uint8Array()] = report.evidence;
    expect(verifyEvidence(evidence, ann.identity.deviceSigning.publicKey).ok).toBe(true);
    expect(verifyEvidence(evidence, ben.identity.deviceSigning.publicKey).ok).toBe(false);
    expect(ben.replica.acceptEvidence(evidence)).toBe('new');
  });

  it('[ID2] truncated or unsigned identity keys: a key counts whole and signed by both sides, or not at all', () => {
    const story = new GroupStory(10);
    const { op } = story.genesis;
    if (op.type !== 'genesis') throw new Error('no genesis');
    const found = (cert: Partial<typeof op.cert>) => {
      const genesis = { ...story.genesis, op: { ...op, cert: { ...op.cert, ...cert } } };
      return resolve([genesis], genesis.id);
    };
    expect(found({})).not.toBeNull();
    const none = new Uint8Array(64);
    const other = createIdentity(story.groupId, story.random).deviceKem.publicKey;
    for (const cert of [
      { certifierSignature: none },
      { deviceSignature: none },
      { certifierSignature: op.cert.deviceSignature },
      { dkPk: other },
    ]) {
      expect(found(cert)).toBeNull();
    }
    // The zero key, for which careless verifiers accept anything, and keys that are cut.
    const { invite } = story.invite(story.founder);
    const mal = story.person('mal').identity;
    const memberRoot = { ...mal.memberRoot, publicKey: new Uint8Array(32) };
    const { join } = story.ask({ name: 'mal', identity: { ...mal, memberRoot } }, invite);
    const zero: Op = {
      type: 'admit',
      requestId: join.requestId,
      request: join.request,
      proof: { ...join.proof, memberSignature: none },
      role: 'member',
      capsule: null,
      grant: null,
      epoch: null,
    };
    const written = story.write(story.founder, zero);
    expect(story.roster().voided.get(written.id)).toBe('ProofWrong');
    const bytes = encodeOp(op);
    for (const [at, length] of [
      [32, 32],
      [64, 32],
      [96, 1216],
    ] as const) {
      const cut = new Uint8Array([...bytes.subarray(0, at + length - 1), ...bytes.subarray(at + length)]);
      expect(decodeOp(kindOfOp(op), cut).ok, `a key of ${length - 1} bytes`).toBe(false);
    }
    expect(() => encodeOp({ ...op, mrPk: op.mrPk.subarray(0, 31) })).toThrow(RangeError);
  });
});
