import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import { pairOf } from './testing/fake-air.ts';
import {
  admit,
  cards,
  comeBack,
  found,
  memberIdOf,
  namesSeenBy,
  posts,
  share,
  tagOf,
  wordsOf,
} from './testing/stories.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

/** Ann, who founded the group, and the others, whom she let in. */
async function circle<const Names extends readonly string[]>(
  ...names: Names
): Promise<{ groupId: GroupId; ann: Person; others: { [K in keyof Names]: Person } }> {
  const ann = await world.person('Ann');
  const groupId = await found(ann);
  const others: Person[] = [];
  for (const name of names) {
    const person = await world.person(name);
    await admit(world, ann, groupId, person);
    others.push(person);
  }
  return { groupId, ann, others: others as { [K in keyof Names]: Person } };
}

const viewOf = async (person: Person, groupId: GroupId, name: string) =>
  unwrap(await person.ask.viewGroup({ groupId })).members.find((member) => member.name === name);
const kindsOf = async (person: Person, groupId: GroupId) =>
  (await cards(person, groupId)).map(({ kind, name }) => `${kind} ${name}`);
const setRole = async (by: Person, groupId: GroupId, name: string, role: 'facilitator' | 'member' | 'listener') =>
  by.ask.changeRole({ groupId, memberId: await memberIdOf(by, groupId, name), role });

describe('roles', () => {
  it('[EG14] are set by facilitators, offered where the log accepts it, and are a card each', async () => {
    const {
      groupId,
      ann,
      others: [ben, cleo],
    } = await circle('Ben', 'Cleo');
    expect((await viewOf(ann, groupId, 'Ben'))?.may).toEqual({
      setRole: ['facilitator', 'listener'],
      remove: true,
      endorse: false,
    });
    const nothing = { setRole: [], remove: false, endorse: false };
    expect((await viewOf(ann, groupId, 'Ann'))?.may).toEqual(nothing);
    expect((await viewOf(ben, groupId, 'Cleo'))?.may).toEqual(nothing);
    expect(tagOf(await setRole(ben, groupId, 'Cleo', 'listener'))).toBe('NotAllowed');

    unwrap(await setRole(ann, groupId, 'Ben', 'facilitator'));
    unwrap(await setRole(ann, groupId, 'Cleo', 'listener'));
    world.settle(2_000);
    for (const person of [ann, ben, cleo]) {
      expect(await viewOf(person, groupId, 'Ben')).toMatchObject({ role: 'facilitator', deviceCount: 1 });
      expect(await viewOf(person, groupId, 'Cleo')).toMatchObject({ role: 'listener' });
    }
    // The founder is more senior than whoever she made a facilitator.
    expect((await viewOf(ben, groupId, 'Ann'))?.may).toEqual(nothing);
    expect(tagOf(await setRole(ben, groupId, 'Ann', 'member'))).toBe('MemberMoreSenior');
    const annId = await memberIdOf(ben, groupId, 'Ann');
    expect(tagOf(await ben.ask.removeMember({ groupId, memberId: annId, reason: 'safety' }))).toBe('MemberMoreSenior');
    expect((await viewOf(ben, groupId, 'Cleo'))?.may.setRole).toEqual(['facilitator', 'member']);
    unwrap(await setRole(ben, groupId, 'Cleo', 'member'));
    unwrap(await setRole(ben, groupId, 'Cleo', 'member'));
    world.settle(2_000);
    unwrap(await setRole(ann, groupId, 'Ben', 'member'));
    world.settle(2_000);
    expect(await viewOf(cleo, groupId, 'Ben')).toMatchObject({ role: 'member' });
    const told = (await cards(cleo, groupId)).slice(3).map((card) => ({ ...card, op: '', at: 0 }));
    const by = (byName: string) => ({ op: '', at: 0, byName });
    expect(told).toEqual([
      { ...by('Ann'), kind: 'promoted', name: 'Ben', isMe: false, role: 'facilitator' },
      { ...by('Ann'), kind: 'demoted', name: 'Cleo', isMe: true, role: 'listener', reason: 'unspecified' },
      { ...by('Ben'), kind: 'promoted', name: 'Cleo', isMe: true, role: 'member' },
      { ...by('Ann'), kind: 'demoted', name: 'Ben', isMe: false, role: 'member', reason: 'unspecified' },
    ]);
  });
});

