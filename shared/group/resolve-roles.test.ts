import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { mayAdmit } from './select.ts';
import { GroupStory, headsOf } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const reason = (story: GroupStory, id: string) => story.roster().voided.get(id as never);

describe('requests', () => {
  it('[IV7] a carried request waits until it is admitted or refused, and is one however many carry it', () => {
    const story = new GroupStory(40);
    const ann = story.welcome(story.founder, 'ann');
    const { invite, logOp } = story.invite(story.founder, { maxUses: 3 });
    if (logOp.op.type !== 'inviteCreate') throw new Error('not an invite');
    const { inviteId } = logOp.op;
    const [bea, cat] = [story.ask(story.person('bea'), invite), story.ask(story.person('cat'), invite)];
    const first = story.write(ann, { type: 'joinRequest', inviteId, blob: bea.blob });
    story.write(story.founder, { type: 'joinRequest', inviteId, blob: bea.blob });
    story.write(ann, { type: 'joinRequest', inviteId, blob: cat.blob });
    expect(story.roster().requests.map((request) => request.requestId)).toEqual([
      bea.join.requestId,
      cat.join.requestId,
    ]);
    expect(story.roster().requests[0]?.carriedBy[0]).toBe(first.id);
    story.admit(story.founder, bea);
    expect(story.roster().requests.map((request) => request.requestId)).toEqual([cat.join.requestId]);
    const noPower = story.write(ann, { type: 'refuse', inviteId, requestId: cat.join.requestId });
    expect(reason(story, noPower.id)).toBe('NotAFacilitator');
    expect(story.roster().requests).toHaveLength(1);
    story.write(story.founder, { type: 'refuse', inviteId, requestId: cat.join.requestId });
    expect(story.roster().requests).toEqual([]);
  });

  it('[IV7] at most eight wait on one invite, and strangers carry nothing', () => {
    const story = new GroupStory(41);
    const { logOp } = story.invite(story.founder, { maxUses: 30 });
    if (logOp.op.type !== 'inviteCreate') throw new Error('not an invite');
    const { inviteId } = logOp.op;
    for (let i = 0; i < 9; i += 1) {
      story.write(story.founder, { type: 'joinRequest', inviteId, blob: story.random.bytes(40) });
    }
    expect(story.roster().requests).toHaveLength(8);
    expect([...story.roster().voided.values()]).toEqual(['RequestOverflow']);
    const stranger = story.write(story.person('eve'), { type: 'joinRequest', inviteId, blob: story.random.bytes(40) });
    expect(reason(story, stranger.id)).toBe('NotAMember');
  });
});

