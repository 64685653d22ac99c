import { beforeAll, describe, expect, it } from 'vitest';
import type { OpId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { KEEPER_FIELD, keeperAllowed, POLICY_FIELD } from './policy.ts';
import { GroupStory, headsOf, type Person, type StoryOp } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const FOUNDED_WITH: readonly (readonly [number, number])[] = [[KEEPER_FIELD, 1]];

/** Four equals: the founder lets in the others. */
function equals(seed: number, later: readonly (readonly [number, number])[] = []) {
  const story = new GroupStory(seed, { mode: 'equals', later });
  const [ann, ben, cat] = ['ann', 'ben', 'cat'].map((name) => story.welcome(story.founder, name)) as [
    Person,
    Person,
    Person,
  ];
  const names = new Map([story.founder, ann, ben, cat].map(({ name, identity }) => [identity.memberId, name]));
  return {
    story,
    ann,
    ben,
    cat,
    isOn: () => keeperAllowed(story.roster().policy),
    /** Whose voices stand. */
    asking: () => story.roster().keeperVoices.map(({ by }) => names.get(by)),
    reason: ({ id }: StoryOp) => story.roster().voided.get(id),
  };
}

const speak = (story: GroupStory, by: Person, value: number, deps?: readonly OpId[]): StoryOp =>
  story.write(by, { type: 'policyChange', changes: [{ field: KEEPER_FIELD, value }] }, deps);

describe('keepers among equals', () => {
  it('[GR27] one person who asks, twice even, turns nothing on; a second person does, whether or not they knew', () => {
    for (const knew of [true, false]) {
      const { story, ann, ben, isOn, asking } = equals(300);
      const before = story.roster().policy;
      speak(story, ann, 1);
      const heads = headsOf(story.ops);
      const last = speak(story, ann, 1, heads);
      expect([isOn(), asking()]).toEqual([false, ['ann', 'ann']]);
      expect(story.roster().policy).toEqual(before);
      speak(story, ben, 1, knew ? [last.id] : story.ops.slice(-3, -2).map(({ id }) => id));
      expect([isOn(), asking().sort()]).toEqual([true, ['ann', 'ann', 'ben']]);
      expect(story.roster().policy).toEqual({ ...before, later: FOUNDED_WITH });
    }
  });

  it('[GR27] one person ends it, and two who had seen that begin it anew; the policy is then as before', () => {
    const { story, ann, ben, cat, isOn, asking } = equals(301);
    const before = story.roster().policy;
    speak(story, ann, 1);
    speak(story, ben, 1);
    speak(story, cat, 0);
    expect([isOn(), asking()]).toEqual([false, []]);
    expect(story.roster().policy).toEqual(before);
    speak(story, ann, 1);
    expect([isOn(), asking()]).toEqual([false, ['ann']]);
    speak(story, ben, 1);
    expect(isOn()).toBe(true);
    // Whoever agreed may think again.
    speak(story, ben, 0);
    expect(isOn()).toBe(false);
  });

  it('[GR27] a word against beside two for it wins, also one of long ago; each of the two must have seen every one', () => {
    const { story, ann, ben, cat, isOn, asking } = equals(302);
    const start = headsOf(story.ops);
    const first = speak(story, ann, 1, start);
    const second = speak(story, ben, 1, [first.id]);
    expect(isOn()).toBe(true);
    const no = speak(story, cat, 0, start);
    expect([isOn(), asking()]).toEqual([false, []]);
    // Ann had seen it, Ben had not.
    speak(story, ann, 1, [second.id, no.id]);
    speak(story, ben, 1, [second.id]);
    expect([isOn(), asking()]).toEqual([false, ['ann']]);
  });

  it('[GR27] what was founded with keepers has them until the first word against, and then as others', () => {
    const { story, ann, ben, cat, isOn } = equals(303, FOUNDED_WITH);
    speak(story, ann, 1);
    expect(isOn()).toBe(true);
    speak(story, cat, 0);
    expect(isOn()).toBe(false);
    expect(story.roster().policy.later).toEqual([[KEEPER_FIELD, 0]]);
    speak(story, ann, 1);
    expect(isOn()).toBe(false);
    speak(story, ben, 1);
    expect(isOn()).toBe(true);
  });

  it('[GR27] the question of who is gone is over, and nobody joins it; what two agreed on stays when they go', () => {
    const { story, ann, ben, cat, isOn, asking } = equals(304);
    speak(story, ann, 1);
    story.leave(ann);
    expect(asking()).toEqual([]);
    speak(story, ben, 1);
    expect([isOn(), asking()]).toEqual([false, ['ben']]);
    speak(story, cat, 1);
    story.leave(ben);
    story.leave(cat);
    expect([isOn(), asking()]).toEqual([true, []]);
  });

  it('[GR27] a voice of an earlier stay is not of the later one', () => {
    const { story, ann, ben, isOn, asking } = equals(305);
    speak(story, ann, 1);
    story.leave(ann);
    const { invite } = story.invite(story.founder);
    story.admit(story.founder, story.ask(ann, invite));
    expect(asking()).toEqual([]);
    speak(story, ben, 1);
    expect([isOn(), asking()]).toEqual([false, ['ben']]);
    speak(story, ann, 1);
    expect(isOn()).toBe(true);
  });

  it('[GR26] what somebody said beside their removal or leave, or a device beside its removal, counts for nothing', () => {
    for (const end of ['endorse', 'leave', 'device'] as const) {
      const { story, ann, ben, cat, isOn, reason } = equals(306);
      speak(story, ann, 1);
      speak(story, ben, 1);
      const { device } = story.addDevice(cat, 'laptop');
      const seen = headsOf(story.ops);
      const no = speak(story, device, 0, seen);
      expect(isOn()).toBe(false);
      if (end === 'leave') story.leave(cat, seen);
      else if (end === 'device') story.removeDevice(cat, device, seen);
      else for (const one of [ann, ben]) story.endorse(one, cat, seen);
      expect([isOn(), reason(no)], end).toEqual([true, 'CutConcurrent']);
    }
  });

  it('[GR26] a removal that had seen the words of who is removed leaves them', () => {
    const { story, ann, ben, cat, isOn } = equals(307);
    speak(story, ann, 1);
    speak(story, cat, 1);
    for (const one of [ann, ben]) story.endorse(one, cat);
    expect(story.names([ann, ben, cat])).toEqual(['ann', 'ben', 'founder']);
    expect(isOn()).toBe(true);
  });

  it('[GR26] [GR11] only field 9 is spoken of, alone, with 0 or 1, by who is in; a listener is', () => {
    const { story, ann, ben, isOn, reason } = equals(308);
    for (const changes of [
      [{ field: POLICY_FIELD.membersInvite, value: 1 }],
      [{ field: KEEPER_FIELD, value: 2 }],
      [{ field: 10, value: 1 }],
      [
        { field: KEEPER_FIELD, value: 1 },
        { field: 10, value: 1 },
      ],
    ]) {
      expect(reason(story.write(ann, { type: 'policyChange', changes }))).toBe('RoleNotAllowed');
    }
    expect(reason(speak(story, story.person('eve'), 1))).toBe('NotAMember');
    story.leave(ann);
    expect(reason(speak(story, ann, 1))).toBe('NotAMember');
    speak(story, ben, 1);
    const lis = story.person('lis');
    const { invite } = story.invite(story.founder, { role: 'listener' });
    story.admit(story.founder, story.ask(lis, invite), undefined, 'listener');
    expect(isOn()).toBe(false);
    expect(reason(speak(story, lis, 1))).toBeUndefined();
    expect(isOn()).toBe(true);
  });

  it('[GR26] a group with facilitators has no voices', () => {
    const story = new GroupStory(309);
    const ann = story.welcome(story.founder, 'ann');
    const { id } = speak(story, ann, 1);
    expect(story.roster().voided.get(id)).toBe('NotAFacilitator');
    speak(story, story.founder, 1);
    expect(keeperAllowed(story.roster().policy)).toBe(true);
    expect(story.roster().keeperVoices).toEqual([]);
  });
});
