import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../../shared/crypto/crypto.ts';
import type { GroupId } from '../../../../shared/brand.ts';
import { createMemoryKeeper, type MemoryKeeper } from '../../../../shared/testing/memory-keeper.ts';
import { createSeededRandom } from '../../../../shared/testing/seeded-random.ts';
import { createWorld, type Person, SERVER, unwrap, type World } from '../../testing/engine-world.ts';
import { pairOf } from '../../testing/fake-air.ts';
import {
  admit,
  cards,
  comeBack,
  found,
  memberIdOf,
  posts,
  share,
  spreadOf,
  tagOf,
  wordsOf,
} from '../../testing/stories.ts';
import { LOOK_MS, OTHERS_MS } from './keeper-link.ts';
import { GRACE_MS } from './group-mail.ts';

beforeAll(() => cryptoReady);
const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.end();
});

const DAY_MS = 86_400_000;

interface Scene {
  readonly world: World;
  readonly keeper: MemoryKeeper;
  readonly people: readonly Person[];
  readonly groupId: GroupId;
}

/** People in one group who met once; from here on no two of them can reach each other. */
async function scene(
  names: readonly [string, string, ...string[]],
  options: { readonly allow?: boolean } = {},
): Promise<Scene> {
  const world = createWorld();
  worlds.push(world);
  const keeper = createMemoryKeeper({ now: world.time.clock.now, random: createSeededRandom(77) });
  world.net.mail.keepers.set(SERVER, keeper);
  const people: Person[] = [];
  for (const name of names) people.push(await world.person(name));
  const [host, ...others] = people;
  if (!host) throw new Error('somebody');
  const groupId = await found(host);
  for (const other of others) await admit(world, host, groupId, other);
  world.settle(5_000);
  for (const a of names) for (const b of names) if (a < b) world.net.apart.add(pairOf(a, b));
  for (const { name } of people) world.net.restart(name);
  world.settle(1_000);
  if (options.allow !== false) {
    world.net.apart.clear();
    unwrap(await host.ask.allowKeeper({ groupId, allowed: true }));
    world.settle(10_000);
    for (const a of names) for (const b of names) if (a < b) world.net.apart.add(pairOf(a, b));
    for (const { name } of people) world.net.restart(name);
    world.settle(1_000);
  }
  return { world, keeper, people, groupId };
}
const person = ({ people }: Scene, name: string): Person => {
  const found = people.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};
const keeperOf = async (who: Person, groupId: GroupId) => {
  const { keeper } = unwrap(await who.ask.viewGroup({ groupId })).reach;
  if (!keeper) throw new Error('a keeper view');
  return keeper;
};
const texts = async (who: Person, groupId: GroupId) => (await posts(who, groupId)).map(wordsOf);

describe('two who are never online together', () => {
  it('[ML13] [ML19] read each other through a keeper, and are told so', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, groupId } = one;
    const [ann, ben] = [person(one, 'Ann'), person(one, 'Ben')];
    ben.close();
    const shared = await share(ann, groupId, 'Is anybody there?');
    expect(await spreadOf(ann, groupId, shared.recordId)).toMatchObject({ state: 'here' });
    world.settle(3_000);
    const spread = await spreadOf(ann, groupId, shared.recordId);
    expect(spread).toMatchObject({ state: 'with-keeper' });
    ann.close();
    world.settle(DAY_MS);
    await comeBack(ben);
    world.settle(5_000);
    expect(await texts(ben, groupId)).toEqual(['Is anybody there?']);
    world.settle(OTHERS_MS.to);
    ben.close();
    await comeBack(ann);
    world.settle(5_000);
    expect(await spreadOf(ann, groupId, shared.recordId)).toEqual({ state: 'with-one', name: 'Ben' });
  });

  it('[ML13] hear of news within moments while both are there and no connection comes about', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, groupId } = one;
    world.settle(LOOK_MS);
    await share(person(one, 'Ann'), groupId, 'Through the wall.');
    world.settle(4_000);
    expect(await texts(person(one, 'Ben'), groupId)).toEqual(['Through the wall.']);
  });

  it('[ML14] a removal is learnt there, and the one removed reads nothing that came after', async () => {
    const one = await scene(['Ann', 'Ben', 'Cleo']);
    const { world, groupId } = one;
    const [ann, ben, cleo] = [person(one, 'Ann'), person(one, 'Ben'), person(one, 'Cleo')];
    cleo.close();
    ben.close();
    unwrap(await ann.ask.removeMember({ groupId, memberId: await memberIdOf(ann, groupId, 'Cleo'), reason: 'asked' }));
    await share(ann, groupId, 'Only us two.');
    world.settle(10_000);
    ann.close();
    await comeBack(cleo);
    world.settle(2 * LOOK_MS);
    expect(unwrap(await cleo.ask.listPastGroups({})).map(({ how }) => how)).toEqual(['removed']);
    const file = unwrap(await cleo.ask.exportOwnWords({ groupId }));
    expect(Buffer.from(file.bytes).toString()).not.toContain('Only us two');
    cleo.close();
    await comeBack(ben);
    world.settle(5_000);
    expect(await texts(ben, groupId)).toEqual(['Only us two.']);
  });
});

