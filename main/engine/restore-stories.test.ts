import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { backUp, createStick, pagesOf, restore, type Stick, writePage } from './testing/backup-stories.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import { expectNoForks } from './testing/no-forks.ts';
import { admit, comeBack, found, namesSeenBy, posts, share, wordsOf, writing } from './testing/stories.ts';

const DAY_MS = 86_400_000;
let world: World;
let stick: Stick;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
  stick = createStick();
});
afterEach(() => {
  world.end();
  stick.remove();
});

const wordsSeenBy = async (person: Person, groupId: GroupId): Promise<readonly string[]> =>
  (await posts(person, groupId)).map(wordsOf).sort();

/** Ann and Ben in a group, a post of each, and a backup of Ann's. */
async function annAndBen() {
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  const groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  await share(ann, groupId, 'one');
  await share(ben, groupId, 'from Ben');
  world.settle(5_000);
  await backUp(ann, stick.path('ann'));
  return { ann, ben, groupId };
}
/** Ann's laptop is lost; another one gets her backup. */
async function restored(ann: Person, name = 'Ann’s new laptop'): Promise<Person> {
  ann.close();
  const laptop = await world.person(name, false);
  await restore(laptop, stick.path('ann'));
  return laptop;
}

describe('who restored a backup', () => {
  it('[BK8] goes on without a fork, gets what came after it back, and reaches the others', async () => {
    const { ann, ben, groupId } = await annAndBen();
    await share(ann, groupId, 'two');
    await share(ann, groupId, 'three');
    await share(ben, groupId, 'from Ben later');
    world.settle(60_000);
    const laptop = await restored(ann);
    // Before meeting anybody, at places of the chain that "two" and "three" have.
    expect(await wordsSeenBy(laptop, groupId)).toEqual(['from Ben', 'one']);
    await share(laptop, groupId, 'four');
    world.settle(60_000);
    const everything = ['four', 'from Ben', 'from Ben later', 'one', 'three', 'two'];
    for (const one of [laptop, ben]) expect(await wordsSeenBy(one, groupId)).toEqual(everything);
    await comeBack(laptop);
    await share(laptop, groupId, 'five');
    world.settle(60_000);
    expect(await wordsSeenBy(ben, groupId)).toContain('five');
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ann', 'Ben']);
    // The restore began the new incarnation; opening found nothing that does not fit.
    expect(laptop.log.events().filter((line) => line.event === 'incarnation')).toEqual([]);
    await expectNoForks(laptop, ben);
  });

  it('[BK8] on two computers has two incarnations, and forks nothing', async () => {
    const { ann, ben, groupId } = await annAndBen();
    const attic = await restored(ann, 'Attic');
    const laptop = await restored(ann, 'Laptop');
    await share(attic, groupId, 'from the attic');
    await share(laptop, groupId, 'from the laptop');
    world.settle(120_000);
    const everything = ['from Ben', 'from the attic', 'from the laptop', 'one'];
    for (const one of [attic, laptop, ben]) expect(await wordsSeenBy(one, groupId)).toEqual(everything);
    await expectNoForks(attic, laptop, ben);
  });

  /** A week passes, the group has a new key that both have, and something is written under it. */
  async function toNewKey(ann: Person, ben: Person, groupId: GroupId): Promise<void> {
    ann.close();
    for (const days of [8, 1]) {
      ben.close();
      world.time.move(days * DAY_MS);
      await comeBack(ben);
      world.settle(60_000);
    }
    await share(ben, groupId, 'under a new key');
    await comeBack(ann);
    world.settle(60_000);
    await share(ann, groupId, 'two');
    world.settle(60_000);
  }

  it('[BK8] [LK7] from a backup of before the group’s key was replaced is found by the others, and goes on', async () => {
    const { ann, ben, groupId } = await annAndBen();
    await toNewKey(ann, ben, groupId);
    const laptop = await restored(ann);
    await share(laptop, groupId, 'I am back');
    world.settle(60_000);
    await share(ben, groupId, 'Welcome back');
    world.settle(60_000);
    const everything = ['I am back', 'Welcome back', 'from Ben', 'one', 'two', 'under a new key'];
    for (const one of [laptop, ben]) expect(await wordsSeenBy(one, groupId)).toEqual(everything);
    await expectNoForks(laptop, ben);
  });

  it('[BK8] [LK7] also where the own KEM key was replaced since: the one of the backup is announced again', async () => {
    const { ann, ben, groupId } = await annAndBen();
    await toNewKey(ann, ben, groupId);
    // She begins an epoch herself, and replaces her key with it.
    const cleo = await world.person('Cleo');
    await admit(world, ann, groupId, cleo, { history: { reads: 'since-joining' } });
    world.settle(60_000);
    await share(ann, groupId, 'three');
    world.settle(60_000);
    const laptop = await restored(ann);
    await share(laptop, groupId, 'I am back');
    world.settle(120_000);
    await share(ben, groupId, 'Welcome back');
    world.settle(120_000);
    expect(await wordsSeenBy(laptop, groupId)).toEqual(await wordsSeenBy(ben, groupId));
    expect(await wordsSeenBy(laptop, groupId)).toEqual(expect.arrayContaining(['I am back', 'Welcome back', 'three']));
    await expectNoForks(laptop, ben, cleo);
  });

  it('[BK8] from a backup of more than a month before is found by a file from a friend, and goes on', async () => {
    const { ann, ben, groupId } = await annAndBen();
    await toNewKey(ann, ben, groupId);
    ann.close();
    ben.close();
    world.time.move(31 * DAY_MS);
    await comeBack(ben);
    world.settle(60_000);
    const laptop = await restored(ann);
    await share(laptop, groupId, 'I am back');
    world.settle(60_000);
    // Nobody listens any more where the old key leads.
    expect(await wordsSeenBy(laptop, groupId)).toEqual(['I am back', 'from Ben', 'one']);
    const saved = unwrap(await ben.ask.saveBundle({ groupId }));
    unwrap(await laptop.ask.takeBundle({ file: saved.bytes }));
    world.settle(120_000);
    await share(ben, groupId, 'Welcome back');
    world.settle(60_000);
    const everything = ['I am back', 'Welcome back', 'from Ben', 'one', 'two', 'under a new key'];
    for (const one of [laptop, ben]) expect(await wordsSeenBy(one, groupId)).toEqual(everything);
    await expectNoForks(laptop, ben);
  });

  it('[BK8] does not bring back what was taken back or changed since: not here, and not at the others', async () => {
    const { ann, ben, groupId } = await annAndBen();
    const find = async (person: Person, start: string) =>
      (await posts(person, groupId)).find((post) => wordsOf(post).startsWith(start))!;
    const target = (await find(ann, 'from Ben')).recordId;
    unwrap(await ann.ask.setReaction({ groupId, target, reaction: 'strength' }));
    await backUp(ann, stick.path('ann'));
    unwrap(await ann.ask.setReaction({ groupId, target, reaction: null }));
    const own = (await find(ann, 'one')).recordId;
    const edit = unwrap(await ann.ask.editEntry({ groupId, recordId: own }));
    unwrap(await ann.ask.updateDraft({ groupId, recordId: own, update: writing(edit, 'and more') }));
    unwrap(await ann.ask.shareDraft({ groupId, recordId: own }));
    world.settle(60_000);
    const laptop = await restored(ann);
    const look = async (person: Person) => ({
      reactions: (await find(person, 'from Ben')).reactions.length,
      words: wordsOf(await find(person, 'one')),
    });
    expect(await look(laptop)).toEqual({ reactions: 1, words: 'one' });
    world.settle(60_000);
    for (const one of [laptop, ben]) expect(await look(one)).toEqual({ reactions: 0, words: 'one\nand more' });
    await comeBack(laptop);
    await share(laptop, groupId, 'two');
    world.settle(60_000);
    for (const one of [laptop, ben]) expect(await look(one)).toEqual({ reactions: 0, words: 'one\nand more' });
  });

  it('[BK8] finds a draft that was shared meanwhile, and sharing it once more changes nothing at the others', async () => {
    const { ann, ben, groupId } = await annAndBen();
    const draft = unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await ann.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, 'drafted') }));
    await backUp(ann, stick.path('ann'));
    unwrap(await ann.ask.shareDraft({ groupId, recordId: draft.recordId }));
    world.settle(60_000);
    const laptop = await restored(ann);
    unwrap(await laptop.ask.shareDraft({ groupId, recordId: draft.recordId }));
    world.settle(120_000);
    for (const one of [laptop, ben]) expect(await wordsSeenBy(one, groupId)).toEqual(['drafted', 'from Ben', 'one']);
    await expectNoForks(laptop, ben);
  });

  it('[BK8] after leaving a group is in it here, alone, until they leave again; the others notice nothing', async () => {
    const { ann, ben, groupId } = await annAndBen();
    unwrap(await ann.ask.leaveGroup({ groupId }));
    world.settle(120_000);
    const laptop = await restored(ann);
    world.settle(120_000);
    expect(await namesSeenBy(laptop, groupId)).toEqual(['Ann', 'Ben']);
    await share(laptop, groupId, 'Is anybody there?');
    world.settle(120_000);
    expect(await wordsSeenBy(ben, groupId)).toEqual(['from Ben', 'one']);
    unwrap(await laptop.ask.leaveGroup({ groupId }));
    world.settle(120_000);
    expect(unwrap(await laptop.ask.listGroups({}))).toEqual([]);
    expect(unwrap(await laptop.ask.listPastGroups({})).map((group) => group.groupId)).toEqual([groupId]);
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ben']);
  });

  it('[BK8] has journal entries that were deleted after a backup by hand, as the page says before', async () => {
    const { ann } = await annAndBen();
    const recordId = await writePage(ann, 'Deleted later.');
    await backUp(ann, stick.path('ann'));
    unwrap(await ann.ask.deleteJournal({ recordId }));
    expect(await pagesOf(await restored(ann))).toEqual(['Deleted later.']);
  });
});
