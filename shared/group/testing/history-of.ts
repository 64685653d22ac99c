/**
 * `historyOf(seed)`: a random history of a group. People know different parts
 * of the log on each device and write whatever comes to their mind, allowed or
 * not; some write with any parents at all, as whoever was removed might. Most
 * histories have a likely beginning, since little happens without one.
 */
import type { EntryId } from '../../brand.ts';
import { createSeededRandom } from '../../testing/seeded-random.ts';
import type { LogOp } from '../op.ts';
import type { PlacedOp } from '../op-types.ts';
import { blockFor } from './history-blocks.ts';
import { anyIdea } from './history-ops.ts';
import { type HistoryPool, MAX_HISTORY_OPS, type PoolDevice, type PoolPerson } from './history-pool.ts';
import { historyPools, keeperPool } from './history-pools.ts';
import { History } from './history.ts';

/** How a history is made. */
export interface HistoryOptions {
  /** Operations, genesis included; 14 by default. */
  readonly length?: number;
  /** By default one of `historyPools()`, by the seed; among equals that of `keeperPool()` every second time. */
  readonly pool?: HistoryPool;
  /** False for histories as they were before equals had voices about keepers; seeds that were found then show them again. */
  readonly voices?: boolean;
}

/** Chance that a step is spent on telling somebody what one knows. */
const TELLING = 0.3;
/** Chance that somebody writes with any parents at all. */
const ANY_PARENTS = 0.08;

/** A likely beginning: an invite, two or three people in, some with another device, and one more facilitator. */
function begin(history: History): void {
  const { pool, random } = history;
  const [founder, second, third, fourth] = pool.people;
  const first = founder!.devices[0]!;
  const isFacilitated = pool.policy.mode === 'facilitated';
  const invite = random.pick([1, 2]);
  const say = (author: PoolDevice, op: PlacedOp, introduces: PoolDevice | null = null): void => {
    history.write(author, op, history.everything, introduces);
  };
  say(first, pool.invites[invite]![0]!);
  say(first, second!.admissions[invite]![random.pick([0, 2, 3])]!, second!.devices[0]!);
  say(first, third!.admissions[invite]![random.pick([0, 1])]!, third!.devices[0]!);
  if (isFacilitated && random.chance(0.8)) {
    say(first, { type: 'promote', memberId: second!.memberId, role: 'facilitator' });
  }
  if (invite === 2 && random.chance(0.5)) say(first, fourth!.admissions[2]![1]!, fourth!.devices[0]!);
  for (const person of [founder, second, third]) {
    if (random.chance(0.3)) say(person!.devices[0]!, person!.adds[0]![1]!, person!.devices[1]!);
  }
  for (const device of history.introduced) history.tell(device, history.everything);
  // Others hear of it later, or never.
  if (random.chance(0.3)) say(first, goodbye(history, random.pick([second!, third!])));
}

/** Somebody's end as the founder writes it, or in a group of equals the first of two voices. */
function goodbye(history: History, { memberId, devices }: PoolPerson): PlacedOp {
  const frontier = [{ deviceId: devices[0]!.deviceId, inc: 1, seq: 2, id: '77'.repeat(32) as EntryId }];
  if (history.pool.policy.mode === 'equals') return { type: 'endorse', memberId, frontier, reason: 'agreement' };
  const epoch = blockFor(history, history.everything, { memberId, deviceId: null });
  return { type: 'remove', memberId, frontier, reason: 'agreement', epoch };
}

/** Any one to three operations, and mostly the own last one: an own chain cannot be denied within one incarnation. */
function anyParents(history: History, author: PoolDevice): number {
  const { random } = history;
  const indices = Array.from({ length: 1 + random.int(3) }, () => random.int(history.ops.length));
  const own = history.lastOf(author);
  if (own >= 0 && random.chance(0.5)) indices.push(own);
  return history.seenFrom(indices);
}

function step(history: History): void {
  const { pool, random } = history;
  // Early devices more often: they are more likely to be in.
  const early = random.int(history.introduced.length) * (random.chance(0.5) ? random.int(2) : 1);
  const author = random.chance(0.95) ? history.introduced[early]! : random.pick(pool.devices);
  if (random.chance(TELLING)) {
    history.tell(author, history.knownTo(random.pick(history.introduced)));
    return;
  }
  const seen = random.chance(ANY_PARENTS) ? anyParents(history, author) : history.knownTo(author);
  const idea = anyIdea(history, author, seen);
  // Whoever recovers has seen what the others of the group tell.
  const known = idea.author === author ? seen : history.knownTo(author) | history.knownTo(idea.author);
  history.write(idea.author, idea.op, known >>> 0, idea.introduces);
}

/** The history of a seed: the same for the same seed and options. */
export function historyOf(seed: number, { length = 14, pool, voices = true }: HistoryOptions = {}): History {
  const random = createSeededRandom(seed);
  const pools = historyPools();
  const usual = pools[seed % pools.length]!;
  const isFoundedSo = voices && usual.policy.mode === 'equals' && seed % (2 * pools.length) >= pools.length;
  const history = new History(pool ?? (isFoundedSo ? keeperPool() : usual), random, voices);
  if (random.chance(0.6)) begin(history);
  while (history.ops.length < Math.min(length, MAX_HISTORY_OPS)) step(history);
  return history;
}

/**
 * Appends up to `count` operations by each of `attackers` in turn, with any
 * parents, as long as there is room; `isTried` leaves some out. Returns them.
 */
export function attack(
  history: History,
  attackers: readonly PoolDevice[],
  count: number,
  isTried: (op: PlacedOp, author: PoolDevice) => boolean = () => true,
): readonly LogOp[] {
  const from = history.ops.length;
  for (let i = 0; i < count; i += 1) {
    for (const author of attackers) {
      if (history.ops.length >= MAX_HISTORY_OPS) break;
      const seen = anyParents(history, author);
      const idea = anyIdea(history, author, seen);
      if (idea.author !== author || !isTried(idea.op, author)) continue;
      history.write(author, idea.op, seen, idea.introduces);
    }
  }
  return history.ops.slice(from);
}
