import { readdirSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, PASSPHRASE, type Person, unwrap, type World } from './testing/engine-world.ts';
import { personWithWords, returnWith } from './testing/returning.ts';
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
  writing,
} from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const cutOff = (person: Person): void => {
  world.net.detach(person.name);
  world.settle();
};
const textsSeenBy = async (person: Person, groupId: GroupId) => (await posts(person, groupId)).map(wordsOf);

const LAST = 'The last words from there.';

/** Ann and Ben are in a group that Mia was in with a computer that is gone; Mia has a new one and the old paper. */
async function afterTheLoss(reads: 'everything' | 'since-joining' = 'everything') {
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  const { person: gone, words } = await personWithWords(world, 'Mia');
  const groupId = await found(ann);
  await admit(world, ann, groupId, gone);
  await admit(world, ann, groupId, ben);
  await share(gone, groupId, 'Mia, long ago.');
  world.settle(5_000);
  const memberId = await memberIdOf(ann, groupId, 'Mia');
  cutOff(gone);
  const fresh = await world.person('Mia again');
  await admit(world, ann, groupId, fresh, { history: { reads } });
  world.settle(30_000);
  return { ann, ben, gone, fresh, words, groupId, memberId };
}

describe('with nothing but the words', () => {
  it('[RW5, RW8] who was let in as somebody new is the person of before: same member, own entries editable, the other self gone, the old computer out', async () => {
    const { ann, ben, gone, fresh, words, groupId, memberId } = await afterTheLoss();
    await share(fresh, groupId, 'Is this me?');
    world.settle(5_000);
    const draft = unwrap(await fresh.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await fresh.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, 'Begun as new.') }));
    expect(await namesSeenBy(ann, groupId)).toEqual(['Ann', 'Mia', 'Ben', 'Mia again']);
    expect(await returnWith(fresh, words, 'before')).toEqual([{ groupId, name: 'Tuesdays', state: 'back' }]);
    world.settle(30_000);
    for (const person of [ann, ben, fresh]) {
      expect(await namesSeenBy(person, groupId)).toEqual(['Ann', 'Mia', 'Ben']);
      expect(await memberIdOf(person, groupId, 'Mia')).toBe(memberId);
      expect(await textsSeenBy(person, groupId)).toEqual(['Is this me?', 'Mia, long ago.']);
    }
    const mine = (await posts(fresh, groupId)).filter((post) => post.isMine);
    expect(mine.map(wordsOf)).toEqual(['Mia, long ago.']);
    const recordId = mine[0]?.recordId ?? ('' as never);
    const change = unwrap(await fresh.ask.editEntry({ groupId, recordId }));
    unwrap(await fresh.ask.updateDraft({ groupId, recordId, update: writing(change, 'And now.') }));
    unwrap(await fresh.ask.shareDraft({ groupId, recordId }));
    // What was begun as somebody new is there under the person of before.
    const begun = unwrap(await fresh.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await fresh.ask.shareDraft({ groupId, recordId: begun.recordId }));
    world.settle(5_000);
    await comeBack(gone);
    world.settle(120_000);
    expect(await textsSeenBy(ben, groupId)).toEqual(['Begun as new.', 'Is this me?', 'Mia, long ago.\nAnd now.']);
    expect(unwrap(await gone.ask.listPastGroups({}))).toMatchObject([{ how: 'computer' }]);
    expect((await cards(ann, groupId)).map(({ kind, name }) => [kind, name]).slice(-4)).toEqual([
      ['joined', 'Mia again'],
      ['left', 'Mia again'],
      ['device-recovered', 'Mia'],
      ['device-removed', 'Mia'],
    ]);
    // All that both selves wrote can be taken along.
    const file = Buffer.from(unwrap(await fresh.ask.exportOwnWords({ groupId })).bytes).toString();
    for (const text of ['Is this me?', 'Mia, long ago.', 'Begun as new.']) expect(file).toContain(text);
  });

  it('[RW8, EP6] reads what the person of before could read, though the invite gave nothing older; a facilitator is one again', async () => {
    const { ann, fresh, words, groupId, memberId } = await afterTheLoss('since-joining');
    unwrap(await ann.ask.changeRole({ groupId, memberId, role: 'facilitator' }));
    world.settle(10_000);
    expect(await textsSeenBy(fresh, groupId)).toEqual([]);
    expect(await returnWith(fresh, words, 'before')).toMatchObject([{ state: 'back' }]);
    world.settle(60_000);
    expect(await textsSeenBy(fresh, groupId)).toEqual(['Mia, long ago.']);
    expect(unwrap(await fresh.ask.viewGroup({ groupId })).me.role).toBe('facilitator');
  });

  /** The old computer wrote once more; the new one has heard that somebody has it, and was cut off before it came. */
  async function cutWhileArriving(from: 'others' | 'the old computer' = 'others') {
    const scene = await afterTheLoss();
    const { ann, ben, gone, fresh, groupId } = scene;
    cutOff(fresh);
    if (from === 'the old computer') for (const person of [ann, ben]) cutOff(person);
    await comeBack(gone);
    world.settle(5_000);
    await share(gone, groupId, LAST);
    world.settle(5_000);
    if (from === 'others') cutOff(gone);
    await comeBack(fresh);
    fresh.heard();
    const hasHeard = (): boolean => fresh.heard().some(({ event }) => event === 'timelineChanged');
    for (let steps = 0; steps < 5_000 && !hasHeard(); steps += 1) if (!world.net.step()) world.settle(1);
    cutOff(fresh);
    expect(await textsSeenBy(fresh, groupId)).not.toContain(LAST);
    return scene;
  }

  it('[RW8] waits while words of before are known to be on their way', async () => {
    const { ann, ben, fresh, words, groupId } = await cutWhileArriving();
    expect(await returnWith(fresh, words, 'before')).toMatchObject([{ state: 'still-arriving' }]);
    expect(await namesSeenBy(fresh, groupId)).toContain('Mia again');
    await comeBack(fresh);
    world.settle(60_000);
    expect(await returnWith(fresh, words, 'before')).toMatchObject([{ state: 'back' }]);
    world.settle(60_000);
    for (const person of [ann, ben, fresh]) expect(await textsSeenBy(person, groupId)).toContain(LAST);
  });

  it('[RW8] does not wait for what the old computer alone tells of itself', async () => {
    const { gone, fresh, words, groupId } = await cutWhileArriving('the old computer');
    cutOff(gone);
    expect(await returnWith(fresh, words, 'before')).toMatchObject([{ state: 'back' }]);
    expect(await textsSeenBy(fresh, groupId)).toEqual(['Mia, long ago.']);
  });

  it('[RW8] does not wait when it is told so: what was on its way is left out everywhere', async () => {
    const { ann, ben, fresh, words, groupId } = await cutWhileArriving();
    expect(await returnWith(fresh, words, 'before', true)).toMatchObject([{ state: 'back' }]);
    await comeBack(fresh);
    world.settle(60_000);
    for (const person of [ann, ben, fresh]) expect(await textsSeenBy(person, groupId)).toEqual(['Mia, long ago.']);
  });

  it('[RW7] who was removed meanwhile is told that the words do not lead back, and stays somebody new', async () => {
    const { ann, fresh, words, groupId, memberId } = await afterTheLoss();
    unwrap(await ann.ask.removeMember({ groupId, memberId, reason: 'asked' }));
    world.settle(15_000);
    expect(await returnWith(fresh, words, 'before')).toEqual([{ groupId, name: 'Tuesdays', state: 'was-removed' }]);
    expect(await namesSeenBy(ann, groupId)).toEqual(['Ann', 'Ben', 'Mia again']);
    expect(tagOf(await fresh.ask.viewGroup({ groupId }))).toBe('ok');
  });

  it('[RW9] a computer set up with the old words has one paper for itself and its groups', async () => {
    const { ann, gone, words, groupId } = await afterTheLoss();
    const { person: third, words: paper } = await personWithWords(world, 'Mia third', words);
    expect(paper).toEqual(words);
    await admit(world, ann, groupId, third);
    world.settle(10_000);
    // Who she is here until then has a capsule to the same words: whoever has been in longest is meant.
    expect(await returnWith(third, words, 'before')).toMatchObject([{ state: 'back' }]);
    world.settle(30_000);
    expect(await namesSeenBy(third, groupId)).toEqual(['Ann', 'Mia', 'Ben', 'Mia again']);
    third.restart();
    unwrap(await third.ask.recover({ words: [...words], passphrase: 'another passphrase for the third' }));
    const later = await found(third, 'Later');
    expect(await returnWith(third, words)).toEqual([
      { groupId: later, name: 'Later', state: 'back' },
      { groupId, name: 'Tuesdays', state: 'back' },
    ]);
    await comeBack(gone);
    world.settle(60_000);
    expect(unwrap(await gone.ask.listPastGroups({}))).toMatchObject([{ how: 'computer' }]);
  });

  it('[RW9] set up with words that are none: told by what is wrong with them, and nothing is made', async () => {
    const { words } = await personWithWords(world, 'Mia');
    const blank = await world.person('Blank', false);
    const tryWords = (typed: readonly string[]) =>
      blank.ask.setUp({ name: 'Blank', passphrase: PASSPHRASE, words: [...typed] });
    expect(tagOf(await tryWords(words.slice(1)))).toBe('RecoveryWordsCount');
    expect(await tryWords(words.with(11, 'hearht'))).toEqual({
      ok: false,
      error: { tag: 'RecoveryWordUnknown', place: 12, word: 'hearht' },
    });
    const twelveTimesAbandon = Array.from({ length: 12 }, () => 'abandon');
    expect(tagOf(await tryWords(twelveTimesAbandon))).toBe('RecoveryWordsOrder');
    expect(readdirSync(blank.folder)).toEqual([]);
    unwrap(await tryWords(words));
  });
});
