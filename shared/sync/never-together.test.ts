import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { createCast } from '../testing/cast.ts';
import { createPathWorld } from '../testing/path-world.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { createSimGroup } from '../testing/sim-group.ts';
import { createSimWorld } from '../testing/sim-world.ts';

beforeAll(() => cryptoReady);

const MINUTE = 60_000;

describe('members who are never online together', () => {
  it('[SY31] thirty in a row, each meeting the next once and then once more on the way back, all hold everything', () => {
    const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
    const group = createSimGroup(71, ...names);
    for (const name of names) for (let i = 0; i < 3; i += 1) group.write(name);
    const row = names.slice(1).map((name, i) => [names[i] ?? '', name] as const);
    const meet = ([a, b]: readonly [string, string]) => {
      group.meet(a, b);
      group.network.cut(a, b);
    };
    row.forEach(meet);
    const all = 29 + 30 * 3;
    expect(group.person('p29').source.ids().size).toBe(all);
    expect(group.person('p0').source.ids().size).toBe(29 + 2 * 3);
    row.toReversed().forEach(meet);
    expect(names.map((name) => group.person(name).source.ids().size)).toEqual(names.map(() => all));
    expect(names.map((name) => group.person(name).source.duplicates())).toEqual(names.map(() => 0));
  });

  it('[WY1] real replicas: thirty in a row hold everything after 29 meetings along it and 28 back, and fewer meetings of two could not do it', {
    timeout: 240_000,
  }, () => {
    const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
    const world = createSimWorld(createCast(names, 74), createSeededRandom(74));
    const { people } = world;
    for (const who of people) expect(world.act(who, (player) => player.post(`${who.cast.name} is here.`))).toBe(true);
    const posts = (): readonly number[] => people.map((who) => who.life?.store.posts(null, 100).length ?? 0);
    let meetings = 0;
    const meet = (i: number): void => {
      const [a, b] = [people[i], people[i + 1]];
      if (!a || !b) throw new Error('a row of thirty');
      world.network.link(a.node, b.node);
      world.settle();
      world.network.cut(a.cast.name, b.cast.name);
      meetings += 1;
    };
    for (let i = 0; i < 29; i += 1) meet(i);
    expect(meetings).toBe(29);
    // Everybody but the last two has what those before them had, and one more.
    expect(posts()).toEqual(people.map((_, i) => Math.min(30, i + 2)));
    for (let i = 27; i >= 0; i -= 1) meet(i);
    expect(meetings).toBe(57);
    expect(posts()).toEqual(people.map(() => 30));
    const shown = people[0]?.life?.player.state();
    for (const who of people) expect(who.life?.player.state()).toEqual(shown);
  });

  it('[WY1] [ML10] real replicas: thirty who come one after the other to a keeper that is up one hour a day hold everything on the second day, and no words were put in twice', {
    timeout: 240_000,
  }, () => {
    const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
    const paths = createPathWorld(createCast(names, 75), createSeededRandom(75));
    const { world, keeper } = paths;
    const { people } = world;
    for (const who of people) world.act(who, (player) => player.post(`${who.cast.name} is here.`));
    const posts = (): readonly number[] => people.map((who) => who.life?.store.posts(null, 100).length ?? 0);
    /** Everybody is online for some minutes three times a day, nobody with anybody else; once it is the keeper's hour. */
    const day = (): readonly string[] => {
      const outcomes: string[] = [];
      for (const isUp of [false, true, false]) {
        keeper.isUp = isUp;
        for (const who of people) {
          world.pass(2 * MINUTE);
          outcomes.push(paths.visit(who));
        }
        world.pass(7 * 60 * MINUTE);
      }
      return outcomes;
    };
    const outcomes = day();
    expect(outcomes.filter((one) => one === 'done')).toHaveLength(30);
    expect(outcomes.filter((one) => one === 'away')).toHaveLength(60);
    // Each had read what those put in who came before.
    expect(posts().every((count, i) => count >= i + 1)).toBe(true);
    expect(posts().at(-1)).toBe(30);
    day();
    expect(posts()).toEqual(people.map(() => 30));
    const shown = people[0]?.life?.player.state();
    for (const who of people) expect(who.life?.player.state()).toEqual(shown);
    const { fresh, again, log } = paths.tally.of.keeper;
    process.stdout.write(`thirty and a keeper: ${JSON.stringify({ fresh, again, log, ...keeper.counts })}\n`);
    expect(fresh.entries).toBeGreaterThanOrEqual(30 * 29);
    expect(again.entries).toBe(0);
  });

  it('[SY31] real replicas: what Alice wrote reaches Cleo through Bob, and the answer goes back the same way', () => {
    const world = createSimWorld(createCast(['alice', 'bob', 'cleo'], 3), createSeededRandom(72));
    const [alice, bob, cleo] = world.people;
    if (!alice || !bob || !cleo) throw new Error('a cast of three');
    const meet = (a: typeof alice, b: typeof alice) => {
      world.network.link(a.node, b.node);
      world.settle();
      world.network.cut(a.cast.name, b.cast.name);
    };
    world.act(alice, (player) => player.post('Is anybody awake?'));
    meet(alice, bob);
    world.crash(alice);
    meet(bob, cleo);
    expect(world.act(cleo, (player) => player.comment('I am.'))).toBe(true);
    meet(cleo, bob);
    world.crash(cleo);
    world.restart(alice);
    meet(bob, alice);
    const shown = alice.life?.player.state() ?? [];
    expect(shown.some((line) => line.includes('I am.'))).toBe(true);
    expect(bob.life?.player.state()).toEqual(shown);
  });

  it('[SY8] real replicas: somebody admitted while Bob was away brings Bob the log that says so', () => {
    const cast = createCast(['alice', 'bob', 'cleo'], 3);
    const [, bobCast, cleoCast] = cast.members;
    if (!bobCast || !cleoCast) throw new Error('a cast of three');
    // Bob knows the log as far as himself; Cleo came after.
    const early = { ...cast, members: cast.members.map((member) => ({ ...member, full: member.early })) };
    const world = createSimWorld(early, createSeededRandom(73));
    const [, bob, cleo] = world.people;
    if (!bob || !cleo) throw new Error('a cast of three');
    expect(bob.life?.replica.signingKeyOf(cleoCast.identity.deviceId)).toBeNull();
    world.act(cleo, (player) => player.post('Hello, I am new.'));
    world.network.link(bob.node, cleo.node);
    world.settle();
    expect(bob.life?.replica.isActive(cleoCast.identity.deviceId)).toBe(true);
    expect(bob.life?.player.state().some((line) => line.includes('I am new.'))).toBe(true);
  });
});
