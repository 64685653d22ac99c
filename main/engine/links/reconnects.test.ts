import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../../shared/brand.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from '../testing/engine-world.ts';
import { pairOf } from '../testing/fake-air.ts';
import { admit, found, posts, share, wordsOf } from '../testing/stories.ts';

/** Reconnects of every check; the long run has 10,000, and a tenth as many sleeps. */
const RECONNECTS = Number(process.env.HEARTH_RECONNECTS ?? 300);
const SLEEPS = Math.ceil(RECONNECTS / 10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

/** What there is of two people who are in touch and at rest. */
const holdings = () => ({
  timers: world.time.waiting(),
  channels: ['Ann', 'Ben'].map((name) => world.net.channels(name).length),
  rooms: ['Ann', 'Ben'].map((name) => world.net.rooms(name).length),
});

async function together(): Promise<{ ann: Person; ben: Person; groupId: GroupId; alone: ReturnType<typeof holdings> }> {
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  world.settle(DAY);
  const alone = holdings();
  const groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  // The rooms of the invite go, and what was new is said.
  world.settle(8 * DAY);
  return { ann, ben, groupId, alone };
}
/** Rooms of two live epochs (both may make a week's key after a sleep) and of four superseded, each of two days about midnight (SPEC LK1, LK7). */
const MOST_ROOMS = 12;
/** Where there are several rooms all channels but one are closed: the fake network's timers for that, of each of the last ten minutes' reconnects and of both ends. */
const BANS = 3 * 2 * (MOST_ROOMS - 1);
/** What is there changes a little with the hour and the week; a leak would add up. */
function expectNoMore(before: ReturnType<typeof holdings>, when: string): void {
  const now = holdings();
  expect(now.timers, when).toBeLessThanOrEqual(before.timers + BANS);
  expect(now.channels, when).toEqual([1, 1]);
  for (const count of now.rooms) expect(count, when).toBeLessThanOrEqual(MOST_ROOMS);
}
/** What one writes the other reads, and both say that they are in touch. */
async function expectInTouch(ann: Person, ben: Person, groupId: GroupId, words: string): Promise<void> {
  await share(ann, groupId, words);
  world.settle(MINUTE);
  expect((await posts(ben, groupId)).map(wordsOf)).toContain(words);
  for (const [one, other] of [
    [ann, 'Ben'],
    [ben, 'Ann'],
  ] as const)
    expect(unwrap(await one.ask.viewGroup({ groupId })).reach.connectedNames).toEqual([other]);
}
/** Both leave; what is left is what there was before the group. */
async function expectNothingLeft(people: readonly Person[], groupId: GroupId, alone: ReturnType<typeof holdings>) {
  // Ann founded it: she goes last.
  for (const person of people.toReversed()) {
    unwrap(await person.ask.leaveGroup({ groupId }));
    world.settle(20 * MINUTE);
  }
  // The words to who stays have gone out, and what was kept for that.
  world.settle(DAY);
  expect(holdings()).toEqual(alone);
}
/** The heap is looked at in every so many rounds. */
const LOOK_EVERY = 10;
/** Heap from look to look over the second half, bytes; told, and judged by nobody: what is collected when is not ours to say. */
const slopeOf = (heap: readonly number[]): number => {
  const half = Math.floor(heap.length / 2);
  return ((heap.at(-1) ?? 0) - (heap[half] ?? 0)) / Math.max(1, heap.length - 1 - half);
};
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapNow = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

describe('who loses the others again and again', () => {
  it(`[WY6] holds nothing more after ${RECONNECTS} reconnects than after one, is in touch, and leaves nothing when it leaves`, {
    timeout: 3_600_000,
  }, async () => {
    const { ann, ben, groupId, alone } = await together();
    const before = holdings();
    const heap: number[] = [];
    for (let round = 0; round < RECONNECTS; round += 1) {
      const kind = round % 3;
      // The line of one breaks, the network process of one ends, or they are out of each other's reach for a while.
      if (kind === 0) world.net.restart('Ben');
      else if (kind === 1) world.net.restart('Ann');
      else {
        world.net.apart.add(pairOf('Ann', 'Ben'));
        world.net.restart('Ben');
        world.settle(MINUTE);
        expect(world.net.channels('Ben')).toEqual([]);
        world.net.apart.clear();
      }
      world.settle(2 * MINUTE);
      if (round % 50 === 0) await expectInTouch(ann, ben, groupId, `Round ${round}.`);
      world.settle(40_000);
      expectNoMore(before, `round ${round}`);
      world.net.forget();
      ann.heard();
      ben.heard();
      if (round % LOOK_EVERY === 0) heap.push(heapNow());
    }
    await expectInTouch(ann, ben, groupId, 'Still here.');
    process.stdout.write(
      `reconnects: ${RECONNECTS}, before ${JSON.stringify(before)}, after ${JSON.stringify(holdings())}, heap ${Math.round(slopeOf(heap) / LOOK_EVERY)} bytes each\n`,
    );
    await expectNothingLeft([ann, ben], groupId, alone);
  });

  it(`[WY6] is in touch after each of ${SLEEPS} sleeps of hours, in which no timer ran, and holds nothing more`, {
    timeout: 3_600_000,
  }, async () => {
    const { ann, ben, groupId, alone } = await together();
    const before = holdings();
    for (let round = 0; round < SLEEPS; round += 1) {
      // Everything stands still; what was due meanwhile is due at once afterwards, and the connections are gone.
      world.time.move((1 + (round % 5)) * HOUR);
      world.net.restart('Ann');
      world.net.restart('Ben');
      world.settle(3 * MINUTE);
      if (round % 10 === 0) await expectInTouch(ann, ben, groupId, `After sleep ${round}.`);
      expectNoMore(before, `sleep ${round}`);
      world.net.forget();
    }
    await expectInTouch(ann, ben, groupId, 'Good morning.');
    await expectNothingLeft([ann, ben], groupId, alone);
  });
});
