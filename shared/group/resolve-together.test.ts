import { beforeAll, describe, expect, it } from 'vitest';
import { type EntryId, type EpochId, type GroupId, idFromBytes } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import type { FrontierRow } from './op-types.ts';
import { HISTORY_ALL, POLICY_FIELD } from './policy.ts';
import { GroupStory, headsOf, type Person } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const reason = (story: GroupStory, id: EntryId) => story.roster().voided.get(id);
const row = (device: Person, seq: number): FrontierRow => ({
  deviceId: device.identity.deviceId,
  inc: 1,
  seq,
  id: idFromBytes<EntryId>(new Uint8Array(32).fill(seq)),
});

/** A group of equals: the founder lets in the others. */
function equals(seed: number, ...names: readonly string[]) {
  const story = new GroupStory(seed, { mode: 'equals' });
  const people = names.map((name) => story.welcome(story.founder, name));
  return { story, people };
}

describe('a group of equals', () => {
  it('[GR21] two who ask for it remove a third, one does not, and the same one twice does not', () => {
    const { story, people } = equals(90, 'ann', 'bea', 'cat');
    const [ann, bea, cat] = people as [Person, Person, Person];
    story.endorse(ann, cat, headsOf(story.ops), [row(cat, 4)]);
    story.endorse(ann, cat);
    expect(story.names(people)).toEqual(['ann', 'bea', 'cat', 'founder']);
    expect(story.roster().endorsements.map(({ by, target }) => [by, target])).toEqual([
      [ann.identity.memberId, cat.identity.memberId],
      [ann.identity.memberId, cat.identity.memberId],
    ]);
    story.endorse(bea, cat, headsOf(story.ops), [row(cat, 6)]);
    expect(story.names(people)).toEqual(['ann', 'bea', 'founder']);
    const { former, endorsements, cuts } = story.roster();
    expect(former).toMatchObject([{ memberId: cat.identity.memberId, how: 'removed', frontier: [{ seq: 6 }] }]);
    expect(endorsements).toEqual([]);
    expect(cuts.get(cat.identity.deviceId)).toEqual([row(cat, 6)]);
    // A new key is owed, and whoever notices makes it.
    expect(story.sending()).toBe('RekeyDue');
    const rekey = story.rekey(bea);
    expect(story.sending()).toBe(rekey.id as string as EpochId);
  });

  it('[GR21] the founder is no exception, and nobody endorses themselves, somebody who is out, or from outside', () => {
    const { story, people } = equals(91, 'ann', 'bea');
    const [ann, bea] = people as [Person, Person];
    expect(reason(story, story.endorse(ann, ann).id)).toBe('TargetSelf');
    story.endorse(ann, story.founder);
    story.endorse(bea, story.founder);
    expect(story.names(people)).toEqual(['ann', 'bea']);
    expect(reason(story, story.endorse(story.founder, ann).id)).toBe('NotAMember');
    expect(reason(story, story.endorse(ann, story.founder).id)).toBe('NothingToDo');
    const facilitated = new GroupStory(92);
    const cat = facilitated.welcome(facilitated.founder, 'cat');
    facilitated.promote(facilitated.founder, cat);
    expect(reason(facilitated, facilitated.endorse(cat, facilitated.founder).id)).toBe('RoleNotAllowed');
  });

  it('[GR21] two pairs that remove each other both hold', () => {
    const { story, people } = equals(93, 'ann', 'bea', 'cat');
    const [ann, bea, cat] = people as [Person, Person, Person];
    const seen = headsOf(story.ops);
    story.endorse(story.founder, cat, seen);
    story.endorse(ann, cat, seen);
    story.endorse(bea, ann, seen);
    story.endorse(cat, ann, seen);
    expect(story.names(people)).toEqual(['bea', 'founder']);
  });

  it('[GR21] [GR9] who was removed so cannot come back, and lets nobody in beside the removal', () => {
    const { story, people } = equals(94, 'ann', 'bea', 'cat');
    const [ann, bea, cat] = people as [Person, Person, Person];
    const seen = headsOf(story.ops);
    const { invite, logOp } = story.invite(cat, { deps: seen });
    story.endorse(ann, cat, seen);
    story.endorse(bea, cat, seen);
    const eve = story.person('eve');
    story.admit(cat, story.ask(eve, invite), [logOp.id]);
    expect(story.names([...people, eve])).toEqual(['ann', 'bea', 'founder']);
    expect(reason(story, logOp.id)).toBe('CutConcurrent');
    // With an accomplice that is let in beside the removal no second voice is won.
    story.endorse(cat, ann, [logOp.id]);
    story.endorse(eve, ann, headsOf(story.ops));
    expect(story.names([...people, eve])).toEqual(['ann', 'bea', 'founder']);
  });

  it('[GR21] voices of different stays do not add up', () => {
    const { story, people } = equals(95, 'ann', 'bea', 'cat');
    const [ann, bea, cat] = people as [Person, Person, Person];
    story.endorse(ann, cat);
    story.leave(cat);
    const { invite } = story.invite(story.founder);
    story.admit(story.founder, story.ask(cat, invite));
    expect(story.roster().endorsements).toEqual([]);
    story.endorse(bea, cat);
    expect(story.names(people)).toEqual(['ann', 'bea', 'cat', 'founder']);
    story.endorse(ann, cat);
    expect(story.names(people)).toEqual(['ann', 'bea', 'founder']);
  });

  it('[GR11] no policy is changed and nothing accepted late', () => {
    const { story } = equals(96, 'ann');
    const change = { type: 'policyChange', changes: [{ field: POLICY_FIELD.membersInvite, value: 1 }] } as const;
    expect(reason(story, story.write(story.founder, change).id)).toBe('RoleNotAllowed');
  });
});

