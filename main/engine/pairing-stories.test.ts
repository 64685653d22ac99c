import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import { carryPairFiles, pairByFile } from './testing/pairing.ts';
import { admit, comeBack, found, posts, share, tagOf, wordsOf } from './testing/stories.ts';

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
const textsSeenBy = async (person: Person, groupId: Parameters<typeof posts>[1]) =>
  (await posts(person, groupId)).map(wordsOf);

describe('a second computer by file', () => {
  it('[PA6, PA7, PA9] three files, the same four words on both, and the network brings the rest: both write as one person', async () => {
    const [ann, ben, desk] = [await world.person('Ann'), await world.person('Ben'), await world.person('Desk')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await share(ann, groupId, 'From the laptop.');
    world.settle(2_000);

    const { oldView, newView } = await carryPairFiles(ann, desk);
    expect(oldView).toMatchObject({ side: 'old', way: 'file', step: 'compare' });
    expect(newView).toMatchObject({ side: 'new', way: 'file', step: 'compare' });
    expect(oldView.side !== 'none' && newView.side !== 'none' && oldView.words).toEqual(
      newView.side !== 'none' && newView.words,
    );
    // Nobody has compared anything: no group has heard of another computer.
    world.settle(60_000);
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(1);
    expect(unwrap(await desk.ask.listGroups({}))).toEqual([]);

    expect(unwrap(await ann.ask.comparePairWords({ same: true }))).toMatchObject({
      step: 'done',
      groups: [{ groupId, name: 'Tuesdays', state: 'in', hasMeetingPlace: true }],
    });
    expect(unwrap(await desk.ask.comparePairWords({ same: true }))).toMatchObject({
      step: 'done',
      groups: [{ groupId, state: 'waiting' }],
    });
    world.settle(5_000);
    expect(unwrap(await desk.ask.viewPairing({}))).toMatchObject({
      groups: [{ groupId, name: 'Tuesdays', state: 'in', hasMeetingPlace: true }],
    });
    expect(await textsSeenBy(desk, groupId)).toEqual(['From the laptop.']);
    await share(desk, groupId, 'From the desk.');
    world.settle(5_000);
    for (const person of [ann, ben, desk]) {
      expect(await textsSeenBy(person, groupId)).toEqual(['From the desk.', 'From the laptop.']);
      const members = unwrap(await person.ask.viewGroup({ groupId })).members;
      expect(members.map(({ name, deviceCount }) => [name, deviceCount])).toEqual([
        ['Ann', 2],
        ['Ben', 1],
      ]);
    }
    expect((await posts(ann, groupId)).every((post) => post.isMine)).toBe(true);
  });

  it('[PA10] without any network a file of the group brings the rest', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const groupId = await found(ann);
    await share(ann, groupId, 'On the laptop alone.');
    cutOff(ann);
    cutOff(desk);
    await pairByFile(world, ann, desk);
    expect(unwrap(await desk.ask.listGroups({}))).toEqual([]);
    const bundle = unwrap(await ann.ask.saveBundle({ groupId }));
    expect(unwrap(await desk.ask.takeBundle({ file: bundle.bytes }))).toMatchObject({ standing: 'arrived', byMe: true });
    world.settle(1_000);
    expect(await textsSeenBy(desk, groupId)).toEqual(['On the laptop alone.']);
    await share(desk, groupId, 'And back.');
    const back = unwrap(await desk.ask.saveBundle({ groupId }));
    unwrap(await ann.ask.takeBundle({ file: back.bytes }));
    expect(await textsSeenBy(ann, groupId)).toEqual(['And back.', 'On the laptop alone.']);
    expect(world.net.carried()).toBe(0);
  });

  it('[PA7] locked between the steps, both go on where they were', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const groupId = await found(ann);
    const file = async (person: Person) => unwrap(await person.ask.savePairFile({})).bytes;
    unwrap(await desk.ask.startPairing({ way: 'file' }));
    const ask = await file(desk);
    await comeBack(desk);
    expect(await file(desk)).toEqual(ask);
    unwrap(await ann.ask.takePairFile({ file: ask, side: 'old' }));
    await comeBack(ann);
    unwrap(await desk.ask.takePairFile({ file: await file(ann), side: 'new' }));
    const answer = await file(desk);
    await comeBack(desk);
    expect(await file(desk)).toEqual(answer);
    unwrap(await ann.ask.takePairFile({ file: answer, side: 'old' }));
    await comeBack(ann);
    unwrap(await ann.ask.comparePairWords({ same: true }));
    await comeBack(ann);
    unwrap(await desk.ask.comparePairWords({ same: true }));
    await comeBack(desk);
    world.settle(60_000);
    expect(unwrap(await desk.ask.listGroups({})).map(({ name }) => name)).toEqual(['Tuesdays']);
    await comeBack(desk);
    await share(desk, groupId, 'After every restart.');
    world.settle(5_000);
    expect(await textsSeenBy(ann, groupId)).toEqual(['After every restart.']);
  });

  it('[PA6] words that differ give nobody anything', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const groupId = await found(ann);
    await carryPairFiles(ann, desk);
    expect(unwrap(await ann.ask.comparePairWords({ same: false }))).toEqual({ side: 'none' });
    expect(unwrap(await desk.ask.comparePairWords({ same: false }))).toEqual({ side: 'none' });
    world.settle(60_000);
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(1);
    expect(unwrap(await desk.ask.listGroups({}))).toEqual([]);
    expect(tagOf(await ann.ask.comparePairWords({ same: true }))).toBe('PairingGone');
    expect(tagOf(await desk.ask.savePairFile({}))).toBe('PairingGone');
  });
});
