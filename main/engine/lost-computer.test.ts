import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import { carryPairFiles, pairByFile } from './testing/pairing.ts';
import { admit, cards, comeBack, found, memberIdOf, posts, share, tagOf, wordsOf } from './testing/stories.ts';

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
const onlyComputer = async (person: Person) => {
  const [computer, ...more] = unwrap(await person.ask.listComputers({}));
  if (!computer || more.length > 0) throw new Error('not one computer');
  return computer;
};

async function together() {
  const [ann, ben, desk] = [await world.person('Ann'), await world.person('Ben'), await world.person('Desk')];
  const groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  await pairByFile(world, ann, desk);
  return { ann, ben, desk, groupId };
}

describe('a lost computer', () => {
  it('[PA14, PA15, GR16, GR24, EG24] is removed everywhere at once: what it wrote by then stays, what it writes afterwards reaches nobody, and nothing new reaches it', async () => {
    const { ann, ben, desk, groupId } = await together();
    const second = await found(ann, 'Thursdays');
    await share(desk, groupId, 'While it was mine.');
    world.settle(5_000);
    expect((await onlyComputer(ann)).groups.map(({ name, state }) => [name, state])).toEqual([['Tuesdays', 'in']]);
    cutOff(desk);
    await share(desk, groupId, 'By whoever has it.');
    const { computerId } = await onlyComputer(ann);
    expect(unwrap(await ann.ask.removeComputer({ computerId }))).toEqual({ notFrom: [] });
    world.settle(15_000);
    await share(ann, groupId, 'After the loss.');
    await comeBack(desk);
    world.settle(120_000);
    for (const person of [ann, ben]) {
      expect(await textsSeenBy(person, groupId)).toEqual(['After the loss.', 'While it was mine.']);
      expect(unwrap(await person.ask.viewGroup({ groupId })).members.map(({ deviceCount }) => deviceCount)).toEqual([
        1, 1,
      ]);
    }
    expect((await onlyComputer(ann)).groups.map(({ state }) => state)).toEqual(['removed']);
    expect(unwrap(await ann.ask.removeComputer({ computerId }))).toEqual({ notFrom: [] });
    // The lost one is told, keeps what it had, and has got nothing new.
    expect(unwrap(await desk.ask.listGroups({}))).toEqual([]);
    expect(unwrap(await desk.ask.listPastGroups({}))).toMatchObject([
      { groupId, name: 'Tuesdays', how: 'computer', reason: 'lost', byNames: ['Ann'] },
    ]);
    const file = unwrap(await desk.ask.exportOwnWords({ groupId }));
    expect(Buffer.from(file.bytes).toString()).toContain('By whoever has it.');
    expect(Buffer.from(file.bytes).toString()).not.toContain('After the loss.');
    expect((await cards(ben, groupId)).map(({ kind }) => kind).slice(-2)).toEqual(['device-added', 'device-removed']);
    expect(unwrap(await ann.ask.listOwnDevices({ groupId: second }))).toHaveLength(1);
  });

  it('[PA14] removes the other one also from the new computer, and by its row in one group; never itself', async () => {
    const { ann, desk, groupId } = await together();
    const [first, second] = unwrap(await desk.ask.listOwnDevices({ groupId }));
    expect([first?.isThis, second?.isThis]).toEqual([false, true]);
    expect(tagOf(await desk.ask.removeOwnDevice({ groupId, deviceId: second?.deviceId ?? ('' as never) }))).toBe(
      'NotAllowed',
    );
    expect((await onlyComputer(desk)).groups).toMatchObject([{ groupId, state: 'in' }]);
    const deviceId = first?.deviceId ?? ('' as never);
    unwrap(await desk.ask.removeOwnDevice({ groupId, deviceId }));
    world.settle(15_000);
    expect(tagOf(await desk.ask.removeOwnDevice({ groupId, deviceId }))).toBe('ComputerGone');
    expect(unwrap(await ann.ask.listPastGroups({}))).toMatchObject([{ how: 'computer' }]);
    await share(desk, groupId, 'The desk goes on.');
    world.settle(5_000);
    expect(unwrap(await ann.ask.listGroups({}))).toEqual([]);
    expect(tagOf(await ann.ask.listOwnDevices({ groupId }))).toBe('GroupUnknown');
    // The person is still a facilitator, with the computer that is left.
    expect(unwrap(await desk.ask.viewGroup({ groupId })).me.role).toBe('facilitator');
  });

  it('[PA14] a listener’s too: the new key is made by the next who may', async () => {
    const { ann, ben, groupId } = await together();
    const benDesk = await world.person('BenDesk');
    await pairByFile(world, ben, benDesk);
    const memberId = await memberIdOf(ann, groupId, 'Ben');
    unwrap(await ann.ask.changeRole({ groupId, memberId, role: 'listener' }));
    world.settle(15_000);
    cutOff(benDesk);
    const { computerId } = await onlyComputer(ben);
    expect(unwrap(await ben.ask.removeComputer({ computerId }))).toEqual({ notFrom: [] });
    world.settle(60_000);
    await share(ann, groupId, 'Sealed to those who are left.');
    world.settle(5_000);
    await comeBack(benDesk);
    world.settle(120_000);
    expect(await textsSeenBy(ben, groupId)).toEqual(['Sealed to those who are left.']);
    expect(unwrap(await benDesk.ask.listPastGroups({}))).toMatchObject([{ how: 'computer' }]);
  });

  it('[PA7, EG27] found again, it can be paired again, and what was written on it is the same person’s', async () => {
    const { ann, desk, groupId } = await together();
    await share(desk, groupId, 'Before it was lost.');
    world.settle(5_000);
    unwrap(await ann.ask.removeComputer({ computerId: (await onlyComputer(ann)).computerId }));
    world.settle(60_000);
    expect(unwrap(await desk.ask.listPastGroups({}))).toHaveLength(1);
    await pairByFile(world, ann, desk);
    world.settle(60_000);
    expect(unwrap(await desk.ask.listPastGroups({}))).toEqual([]);
    await share(desk, groupId, 'Here again.');
    world.settle(5_000);
    for (const person of [ann, desk]) {
      expect(await textsSeenBy(person, groupId)).toEqual(['Here again.', 'Before it was lost.']);
      expect((await posts(person, groupId)).every(({ isMine }) => isMine)).toBe(true);
    }
  });

  it('[PA6, GR15] with three computers in a group a fourth is told so, and comes into the others', async () => {
    const { ann, desk, groupId } = await together();
    const [third, fourth] = [await world.person('Third'), await world.person('Fourth')];
    await pairByFile(world, desk, third);
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(3);
    // Nothing left to offer.
    unwrap(await fourth.ask.startPairing({ way: 'file' }));
    const ask = unwrap(await fourth.ask.savePairFile({})).bytes;
    expect(tagOf(await ann.ask.takePairFile({ file: ask, side: 'old' }))).toBe('PairingNoGroups');
    const second = await found(ann, 'Thursdays');
    await pairByFile(world, ann, fourth);
    expect(unwrap(await ann.ask.viewPairing({}))).toMatchObject({
      groups: [
        { groupId: second, state: 'in' },
        { groupId, name: 'Tuesdays', state: 'full' },
      ],
    });
    expect(unwrap(await fourth.ask.listGroups({})).map((row) => row.groupId)).toEqual([second]);
  });

  it('[PA6, GR15] full by the time the words are compared: said for that group, and the new one waits for nothing of it', async () => {
    const { ann, desk, groupId } = await together();
    const [third, fourth] = [await world.person('Third'), await world.person('Fourth')];
    await carryPairFiles(ann, fourth);
    await pairByFile(world, desk, third);
    expect(unwrap(await ann.ask.comparePairWords({ same: true }))).toMatchObject({
      groups: [{ groupId, name: 'Tuesdays', state: 'full' }],
    });
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(3);
  });
});
