import { copyFileSync, cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import { pairOf } from './testing/fake-air.ts';
import { expectNoForks, vaultOf } from './testing/no-forks.ts';
import { admit, comeBack, found, posts, share, wordsOf, writing } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const STORE = ['hearth.db', 'hearth.db-wal'];
const VAULT = ['vault.bin', 'vault.prev'];
/** Copies of some of a person's files, as they are now, to be put back in their place later. */
function keep(person: Person, names: readonly string[], as: string): () => void {
  const copy = `${person.folder}-${as}`;
  cpSync(person.folder, copy, { recursive: true });
  return () => {
    for (const name of names) {
      rmSync(join(person.folder, name), { force: true });
      if (existsSync(join(copy, name))) copyFileSync(join(copy, name), join(person.folder, name));
    }
    rmSync(copy, { recursive: true });
  };
}
const incOf = async (person: Person, groupId: GroupId): Promise<number> =>
  (await vaultOf(person)).secrets.groups.find((group) => group.groupId === groupId)?.inc ?? 0;
/** Why new incarnations were begun, as the engine's log tells. */
const reasons = (person: Person): readonly unknown[] =>
  person.log.events().flatMap((line) => (line.event === 'incarnation' ? [line.fields['because']] : []));

const wordsSeenBy = async (person: Person, groupId: GroupId): Promise<readonly string[]> =>
  (await posts(person, groupId)).map(wordsOf).sort();

/** Ann and Ben in a group, with a post of each. */
async function annAndBen(isBlind = false) {
  const ann = await world.person('Ann', { isBlind });
  const ben = await world.person('Ben');
  const groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  await share(ann, groupId, 'one');
  await share(ben, groupId, 'from Ben');
  world.settle(5_000);
  return { ann, ben, groupId };
}
const lock = (person: Person): void => person.close();

describe('a store that is older than its vault', () => {
  it('[VT17] [VT18] is noticed; what was lost comes back from the others, and nothing is told twice', async () => {
    const { ann, ben, groupId } = await annAndBen();
    lock(ann);
    const putBack = keep(ann, STORE, 'store');
    await comeBack(ann);
    const inc = await incOf(ann, groupId);
    await share(ann, groupId, 'two');
    await share(ann, groupId, 'three');
    world.settle(5_000);
    lock(ann);
    putBack();
    await comeBack(ann);
    expect(reasons(ann)).toEqual(['StoreOlder']);
    const renewed = await incOf(ann, groupId);
    expect(renewed).toBeGreaterThan(inc);
    // Before she meets anybody: the place after "one" is taken already, and she does not know.
    expect(await wordsSeenBy(ann, groupId)).toEqual(['from Ben', 'one']);
    await share(ann, groupId, 'four');
    world.settle(60_000);
    const everything = ['four', 'from Ben', 'one', 'three', 'two'];
    expect(await wordsSeenBy(ann, groupId)).toEqual(everything);
    expect(await wordsSeenBy(ben, groupId)).toEqual(everything);
    // It is settled: another start is a start like any other.
    await comeBack(ann);
    expect(await incOf(ann, groupId)).toBe(renewed);
    expect(reasons(ann)).toEqual(['StoreOlder']);
    await expectNoForks(ann, ben);
  });

  it('[VT17] that was copied while Hearth was open is noticed after a clean close', async () => {
    const { ann, groupId } = await annAndBen();
    const putBack = keep(ann, STORE, 'open');
    await share(ann, groupId, 'two');
    lock(ann);
    putBack();
    await comeBack(ann);
    expect(reasons(ann)).toEqual(['StoreOlder']);
  });
});

describe('a vault that is older than its store', () => {
  it('[VT17] [VT18] is noticed, also when it is older by a single rewrite', async () => {
    const { ann, ben, groupId } = await annAndBen();
    lock(ann);
    const putBack = keep(ann, VAULT, 'vault');
    await comeBack(ann);
    const inc = await incOf(ann, groupId);
    await share(ann, groupId, 'two');
    lock(ann);
    putBack();
    await comeBack(ann);
    expect(reasons(ann)).toEqual(['VaultOlder']);
    expect(await incOf(ann, groupId)).toBeGreaterThan(inc);
    await share(ann, groupId, 'three');
    world.settle(60_000);
    expect(await wordsSeenBy(ben, groupId)).toEqual(['from Ben', 'one', 'three', 'two']);
    // Within one opening as well.
    const before = keep(ann, VAULT, 'rewrite');
    await found(ann, 'Another');
    const after = keep(ann, [...STORE], 'rewritten');
    ann.close();
    before();
    after();
    await comeBack(ann);
    expect(reasons(ann)).toEqual(['VaultOlder', 'VaultOlder']);
    await expectNoForks(ann, ben);
  });
});

describe('a folder that was put back', () => {
  it('[VT17] [VT18] is noticed by where its files lie, before anything is written', async () => {
    const { ann, ben, groupId } = await annAndBen();
    lock(ann);
    const putBack = keep(ann, [...STORE, ...VAULT], 'folder');
    await comeBack(ann);
    await share(ann, groupId, 'two');
    world.settle(5_000);
    lock(ann);
    putBack();
    await comeBack(ann);
    expect(reasons(ann)).toEqual(['Copied']);
    await share(ann, groupId, 'three');
    world.settle(60_000);
    for (const one of [ann, ben]) {
      expect(await wordsSeenBy(one, groupId)).toEqual(['from Ben', 'one', 'three', 'two']);
    }
    await expectNoForks(ann, ben);
  });

  it('[VT17] [VT18] and is used in two places at once is two incarnations, and each reads what the other wrote', async () => {
    const { ann, ben, groupId } = await annAndBen();
    lock(ann);
    const laptop = await world.person('Ann’s laptop', { copyOf: ann });
    const attic = await world.person('Ann’s attic', { copyOf: ann });
    for (const one of [ann, laptop, attic]) await comeBack(one);
    expect([ann, laptop, attic].map(reasons)).toEqual([[], ['Copied'], ['Copied']]);
    const incs = await Promise.all([ann, laptop, attic].map((one) => incOf(one, groupId)));
    expect(new Set(incs).size).toBe(3);
    await share(ann, groupId, 'at home');
    await share(laptop, groupId, 'on the way');
    await share(attic, groupId, 'under the roof');
    world.settle(120_000);
    const everything = ['at home', 'from Ben', 'on the way', 'one', 'under the roof'];
    for (const one of [ann, laptop, attic, ben]) expect(await wordsSeenBy(one, groupId)).toEqual(everything);
    expect(reasons(ann)).toEqual([]);
    await expectNoForks(ann, laptop, attic, ben);
  });

  it('[VT18] keeps the journal’s client ids apart, and a change that was begun before can be shared', async () => {
    const { ann, ben, groupId } = await annAndBen();
    const own = (await posts(ann, groupId)).find((post) => wordsOf(post) === 'one');
    if (!own) throw new Error('a post');
    const page = unwrap(await ann.ask.createJournal({}));
    unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update: writing(page, 'For me.') }));
    const edit = unwrap(await ann.ask.editEntry({ groupId, recordId: own.recordId }));
    unwrap(await ann.ask.updateDraft({ groupId, recordId: own.recordId, update: writing(edit, 'and more') }));
    lock(ann);
    keep(ann, [...STORE, ...VAULT], 'folder')();
    await comeBack(ann);
    expect(reasons(ann)).toEqual(['Copied']);
    const again = unwrap(await ann.ask.openJournal({ recordId: page.recordId }));
    expect(again.clientId).not.toBe(page.clientId);
    unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update: writing(again, 'Still for me.') }));
    const resumed = unwrap(await ann.ask.editEntry({ groupId, recordId: own.recordId }));
    expect(resumed.clientId).not.toBe(edit.clientId);
    unwrap(await ann.ask.updateDraft({ groupId, recordId: own.recordId, update: writing(resumed, 'and the end') }));
    expect(wordsOf(unwrap(await ann.ask.shareDraft({ groupId, recordId: own.recordId })))).toBe(
      'one\nand more\nand the end',
    );
    // Once more, in the incarnation of now.
    const later = unwrap(await ann.ask.editEntry({ groupId, recordId: own.recordId }));
    unwrap(await ann.ask.updateDraft({ groupId, recordId: own.recordId, update: writing(later, 'truly') }));
    unwrap(await ann.ask.shareDraft({ groupId, recordId: own.recordId }));
    world.settle(60_000);
    expect(await wordsSeenBy(ben, groupId)).toEqual(['from Ben', 'one\nand more\nand the end\ntruly']);
    await expectNoForks(ann, ben);
  });
});