describe('whoever leaves', () => {
  it('[ML14] tells it by the keeper when nobody is there', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, groupId } = one;
    const [ann, ben] = [person(one, 'Ann'), person(one, 'Ben')];
    ann.close();
    unwrap(await ben.ask.leaveGroup({ groupId }));
    world.settle(10_000);
    ben.close();
    await comeBack(ann);
    world.settle(10_000);
    expect((await cards(ann, groupId)).map(({ kind }) => kind)).toContain('left');
  });
});

describe('consent', () => {
  it('[ML17] nothing goes to a keeper that the group has not agreed to, and nothing more when it ends', async () => {
    const one = await scene(['Ann', 'Ben'], { allow: false });
    const { world, keeper, groupId } = one;
    const [ann, ben] = [person(one, 'Ann'), person(one, 'Ben')];
    await share(ann, groupId, 'Ours.');
    world.settle(2 * LOOK_MS);
    expect(keeper.counts).toMatchObject({ put: 0, get: 0 });
    expect(await keeperOf(ann, groupId)).toMatchObject({ allowed: false, mayAllow: true, places: [{ state: 'off' }] });
    expect(tagOf(await ben.ask.allowKeeper({ groupId, allowed: true }))).toBe('NotAllowed');
    unwrap(await ann.ask.allowKeeper({ groupId, allowed: true }));
    world.settle(5_000);
    expect(keeper.counts.put).toBeGreaterThan(0);
    expect((await cards(ann, groupId)).map(({ kind }) => kind)).toContain('keeper-allowed');
    unwrap(await ann.ask.allowKeeper({ groupId, allowed: false }));
    const { put, get } = keeper.counts;
    await share(ann, groupId, 'Ours again.');
    world.settle(2 * LOOK_MS);
    expect(keeper.counts).toMatchObject({ put, get });
    expect(world.net.mail.watches.size).toBe(0);
    expect((await cards(ann, groupId)).map(({ kind }) => kind)).toContain('keeper-ended');
  });

  it('[ML17] a computer may keep away by itself, also after a restart', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, keeper, groupId } = one;
    const ann = person(one, 'Ann');
    person(one, 'Ben').close();
    unwrap(await ann.ask.goToKeepers({ groupId, here: false }));
    await comeBack(ann);
    const { put, get } = keeper.counts;
    await share(ann, groupId, 'At home.');
    world.settle(2 * LOOK_MS);
    expect(keeper.counts).toMatchObject({ put, get });
    expect(await keeperOf(ann, groupId)).toMatchObject({ here: false, places: [{ state: 'off' }] });
    unwrap(await ann.ask.goToKeepers({ groupId, here: true }));
    world.settle(5_000);
    expect(keeper.counts.put).toBeGreaterThan(put);
  });
});

