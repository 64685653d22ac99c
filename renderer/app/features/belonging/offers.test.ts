import { describe, expect, test } from 'vitest';
import type { MemberId } from '../../../../shared/brand.ts';
import type { MemberView } from '../../../../shared/ipc/views.ts';
import { leavingCase, offersFor, rolesFor } from './offers.ts';

const member = (part: Partial<MemberView>): MemberView => ({
  memberId: 'a'.repeat(32) as MemberId,
  name: 'Sam',
  role: 'member',
  isMe: false,
  colour: 0,
  lastSeenAt: null,
  joinedAt: 1,
  deviceCount: 1,
  may: { setRole: [], remove: false, endorse: false },
  endorsements: { names: [], includesMe: false },
  ...part,
});
const everything = { setRole: ['facilitator', 'member', 'listener'], remove: true, endorse: true } as const;

describe('[UI11] only what is possible is offered', () => {
  test('safety numbers can be compared with everybody else; about oneself, own computers when there are others', () => {
    expect(offersFor(member({}))).toEqual(['compare']);
    expect(offersFor(member({ isMe: true, may: everything }))).toEqual([]);
    expect(offersFor(member({ isMe: true, may: everything, deviceCount: 2 }))).toEqual(['computers']);
    expect(offersFor(member({ deviceCount: 2 }))).toEqual(['compare']);
  });

  test('roles are offered when there is another one than the present', () => {
    expect(rolesFor(member({ may: everything }))).toEqual(['facilitator', 'listener']);
    expect(offersFor(member({ may: { ...everything, remove: false, endorse: false } }))).toEqual(['compare', 'role']);
    const same = member({ role: 'listener', may: { setRole: ['listener'], remove: false, endorse: false } });
    expect(offersFor(same)).toEqual(['compare']);
  });

  test('in a group of equals one asks first, joins who asked, and does not ask twice', () => {
    const may = { setRole: [], remove: false, endorse: true };
    expect(offersFor(member({ may }))).toEqual(['compare', 'ask']);
    expect(offersFor(member({ may, endorsements: { names: ['Mia'], includesMe: false } }))).toEqual([
      'compare',
      'askToo',
    ]);
    expect(offersFor(member({ may, endorsements: { names: ['Ann'], includesMe: true } }))).toEqual(['compare']);
  });
});

describe('[UI12] who leaves sees what follows', () => {
  const me = member({ isMe: true, role: 'facilitator' });

  test('the only facilitator is told so, unless somebody else is one', () => {
    expect(leavingCase([me, member({})])).toBe('only');
    expect(leavingCase([me, member({ role: 'facilitator' })])).toBe('plain');
  });

  test('a member, and somebody among equals, leaves nobody without a facilitator', () => {
    expect(leavingCase([member({ isMe: true }), member({})])).toBe('plain');
    expect(leavingCase([member({ isMe: true }), member({ role: 'facilitator' })])).toBe('plain');
  });

  test('the last one closes the door', () => {
    expect(leavingCase([me])).toBe('alone');
    expect(leavingCase([member({ isMe: true })])).toBe('alone');
  });
});
