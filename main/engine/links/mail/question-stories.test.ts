import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId, OpId } from '../../../../shared/brand.ts';
import { cryptoReady } from '../../../../shared/crypto/crypto.ts';
import { createMemoryKeeper, type MemoryKeeper } from '../../../../shared/testing/memory-keeper.ts';
import { createSeededRandom } from '../../../../shared/testing/seeded-random.ts';
import { createWorld, type Person, SERVER, unwrap, type World } from '../../testing/engine-world.ts';
import { pairOf } from '../../testing/fake-air.ts';
import { admit, cards, comeBack, found, memberIdOf, share, tagOf } from '../../testing/stories.ts';
import { LOOK_MS } from './keeper-link.ts';

let world: World;
let keeper: MemoryKeeper;
let ann: Person;
let ben: Person;
let cleo: Person;
let groupId: GroupId;
beforeAll(() => cryptoReady);
/** Three equals who are in touch; at their meeting place is a keeper. */
beforeEach(async () => {
  world = createWorld();
  keeper = createMemoryKeeper({ now: world.time.clock.now, random: createSeededRandom(79) });
  world.net.mail.keepers.set(SERVER, keeper);
  [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
  groupId = await found(ann, 'Equals', 'equals');
  await admit(world, ann, groupId, ben);
  await admit(world, ben, groupId, cleo);
}, 60_000);
afterEach(() => world.end());

const everybody = () => [ann, ben, cleo];
const keeperOf = async (who: Person, id = groupId) => {
  const { keeper: view } = unwrap(await who.ask.viewGroup({ groupId: id })).reach;
  if (!view) throw new Error('a keeper view');
  return view;
};
const questionOf = async (who: Person): Promise<OpId> => {
  const { question } = await keeperOf(who);
  if (!question) throw new Error('a question');
  return question.op;
};
const ask = (who: Person) => who.ask.allowKeeper({ groupId, allowed: true });
const end = (who: Person) => who.ask.allowKeeper({ groupId, allowed: false });
const answer = async (who: Person, agrees: boolean) =>
  who.ask.answerKeeperQuestion({ groupId, op: await questionOf(who), agrees });
const cardsOf = async (who: Person) =>
  (await cards(who, groupId)).filter(({ kind }) => kind.startsWith('keeper-')).map(({ kind, name }) => [kind, name]);
/** What is said already is not written again: a disk that takes nothing is not in the way. */
async function saysNothing(who: Person, say: typeof ask): Promise<void> {
  who.failWrites('DiskFull');
  unwrap(await say(who));
  who.failWrites(null);
}

/** Everybody sees the same: whether keepers are on, who asks, and the cards. */
async function expectEverywhere(allowed: boolean, askedBy: string | null, told: readonly (readonly string[])[]) {
  world.settle(5_000);
  for (const one of everybody()) {
    const view = await keeperOf(one);
    expect([one.name, view.allowed, view.question?.byName ?? null]).toEqual([one.name, allowed, askedBy]);
    expect(view.mayAllow).toBe(true);
    expect(view.question?.byMe ?? false).toBe(askedBy === one.name);
    expect(await cardsOf(one)).toEqual(told);
  }
}

describe('a group of equals', () => {
  it('[EG38] [ML17] uses keepers when one asked and another agreed, and no more when anybody ends it', async () => {
    await share(ann, groupId, 'Ours.');
    unwrap(await ask(ann));
    await saysNothing(ann, ask);
    await expectEverywhere(false, 'Ann', [['keeper-asked', 'Ann']]);
    world.settle(2 * LOOK_MS);
    expect(keeper.counts).toMatchObject({ put: 0, get: 0 });
    unwrap(await answer(ben, true));
    const on = [
      ['keeper-asked', 'Ann'],
      ['keeper-agreed', 'Ben'],
    ];
    await expectEverywhere(true, null, on);
    expect((await cards(cleo, groupId)).at(-1)).toMatchObject({ kind: 'keeper-agreed', byName: 'Ann' });
    expect(keeper.counts.put).toBeGreaterThan(0);
    // Said already.
    await saysNothing(cleo, ask);
    await expectEverywhere(true, null, on);
    unwrap(await end(cleo));
    world.settle(5_000);
    await saysNothing(ann, end);
    await expectEverywhere(false, null, [...on, ['keeper-ended', 'Cleo']]);
    const { put, get } = keeper.counts;
    await share(ann, groupId, 'Ours again.');
    world.settle(2 * LOOK_MS);
    expect(keeper.counts).toMatchObject({ put, get });
    unwrap(await ask(ben));
    await expectEverywhere(false, 'Ben', [...on, ['keeper-ended', 'Cleo'], ['keeper-asked', 'Ben']]);
  });

  it('[EG38] one who would rather not ends the question; who agrees to it then is told, and asks nothing', async () => {
    unwrap(await ask(ann));
    world.settle(5_000);
    const op = await questionOf(ben);
    unwrap(await answer(cleo, false));
    const over = [
      ['keeper-asked', 'Ann'],
      ['keeper-declined', 'Cleo'],
    ];
    await expectEverywhere(false, null, over);
    expect(tagOf(await ben.ask.answerKeeperQuestion({ groupId, op, agrees: true }))).toBe('KeeperQuestionOver');
    unwrap(await ben.ask.answerKeeperQuestion({ groupId, op, agrees: false }));
    await expectEverywhere(false, null, over);
    expect((await cards(ben, groupId)).at(-1)).toMatchObject({ kind: 'keeper-declined', isOwn: false });
    // Who asked takes the question back.
    unwrap(await ask(ben));
    world.settle(5_000);
    unwrap(await answer(ben, false));
    await expectEverywhere(false, null, [...over, ['keeper-asked', 'Ben'], ['keeper-declined', 'Ben']]);
    expect((await cards(ann, groupId)).at(-1)).toMatchObject({ kind: 'keeper-declined', isOwn: true });
  });

  it('[EG38] a no to a question that was agreed to meanwhile ends keepers, a yes to it is said already', async () => {
    unwrap(await ask(ann));
    world.settle(5_000);
    const op = await questionOf(cleo);
    unwrap(await answer(ben, true));
    world.settle(5_000);
    unwrap(await cleo.ask.answerKeeperQuestion({ groupId, op, agrees: true }));
    const on = [
      ['keeper-asked', 'Ann'],
      ['keeper-agreed', 'Ben'],
    ];
    await expectEverywhere(true, null, on);
    unwrap(await cleo.ask.answerKeeperQuestion({ groupId, op, agrees: false }));
    await expectEverywhere(false, null, [...on, ['keeper-ended', 'Cleo']]);
  });

  it('[EG38] [ML17] a yes and a no that had not heard of each other are a no, for everybody alike', async () => {
    unwrap(await ask(ann));
    world.settle(5_000);
    for (const other of ['Ann', 'Ben']) world.net.apart.add(pairOf(other, 'Cleo'));
    for (const { name } of everybody()) world.net.restart(name);
    world.settle(1_000);
    unwrap(await answer(ben, true));
    unwrap(await answer(cleo, false));
    world.settle(5_000);
    expect((await keeperOf(ann)).allowed).toBe(true);
    world.net.apart.clear();
    world.settle(60_000);
    const told = await cardsOf(ann);
    await expectEverywhere(false, null, told);
    // In whatever order the log has the two.
    expect(told.flat()).toContain('Cleo');
    const { put } = keeper.counts;
    await share(ann, groupId, 'Between us.');
    world.settle(2 * LOOK_MS);
    expect(keeper.counts.put).toBe(put);
  });

  it('[EG38] the question is there after a restart, and goes with who asked', async () => {
    unwrap(await ask(cleo));
    world.settle(5_000);
    await comeBack(ben);
    expect((await keeperOf(ben)).question).toMatchObject({ byName: 'Cleo', byMe: false });
    const about = { groupId, memberId: await memberIdOf(ann, groupId, 'Cleo'), reason: 'agreement' } as const;
    unwrap(await ann.ask.endorseRemoval(about));
    unwrap(await ben.ask.endorseRemoval(about));
    world.settle(5_000);
    expect((await keeperOf(ann)).question).toBeNull();
    unwrap(await ask(ann));
    world.settle(5_000);
    expect(await keeperOf(ben)).toMatchObject({ allowed: false, question: { byName: 'Ann' } });
    expect(await cardsOf(ben)).toEqual([
      ['keeper-asked', 'Cleo'],
      ['keeper-asked', 'Ann'],
    ]);
  });

  it('[ML17] [EG38] founded with keepers has them until somebody ends it', async () => {
    const input = { name: 'Round', myName: 'Ann', agreement: '', mode: 'equals', keeper: true } as const;
    const { groupId: id } = unwrap(await ann.ask.createGroup(input));
    expect(await keeperOf(ann, id)).toMatchObject({ allowed: true, mayAllow: true, question: null });
    unwrap(await ann.ask.allowKeeper({ groupId: id, allowed: false }));
    expect(await keeperOf(ann, id)).toMatchObject({ allowed: false, question: null });
    unwrap(await ann.ask.allowKeeper({ groupId: id, allowed: true }));
    expect(await keeperOf(ann, id)).toMatchObject({ allowed: false, question: { byMe: true } });
  });

  it('[EG38] a group with facilitators has no questions', async () => {
    const id = await found(ann, 'Tuesdays');
    unwrap(await ann.ask.allowKeeper({ groupId: id, allowed: true }));
    expect(await keeperOf(ann, id)).toMatchObject({ allowed: true, question: null });
    const op = 'ab'.repeat(32) as OpId;
    expect(tagOf(await ann.ask.answerKeeperQuestion({ groupId: id, op, agrees: false }))).toBe('NotAllowed');
    expect((await keeperOf(ann, id)).allowed).toBe(true);
  });
});
