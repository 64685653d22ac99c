import { beforeAll, describe, expect, it } from 'vitest';
import type { EpochId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { resolve } from './resolve.ts';
import { grantsDue, isFacilitator, memberOfDevice, signingKeysOf } from './select.ts';
import { GroupStory, headsOf } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const reason = (story: GroupStory, id: string) => story.roster().voided.get(id as never);

describe('founding', () => {
  it('[GR3] the founder alone is in, as facilitator of rank 0, with the first epoch', () => {
    const story = new GroupStory(1);
    const roster = story.roster();
    expect(roster.members).toMatchObject([{ memberId: story.founder.identity.memberId, role: 'facilitator' }]);
    expect(roster.members[0]?.rank).toEqual({ depth: 1, id: story.genesis.id });
    expect(story.sending()).toBe(story.genesis.id);
    expect(roster.heads).toEqual([story.genesis.id]);
    expect(isFacilitator(roster, story.founder.identity.memberId)).toBe(true);
  });

  it('[GR3] a second genesis for the same group is void, whichever id is smaller', () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const story = new GroupStory(seed);
      const mallory = new GroupStory(seed + 100);
      const forged = { ...mallory.genesis, op: { ...mallory.genesis.op } };
      if (forged.op.type !== 'genesis' || story.genesis.op.type !== 'genesis') throw new Error('not a genesis');
      forged.op.genesisNonce = story.genesis.op.genesisNonce;
      expect(story.roster([story.genesis, forged]).members).toHaveLength(1);
      expect(story.roster([story.genesis, forged]).voided.get(forged.id)).toBe('NotGenesis');
      expect(resolve([forged], forged.id), 'a genesis whose certificate is for another group').toBeNull();
    }
  });

  it('[GR3] without the pinned genesis there is no roster', () => {
    const story = new GroupStory(1);
    story.welcome(story.founder, 'ann');
    expect(resolve(story.ops.slice(1), story.genesis.id)).toBeNull();
  });
});