describe('a removal', () => {
  it('[EG17] of somebody who is away: new words are sealed without them, and they learn it when they return', async () => {
    const {
      groupId,
      ann,
      others: [ben, cleo],
    } = await circle('Ben', 'Cleo');
    const before = await share(cleo, groupId, 'From Cleo.');
    world.settle(2_000);
    cleo.close();
    world.settle();
    const cleoId = await memberIdOf(ann, groupId, 'Cleo');
    const member = { groupId, memberId: cleoId };
    expect(tagOf(await ben.ask.removeMember({ ...member, reason: 'agreement' }))).toBe('NotAllowed');
    // Somebody has to hear Cleo when she is back: she knows the rooms of yesterday alone, and those of open invites.
    unwrap(
      await ann.ask.createInvite({ groupId, maxUses: 5, days: 30, role: 'member', history: { reads: 'everything' } }),
    );
    world.settle(2_000);
    await comeBack(cleo);
    world.settle(2_000);
    await share(cleo, groupId, 'Seen by all.');
    world.settle(2_000);
    cleo.close();
    unwrap(await ann.ask.removeMember({ ...member, reason: 'agreement' }));
    expect(tagOf(await ann.ask.removeMember({ ...member, reason: 'agreement' }))).toBe('MemberGone');
    await share(ann, groupId, 'After the removal.');
    world.settle(5_000);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['After the removal.', 'Seen by all.', 'From Cleo.']);
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ann', 'Ben']);
    expect((await cards(ben, groupId)).at(-1)).toMatchObject({
      kind: 'removed',
      name: 'Cleo',
      byName: 'Ann',
      reason: 'agreement',
      isMe: false,
    });

    world.settle(2 * HOUR);
    await comeBack(cleo);
    expect(await namesSeenBy(cleo, groupId)).toContain('Cleo');
    await share(cleo, groupId, 'Written before she knew.');
    cleo.heard();
    world.settle(60_000);
    expect(cleo.heard().map(({ event }) => event)).toContain('groupsChanged');
    expect(unwrap(await cleo.ask.listGroups({}))).toEqual([]);
    expect(unwrap(await cleo.ask.listPastGroups({}))).toMatchObject([
      { groupId, name: 'Tuesdays', how: 'removed', reason: 'agreement', byNames: ['Ann'], ownEntries: 3 },
    ]);
    expect(tagOf(await cleo.ask.viewGroup({ groupId }))).toBe('GroupUnknown');
    expect(world.net.rooms('Cleo')).toEqual([]);
    const words = new TextDecoder().decode(unwrap(await cleo.ask.exportOwnWords({ groupId })).bytes);
    expect(words).toContain('Written before she knew.');
    expect(words).not.toContain('After the removal.');
    for (const person of [ann, ben]) {
      expect((await posts(person, groupId)).map(wordsOf)).not.toContain('Written before she knew.');
    }
    expect((await posts(ann, groupId)).some((entry) => entry.recordId === before.recordId)).toBe(true);
  });

  it('[EG13] [EG14] [EG36] by two facilitators of each other at once: the more senior one stays, and it is one card', async () => {
    const {
      groupId,
      ann,
      others: [ben, cleo, dora],
    } = await circle('Ben', 'Cleo', 'Dora');
    unwrap(await setRole(ann, groupId, 'Dora', 'facilitator'));
    world.settle(2_000);
    // Ann makes Cleo a facilitator, and Ben has not heard of it when Dora makes him one.
    for (const name of ['Ben', 'Dora']) {
      world.net.apart.add(pairOf('Ann', name));
      world.net.apart.add(pairOf('Cleo', name));
    }
    for (const name of ['Ann', 'Ben', 'Cleo', 'Dora']) world.net.restart(name);
    world.settle(1_000);
    unwrap(await setRole(ann, groupId, 'Cleo', 'facilitator'));
    unwrap(await setRole(dora, groupId, 'Ben', 'listener'));
    unwrap(await setRole(dora, groupId, 'Ben', 'facilitator'));
    world.settle(2_000);
    const [benId, cleoId] = [await memberIdOf(cleo, groupId, 'Ben'), await memberIdOf(ben, groupId, 'Cleo')];
    unwrap(await ben.ask.removeMember({ groupId, memberId: cleoId, reason: 'unspecified' }));
    unwrap(await cleo.ask.removeMember({ groupId, memberId: benId, reason: 'unspecified' }));
    world.settle(2_000);
    expect(await namesSeenBy(dora, groupId)).toEqual(['Ann', 'Ben', 'Dora']);
    expect(await namesSeenBy(ann, groupId)).toEqual(['Ann', 'Cleo', 'Dora']);
    world.net.apart.clear();
    world.settle(120_000);
    for (const person of [ann, cleo, dora]) {
      expect(await namesSeenBy(person, groupId)).toEqual(['Ann', 'Cleo', 'Dora']);
      const removals = (await cards(person, groupId)).filter((card) => card.kind === 'removed');
      expect(removals).toMatchObject([{ name: 'Ben', byName: 'Cleo' }]);
    }
    expect(unwrap(await ben.ask.listPastGroups({}))).toMatchObject([{ how: 'removed', byNames: ['Cleo'] }]);
  });

  it('[EG13] of one person by two who do not know of each other is one card', async () => {
    const {
      groupId,
      ann,
      others: [ben, cleo],
    } = await circle('Ben', 'Cleo');
    unwrap(await setRole(ann, groupId, 'Ben', 'facilitator'));
    world.settle(2_000);
    cleo.close();
    const cleoId = await memberIdOf(ann, groupId, 'Cleo');
    world.net.apart.add(pairOf('Ann', 'Ben'));
    world.net.restart('Ben');
    world.settle(1_000);
    for (const by of [ann, ben]) {
      unwrap(await by.ask.removeMember({ groupId, memberId: cleoId, reason: 'stale' }));
    }
    world.net.apart.clear();
    // Each has an epoch of its own now; they meet in the room of an invite, once they may be there together again.
    world.settle(HOUR / 4);
    for (const person of [ann, ben]) {
      expect(unwrap(await person.ask.viewGroup({ groupId })).reach.connectedNames).toHaveLength(1);
      expect((await kindsOf(person, groupId)).filter((card) => card.startsWith('removed'))).toEqual(['removed Cleo']);
      expect(await namesSeenBy(person, groupId)).toEqual(['Ann', 'Ben']);
    }
  });
});

