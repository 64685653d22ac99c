import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../../shared/brand.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { BEACON_BYTES } from '../../../shared/ipc/lan-links.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { createWorld, type Person, SERVER, unwrap, type World } from '../testing/engine-world.ts';
import { admit, askToJoin, comeBack, found, OPEN_INVITE, posts, share } from '../testing/stories.ts';

const MINUTE = 60_000;
const at = (last: number, port = 40_000 + last) => ({ address: `192.168.1.${last}`, port });
const serverAt = (last: number): string => `ws://192.168.1.${last}:${40_000 + last}`;

let world: World;
let ann: Person;
let ben: Person;
let groupId: GroupId;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = createWorld();
  ann = await world.person('Ann');
  ben = await world.person('Ben');
  groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  // From here on there is no meeting place but what a network has.
  for (const person of [ann, ben]) unwrap(await person.ask.setServers({ groupId, servers: [] }));
  world.settle(11 * MINUTE);
});
afterEach(() => world.end());

const serversOf = (person: Person): readonly string[] => [
  ...new Set(world.net.rooms(person.name).flatMap((room) => room.servers)),
];
/** Those of rooms in which all members are. */
const groupServersOf = (person: Person): readonly string[] =>
  [...new Set(world.net.rooms(person.name).flatMap((room) => (room.boardKey ? room.servers : [])))].sort();
const namesWith = async (person: Person) => unwrap(await person.ask.viewGroup({ groupId })).reach.connectedNames;
const onNetwork = async (person: Person) => unwrap(await person.ask.viewGroup({ groupId })).reach.onNetwork;

describe('two members on one network', () => {
  it('[LN6] meet without any meeting place of the group, and read each other', async () => {
    expect(await namesWith(ann)).toEqual([]);
    world.lan.look('Ann', at(10));
    world.lan.look('Ben', at(20));
    world.settle(2_000);
    expect([await namesWith(ann), await namesWith(ben)]).toEqual([['Ben'], ['Ann']]);
    await share(ann, groupId, 'We have no internet here.');
    world.settle(1_000);
    expect(await posts(ben, groupId)).toHaveLength(1);
  });

  it('[LN6] use what they find for this group only, keep nothing of it, and never call it the group’s own', async () => {
    const other = await found(ben, 'Others');
    unwrap(await ben.ask.setServers({ groupId: other, servers: [] }));
    world.lan.look('Ann', at(10));
    world.lan.look('Ben', at(20));
    world.settle(2_000);
    const rooms = world.net.rooms('Ben').map((room) => [...room.servers].sort());
    expect(rooms).toContainEqual([serverAt(10), serverAt(20)]);
    // Nobody here has anything to do with Ben's other group.
    expect(rooms).toContainEqual([serverAt(20)]);
    const { reach } = unwrap(await ben.ask.viewGroup({ groupId }));
    expect(reach.servers).toEqual([]);
    expect(reach.onNetwork).toEqual({ places: 1, lastHeardAt: expect.any(Number) });
    await comeBack(ben);
    world.settle(1_000);
    expect([serversOf(ben), await onNetwork(ben)]).toEqual([[], null]);
  });

  it('[LN6] go on for four minutes after a place was heard last, and then without it', async () => {
    world.lan.look('Ann', at(10));
    world.lan.look('Ben', at(20));
    world.settle(2_000);
    world.lan.look('Ben', null);
    world.settle(3 * MINUTE);
    expect(serversOf(ann)).toContain(serverAt(20));
    world.settle(3 * MINUTE);
    expect(serversOf(ann)).toEqual([serverAt(10)]);
    expect(await onNetwork(ann)).toMatchObject({ places: 0, lastHeardAt: expect.any(Number) });
    expect([serversOf(ben), await onNetwork(ben)]).toEqual([[], null]);
  });

  it('[LN8] stay connected when places come and go', async () => {
    unwrap(await ann.ask.setServers({ groupId, servers: [SERVER] }));
    unwrap(await ben.ask.setServers({ groupId, servers: [SERVER] }));
    world.settle(1_000);
    const channels = world.net.channels('Ann');
    expect(channels.length).toBeGreaterThan(0);
    world.lan.look('Ann', at(10));
    world.lan.look('Ben', at(20));
    world.settle(2_000);
    expect(serversOf(ann)).toEqual(expect.arrayContaining([SERVER, serverAt(10), serverAt(20)]));
    world.lan.look('Ann', null);
    world.lan.look('Ben', null);
    world.settle(5 * MINUTE);
    expect(serversOf(ann)).toEqual([SERVER]);
    expect(world.net.channels('Ann')).toEqual(channels);
  });

  it('[LN13] tell their net at which addresses the others may be, and at none once they are gone', () => {
    world.lan.look('Ann', at(10));
    world.lan.look('Ben', at(20));
    world.settle(2_000);
    expect(world.net.rooms('Ann').map((room) => room.nearby)).toContainEqual(['192.168.1.20']);
    world.lan.look('Ann', null);
    world.settle(1_000);
    expect(world.net.rooms('Ann').flatMap((room) => room.nearby)).toEqual([]);
  });
});

