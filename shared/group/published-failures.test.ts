/**
 * Failures that were published of other systems, as to who belongs: one named
 * test each, through the code that a real device runs. Those as to keys stand
 * in `published-key-failures.test.ts`.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeEntry } from '../chain/entry.ts';
import { cryptoReady, signingKeyPair } from '../crypto/crypto.ts';
import { tampered } from '../testing/craft-operation.ts';
import { greet, hand, newestOperation, openStage, pullLog, type StagePerson } from '../testing/stage.ts';
import { createIdentity, inviteIdOf } from './identity.ts';
import { encodeOp } from './op.ts';
import type { Op, OpOf, OpType } from './op-types.ts';
import { resolve } from './resolve.ts';
import { GroupStory, headsOf, type Person } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

/** Ann, who founded the group, with Ben and Cleo in it. */
function trio(seed: number) {
  const stage = openStage(['ann', 'ben', 'cleo'], seed);
  const [ann, ben, cleo] = stage.people as [StagePerson, StagePerson, StagePerson];
  return { stage, ann, ben, cleo };
}
const promotion = ({ identity }: { readonly identity: Person['identity'] }): Op => ({
  type: 'promote',
  memberId: identity.memberId,
  role: 'facilitator',
});
const roleOf = (at: StagePerson, who: StagePerson) =>
  at.replica.roster()?.members.find((member) => member.memberId === who.identity.memberId)?.role ?? null;
function opOf<T extends OpType>({ op }: { readonly op: Op }, type: T): OpOf<T> {
  if (op.type !== type) throw new Error(`${op.type} where ${type} belongs`);
  return op as Op & OpOf<T>;
}
const reason = (story: GroupStory, id: string) => story.roster().voided.get(id as never);

