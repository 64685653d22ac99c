import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import {
  admit,
  askToJoin,
  cards,
  comeBack,
  found,
  memberIdOf,
  namesSeenBy,
  onlyRequest,
  OPEN_INVITE,
  posts,
  share,
  tagOf,
  wordsOf,
  writing,
} from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const exportOf = async (person: Person, groupId: GroupId): Promise<string> =>
  new TextDecoder().decode(unwrap(await person.ask.exportOwnWords({ groupId })).bytes);

/** Ann and Ben in a group; both have written. */
async function two(): Promise<{ groupId: GroupId; ann: Person; ben: Person }> {
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  const groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  return { groupId, ann, ben };
}

describe('own words', () => {
  it('[EG25] leave as Markdown with nothing that others wrote, while one is in the group and afterwards', async () => {
    const { groupId, ann, ben } = await two();
    const annsPost = await share(ann, groupId, 'A secret of Ann.');
    world.settle(2_000);
    const own = await share(ben, groupId, '# Not a heading, *not* [a link](x)');
    await share(ben, groupId, 'To Ann.', annsPost.recordId);
    await share(ben, groupId, 'To myself.', own.recordId);
    world.settle(2_000);
    const expected = [
      '# My words\n',
      '## 2026-05-11 12:00 UTC\n',
      '\\# Not a heading, \\*not\\* \\[a link\\](x)\n',
      '## 2026-05-11 12:00 UTC, in answer to somebody else\n',
      'To Ann.\n',
      '## 2026-05-11 12:00 UTC, in answer to “\\# Not a heading, \\*not\\* \\[a link\\](x)”\n',
      'To myself.\n',
    ];
    const words = await exportOf(ben, groupId);
    for (const line of expected) expect(words).toContain(line);
    for (const theirs of ['secret', 'Tuesdays', 'What is said here']) expect(words).not.toContain(theirs);
    const file = unwrap(await ben.ask.exportOwnWords({ groupId }));
    expect(file.fileName).toBe('my-words-2026-05-11.md');

    unwrap(await ann.ask.removeMember({ groupId, memberId: await memberIdOf(ann, groupId, 'Ben'), reason: 'asked' }));
    world.settle(2_000);
    expect(unwrap(await ben.ask.listPastGroups({}))).toMatchObject([{ how: 'removed', ownEntries: 3 }]);
    expect(await exportOf(ben, groupId)).toBe(words);
    await comeBack(ben);
    expect(await exportOf(ben, groupId)).toBe(words);
  });
});

