/**
 * Defects of the resolver that the second one (`testing/second-resolver.ts`)
 * found, each as the smallest story that shows it. Devices: `resolve-found-devices.test.ts`.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { EntryId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { disagreements } from './testing/compare-resolvers.ts';
import { GroupStory, headsOf, type Person, STORY_START } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const reason = (story: GroupStory, id: EntryId) => story.roster().voided.get(id);
/** Both resolvers say the same of the story. */
const agreed = (story: GroupStory) => disagreements(story.ops, story.genesis.id);
/** A founder, and Ann and Ben who are facilitators, Ann the senior one. */
function three(seed: number): { readonly story: GroupStory; readonly ann: Person; readonly ben: Person } {
  const story = new GroupStory(seed);
  const ann = story.welcome(story.founder, 'ann');
  const ben = story.welcome(story.founder, 'ben');
  story.promote(story.founder, ann);
  story.promote(story.founder, ben);
  return { story, ann, ben };
}

describe('found by the second resolver: people', () => {
  it('[GR8] a tenure that a removal beside its promotion ended protects nobody for ever', () => {
    const { story, ann, ben } = three(901);
    const cleo = story.welcome(story.founder, 'cleo');
    const seen = headsOf(story.ops);
    // Cleo would be senior to Dora, who is promoted later.
    const removal = story.remove(story.founder, cleo, seen);
    story.promote(ann, cleo, seen);
    const { invite } = story.invite(story.founder);
    story.admit(story.founder, story.ask(cleo, invite));
    const dora = story.welcome(story.founder, 'dora');
    story.promote(story.founder, dora);
    const again = story.remove(dora, cleo);
    expect(reason(story, again.id)).toBeUndefined();
    expect(story.roster().former).toMatchObject([{ endedBy: [again.id] }]);
    expect(removal.id).not.toBe(again.id);
    expect(story.names([ann, ben, cleo, dora])).toEqual(['ann F', 'ben F', 'dora F', 'founder F']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR10] a second admission beside a promotion lowers nobody', () => {
    const story = new GroupStory(902);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const { invite } = story.invite(story.founder, { maxUses: 2 });
    const ben = story.person('ben');
    const asking = story.ask(ben, invite);
    const seen = headsOf(story.ops);
    const admission = story.admit(story.founder, asking, seen);
    story.promote(story.founder, ben, [admission.id]);
    // Ann, who has not heard of it, lets the same request in, as a listener.
    story.admit(ann, asking, seen, 'listener');
    expect(story.names([ann, ben])).toEqual(['ann F', 'ben F', 'founder F']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR10] a demotion of who is no facilitator yet, beside the promotion, counts as the lesser authority', () => {
    const story = new GroupStory(903);
    const ann = story.welcome(story.founder, 'ann');
    const ben = story.welcome(story.founder, 'ben');
    story.promote(story.founder, ann);
    const seen = headsOf(story.ops);
    story.demote(story.founder, ben, seen);
    story.promote(ann, ben, seen);
    expect(story.names([ann, ben])).toEqual(['ann F', 'ben', 'founder F']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR7] a promotion that makes nobody more than they are is void', () => {
    const { story, ann } = three(904);
    const again = story.promote(story.founder, ann);
    const lesser = story.write(story.founder, { type: 'promote', memberId: ann.identity.memberId, role: 'member' });
    expect([again, lesser].map((op) => reason(story, op.id))).toEqual(['NothingToDo', 'NothingToDo']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR20] a senior facilitator widens what a junior one removed', () => {
    const { story, ann, ben } = three(905);
    const cleo = story.welcome(story.founder, 'cleo');
    story.remove(ben, cleo);
    const late = story.write(ann, {
      type: 'acceptLate',
      memberId: cleo.identity.memberId,
      frontier: [{ deviceId: cleo.identity.deviceId, inc: 1, seq: 7, id: story.genesis.id }],
    });
    expect(reason(story, late.id)).toBeUndefined();
    expect(story.roster().former).toMatchObject([{ frontier: [{ seq: 7 }] }]);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR9] whoever was demoted and then removed by a junior undoes nothing by a leave dated back', () => {
    const { story, ann, ben } = three(906);
    const before = headsOf(story.ops);
    const { invite } = story.invite(story.founder);
    const cleo = story.person('cleo');
    story.admit(ann, story.ask(cleo, invite));
    story.demote(story.founder, ann);
    story.remove(ben, ann);
    const names = story.names([ann, ben, cleo]);
    expect(names).toEqual(['ben F', 'cleo', 'founder F']);
    const leave = story.leave(ann, before);
    expect(reason(story, leave.id)).toBe('CutConcurrent');
    expect(story.names([ann, ben, cleo])).toEqual(names);
    expect(agreed(story)).toEqual([]);
  });
});

