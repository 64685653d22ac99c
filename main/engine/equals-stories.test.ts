import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import {
  admit,
  cards,
  comeBack,
  found,
  memberIdOf,
  namesSeenBy,
  OPEN_INVITE,
  posts,
  share,
  tagOf,
  wordsOf,
} from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('a group of equals', () => {
  async function three(): Promise<{ groupId: GroupId; ann: Person; ben: Person; cleo: Person }> {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann, 'Equals', 'equals');
    await admit(world, ann, groupId, ben);
    await admit(world, ben, groupId, cleo);
    return { groupId, ann, ben, cleo };
  }

  it('[EG23] removes somebody by two together: one asks, another joins, and the next words have a new key', async () => {
    const { groupId, ann, ben, cleo } = await three();
    const about = { groupId, memberId: await memberIdOf(ann, groupId, 'Cleo'), reason: 'agreement' } as const;
    const cleoFor = async (person: Person) =>
      unwrap(await person.ask.viewGroup({ groupId })).members.find((member) => member.name === 'Cleo');
    expect((await cleoFor(ann))?.may).toEqual({ setRole: [], remove: false, endorse: true });
    for (const answer of [
      await ann.ask.removeMember(about),
      await ann.ask.changeRole({ ...about, role: 'listener' }),
      await ann.ask.changePolicy({ groupId, membersInvite: false, history: { reads: 'everything' } }),
      await cleo.ask.endorseRemoval(about),
    ]) {
      expect(tagOf(answer)).toBe('NotAllowed');
    }
    unwrap(await ann.ask.endorseRemoval(about));
    unwrap(await ann.ask.endorseRemoval(about));
    world.settle(2_000);
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ann', 'Ben', 'Cleo']);
    expect(await cleoFor(ann)).toMatchObject({
      may: { endorse: false },
      endorsements: { names: ['Ann'], includesMe: true },
    });
    expect(await cleoFor(ben)).toMatchObject({
      may: { endorse: true },
      endorsements: { names: ['Ann'], includesMe: false },
    });
    unwrap(await ben.ask.endorseRemoval(about));
    world.settle(5_000);
    expect(tagOf(await ben.ask.endorseRemoval(about))).toBe('MemberGone');
    await share(ben, groupId, 'Afterwards.');
    world.settle(5_000);
    for (const person of [ann, ben]) {
      expect(await namesSeenBy(person, groupId)).toEqual(['Ann', 'Ben']);
      expect((await posts(person, groupId)).map(wordsOf)).toEqual(['Afterwards.']);
      expect((await cards(person, groupId)).slice(-2)).toMatchObject([
        { kind: 'removal-asked', name: 'Cleo', byName: 'Ann' },
        { kind: 'removed-together', name: 'Cleo', byNames: ['Ann', 'Ben'] },
      ]);
    }
    const past = unwrap(await cleo.ask.listPastGroups({}));
    expect(past).toMatchObject([{ how: 'removed', reason: 'agreement' }]);
    expect([...(past[0]?.byNames ?? [])].sort()).toEqual(['Ann', 'Ben']);
    await comeBack(cleo);
    world.settle(60_000);
    expect(await posts(ann, groupId)).toHaveLength(1);
  });
});