describe('roles and endings', () => {
  it('[GR7] promotion gives a tenure with its own rank; a second promotion gives nothing', () => {
    const story = new GroupStory(50);
    const ann = story.welcome(story.founder, 'ann');
    const promotion = story.promote(story.founder, ann);
    const bea = story.welcome(ann, 'bea');
    expect(story.names([ann, bea])).toEqual(['ann F', 'bea', 'founder F']);
    const again = story.promote(story.founder, ann);
    expect(reason(story, again.id)).toBe('NothingToDo');
    expect(story.roster().members[1]?.rank?.id).toBe(promotion.id);
  });

  it('[GR8] nobody removes or demotes a more senior facilitator, nor themselves', () => {
    const story = new GroupStory(51);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.welcome(story.founder, 'bea');
    story.promote(story.founder, ann);
    story.promote(story.founder, bea);
    const people = [ann, bea];
    for (const [by, target] of [
      [ann, story.founder],
      [bea, ann],
      [bea, story.founder],
    ] as const) {
      expect(reason(story, story.remove(by, target).id)).toBe('TargetMoreSenior');
      expect(reason(story, story.demote(by, target).id)).toBe('TargetMoreSenior');
    }
    expect(reason(story, story.remove(story.founder, story.founder).id)).toBe('TargetSelf');
    expect(story.names(people)).toEqual(['ann F', 'bea F', 'founder F']);
    story.remove(ann, bea);
    expect(story.names(people)).toEqual(['ann F', 'founder F']);
  });

  it('[GR9] what a facilitator does concurrently with the own removal has no effect', () => {
    const story = new GroupStory(52);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.welcome(story.founder, 'bea');
    story.promote(story.founder, ann);
    const { invite } = story.invite(story.founder);
    const eve = story.person('eve');
    const seen = headsOf(story.ops);
    story.remove(story.founder, ann, seen);
    const admission = story.admit(ann, story.ask(eve, invite), seen);
    const removal = story.remove(ann, bea, seen);
    expect([reason(story, admission.id), reason(story, removal.id)]).toEqual(['CutConcurrent', 'CutConcurrent']);
    expect(story.names([ann, bea, eve])).toEqual(['bea', 'founder F']);
    expect(story.roster().former).toMatchObject([{ memberId: ann.identity.memberId, how: 'removed' }]);
  });

  it('[GR9] a leave ends a tenure like a removal does', () => {
    const story = new GroupStory(53);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const { invite } = story.invite(story.founder);
    const seen = headsOf(story.ops);
    story.leave(ann, seen);
    const admission = story.admit(ann, story.ask(story.person('bea'), invite), seen);
    expect(reason(story, admission.id)).toBe('CutConcurrent');
    expect(story.names([ann])).toEqual(['founder F']);
    expect(story.roster().former).toMatchObject([{ how: 'left' }]);
    expect(story.sending()).toBe('RekeyDue');
    story.rekey(story.founder);
    expect(story.sending()).not.toBe('RekeyDue');
  });

  it('[GR10] removal wins over a concurrent promotion and admission; who comes back needs an admission that saw it', () => {
    const story = new GroupStory(54);
    const ann = story.welcome(story.founder, 'ann');
    const zoe = story.welcome(story.founder, 'zoe');
    story.promote(story.founder, zoe);
    const { invite } = story.invite(story.founder, { maxUses: 3 });
    const seen = headsOf(story.ops);
    const removal = story.remove(story.founder, ann, seen);
    story.promote(zoe, ann, seen);
    expect(story.names([ann, zoe])).toEqual(['founder F', 'zoe F']);
    story.admit(zoe, story.ask(ann, invite), seen);
    expect(story.names([ann, zoe])).toEqual(['founder F', 'zoe F']);
    // The promotion beside it gave her the secrets of open invites: they are closed, and it takes a new one.
    const late = story.admit(story.founder, story.ask(ann, invite), [removal.id]);
    expect(reason(story, late.id)).toBe('InviteRevoked');
    const fresh = story.invite(story.founder).invite;
    story.admit(story.founder, story.ask(ann, fresh));
    expect(story.names([ann, zoe])).toEqual(['ann', 'founder F', 'zoe F']);
    expect(story.roster().former).toEqual([]);
  });

  it('[GR9] what a facilitator does concurrently with the own demotion has no effect', () => {
    const story = new GroupStory(59);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const { invite } = story.invite(story.founder, { maxUses: 2 });
    const seen = headsOf(story.ops);
    story.demote(story.founder, ann, seen);
    const other = story.promote(ann, story.person('eve'), seen);
    const admission = story.admit(ann, story.ask(story.person('bea'), invite), seen);
    expect([reason(story, other.id), reason(story, admission.id)]).toEqual(['CutConcurrent', 'CutConcurrent']);
    expect(story.names([ann])).toEqual(['ann', 'founder F']);
  });

  it('[GR10] a removal also wins over an admission of the same person that had not seen it', () => {
    const story = new GroupStory(61);
    const zoe = story.welcome(story.founder, 'zoe');
    story.promote(story.founder, zoe);
    const { invite } = story.invite(story.founder, { maxUses: 3 });
    const ann = story.ask(story.person('ann'), invite);
    const seen = headsOf(story.ops);
    const first = story.admit(story.founder, ann, seen);
    story.remove(story.founder, ann.person, [first.id]);
    story.admit(zoe, ann, seen);
    expect(story.names([ann.person, zoe])).toEqual(['founder F', 'zoe F']);
  });

  it('[GR10] a role set before somebody went says nothing once they are back', () => {
    const story = new GroupStory(62);
    const ann = story.welcome(story.founder, 'ann');
    const zoe = story.welcome(story.founder, 'zoe');
    story.promote(story.founder, zoe);
    const { invite } = story.invite(story.founder);
    const seen = headsOf(story.ops);
    story.demote(zoe, ann, seen, 'listener');
    expect(story.names([ann, zoe])).toEqual(['ann L', 'founder F', 'zoe F']);
    const removal = story.remove(story.founder, ann, seen);
    story.admit(story.founder, story.ask(ann, invite), [removal.id]);
    expect(story.names([ann, zoe])).toEqual(['ann', 'founder F', 'zoe F']);
  });

  it('[GR10] of concurrent settings of a role the least authority counts', () => {
    const story = new GroupStory(55);
    const ann = story.welcome(story.founder, 'ann');
    const zoe = story.welcome(story.founder, 'zoe');
    story.promote(story.founder, zoe);
    const seen = headsOf(story.ops);
    story.promote(story.founder, ann, seen);
    story.demote(zoe, ann, seen, 'listener');
    expect(story.names([ann, zoe])).toEqual(['ann L', 'founder F', 'zoe F']);
  });

  it('[GR10] a leave concurrent with the own removal cannot stretch the frontier', () => {
    const story = new GroupStory(56);
    const ann = story.welcome(story.founder, 'ann');
    const seen = headsOf(story.ops);
    const row = { deviceId: ann.identity.deviceId, inc: 1, id: story.genesis.id };
    const { memberId } = ann.identity;
    const epoch = story.block(seen, [ann]);
    story.write(
      story.founder,
      { type: 'remove', memberId, frontier: [{ ...row, seq: 5 }], reason: 'safety', epoch },
      seen,
    );
    story.write(ann, { type: 'leave', frontier: [{ ...row, seq: 5000 }] }, seen);
    expect(story.roster().former).toMatchObject([{ how: 'removed', frontier: [{ seq: 5 }] }]);
  });

  it('[GR10] of concurrent removals the widest frontier counts', () => {
    const story = new GroupStory(57);
    const ann = story.welcome(story.founder, 'ann');
    const zoe = story.welcome(story.founder, 'zoe');
    story.promote(story.founder, zoe);
    const seen = headsOf(story.ops);
    const row = { deviceId: ann.identity.deviceId, inc: 1, id: story.genesis.id };
    const { memberId } = ann.identity;
    const epoch = story.block(seen, [ann]);
    for (const [by, seq] of [
      [story.founder, 5],
      [zoe, 9],
    ] as const) {
      story.write(by, { type: 'remove', memberId, frontier: [{ ...row, seq }], reason: 'safety', epoch }, seen);
    }
    expect(story.roster().former).toMatchObject([{ frontier: [{ seq: 9 }] }]);
  });

  it('[GR11] in a group of equals everybody invites and admits, and nobody removes', () => {
    const story = new GroupStory(58, { mode: 'equals' });
    const roster = story.roster();
    expect(roster.members[0]?.role).toBe('member');
    expect(mayAdmit(roster, story.founder.identity.memberId)).toBe(true);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.welcome(ann, 'bea');
    expect(story.names([ann, bea])).toEqual(['ann', 'bea', 'founder']);
    const removal = story.remove(story.founder, bea);
    expect(reason(story, removal.id)).toBe('RoleNotAllowed');
  });
});

describe('operations whose past is not here', () => {
  it('[GR2] what has an incomplete past waits', () => {
    const story = new GroupStory(60);
    const later = story.write(story.founder, { type: 'policyChange', changes: [{ field: 2, value: 1 }] });
    const ann = story.welcome(story.founder, 'ann');
    const withGap = story.ops.filter((op) => op.id !== later.id);
    expect(story.roster(withGap).voided.get(withGap.at(-1)?.id as never)).toBe('PastIncomplete');
    expect(story.names([ann], withGap)).toEqual(['founder F']);
  });
});