describe('the truth about a keeper', () => {
  it('[ML22] a meeting place without mailboxes, a keeper that is silent, full, or refuses is told, with when it is asked again', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, keeper, groupId } = one;
    const ann = person(one, 'Ann');
    const state = async () => (await keeperOf(ann, groupId)).places[0]?.state;
    expect(await state()).toBe('answering');
    for (const answer of ['full', 'refused'] as const) {
      keeper.misbehave = (request, honest) => (request.type === 'put' ? { type: 'kept', state: answer } : honest());
      await share(ann, groupId, `While ${answer}.`);
      world.settle(4_000);
      expect(await state()).toBe(answer === 'full' ? 'full' : 'refuses');
      expect((await keeperOf(ann, groupId)).places[0]?.waiting).toBeGreaterThan(0);
    }
    keeper.isUp = false;
    unwrap(await ann.ask.lookAtKeeper({ groupId }));
    world.settle(1_000);
    const [silent] = (await keeperOf(ann, groupId)).places;
    expect(silent?.state).toBe('silent');
    expect(silent?.nextAt).toBeGreaterThan(world.time.clock.now());
    world.net.mail.keepers.delete(SERVER);
    unwrap(await ann.ask.lookAtKeeper({ groupId }));
    world.settle(1_000);
    expect(await state()).toBe('no-mailboxes');
    keeper.misbehave = null;
    keeper.isUp = true;
    world.net.mail.keepers.set(SERVER, keeper);
    world.settle(2 * LOOK_MS);
    expect(await keeperOf(ann, groupId)).toMatchObject({ places: [{ state: 'answering', waiting: 0 }] });
  });

  it('[ML23] what somebody said that they wrote and nobody gives is noticed after an hour', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, keeper, groupId } = one;
    const [ann, ben] = [person(one, 'Ann'), person(one, 'Ben')];
    ben.close();
    await share(ann, groupId, 'Held back.');
    world.settle(3_000);
    const withheld = [...keeper.boxes].map(([name, parcels]) => [name, [...parcels]] as const);
    const before = new Map(withheld.map(([name, parcels]) => [name, parcels.length]));
    // The second word comes through, the first does not.
    await share(ann, groupId, 'And more.');
    world.settle(3_000);
    const suffix = [...keeper.boxes].map(([name, parcels]) => [name, parcels.slice(before.get(name) ?? 0)] as const);
    for (const [name, parcels] of suffix) keeper.boxes.set(name, parcels);
    ann.close();
    await comeBack(ben);
    world.settle(10_000);
    expect((await keeperOf(ben, groupId)).withheld).toBe(0);
    world.settle(GRACE_MS);
    expect((await keeperOf(ben, groupId)).withheld).toBeGreaterThan(0);
    for (const [name, parcels] of withheld) keeper.boxes.set(name, [...parcels, ...(keeper.boxes.get(name) ?? [])]);
  });

  it('[ML18] a ticket goes along with every put, is refused when it is none, and is never shown', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, keeper, groupId } = one;
    const ann = person(one, 'Ann');
    const tickets: string[] = [];
    keeper.misbehave = (request, honest) => {
      if (request.type === 'put') tickets.push(Buffer.from(request.ticket).toString('hex'));
      return honest();
    };
    const ticket = 'ab'.repeat(32);
    const set = (text: string, server = SERVER) => ann.ask.setKeeperTicket({ groupId, server, ticket: text });
    for (const text of ['ab', `${ticket}0`, 'x'.repeat(64)]) expect(tagOf(await set(text))).toBe('KeeperTicketWrong');
    expect(tagOf(await set(ticket, 'ws://elsewhere.example'))).toBe('ServerAddressInvalid');
    unwrap(await set(` ${ticket.toUpperCase()}\n`));
    await share(ann, groupId, 'Paid for.');
    world.settle(4_000);
    expect(tickets).toContain(ticket);
    const view = await keeperOf(ann, groupId);
    expect(view.places[0]?.hasTicket).toBe(true);
    expect(JSON.stringify(view)).not.toContain(ticket);
    unwrap(await set(''));
    expect((await keeperOf(ann, groupId)).places[0]?.hasTicket).toBe(false);
  });

  it('[ML20] a net that ends in the middle, or a lock, loses nothing, and leaves no timer and no watch behind', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, groupId } = one;
    const [ann, ben] = [person(one, 'Ann'), person(one, 'Ben')];
    ben.close();
    await share(ann, groupId, 'Whatever happens.');
    for (let i = 0; i < 6; i += 1) {
      world.net.step();
      world.net.restart('Ann');
    }
    world.settle(10_000);
    ann.close();
    expect([...world.net.mail.watches.keys()]).toEqual([]);
    await comeBack(ben);
    world.settle(5_000);
    expect(await texts(ben, groupId)).toEqual(['Whatever happens.']);
  });

  it('[ML20] a disk that fails while a parcel is taken in is told, and the parcel is read again', async () => {
    const one = await scene(['Ann', 'Ben']);
    const { world, groupId } = one;
    const [ann, ben] = [person(one, 'Ann'), person(one, 'Ben')];
    world.settle(LOOK_MS);
    ben.failWrites('DiskFull');
    await share(ann, groupId, 'Room for this?');
    world.settle(5_000);
    expect(await texts(ben, groupId)).toEqual([]);
    expect(ben.heard().some(({ event }) => event === 'writeFailed')).toBe(true);
    ben.failWrites(null);
    world.settle(LOOK_MS);
    expect(await texts(ben, groupId)).toEqual(['Room for this?']);
  });
});