describe('many members on one network', () => {
  it('[LN7] all use the same two places, by address and port', async () => {
    const names = ['Cleo', 'Dora', 'Eli'];
    for (const person of [ann, ben]) unwrap(await person.ask.setServers({ groupId, servers: [SERVER] }));
    const more: Person[] = [];
    for (const name of names) {
      const one = await world.person(name);
      await admit(world, ann, groupId, one);
      more.push(one);
    }
    const all = [ann, ben, ...more];
    for (const one of all) unwrap(await one.ask.setServers({ groupId, servers: [] }));
    // Ten comes before nine when addresses are taken for words.
    const addresses = [100, 9, 10, 200, 30];
    for (const [index, { name }] of all.entries()) world.lan.look(name, at(addresses[index] ?? 0));
    world.settle(3_000);
    for (const one of all) expect(groupServersOf(one), one.name).toEqual([serverAt(10), serverAt(9)].sort());
    expect(await namesWith(ann)).toHaveLength(4);
  });

  it('[LN7] where the first two let nobody in, the third is used by all', async () => {
    for (const person of [ann, ben]) unwrap(await person.ask.setServers({ groupId, servers: [SERVER] }));
    const cleo = await world.person('Cleo');
    await admit(world, ann, groupId, cleo);
    for (const one of [ann, ben, cleo]) unwrap(await one.ask.setServers({ groupId, servers: [] }));
    world.settle(11 * MINUTE);
    for (const [owner, last] of [
      ['Ann', 10],
      ['Ben', 20],
    ] as const) {
      for (const other of ['Ann', 'Ben', 'Cleo']) if (other !== owner) world.net.shut.add(`${other} ${serverAt(last)}`);
    }
    world.lan.look('Ann', at(10));
    world.lan.look('Ben', at(20));
    world.lan.look('Cleo', at(30));
    world.settle(5_000);
    expect([serversOf(ann), serversOf(ben)]).toEqual([
      [serverAt(10), serverAt(30)],
      [serverAt(20), serverAt(30)],
    ]);
    expect((await namesWith(cleo)).length).toBe(2);
    world.settle(10 * MINUTE);
    expect((await namesWith(cleo)).length).toBe(2);
  });
});

describe('beacons', () => {
  const sentBy = (name: string) => world.lan.sent.filter((one) => one.name === name).length;

  it('[LN9] come at once, every quarter of a minute for two minutes, and then once a minute', () => {
    world.lan.look('Ann', at(10));
    world.settle();
    expect(sentBy('Ann')).toBe(1);
    world.settle(2 * MINUTE);
    expect(sentBy('Ann')).toBeGreaterThanOrEqual(8);
    expect(sentBy('Ann')).toBeLessThanOrEqual(11);
    const before = sentBy('Ann');
    world.settle(10 * MINUTE);
    expect(sentBy('Ann') - before).toBeGreaterThanOrEqual(9);
    expect(sentBy('Ann') - before).toBeLessThanOrEqual(12);
    world.lan.look('Ann', null);
    world.settle(10 * MINUTE);
    expect(sentBy('Ann') - before).toBeLessThanOrEqual(12);
  });

  it('[LN9] answer a place that was not known within a second, and one that is known not at all', () => {
    world.lan.look('Ann', at(10));
    world.settle(20 * MINUTE);
    const before = sentBy('Ann');
    world.lan.look('Ben', at(20));
    world.settle(1_100);
    expect(sentBy('Ann')).toBe(before + 1);
    const heard = world.lan.sent.findLast((one) => one.name === 'Ben');
    for (let i = 0; i < 50; i += 1) world.lan.inject('Ann', '192.168.1.20', heard?.beacon ?? new Uint8Array());
    world.settle(1_100);
    expect(sentBy('Ann')).toBe(before + 1);
  });

  it('[LN3] [LN6] that are rubbish, of another day, or sent on from elsewhere find nobody', async () => {
    world.lan.look('Ben', at(20));
    world.settle(1_000);
    const { beacon } = world.lan.sent.at(-1) ?? { beacon: new Uint8Array() };
    world.lan.look('Ben', null);
    world.lan.look('Ann', at(10));
    const chance = createSeededRandom(1);
    for (let i = 0; i < 300; i += 1) world.lan.inject('Ann', '192.168.1.66', chance.bytes(BEACON_BYTES));
    world.lan.inject('Ann', '192.168.1.66', beacon);
    world.settle(1_000);
    expect([serversOf(ann), (await onNetwork(ann))?.places]).toEqual([[serverAt(10)], 0]);
    ann.skewClock(2 * 24 * 60 * MINUTE);
    world.lan.inject('Ann', '192.168.1.20', beacon);
    expect((await onNetwork(ann))?.places).toBe(0);
    ann.skewClock(0);
    world.lan.inject('Ann', '192.168.1.20', beacon);
    expect((await onNetwork(ann))?.places).toBe(1);
  });

  it('[LN5] let somebody who holds an invite find whoever made it', async () => {
    const cleo = await world.person('Cleo');
    world.lan.look('Ann', at(10));
    world.lan.look('Cleo', at(30));
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    await askToJoin(cleo, invite.link);
    world.settle(3_000);
    expect(unwrap(await ann.ask.listRequests({ groupId })).map(({ name }) => name)).toEqual(['Cleo']);
  });

  it('[LN5] are not sent for an epoch that is over, and who calls for it is heard', async () => {
    unwrap(await ann.ask.setServers({ groupId, servers: [SERVER] }));
    ben.close();
    // An epoch begins with who reads nothing of before.
    await admit(world, ann, groupId, await world.person('Cleo'), { history: { reads: 'since-joining' } });
    unwrap(await ann.ask.setServers({ groupId, servers: [] }));
    world.settle(11 * MINUTE);
    world.lan.look('Ann', at(10));
    world.settle(1_000);
    await comeBack(ben);
    world.net.shut.add(`Ann ${serverAt(20)}`);
    world.lan.look('Ben', at(20));
    world.settle(2 * MINUTE);
    // Ann hears Ben's old key, and calls for the new one only, which Ben cannot know.
    expect([(await onNetwork(ann))?.places, (await onNetwork(ben))?.places]).toEqual([1, 0]);
    world.net.shut.clear();
    world.settle(5_000);
    expect(await namesWith(ben)).toEqual(['Ann']);
  });
});
