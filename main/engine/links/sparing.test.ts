import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import type { GroupId } from '../../../shared/brand.ts';
import { createMemoryKeeper } from '../../../shared/testing/memory-keeper.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { createWorld, type Person, SERVER, unwrap, type World } from '../testing/engine-world.ts';
import { admit, comeBack, found, posts, share, spreadOf, wordsOf } from '../testing/stories.ts';
import { LONGEST_MS, QUIET_MS, VISIT_EVERY_MS, WAIT_MS } from './paid-visits.ts';

const MINUTE = 60_000;
let world: World;
let ann: Person;
let ben: Person;
let groupId: GroupId;
beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = createWorld();
  [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  for (const who of [ann, ben]) who.isOn('home');
  world.settle(5_000);
});
afterEach(() => world.end());

const reach = async (who: Person) => unwrap(await who.ask.viewGroup({ groupId })).reach;
const texts = async (who: Person) => (await posts(who, groupId)).map(wordsOf).sort();
const places = (who: Person) => world.net.rooms(who.name).flatMap(({ servers }) => servers);
const atHalfHour = (ms: number) => world.settle(VISIT_EVERY_MS - (world.time.clock.now() % VISIT_EVERY_MS) + ms);

/** Ann goes on a network and says that it is paid. */
async function onPaidLine(who = ann, network = 'hotspot'): Promise<void> {
  who.isOn(network);
  unwrap(await who.ask.payByMegabyte({ id: `${network} of ${who.name}`, isPaid: true }));
}