describe('found by the second resolver: invites', () => {
  it('[GR4] a member who copies the making of an invite can neither revoke it nor keep anybody out', () => {
    const story = new GroupStory(910, { membersInvite: true });
    const ann = story.welcome(story.founder, 'ann');
    const seen = headsOf(story.ops);
    const { logOp, invite } = story.invite(story.founder, { maxUses: 3 });
    const inviteId = logOp.op.type === 'inviteCreate' ? logOp.op.inviteId : null;
    if (inviteId === null) throw new Error('an invite was made');
    const ben = story.person('ben');
    story.admit(story.founder, story.ask(ben, invite));
    const after = headsOf(story.ops);
    // The copy would be the first in order, since it knows less.
    const copy = story.write(ann, logOp.op, seen, story.genesis.ts - 1);
    story.write(ann, { type: 'inviteRevoke', inviteId }, [copy.id]);
    expect(story.names([ann, ben])).toEqual(['ann', 'ben', 'founder F']);
    const late = story.write(ann, logOp.op, after);
    expect(reason(story, late.id)).toBe('InviteTaken');
    const revoke = story.write(ann, { type: 'inviteRevoke', inviteId }, [late.id]);
    expect(reason(story, revoke.id)).toBe('NotAFacilitator');
    expect(agreed(story)).toEqual([]);
  });

  it('[GR5] an admission whose past held enough is beyond it, whatever became of those', () => {
    const { story, ann, ben } = three(911);
    const { invite } = story.invite(story.founder);
    const seen = headsOf(story.ops);
    const [cleo, dora, eli] = [story.person('cleo'), story.person('dora'), story.person('eli')];
    const one = story.admit(ann, story.ask(cleo, invite), seen);
    const two = story.admit(ben, story.ask(dora, invite), seen);
    const [winner, loser] = one.id < two.id ? [one, two] : [two, one];
    // The third had seen the one that lost its use to the smaller id, and has a smaller one still.
    const op = story.admitOp(story.founder, story.ask(eli, invite));
    let ts = STORY_START;
    while (story.make(story.founder, op, [loser.id], ts).id > winner.id) ts += 1;
    const third = story.write(story.founder, op, [loser.id], ts);
    expect(reason(story, winner.id)).toBeUndefined();
    expect(reason(story, loser.id)).toBe('InviteUsed');
    expect(reason(story, third.id)).toBe('InviteUsed');
    expect(agreed(story)).toEqual([]);
  });

  it('[GR5] a removal closes invites when a promotion beside it had made the person a facilitator', () => {
    const { story, ann } = three(912);
    const cleo = story.welcome(story.founder, 'cleo');
    const { logOp } = story.invite(story.founder);
    const seen = headsOf(story.ops);
    story.promote(ann, cleo, seen);
    story.remove(story.founder, cleo, seen);
    const row = story.roster().invites.find((one) => one.op === logOp.id);
    expect(row?.closed).toBe('facilitator-ended');
    expect(agreed(story)).toEqual([]);
  });

  it('[GR21] somebody whom a used-up invite did not let in makes nothing fall', () => {
    const story = new GroupStory(913, { mode: 'equals' });
    const ann = story.welcome(story.founder, 'ann');
    const { invite } = story.invite(story.founder);
    const ben = story.person('ben');
    story.admit(story.founder, story.ask(ben, invite));
    const seen = headsOf(story.ops);
    const { logOp: made } = story.invite(ann, { deps: seen });
    story.endorse(story.founder, ann, seen);
    const cleo = story.person('cleo');
    // Ann's own, so that it would fall with her.
    const admission = story.admit(ann, story.ask(cleo, invite), seen);
    story.endorse(cleo, ann, [admission.id]);
    expect(reason(story, admission.id)).toBe('InviteUsed');
    expect(reason(story, made.id)).toBeUndefined();
    expect(story.names([ann, ben, cleo])).toEqual(['ann', 'ben', 'founder']);
    expect(agreed(story)).toEqual([]);
  });
});

describe('found by the second resolver: keys', () => {
  it('[EP5] whoever made a key holds it, though they are no recipient', () => {
    const story = new GroupStory(920);
    const ann = story.welcome(story.founder, 'ann');
    const { device: laptop } = story.addDevice(ann, 'ann laptop');
    const seen = headsOf(story.ops);
    // Ann takes away the very device she writes on: it makes the key of the epoch that leaves it out.
    const removal = story.removeDevice(laptop, laptop, seen);
    const epoch = story.roster().epochs.find((one) => (one.epochId as string) === removal.id);
    expect(epoch?.valid).toBe(true);
    expect(epoch?.holders.has(laptop.identity.deviceId)).toBe(true);
    expect(story.sending()).toBe('RekeyDue');
    expect(agreed(story)).toEqual([]);
  });
});