describe('the policy', () => {
  it('[EG19] is changed by facilitators field by field, told as a card, and new invites follow it', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    const policyOf = async (person: Person) => unwrap(await person.ask.viewGroup({ groupId })).policy;
    const wanted = { membersInvite: true, history: { reads: 'days', days: 90 } } as const;
    expect(tagOf(await ben.ask.changePolicy({ groupId, ...wanted }))).toBe('NotAllowed');
    unwrap(await ann.ask.changePolicy({ groupId, ...wanted }));
    unwrap(await ann.ask.changePolicy({ groupId, ...wanted }));
    world.settle(2_000);
    expect(await policyOf(ben)).toEqual({ mode: 'facilitated', ...wanted, hideIp: false });
    expect((await cards(ben, groupId)).filter((card) => card.kind === 'policy-changed')).toMatchObject([
      { name: 'Ann', isMe: false },
    ]);

    // Members invite now, show and take back their own, and facilitators let in who comes by it.
    const view = unwrap(await ben.ask.viewGroup({ groupId }));
    expect([view.mayInvite, view.mayAdmit]).toEqual([true, false]);
    const made = unwrap(await ben.ask.createInvite({ groupId, ...OPEN_INVITE, maxUses: 2 }));
    world.settle(2_000);
    expect(unwrap(await ben.ask.listInvites({ groupId }))[0]).toMatchObject({
      byMe: true,
      mayShow: true,
      mayRevoke: true,
    });
    expect(unwrap(await ben.ask.showInvite({ groupId, inviteId: made.inviteId })).link).toBe(made.link);
    unwrap(await cleo.ask.acceptInvite({ invite: made.link, myName: 'Cleo', note: '' }));
    world.settle(2_000);
    const [request] = unwrap(await ann.ask.listRequests({ groupId }));
    expect(request).toMatchObject({ inviteByName: 'Ben' });
    expect(tagOf(await ben.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }))).toBe('NotAllowed');
    unwrap(await ann.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
    world.settle(5_000);
    expect(await namesSeenBy(cleo, groupId)).toEqual(['Ann', 'Ben', 'Cleo']);
    unwrap(await ben.ask.revokeInvite({ groupId, inviteId: made.inviteId }));

    unwrap(await ann.ask.changePolicy({ groupId, membersInvite: false, history: wanted.history }));
    world.settle(2_000);
    expect(unwrap(await ben.ask.viewGroup({ groupId })).mayInvite).toBe(false);
    expect(tagOf(await ben.ask.createInvite({ groupId, ...OPEN_INVITE }))).toBe('NotAllowed');
  });
});

describe('checks', () => {
  it('[EG20] [EG21] say the same to everybody, and something else after every change of people or policy', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    const circleOf = async (person: Person) => unwrap(await person.ask.circleCheck({ groupId })).words.join(' ');
    const numberOf = async (one: Person, other: Person) =>
      unwrap(await one.ask.safetyNumber({ groupId, memberId: await memberIdOf(one, groupId, other.name) })).digits;
    const seen = new Set<string>();
    const same = async (...people: readonly Person[]): Promise<void> => {
      world.settle(5_000);
      const words = await Promise.all(people.map(circleOf));
      expect(new Set(words).size).toBe(1);
      expect(words[0]?.split(' ')).toHaveLength(8);
      expect(seen.has(words[0] ?? '')).toBe(false);
      seen.add(words[0] ?? '');
    };
    await same(ann, ben);
    await admit(world, ann, groupId, cleo);
    await same(ann, ben, cleo);
    const benId = await memberIdOf(ann, groupId, 'Ben');
    unwrap(await ann.ask.changeRole({ groupId, memberId: benId, role: 'listener' }));
    await same(ann, ben, cleo);
    unwrap(await ann.ask.changePolicy({ groupId, membersInvite: true, history: { reads: 'everything' } }));
    await same(ann, ben, cleo);

    const pairs = [
      [ann, ben],
      [ann, cleo],
      [ben, cleo],
    ] as const;
    const numbers = new Set<string>();
    for (const [one, other] of pairs) {
      const digits = await numberOf(one, other);
      expect(digits).toHaveLength(12);
      expect(await numberOf(other, one)).toEqual(digits);
      numbers.add(digits.join(' '));
    }
    expect(numbers.size).toBe(3);
    expect(tagOf(await ben.ask.safetyNumber({ groupId, memberId: benId }))).toBe('NotAllowed');
    unwrap(await ann.ask.removeMember({ groupId, memberId: benId, reason: 'unspecified' }));
    expect(tagOf(await ann.ask.safetyNumber({ groupId, memberId: benId }))).toBe('MemberGone');
    await same(ann, cleo);
  });
});
