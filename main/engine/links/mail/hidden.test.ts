import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../../shared/crypto/crypto.ts';
import type { GroupId } from '../../../../shared/brand.ts';
import { createMemoryKeeper, type MemoryKeeper } from '../../../../shared/testing/memory-keeper.ts';
import { createSeededRandom } from '../../../../shared/testing/seeded-random.ts';
import { createWorld, type Person, SERVER, unwrap, type World } from '../../testing/engine-world.ts';
import { admit, found, posts, share, wordsOf } from '../../testing/stories.ts';
import { LOOK_MS } from './keeper-link.ts';

const MINUTE = 60_000;
let world: World;
let keeper: MemoryKeeper;
let ann: Person;
let ben: Person;
let groupId: GroupId;
beforeAll(() => cryptoReady);
/** Ann and Ben met, are in touch, and their group has a keeper. Nothing stands between them but what they choose. */
beforeEach(async () => {
  world = createWorld();
  keeper = createMemoryKeeper({ now: world.time.clock.now, random: createSeededRandom(78) });
  world.net.mail.keepers.set(SERVER, keeper);
  [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  unwrap(await ann.ask.allowKeeper({ groupId, allowed: true }));
  world.settle(5_000);
});
afterEach(() => world.end());

const texts = async (who: Person) => (await posts(who, groupId)).map(wordsOf);
const reach = async (who: Person) => unwrap(await who.ask.viewGroup({ groupId })).reach;
const look = (name: string, last: number) =>
  world.lan.look(name, { address: `192.168.1.${last}`, port: 40_000 + last });

/** Each writes something, and the other reads it. */
async function wordsGoBothWays(): Promise<void> {
  await share(ann, groupId, 'From Ann.');
  world.settle(LOOK_MS);
  await share(ben, groupId, 'From Ben.');
  world.settle(LOOK_MS);
  for (const who of [ann, ben]) expect([...(await texts(who))].sort()).toEqual(['From Ann.', 'From Ben.']);
}

describe('a group whose members’ addresses are hidden', () => {
  it('[RN5] [ML13] reads by the keeper what is written, both ways, while no room connects', async () => {
    expect((await reach(ann)).connectedNames).toEqual(['Ben']);
    const rules = { membersInvite: false, history: { reads: 'everything' } } as const;
    unwrap(await ann.ask.changePolicy({ groupId, ...rules, hideIp: true }));
    world.settle(10_000);
    for (const who of [ann, ben]) expect(await reach(who)).toMatchObject({ hiddenBy: 'group', connectedNames: [] });
    const [since, put] = [world.net.opened.length, keeper.counts.put];
    look('Ann', 10);
    look('Ben', 20);
    await wordsGoBothWays();
    expect(keeper.counts.put).toBeGreaterThan(put);
    expect(world.net.opened.slice(since).filter(({ connects }) => connects)).toEqual([]);
    for (const { name } of [ann, ben]) {
      expect(world.net.channels(name)).toEqual([]);
      for (const room of world.net.rooms(name)) expect(room).toMatchObject({ connects: false, servers: [] });
    }
  });

  it('[RN5] reaches whoever hides alone by the keeper, and on a network nothing is called for it', async () => {
    unwrap(await ann.ask.hideAddress({ groupId, isHidden: true }));
    look('Ann', 10);
    look('Ben', 20);
    await wordsGoBothWays();
    world.settle(10 * MINUTE);
    // Ann calls as everybody does who looks on a network, and for this group nobody is named in it.
    expect(world.lan.sent.filter(({ name }) => name === 'Ann').length).toBeGreaterThan(2);
    expect((await reach(ben)).onNetwork).toEqual({ places: 0, lastHeardAt: null });
    expect(await reach(ann)).toMatchObject({ onNetwork: null, connectedNames: [] });
    expect(world.net.channels('Ben')).toEqual([]);
    unwrap(await ann.ask.hideAddress({ groupId, isHidden: false }));
    world.settle(10 * MINUTE);
    expect((await reach(ben)).onNetwork).toMatchObject({ places: 1 });
    expect((await reach(ben)).connectedNames).toEqual(['Ann']);
  });
});
