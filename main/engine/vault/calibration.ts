/**
 * How costly a passphrase is made to guess on this computer (HP1 §8, SPEC VT14):
 * between half a second and one and a half, never below the floor, and never
 * lowered once it is set.
 */
import { ARGON2_DEFAULT, ARGON2_FLOOR, ARGON2_SALT_BYTES, type Argon2Cost } from '../../../shared/crypto/crypto.ts';
import type { Random } from '../../../shared/ports/random.ts';
import type { Stretch } from './vault-slots.ts';

const MIB = 1024 * 1024;
/** An unlock that takes less than this is made costlier. */
export const LEAST_MS = 500;
/** The default is kept up to this. */
const MOST_MS = 1_500;
/** What is aimed at where the default does not fit. */
const AIM_MS = 1_000;

/**
 * What may be chosen, cheapest first. Memory is what guessing machines have
 * least of, so it grows first; above half a gigabyte a small computer would
 * begin to swap, and only the passes grow.
 */
const COSTS: readonly Argon2Cost[] = [
  ARGON2_FLOOR,
  { memoryBytes: 96 * MIB, passes: 3 },
  { memoryBytes: 128 * MIB, passes: 3 },
  { memoryBytes: 192 * MIB, passes: 3 },
  ARGON2_DEFAULT,
  { memoryBytes: 384 * MIB, passes: 3 },
  { memoryBytes: 512 * MIB, passes: 3 },
  { memoryBytes: 512 * MIB, passes: 4 },
  { memoryBytes: 512 * MIB, passes: 6 },
  { memoryBytes: 512 * MIB, passes: 8 },
];

/** One derivation that was timed: what it cost, and how many milliseconds it took. */
export interface Measured {
  readonly cost: Argon2Cost;
  readonly ms: number;
}

/** Bytes touched: what a derivation's time grows with. */
const workOf = (cost: Argon2Cost): number => cost.memoryBytes * cost.passes;

/** The cost for a new slot on a computer that was `measured`. */
export function chooseCost(measured: Measured): Argon2Cost {
  const msOf = (cost: Argon2Cost): number => (measured.ms * workOf(cost)) / workOf(measured.cost);
  const byDefault = msOf(ARGON2_DEFAULT);
  if (byDefault >= LEAST_MS && byDefault <= MOST_MS) return ARGON2_DEFAULT;
  return COSTS.findLast((cost) => msOf(cost) <= AIM_MS) ?? ARGON2_FLOOR;
}

/** A greater cost for a slot whose unlock was `measured`, or null when it is costly enough. */
export function raisedCost(measured: Measured): Argon2Cost | null {
  if (measured.ms >= LEAST_MS) return null;
  const chosen = chooseCost(measured);
  const isGreater = workOf(chosen) > workOf(measured.cost) && chosen.memoryBytes >= measured.cost.memoryBytes;
  return isGreater ? chosen : null;
}

/** The costlier of two. */
export const costlier = (one: Argon2Cost, other: Argon2Cost): Argon2Cost =>
  workOf(one) >= workOf(other) ? one : other;

/** Measures one derivation at the floor, and chooses. `measure` answers milliseconds. */
export const calibrate = async (measure: (cost: Argon2Cost) => Promise<number>): Promise<Argon2Cost> =>
  chooseCost({ cost: ARGON2_FLOOR, ms: await measure(ARGON2_FLOOR) });

/** How the engine finds costs; tests give the same one always. */
export interface Calibration {
  /** The cost for a new slot. */
  choose(): Promise<Argon2Cost>;
  /** See `raisedCost`. */
  raise(measured: Measured): Argon2Cost | null;
}

/** Costs by what derivations take on this computer. */
export const createCalibration = (stretch: Stretch, random: Random, steadyNow: () => number): Calibration => ({
  choose: () =>
    calibrate(async (cost) => {
      const from = steadyNow();
      await stretch(random.bytes(32), random.bytes(ARGON2_SALT_BYTES), cost);
      return steadyNow() - from;
    }),
  raise: raisedCost,
});