describe('the policy', () => {
  const set = (story: GroupStory, by: Person, field: number, value: number, deps?: readonly EntryId[]) =>
    story.write(by, { type: 'policyChange', changes: [{ field, value }] }, deps);

  it('[GR19] is changed by facilitators, later changes count, and of concurrent ones the stricter value', () => {
    const story = new GroupStory(100);
    const ann = story.welcome(story.founder, 'ann');
    expect(reason(story, set(story, ann, POLICY_FIELD.history, 3).id)).toBe('NotAFacilitator');
    story.promote(story.founder, ann);
    set(story, ann, POLICY_FIELD.history, 3);
    set(story, ann, POLICY_FIELD.history, HISTORY_ALL);
    expect(story.roster().policy.history).toBe(HISTORY_ALL);
    const seen = headsOf(story.ops);
    for (const [field, a, b, expected] of [
      [POLICY_FIELD.membersInvite, 1, 0, 0],
      [POLICY_FIELD.hideIp, 0, 1, 1],
      [POLICY_FIELD.youth, 1, 0, 1],
      [POLICY_FIELD.history, 30, 7, 7],
      [POLICY_FIELD.retentionDays, 0, 90, 90],
      [POLICY_FIELD.staleDays, 100, 60, 60],
      [POLICY_FIELD.moderation, 2, 1, 1],
      [200, 9, 8, 8],
    ] as const) {
      const two = new GroupStory(101);
      const cat = two.welcome(two.founder, 'cat');
      two.promote(two.founder, cat);
      const heads = headsOf(two.ops);
      set(two, two.founder, field, a, heads);
      set(two, cat, field, b, heads);
      const { policy } = two.roster();
      const values = [undefined, policy.mode, policy.membersInvite, policy.hideIp, policy.youth, policy.history];
      const value =
        field > 8
          ? policy.later.find(([later]) => later === field)?.[1]
          : [...values, policy.retentionDays, policy.staleDays, policy.moderation][field];
      expect(Number(value), `field ${field}`).toBe(expected);
    }
    expect(seen.length).toBe(1);
  });

  it('[GR19] refuses values out of bounds', () => {
    const story = new GroupStory(102);
    expect(reason(story, set(story, story.founder, POLICY_FIELD.moderation, 3).id)).toBe('PolicyWrong');
    expect(story.roster().policy.mode).toBe('facilitated');
  });

  it('[GR4] members invite where the policy of their own past lets them', () => {
    const story = new GroupStory(103);
    const ann = story.welcome(story.founder, 'ann');
    const before = headsOf(story.ops);
    expect(reason(story, story.invite(ann).logOp.id)).toBe('NotAFacilitator');
    set(story, story.founder, POLICY_FIELD.membersInvite, 1, before);
    const allowed = story.invite(ann, { deps: headsOf(story.ops) });
    expect(reason(story, allowed.logOp.id)).toBeUndefined();
    set(story, story.founder, POLICY_FIELD.membersInvite, 0);
    expect(reason(story, allowed.logOp.id)).toBeUndefined();
    expect(reason(story, story.invite(ann).logOp.id)).toBe('NotAFacilitator');
  });
});

describe('starting anew, and keys that did not fit', () => {
  it('[GR22] whoever is in points to a group that continues this one; who is out does not', () => {
    const story = new GroupStory(110);
    const ann = story.welcome(story.founder, 'ann');
    const op = {
      type: 'reFound',
      groupId: idFromBytes<GroupId>(story.random.bytes(16)),
      genesisHash: idFromBytes<EntryId>(story.random.bytes(32)),
      secrets: [],
    } as const;
    const { id } = story.write(ann, op);
    const before = story.roster().members;
    expect(story.roster().successors).toEqual([
      { op: id, by: ann.identity.memberId, groupId: op.groupId, genesisHash: op.genesisHash, secrets: [] },
    ]);
    story.remove(story.founder, ann);
    expect(reason(story, story.write(ann, op).id)).toBe('NotAMember');
    expect(before).toHaveLength(2);
  });

  it('[GR23] a recipient tells of a bad wrap; nobody else does, and the epoch stands', () => {
    const story = new GroupStory(111);
    const ann = story.welcome(story.founder, 'ann');
    const rekey = story.rekey(story.founder);
    const epochId = rekey.id as string as EpochId;
    const bea = story.welcome(story.founder, 'bea');
    const victim = ann.identity.deviceId;
    story.write(ann, { type: 'rekeyFault', epochId, victim, fault: 'own-wrap' });
    const byBea = story.write(bea, { type: 'rekeyFault', epochId, victim, fault: 'other-wrap' });
    expect(reason(story, byBea.id)).toBe('EpochUnknown');
    const aboutBea = { type: 'rekeyFault', epochId, victim: bea.identity.deviceId, fault: 'other-wrap' } as const;
    expect(reason(story, story.write(ann, aboutBea).id)).toBe('EpochUnknown');
    const epoch = story.roster().epochs.find((one) => one.epochId === epochId);
    expect(epoch).toMatchObject({ valid: true, faults: [{ by: victim, victim, fault: 'own-wrap' }] });
  });
});