describe('a computer that was put back whole, where nothing on the disk tells', () => {
  /** Ann writes 'two' and 'three', and her computer is as it was before. */
  async function annPutBack() {
    const people = await annAndBen(true);
    const { ann, groupId } = people;
    lock(ann);
    const putBack = keep(ann, [...STORE, ...VAULT], 'image');
    await comeBack(ann);
    await share(ann, groupId, 'two');
    await share(ann, groupId, 'three');
    world.settle(5_000);
    lock(ann);
    putBack();
    return people;
  }

  it('[RP20] [VT18] is told by the first who brings her own words back, and goes on in a new incarnation', async () => {
    const { ann, ben, groupId } = await annPutBack();
    await comeBack(ann);
    const inc = await incOf(ann, groupId);
    expect(reasons(ann)).toEqual([]);
    world.settle(60_000);
    expect(reasons(ann)).toEqual(['Overtaken']);
    expect(await incOf(ann, groupId)).toBeGreaterThan(inc);
    await share(ann, groupId, 'four');
    world.settle(60_000);
    for (const one of [ann, ben]) {
      expect(await wordsSeenBy(one, groupId)).toEqual(['four', 'from Ben', 'one', 'three', 'two']);
    }
    await expectNoForks(ann, ben);
  });

  it('[RP7] [RP20] and writes before anybody could tell is found out at the next meeting; no more than that is told twice', async () => {
    const { ann, ben, groupId } = await annPutBack();
    world.net.apart.add(pairOf('Ann', 'Ben'));
    await comeBack(ann);
    await share(ann, groupId, 'another two');
    await share(ann, groupId, 'another three');
    await share(ann, groupId, 'another four');
    world.settle(5_000);
    world.net.apart.clear();
    world.settle(60_000);
    expect(reasons(ann)).toEqual(['Overtaken']);
    await share(ann, groupId, 'five');
    world.settle(60_000);
    for (const one of [ann, ben])
      expect(await wordsSeenBy(one, groupId)).toEqual(expect.arrayContaining(['five', 'one']));
  });
});