describe('published failures of other systems: who belongs', () => {
  it('[CH1] unsigned membership links: an operation cannot be hung under other parents, nor go unsigned', () => {
    const { ann, ben, cleo } = trio(1);
    const genuine = ann.crafter.craft(promotion(cleo));
    const rehung = tampered(genuine, { deps: [] });
    const unsigned = { ...genuine, signature: new Uint8Array(64) };
    for (const forged of [rehung, unsigned]) {
      expect(hand(ben, forged)).toMatchObject({
        accepted: 0,
        rejected: [{ tag: 'SignatureInvalid', invalidSignature: true }],
      });
    }
    expect(roleOf(ben, cleo)).toBe('member');
    expect(hand(ben, genuine).accepted).toBe(1);
    expect(roleOf(ben, cleo)).toBe('facilitator');
  });

  it('[GR7] self-promotion by a relay: who carries an operation cannot put themselves in it, nor promote themselves', () => {
    const { ann, ben, cleo } = trio(2);
    const genuine = ann.crafter.craft(promotion(cleo));
    const own = encodeOp(promotion(ben));
    expect(cleo.replica.ingest([encodeEntry({ ...genuine, ct: own })])).toMatchObject({
      rejected: [{ tag: 'EntryPayloadMismatch' }],
    });
    expect(hand(cleo, tampered(genuine, {}, own))).toMatchObject({ rejected: [{ tag: 'SignatureInvalid' }] });
    const byself = ben.replica.appendOp(promotion(ben));
    expect(byself).toMatchObject({ ok: true, value: { voided: 'NotAFacilitator' } });
    pullLog(cleo, ben);
    expect(roleOf(cleo, ben)).toBe('member');
    // Nor does somebody who was a facilitator get back by an own promotion.
    expect(hand(cleo, genuine).accepted).toBe(1);
    const demotion = { type: 'demote', memberId: cleo.identity.memberId, role: 'member', reason: 'asked' } as const;
    const { seq, lamport } = genuine.header;
    const after = { seq: seq + 1, prev: genuine.id, deps: [genuine.id], lamport: lamport + 1 };
    expect(hand(cleo, ann.crafter.craft(demotion, after)).accepted).toBe(1);
    expect(roleOf(cleo, cleo)).toBe('member');
    expect(cleo.replica.appendOp(promotion(cleo))).toMatchObject({ value: { voided: 'NotAFacilitator' } });
    expect(roleOf(cleo, cleo)).toBe('member');
  });

  it('[GR6] replayed invitation proofs: a proof lets in one person, by one invite, into one group', () => {
    const story = new GroupStory(3);
    const { invite, logOp } = story.invite(story.founder);
    const mia = story.ask(story.person('mia'), invite);
    const admission = opOf({ op: story.admitOp(story.founder, mia) }, 'admit');
    // Recorded, and used for another invite of the same group, or in another group under the same key.
    const { inviteId } = opOf(story.invite(story.founder).logOp, 'inviteCreate');
    const moved = story.make(
      story.founder,
      { ...admission, request: { ...admission.request, inviteId } },
      headsOf(story.ops),
    );
    expect(story.roster([...story.ops, moved]).voided.get(moved.id)).toBe('ProofWrong');
    const elsewhere = new GroupStory(4);
    const there = opOf(elsewhere.invite(elsewhere.founder).logOp, 'inviteCreate');
    const { invitePk } = opOf(logOp, 'inviteCreate');
    const sameKey = { ...there, invitePk, inviteId: inviteIdOf(elsewhere.groupId, invitePk) };
    elsewhere.write(elsewhere.founder, sameKey);
    const request = { ...admission.request, inviteId: sameKey.inviteId };
    const abroad = elsewhere.write(elsewhere.founder, { ...admission, request, grant: null });
    expect(reason(elsewhere, abroad.id)).toBe('ProofWrong');
    // Used as it was: once, and then never again.
    story.write(story.founder, admission);
    expect(reason(story, story.write(story.founder, admission).id)).toBe('NothingToDo');
    const second = story.admit(story.founder, story.ask(story.person('eve'), invite));
    expect(reason(story, second.id)).toBe('InviteUsed');
  });

  it('[IV7] replayed invitation proofs: a request that was answered does not come back when it is carried again', () => {
    const story = new GroupStory(5);
    const ben = story.welcome(story.founder, 'ben');
    const { invite, logOp } = story.invite(story.founder, { maxUses: 2 });
    const { inviteId } = opOf(logOp, 'inviteCreate');
    const eve = story.ask(story.person('eve'), invite);
    const carried: Op = { type: 'joinRequest', inviteId, blob: eve.blob };
    story.write(ben, carried);
    expect(story.roster().requests).toHaveLength(1);
    story.write(story.founder, { type: 'refuse', inviteId, requestId: eve.join.requestId });
    story.write(ben, carried);
    expect(story.roster().requests).toEqual([]);
  });

  it('[ID1] a signer not bound to the claimed identity: an id can be spoken for only with the key it was made from', () => {
    const { stage, ann, ben, cleo } = trio(6);
    // In an entry.
    const asAnn = ann.crafter.craft(promotion(ben), { signKey: ben.identity.deviceSigning.secretKey });
    expect(hand(cleo, asAnn)).toMatchObject({ rejected: [{ tag: 'SignatureInvalid' }] });
    // On a channel: as somebody who is known here, and as somebody who is not.
    const stranger = createIdentity(stage.cast.groupId, stage.random);
    const { deviceId } = ann.identity;
    expect(greet(stage, cleo, deviceId, ann.identity.deviceSigning)).toBe('member');
    expect(greet(stage, cleo, deviceId, ben.identity.deviceSigning)).toBe('BadSignature');
    expect(greet(stage, cleo, stranger.deviceId, stranger.deviceSigning)).toBe('provisional');
    expect(greet(stage, cleo, stranger.deviceId, signingKeyPair(stage.random.bytes(32)))).toBe('BadSignature');
    // In a genesis that another device writes than the one it introduces.
    const story = new GroupStory(7);
    const eve = story.person('eve');
    const taken = story.make(eve, story.genesis.op, []);
    expect(resolve([taken], taken.id)).toBeNull();
    // In a request that names somebody else's root.
    const { invite } = story.invite(story.founder);
    const { memberRoot } = story.founder.identity;
    const asFounder = {
      name: 'eve',
      identity: { ...eve.identity, memberRoot: { ...memberRoot, secretKey: eve.identity.memberRoot.secretKey } },
    };
    const op = story.admit(story.founder, story.ask(asFounder, invite));
    expect(reason(story, op.id)).toBe('ProofWrong');
  });

  it('[GR9] concurrent removal of the one who admits: nobody comes in by somebody who is being removed', () => {
    for (let seed = 10; seed < 16; seed += 1) {
      const story = new GroupStory(seed);
      const ben = story.welcome(story.founder, 'ben');
      story.promote(story.founder, ben);
      const { invite } = story.invite(story.founder, { maxUses: 3 });
      const seen = headsOf(story.ops);
      const eve = story.person('eve');
      const admission = story.admit(ben, story.ask(eve, invite), seen);
      expect(story.names([ben, eve])).toEqual(['ben F', 'eve', 'founder F']);
      story.remove(story.founder, ben, seen);
      expect(story.names([ben, eve])).toEqual(['founder F']);
      expect(reason(story, admission.id)).toBe('CutConcurrent');
      // She was given the old key, so that the removal's new one is what the founder seals under.
      const epoch = story.roster().epochs.find((one) => one.epochId === story.sending());
      expect(epoch?.holders.has(eve.identity.deviceId)).toBe(false);
    }
  });

  it('[GR10] removed people who come back: by no operation of theirs, no admission of before, no open invite', () => {
    const story = new GroupStory(20);
    const ben = story.welcome(story.founder, 'ben');
    story.promote(story.founder, ben);
    const { invite } = story.invite(story.founder, { maxUses: 5 });
    const before = headsOf(story.ops);
    const asking = story.ask(ben, invite);
    story.remove(story.founder, ben, before);
    const tries = [
      story.admit(ben, asking, before),
      story.write(ben, story.admitOp(ben, asking)),
      story.write(ben, promotion(ben), before),
      story.write(ben, promotion(ben)),
      // Somebody who has not heard of the removal admits him anew, who is in as far as they know: removal wins.
      story.admit(story.founder, asking, before),
      // Somebody who has heard of it, by an invite whose secret he knew.
      story.admit(story.founder, asking),
    ];
    expect(story.names([ben])).toEqual(['founder F']);
    expect(tries.map((op) => reason(story, op.id) ?? 'valid')).toEqual([
      'CutConcurrent',
      'NotAMember',
      'CutConcurrent',
      'NotAMember',
      'NothingToDo',
      'InviteRevoked',
    ]);
    // Who wants him back says so with a new invite, and knows what that means.
    const fresh = story.invite(story.founder).invite;
    story.admit(story.founder, story.ask(ben, fresh));
    expect(story.names([ben])).toEqual(['ben', 'founder F']);
  });

  it('[SY7] removed people who come back: who knows tells a removed device that it was, and nothing else', () => {
    const { stage, ann, ben, cleo } = trio(21);
    const { identity } = ben;
    expect(greet(stage, cleo, identity.deviceId, identity.deviceSigning)).toBe('member');
    const leave = ben.replica.appendOp({ type: 'leave', frontier: [] });
    expect(leave).toMatchObject({ ok: true, value: { voided: null } });
    pullLog(cleo, ben);
    expect(greet(stage, cleo, identity.deviceId, identity.deviceSigning)).toBe('former');
    expect(greet(stage, ann, identity.deviceId, identity.deviceSigning), 'Ann has not heard of it').toBe('member');
    const late = ben.crafter.craft(promotion(ben));
    expect(hand(cleo, late).accepted).toBe(1);
    expect(cleo.replica.roster()?.voided.get(late.id)).toBe('NotAMember');
    expect(roleOf(cleo, ben)).toBeNull();
  });

  it('[GR13] duplicated entries: what arrives or is said twice counts once', () => {
    const { ann, ben, cleo } = trio(30);
    expect(ann.replica.appendOp(promotion(cleo)).ok).toBe(true);
    const bytes = newestOperation(ann, ann.identity.deviceId);
    expect(ben.replica.ingest([bytes, bytes, bytes])).toMatchObject({ accepted: 1, rejected: [] });
    expect(ben.replica.ingest([bytes])).toMatchObject({ accepted: 0, rejected: [], membershipChanged: false });
    expect(ben.replica.frontier()).toEqual(ann.replica.frontier());
    // The same words in two entries: one person, one use of the invite, one epoch less.
    const story = new GroupStory(31);
    const second = story.welcome(story.founder, 'second');
    story.promote(story.founder, second);
    const { invite, logOp } = story.invite(story.founder);
    const mia = story.ask(story.person('mia'), invite);
    const seen = headsOf(story.ops);
    const both = [story.admit(story.founder, mia, seen), story.admit(second, mia, seen)];
    const again = story.write(second, logOp.op, seen);
    const roster = story.roster([...story.ops, ...story.ops]);
    expect(both.map((op) => reason(story, op.id))).toEqual([undefined, undefined]);
    expect(roster.members).toHaveLength(3);
    expect(roster.devices).toHaveLength(3);
    expect(roster.invites.map((row) => row.used)).toEqual([1, 1]);
    expect(reason(story, again.id)).toBe('InviteTaken');
    expect(roster).toEqual({ ...story.roster(), roleAt: roster.roleAt });
  });
});