describe('coming in', () => {
  it('[GR6] an admission by an open invite brings member, device and the keys granted', () => {
    const story = new GroupStory(2);
    const ann = story.welcome(story.founder, 'ann');
    const roster = story.roster();
    expect(story.names([ann])).toEqual(['ann', 'founder F']);
    expect(memberOfDevice(roster, ann.identity.deviceId)).toBe(ann.identity.memberId);
    expect(signingKeysOf(story.groupId, story.ops).get(ann.identity.deviceId)).toEqual(
      ann.identity.deviceSigning.publicKey,
    );
    expect(story.keysOf(ann).get(story.genesis.id as string as EpochId)).toEqual(story.genesisKey);
    expect(grantsDue(roster)).toEqual([]);
    expect(roster.invites).toMatchObject([{ used: 1, maxUses: 1, closed: 'used' }]);
    expect(roster.voided.size).toBe(0);
  });

  it('[GR6] only a facilitator admits', () => {
    const story = new GroupStory(3);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.person('bea');
    const { invite } = story.invite(story.founder);
    const op = story.admitOp(story.founder, story.ask(bea, invite));
    const forged = story.write(ann, op);
    expect(reason(story, forged.id)).toBe('NotAFacilitator');
    const stranger = story.write(bea, op);
    expect(reason(story, stranger.id)).toBe('NotAMember');
    expect(story.names([ann, bea])).toEqual(['ann', 'founder F']);
  });

  it('[GR6] a request with a proof by other keys admits nobody', () => {
    const story = new GroupStory(4);
    const { invite } = story.invite(story.founder);
    const ann = story.ask(story.person('ann'), invite);
    const eve = story.ask(story.person('eve'), invite);
    const op = story.admitOp(story.founder, ann);
    if (op.type !== 'admit') throw new Error('not an admission');
    const wrongs = [
      { ...op, request: { ...op.request, mrPk: eve.join.request.mrPk } },
      { ...op, request: { ...op.request, dsPk: eve.join.request.dsPk } },
      { ...op, request: { ...op.request, dkPk: eve.join.request.dkPk } },
      { ...op, proof: { ...op.proof, inviteSignature: eve.join.proof.inviteSignature } },
      { ...op, proof: { ...op.proof, memberSignature: eve.join.proof.memberSignature } },
      { ...op, proof: { ...op.proof, deviceSignature: eve.join.proof.deviceSignature } },
      { ...op, capsule: new Uint8Array(1168) },
    ];
    for (const wrong of wrongs) {
      const logOp = story.make(story.founder, wrong, headsOf(story.ops));
      expect(story.roster([...story.ops, logOp]).voided.get(logOp.id)).toBe('ProofWrong');
    }
  });

  it('[GR6] an admission by an unknown, expired or too small invite is void', () => {
    const story = new GroupStory(5);
    const other = new GroupStory(6);
    const asking = story.ask(story.person('ann'), { ...other.invite(other.founder).invite, groupId: story.groupId });
    expect(reason(story, story.admit(story.founder, asking).id)).toBe('InviteUnknown');

    const { invite } = story.invite(story.founder, { days: 1, role: 'listener' });
    const late = story.ask(story.person('bea'), invite);
    const op = story.admitOp(story.founder, late, 'listener');
    const tooLate = story.write(story.founder, op, undefined, invite.expiresAt);
    expect(reason(story, tooLate.id)).toBe('InviteExpired');
    const tooMuch = story.admit(story.founder, late, undefined, 'member');
    expect(reason(story, tooMuch.id)).toBe('RoleNotAllowed');
    expect(story.roster().members).toHaveLength(1);
    story.write(story.founder, op, undefined, invite.expiresAt - 1);
    expect(story.roster().members.map((member) => member.role)).toEqual(['facilitator', 'listener']);
  });

  it('[GR5] a single-use invite used twice concurrently: the smallest op id stays, the other is pending and its keys are not used on', () => {
    for (let seed = 10; seed < 18; seed += 1) {
      const story = new GroupStory(seed);
      const { invite } = story.invite(story.founder);
      const ann = story.person('ann');
      const bea = story.person('bea');
      const seen = headsOf(story.ops);
      const one = story.admit(story.founder, story.ask(ann, invite), seen);
      const two = story.admit(story.founder, story.ask(bea, invite), seen);
      const [stays, waits] = one.id < two.id ? [ann, bea] : [bea, ann];
      const roster = story.roster();
      expect(story.names([ann, bea])).toEqual([stays.name, 'founder F'].sort());
      expect(roster.pendingAdmissions).toMatchObject([{ memberId: waits.identity.memberId, reason: 'InviteUsed' }]);
      expect(story.sending(), 'the one outside holds the old key').toBe('RekeyDue');
      story.rekey(story.founder);
      expect(story.sending()).not.toBe('RekeyDue');
    }
  });

  it('[GR5] an invite used up before is used up, whatever the ids', () => {
    for (let seed = 20; seed < 26; seed += 1) {
      const story = new GroupStory(seed);
      const { invite } = story.invite(story.founder);
      const ann = story.person('ann');
      story.admit(story.founder, story.ask(ann, invite));
      const late = story.admit(story.founder, story.ask(story.person('bea'), invite));
      expect(story.names([ann])).toEqual(['ann', 'founder F']);
      expect(reason(story, late.id)).toBe('InviteUsed');
    }
  });

  it('[GR5] two facilitators who admit the same person at once use the invite once', () => {
    const story = new GroupStory(27);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const { invite } = story.invite(story.founder);
    const bea = story.ask(story.person('bea'), invite);
    const seen = headsOf(story.ops);
    story.admit(story.founder, bea, seen);
    story.admit(ann, bea, seen);
    expect(story.names([ann, bea.person])).toEqual(['ann F', 'bea', 'founder F']);
    expect(story.roster().pendingAdmissions).toEqual([]);
  });

  it('[GR5] a revocation before or concurrent with an admission leaves it pending; after it, it stays', () => {
    const story = new GroupStory(28);
    const { invite, logOp } = story.invite(story.founder, { maxUses: 3 });
    if (logOp.op.type !== 'inviteCreate') throw new Error('not an invite');
    const [ann, bea, cat] = [story.person('ann'), story.person('bea'), story.person('cat')];
    story.admit(story.founder, story.ask(ann, invite));
    const seen = headsOf(story.ops);
    const revoke = story.write(story.founder, { type: 'inviteRevoke', inviteId: logOp.op.inviteId }, seen);
    const concurrent = story.admit(story.founder, story.ask(bea, invite), seen);
    const after = story.admit(story.founder, story.ask(cat, invite), [revoke.id]);
    expect(story.names([ann, bea, cat])).toEqual(['ann', 'founder F']);
    expect([reason(story, concurrent.id), reason(story, after.id)]).toEqual(['InviteRevoked', 'InviteRevoked']);
    expect(story.roster().pendingAdmissions).toHaveLength(2);
    expect(story.roster().invites[0]).toMatchObject({ closed: 'revoked', used: 1 });
  });

  it('[GR5] the end of a facilitator closes the invites that were open then', () => {
    const story = new GroupStory(29);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const { invite } = story.invite(story.founder);
    story.demote(story.founder, ann);
    const bea = story.person('bea');
    const late = story.admit(story.founder, story.ask(bea, invite));
    expect(reason(story, late.id)).toBe('InviteRevoked');
    expect(story.roster().invites.at(-1)).toMatchObject({ closed: 'facilitator-ended' });
    const fresh = story.welcome(story.founder, 'cat');
    expect(story.names([ann, bea, fresh])).toEqual(['ann', 'cat', 'founder F']);
  });

  it('[GR4] invites are made by facilitators, or by members where the policy says so; their id is their key', () => {
    const strict = new GroupStory(30);
    const ann = strict.welcome(strict.founder, 'ann');
    expect(reason(strict, strict.invite(ann).logOp.id)).toBe('NotAFacilitator');
    const open = new GroupStory(31, { membersInvite: true });
    const bea = open.welcome(open.founder, 'bea');
    const { invite, logOp } = open.invite(bea);
    const cat = open.person('cat');
    open.admit(open.founder, open.ask(cat, invite));
    expect(open.names([bea, cat])).toEqual(['bea', 'cat', 'founder F']);
    if (logOp.op.type !== 'inviteCreate') throw new Error('not an invite');
    const stolen = open.write(open.founder, { ...logOp.op, invitePk: new Uint8Array(32) });
    expect(reason(open, stolen.id)).toBe('InviteIdWrong');
    const again = open.write(open.founder, { ...logOp.op, maxUses: 30 });
    expect(reason(open, again.id)).toBe('InviteTaken');
  });

  it('[GR12] a group holds thirty people and no more', () => {
    const story = new GroupStory(32);
    const { invite } = story.invite(story.founder, { maxUses: 30 });
    const people = Array.from({ length: 30 }, (_, i) => story.ask(story.person(`p${i}`), invite));
    const admissions = people.map((asking) => story.admit(story.founder, asking));
    expect(story.roster().members).toHaveLength(30);
    expect(reason(story, admissions.at(-1)?.id ?? '')).toBe('GroupFull');
  });

  it('[GR6] one device cannot be two people', () => {
    const story = new GroupStory(33);
    const { invite } = story.invite(story.founder, { maxUses: 2 });
    const ann = story.person('ann');
    const alias = {
      name: 'alias',
      identity: { ...story.person('alias').identity, deviceSigning: ann.identity.deviceSigning },
    };
    story.admit(story.founder, story.ask(ann, invite));
    const second = story.admit(story.founder, story.ask(alias, invite));
    expect(reason(story, second.id)).toBe('DeviceTaken');
    expect(story.names([ann])).toEqual(['ann', 'founder F']);
  });

  it('[GR6] nor can a removed facilitator and a member undo that member with an older claim to the device', () => {
    const story = new GroupStory(34);
    const mal = story.welcome(story.founder, 'mal');
    const promotion = story.promote(story.founder, mal);
    const { invite } = story.invite(story.founder, { maxUses: 5, deps: [promotion.id] });
    const bea = story.person('bea');
    const asking = story.ask(bea, invite);
    const before = headsOf(story.ops);
    story.rekey(story.founder);
    story.remove(story.founder, mal);
    const { invite: second } = story.invite(story.founder);
    story.admit(story.founder, story.ask(bea, second));
    const alias = {
      name: 'alias',
      identity: { ...story.person('x').identity, deviceSigning: bea.identity.deviceSigning },
    };
    const withoutHim = story.names([mal, bea]);
    expect(withoutHim).toEqual(['bea', 'founder F']);
    story.admit(mal, story.ask(alias, invite), before);
    story.admit(mal, asking, before);
    expect(story.names([mal, bea])).toEqual(withoutHim);
  });
});