describe('a past group', () => {
  it('[EG24] is among the past groups after a restart, opens no room, and answers no request of the group', async () => {
    const { groupId, ann, ben } = await two();
    await share(ben, groupId, 'Before.');
    world.settle(2_000);
    unwrap(await ann.ask.removeMember({ groupId, memberId: await memberIdOf(ann, groupId, 'Ben'), reason: 'safety' }));
    world.settle(2_000);
    const past = unwrap(await ben.ask.listPastGroups({}));
    expect(past).toMatchObject([{ groupId, name: 'Tuesdays', how: 'removed', reason: 'safety', byNames: ['Ann'] }]);
    await comeBack(ben);
    world.settle(60_000);
    expect(unwrap(await ben.ask.listPastGroups({}))).toEqual(past);
    expect(unwrap(await ben.ask.listGroups({}))).toEqual([]);
    expect(world.net.rooms('Ben')).toEqual([]);
    for (const answer of [
      await ben.ask.viewGroup({ groupId }),
      await ben.ask.listTimeline({ groupId, before: null, limit: 5 }),
      await ben.ask.openDraft({ groupId, parent: null, fromJournal: null }),
      await ben.ask.createInvite({ groupId, ...OPEN_INVITE }),
      await ben.ask.leaveGroup({ groupId }),
      await ben.ask.circleCheck({ groupId }),
    ]) {
      expect(tagOf(answer)).toBe('GroupUnknown');
    }
  });

  it('[EG18] [EG24] says until when a leave is told that nobody has heard of, and nothing once somebody has', async () => {
    const { groupId, ann, ben } = await two();
    ann.close();
    unwrap(await ben.ask.leaveGroup({ groupId }));
    world.settle(2_000);
    const [untold] = unwrap(await ben.ask.listPastGroups({}));
    expect(untold?.tellsUntil).toBeGreaterThan(world.time.clock.now() + 6 * 24 * 3_600_000);
    await comeBack(ann);
    world.settle(60_000);
    expect(unwrap(await ben.ask.listPastGroups({}))).toMatchObject([{ how: 'left', tellsUntil: null }]);
  });

  it('[EG26] is forgotten with everything of it, and nothing of another group', async () => {
    const { groupId, ben } = await two();
    const other = await found(ben, 'Another');
    await share(ben, other, 'Stays.');
    await share(ben, groupId, 'Goes.');
    const draft = unwrap(await ben.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await ben.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, 'Unfinished.') }));
    const kept = unwrap(await ben.ask.openDraft({ groupId: other, parent: null, fromJournal: null }));
    unwrap(await ben.ask.updateDraft({ groupId: other, recordId: kept.recordId, update: writing(kept, 'Kept.') }));
    expect(tagOf(await ben.ask.forgetGroup({ groupId }))).toBe('GroupUnknown');
    unwrap(await ben.ask.leaveGroup({ groupId }));
    world.settle(2_000);
    const vaultBytes = (): number => statSync(join(ben.folder, 'vault.bin')).size;
    const before = vaultBytes();
    unwrap(await ben.ask.forgetGroup({ groupId }));
    // Four keys of 32 bytes and two ids are gone from it.
    expect(before - vaultBytes()).toBeGreaterThan(128);
    for (const restarted of [false, true]) {
      if (restarted) await comeBack(ben);
      world.settle(1_000);
      expect(unwrap(await ben.ask.listPastGroups({}))).toEqual([]);
      expect(tagOf(await ben.ask.exportOwnWords({ groupId }))).toBe('GroupUnknown');
      expect(unwrap(await ben.ask.listGroups({}))).toMatchObject([{ groupId: other, name: 'Another' }]);
      expect((await posts(ben, other)).map(wordsOf)).toEqual(['Stays.']);
    }
    const again = unwrap(await ben.ask.openDraft({ groupId: other, parent: null, fromJournal: null }));
    expect(wordsOf(unwrap(await ben.ask.shareDraft({ groupId: other, recordId: again.recordId })))).toBe('Kept.');
  });

  it('[EG27] is joined again as somebody new: earlier words stay to be exported, drafts can be shared', async () => {
    const { groupId, ann, ben } = await two();
    const early = await share(ben, groupId, 'From my first time.');
    world.settle(2_000);
    const draft = unwrap(await ben.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await ben.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, 'Begun before.') }));
    const before = await memberIdOf(ann, groupId, 'Ben');
    unwrap(await ann.ask.removeMember({ groupId, memberId: before, reason: 'lost' }));
    world.settle(2_000);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    await askToJoin(ben, invite.link);
    expect(unwrap(await ben.ask.listPastGroups({}))).toEqual([]);
    expect(unwrap(await ben.ask.listJoins({}))).toHaveLength(1);
    // Taken back, the group is past again, as it was.
    unwrap(await ben.ask.withdrawJoin({ groupId }));
    expect(unwrap(await ben.ask.listPastGroups({}))).toMatchObject([{ how: 'removed', reason: 'lost', ownEntries: 1 }]);
    await comeBack(ben);
    expect(unwrap(await ben.ask.listPastGroups({}))).toMatchObject([{ how: 'removed', reason: 'lost', ownEntries: 1 }]);

    await askToJoin(ben, invite.link);
    await comeBack(ben);
    world.settle(2_000);
    const requests = unwrap(await ann.ask.listRequests({ groupId }));
    unwrap(await ann.ask.approveRequest({ groupId, requestId: requests.at(-1)?.requestId ?? '' }));
    world.settle(5_000);
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ann', 'Ben']);
    expect(await memberIdOf(ann, groupId, 'Ben')).not.toBe(before);
    expect((await cards(ann, groupId)).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'founded Ann',
      'joined Ben',
      'removed Ben',
      'joined Ben',
    ]);
    const again = unwrap(await ben.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await ben.ask.shareDraft({ groupId, recordId: again.recordId }));
    world.settle(2_000);
    expect((await posts(ann, groupId)).map(wordsOf)).toEqual(['Begun before.', 'From my first time.']);
    expect((await posts(ben, groupId)).find((entry) => entry.recordId === early.recordId)?.isMine).toBe(false);
    const words = await exportOf(ben, groupId);
    expect(words).toContain('From my first time.');
    expect(words).toContain('Begun before.');
  });
});

describe('a group started anew', () => {
  it('[EG22] takes name and agreement along; those who are not left out come by one press, the old group stays', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await admit(world, ann, groupId, cleo);
    const without = [await memberIdOf(ben, groupId, 'Ann')];
    const anew = unwrap(await ben.ask.startAnew({ groupId, without })).groupId;
    world.settle(2_000);
    const successorsOf = async (person: Person) => unwrap(await person.ask.viewGroup({ groupId })).successors;
    expect(await successorsOf(ben)).toMatchObject([{ byMe: true, byName: 'Ben', state: 'there' }]);
    const [forCleo] = await successorsOf(cleo);
    const [forAnn] = await successorsOf(ann);
    expect([forCleo?.state, forAnn?.state]).toEqual(['invited', 'other']);
    expect((await cards(ann, groupId)).at(-1)).toMatchObject({ kind: 'started-anew', name: 'Ben' });
    expect(tagOf(await ann.ask.followSuccessor({ groupId, op: forAnn?.op as never }))).toBe('InviteGone');

    expect(unwrap(await cleo.ask.followSuccessor({ groupId, op: forCleo?.op as never })).groupId).toBe(anew);
    expect((await successorsOf(cleo))[0]?.state).toBe('there');
    world.settle(2_000);
    unwrap(await ben.ask.approveRequest({ groupId: anew, requestId: (await onlyRequest(ben, anew)).requestId }));
    world.settle(5_000);
    const view = unwrap(await cleo.ask.viewGroup({ groupId: anew }));
    expect(view.name).toBe('Tuesdays');
    expect(view.agreement[0]?.spans[0]?.text).toBe('What is said here stays here.');
    expect(view.members.map(({ name, role }) => `${name} ${role}`)).toEqual(['Ben facilitator', 'Cleo member']);
    expect(await namesSeenBy(cleo, groupId)).toEqual(['Ann', 'Ben', 'Cleo']);
    await share(cleo, groupId, 'Still here.');
    world.settle(2_000);
    expect((await posts(ann, groupId)).map(wordsOf)).toEqual(['Still here.']);
    for (const person of [ann, ben, cleo]) person.close();
    world.settle(31 * 86_400_000);
    await comeBack(cleo);
    expect(tagOf(await cleo.ask.followSuccessor({ groupId, op: forCleo?.op as never }))).toBe('InviteExpired');
  });
});
