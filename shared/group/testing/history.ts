/**
 * A history under way: who wrote what having seen which part. What somebody
 * knows is a number, one bit per operation, so that pasts and heads cost
 * nothing. All chance comes from one seed.
 */
import type { DeviceId, MemberId, OpId } from '../../brand.ts';
import type { SeededRandom } from '../../testing/seeded-random.ts';
import type { LogOp } from '../op.ts';
import type { PlacedOp } from '../op-types.ts';
import { resolve } from '../resolve.ts';
import type { Roster } from '../roster.ts';
import { type HistoryPool, HISTORY_START, type PoolDevice } from './history-pool.ts';

const HOUR = 3_600_000;
const randomWord = (random: SeededRandom): string =>
  random
    .int(2 ** 32)
    .toString(16)
    .padStart(8, '0');

/** A random id of 32 bytes. */
export function randomOpId(random: SeededRandom): OpId {
  let id = '';
  for (let i = 0; i < 8; i += 1) id += randomWord(random);
  return id as OpId;
}

/** The genesis and what was written after it, at most `MAX_HISTORY_OPS` operations. */
export class History {
  readonly pool: HistoryPool;
  readonly random: SeededRandom;
  /** A group of equals that speaks of keepers as well. */
  readonly hasVoices: boolean;
  readonly ops: LogOp[];
  /** Of each operation everything before it. */
  readonly pasts: number[] = [0];
  /** Devices that seem to be in, the founder's first. Who is gone again stays in this list. */
  readonly introduced: PoolDevice[];
  /** Who seems to be a facilitator, or to have been one. */
  readonly facilitators = new Set<MemberId>();
  readonly #known = new Map<DeviceId, number>();
  readonly #byDevice = new Map<DeviceId, number>();
  readonly #introduces: (PoolDevice | null)[];
  readonly #rosters = new Map<number, Roster>();

  constructor(pool: HistoryPool, random: SeededRandom, hasVoices = true) {
    this.pool = pool;
    this.random = random;
    this.hasVoices = hasVoices && pool.policy.mode === 'equals';
    this.ops = [pool.genesis];
    this.introduced = [pool.people[0]!.devices[0]!];
    this.facilitators.add(pool.people[0]!.memberId);
    this.#introduces = [this.introduced[0]!];
  }

  get genesisId(): OpId {
    return this.pool.genesis.id;
  }
  /** Everything, as bits. */
  get everything(): number {
    return 2 ** this.ops.length - 1;
  }
  /** What a device had seen. Whoever was told nothing yet knows the genesis. */
  knownTo(device: PoolDevice): number {
    return this.#known.get(device.deviceId) ?? 1;
  }
  /** `device` gets to know the operations of `known`, which must hold their pasts. */
  tell(device: PoolDevice, known: number): void {
    this.#known.set(device.deviceId, (this.knownTo(device) | known) >>> 0);
  }
  /** Operations of `known` that are in no other's past there. */
  headsOf(known: number): OpId[] {
    let named = 0;
    for (let i = 0; i < this.ops.length; i += 1) if ((known >>> i) & 1) named |= this.pasts[i]!;
    const heads: OpId[] = [];
    for (let i = 0; i < this.ops.length; i += 1) if (((known & ~named) >>> i) & 1) heads.push(this.ops[i]!.id);
    return heads;
  }
  /** What names `indices` as its deps has seen. */
  seenFrom(indices: readonly number[]): number {
    return indices.reduce((seen, i) => (seen | this.pasts[i]! | (1 << i)) >>> 0, 0);
  }
  /** Operations of `known`. */
  opsOf(known: number): LogOp[] {
    return this.ops.filter((_, i) => (known >>> i) & 1);
  }
  /** The roster of `known`, remembered. */
  rosterOf(known: number): Roster {
    const before = this.#rosters.get(known);
    if (before) return before;
    const roster = resolve(this.opsOf(known), this.genesisId);
    if (!roster) throw new Error('a history starts with its genesis');
    this.#rosters.set(known, roster);
    return roster;
  }
  /** The device that an operation introduces. */
  introducedBy(index: number): PoolDevice | null {
    return this.#introduces[index] ?? null;
  }
  /** The last operation that a device wrote, by index; -1 for none. */
  lastOf(device: PoolDevice): number {
    return this.#byDevice.get(device.deviceId) ?? -1;
  }
  /** True for who seems to be allowed to. */
  mayAdmit({ memberId }: PoolDevice): boolean {
    return this.pool.policy.mode === 'equals' || this.facilitators.has(memberId);
  }
  /** One operation by `author` who had seen `seen`. */
  write(author: PoolDevice, op: PlacedOp, seen: number, introduces: PoolDevice | null = null): LogOp {
    const logOp: LogOp = {
      id: randomOpId(this.random),
      deviceId: author.deviceId,
      deps: this.headsOf(seen).sort(),
      // Some write after the invite of one day has expired.
      ts: HISTORY_START + HOUR * (this.random.chance(0.9) ? 1 : 30),
      lamport: 1 + this.ops.length,
      op,
    };
    const index = this.ops.length;
    this.ops.push(logOp);
    this.pasts.push(seen);
    this.#byDevice.set(author.deviceId, index);
    this.tell(author, (seen | (1 << index)) >>> 0);
    this.#introduces.push(introduces);
    const mayLetIn = this.mayAdmit(author);
    if (op.type === 'promote' && mayLetIn) this.facilitators.add(op.memberId);
    if (introduces) {
      const isLikely = mayLetIn || op.type !== 'admit';
      if (isLikely && !this.introduced.includes(introduces)) this.introduced.push(introduces);
      this.tell(introduces, (seen | (1 << index)) >>> 0);
    }
    return logOp;
  }
}

/** `items` in another order. */
export function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = random.int(i + 1);
    const a = list[i] as T;
    list[i] = list[j] as T;
    list[j] = a;
  }
  return list;
}
