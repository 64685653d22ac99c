/**
 * What one edit costs among 2 to 20 people who are all online, in frames: real
 * replicas and sessions over the simulated network, each with channels to as
 * many others as a session allows. The competitor is arithmetic: whoever writes
 * has to reach n − 1 others.
 */
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { MAX_PEERS } from '../../shared/sync/message.ts';
import { createCast } from '../../shared/testing/cast.ts';
import { createSeededRandom } from '../../shared/testing/seeded-random.ts';
import { createSimWorld, type SimPersona, type SimWorld } from '../../shared/testing/sim-world.ts';
import { type BenchRow, type Benchmark, median } from './row.ts';

const SIZES = [2, 4, 8, 12, 20];
const EDITS = 10;
/** Message types, as PROTOCOL numbers them, that carry entries. */
const CARRYING = /> \S+ (5|6) \d+$/;

/** Everybody has a channel to everybody, or to so many next in a ring as are allowed. */
function linkAll({ network, people, settle }: SimWorld): void {
  const reach = Math.floor(MAX_PEERS / 2);
  people.forEach((who, i) => {
    people.forEach((other, k) => {
      const apart = Math.min(k - i, people.length - k + i);
      if (k <= i || (people.length > MAX_PEERS + 1 && apart > reach)) return;
      network.link(who.node, other.node);
      // One after the other: only so many may be unknown at once.
      settle();
    });
  });
}

/** Frames of one edit by each of some people in turn: those that carry it, and all, until nothing is in flight or due. */
function edits(size: number): { readonly carrying: readonly number[]; readonly all: readonly number[] } {
  const names = Array.from({ length: size }, (_, i) => `p${i}`);
  const world = createSimWorld(createCast(names, size), createSeededRandom(size));
  linkAll(world);
  world.settle();
  world.pass(31_000);
  world.settle();
  const carrying: number[] = [];
  const all: number[] = [];
  for (let edit = 0; edit < EDITS; edit += 1) {
    const who = world.people[(edit * 7) % size] as SimPersona;
    const before = world.network.log.length;
    if (!world.act(who, (player) => player.post(`Edit ${edit}.`))) throw new Error('nothing was written');
    world.settle();
    world.pass(31_000);
    world.settle();
    const frames = world.network.log.slice(before).filter((line) => line.includes(' > '));
    carrying.push(frames.filter((line) => CARRYING.test(line)).length);
    all.push(frames.length);
  }
  if (world.people.some((who) => who.life?.store.posts(null, EDITS + 1).length !== EDITS))
    throw new Error('somebody did not get everything');
  return { carrying, all };
}

export const messagesPerEdit: Benchmark = {
  name: 'messages-per-edit',
  async run(): Promise<readonly BenchRow[]> {
    await cryptoReady;
    return SIZES.flatMap((size) => {
      const { carrying, all } = edits(size);
      const against = size - 1;
      const row = (name: string, values: readonly number[], goal: string): BenchRow => {
        const value = median(values);
        return { name, value, unit: 'frames', against, ratio: value / against, goal, runs: EDITS };
      };
      return [
        row(`messages-per-edit/carrying-${size}`, carrying, 'n − 1'),
        row(`messages-per-edit/all-${size}`, all, 'told beside it: acknowledgements and offers too'),
      ];
    });
  },
};