describe('leaving', () => {
  it('[EG18] is over at once, told when somebody can be reached, and then no room is open', async () => {
    const {
      groupId,
      ann,
      others: [ben],
    } = await circle('Ben');
    await share(ben, groupId, 'My first words.');
    world.settle(2_000);
    ann.close();
    world.settle(1_000);
    await share(ben, groupId, 'My last words.');
    ben.heard();
    unwrap(await ben.ask.leaveGroup({ groupId }));
    expect(unwrap(await ben.ask.listGroups({}))).toEqual([]);
    expect(unwrap(await ben.ask.listPastGroups({}))).toMatchObject([{ how: 'left', byNames: [], ownEntries: 2 }]);
    expect(tagOf(await ben.ask.openDraft({ groupId, parent: null, fromJournal: null }))).toBe('GroupUnknown');
    expect(tagOf(await ben.ask.leaveGroup({ groupId }))).toBe('GroupUnknown');
    world.settle(DAY);
    expect(ben.heard().map(({ event }) => event)).toContain('groupsChanged');
    expect(world.net.rooms('Ben').length).toBeGreaterThan(0);
    await comeBack(ben);
    expect(unwrap(await ben.ask.listPastGroups({}))).toHaveLength(1);
    world.settle(1_000);
    await comeBack(ann);
    world.settle(60_000);
    expect(await namesSeenBy(ann, groupId)).toEqual(['Ann']);
    expect((await posts(ann, groupId)).map(wordsOf)).toEqual(['My last words.', 'My first words.']);
    expect((await cards(ann, groupId)).at(-1)).toMatchObject({ kind: 'left', name: 'Ben' });
    expect(world.net.rooms('Ben')).toEqual([]);
    await comeBack(ben);
    world.settle(1_000);
    expect(world.net.rooms('Ben')).toEqual([]);
  });

  it('[EG18] is told for seven days at most', async () => {
    const {
      groupId,
      ann,
      others: [ben],
    } = await circle('Ben');
    ann.close();
    world.settle(1_000);
    unwrap(await ben.ask.leaveGroup({ groupId }));
    world.settle(6 * DAY);
    expect(world.net.rooms('Ben').length).toBeGreaterThan(0);
    world.settle(2 * DAY);
    expect(world.net.rooms('Ben')).toEqual([]);
  });

  it('[EG18] of who is alone leaves no room', async () => {
    const { groupId, ann } = await circle();
    unwrap(await ann.ask.leaveGroup({ groupId }));
    world.settle(1_000);
    expect(world.net.rooms('Ann')).toEqual([]);
    expect(unwrap(await ann.ask.listPastGroups({}))).toMatchObject([{ how: 'left' }]);
  });
});