describe('a line that is paid by the megabyte', () => {
  it('[MT6] is connected over until all has passed, and then nobody is asked and nobody answers until the half hour', async () => {
    expect((await reach(ann)).connectedNames).toEqual(['Ben']);
    expect((await reach(ann)).sparing).toBeNull();
    await onPaidLine();
    expect((await reach(ann)).sparing).toMatchObject({ isVisiting: true, nextAt: null });
    world.settle(LONGEST_MS);
    expect([world.net.channels('Ann'), places(ann)]).toEqual([[], []]);
    const { sparing, servers, connectedNames } = await reach(ann);
    expect(sparing).toMatchObject({ isVisiting: false, isByKeeper: false, openedUntil: null });
    expect((sparing?.nextAt ?? 0) % VISIT_EVERY_MS).toBe(0);
    expect(servers).toMatchObject([{ address: SERVER, state: 'spared' }]);
    expect(connectedNames).toEqual([]);
    // What Ben writes waits for the next half hour.
    await share(ben, groupId, 'From Ben.');
    world.settle(MINUTE);
    expect(await texts(ann)).toEqual([]);
    atHalfHour(10_000);
    expect(await texts(ann)).toEqual(['From Ben.']);
    world.settle(LONGEST_MS);
    expect([world.net.channels('Ann'), places(ann)]).toEqual([[], []]);
    expect((await reach(ann)).lastExchangeAt).not.toBeNull();
  });

  it('[MT6] carries own words at once, and says truly who has them', async () => {
    await onPaidLine();
    world.settle(LONGEST_MS);
    const { recordId } = await share(ann, groupId, 'From Ann.');
    expect(await spreadOf(ann, groupId, recordId)).toMatchObject({ state: 'here' });
    world.settle(10_000);
    expect(await texts(ben)).toEqual(['From Ann.']);
    expect(await spreadOf(ann, groupId, recordId)).toMatchObject({ state: 'with-one', name: 'Ben' });
    world.settle(2 * QUIET_MS);
    expect(world.net.channels('Ann')).toEqual([]);
  });

  it('[MT6] two who spare their lines, with clocks a minute apart, meet at the half hours', async () => {
    await onPaidLine(ann);
    await onPaidLine(ben);
    ben.skewClock(MINUTE);
    world.settle(LONGEST_MS);
    expect(world.net.channels('Ann')).toEqual([]);
    await share(ann, groupId, 'From Ann.');
    world.settle(LONGEST_MS);
    expect(await texts(ben)).toEqual([]);
    atHalfHour(WAIT_MS);
    expect(await texts(ben)).toEqual(['From Ann.']);
  });

  it('[MT5] is kept for that network alone, through a restart, and ends on another one', async () => {
    expect(unwrap(await ann.ask.payByMegabyte({ id: 'home of Ann', isPaid: false }))).toBeNull();
    await onPaidLine();
    world.settle(LONGEST_MS);
    await comeBack(ann);
    world.settle(0);
    expect(unwrap(await ann.ask.listPaidNetworks({}))).toMatchObject([{ device: 'hotspot', isPaid: true }]);
    expect((await reach(ann)).sparing).not.toBeNull();
    expect(places(ann)).toEqual([]);
    // Between two networks nothing changes.
    ann.isOn();
    expect((await reach(ann)).sparing).not.toBeNull();
    ann.isOn('home');
    expect((await reach(ann)).sparing).toBeNull();
    world.settle(5_000);
    expect((await reach(ann)).connectedNames).toEqual(['Ben']);
    ann.isOn('hotspot');
    expect((await reach(ann)).sparing).not.toBeNull();
    expect(await ann.ask.payByMegabyte({ id: 'home of Ann', isPaid: true })).toMatchObject({
      error: { tag: 'NetworkGone' },
    });
    unwrap(await ann.ask.payByMegabyte({ id: 'hotspot of Ann', isPaid: false }));
    world.settle(5_000);
    expect((await reach(ann)).connectedNames).toEqual(['Ben']);
  });

  it('[MT4] [MT7] what others wrote is not passed on, is told as waiting, and goes when the person lets all pass', async () => {
    const cleo = await world.person('Cleo');
    await admit(world, ann, groupId, cleo);
    world.net.apart.add('Ben+Cleo');
    cleo.close();
    world.settle(MINUTE);
    await share(ben, groupId, 'From Ben.');
    world.settle(5_000);
    await onPaidLine();
    world.settle(LONGEST_MS);
    cleo.restart();
    unwrap(await cleo.ask.unlock({ passphrase: 'seven quiet herons by the water' }));
    atHalfHour(LONGEST_MS);
    expect((await reach(ann)).sparing).toMatchObject({ others: 1, older: 0 });
    expect(await texts(cleo)).toEqual([]);
    unwrap(await ann.ask.openPaidLine({ groupId }));
    expect((await reach(ann)).sparing).toMatchObject({ isVisiting: true, others: 0 });
    world.settle(20_000);
    expect(await texts(cleo)).toEqual(['From Ben.']);
    world.settle(LONGEST_MS);
    expect((await reach(ann)).sparing).toMatchObject({ isVisiting: false, others: 0, openedUntil: null });
    expect(world.net.channels('Ann')).toEqual([]);
  });

  it('[MT6] with a keeper that answers nobody is connected to, nothing is listened at, and words go both ways', async () => {
    const keeper = createMemoryKeeper({ now: world.time.clock.now, random: createSeededRandom(80) });
    world.net.mail.keepers.set(SERVER, keeper);
    unwrap(await ann.ask.allowKeeper({ groupId, allowed: true }));
    world.settle(MINUTE);
    await onPaidLine();
    world.settle(LONGEST_MS);
    expect([...world.net.mail.watches.keys()].filter((key) => key.startsWith('Ann/'))).toEqual([]);
    const opened = world.net.opened.length;
    await share(ben, groupId, 'From Ben.');
    await share(ann, groupId, 'From Ann.');
    world.settle(MINUTE);
    expect(await texts(ben)).toEqual(['From Ann.', 'From Ben.']);
    // Whoever puts in has read before.
    expect(await texts(ann)).toEqual(['From Ann.', 'From Ben.']);
    await share(ben, groupId, 'Later.');
    atHalfHour(10 * MINUTE);
    expect(await texts(ann)).toContain('Later.');
    const rooms = world.net.opened.slice(opened).filter(({ servers }) => servers.length > 0);
    expect([rooms, world.net.channels('Ann')]).toEqual([[], []]);
    expect((await reach(ann)).sparing).toMatchObject({ isByKeeper: true, isVisiting: false });
    // It falls silent: the next half hour they meet by themselves.
    world.net.mail.keepers.delete(SERVER);
    world.settle(2 * VISIT_EVERY_MS);
    atHalfHour(10_000);
    expect((await reach(ann)).connectedNames).toEqual(['Ben']);
  });

  it('[MT1] other networks are told to net, which asks its servers', () => {
    const told = () =>
      world.net.told.filter(({ message }) => (message as { event: string }).event === 'networksChanged');
    const before = told().length;
    ann.isOn('hotspot');
    expect(
      told()
        .slice(before)
        .map(({ name }) => name),
    ).toEqual(['Ann']);
  });

  it('[MT6] whoever asks to join spares nothing', async () => {
    const dora = await world.person('Dora');
    await onPaidLine(dora);
    await admit(world, ann, groupId, dora);
    expect(unwrap(await dora.ask.listGroups({})).length).toBe(1);
  });

  it('[MT6] leaves no timer behind', async () => {
    await onPaidLine();
    world.settle(LONGEST_MS);
    ben.close();
    world.settle(60 * MINUTE);
    const before = world.time.waiting();
    await onPaidLine(ann, 'other');
    world.settle(60 * MINUTE);
    ann.isOn('home');
    world.settle(60 * MINUTE);
    await onPaidLine();
    world.settle(60 * MINUTE);
    expect(world.time.waiting()).toBeLessThanOrEqual(before);
    ann.close();
    world.settle(60 * MINUTE);
    const left = world.time.waiting();
    await comeBack(ann);
    world.settle(10_000);
    ann.close();
    world.settle(60 * MINUTE);
    expect(world.time.waiting()).toBe(left);
  });
});
