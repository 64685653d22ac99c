/**
 * Tries to tell whether two names belong to the same group: what somebody at a
 * server would do who sees the names of many days. A logistic regression over
 * what two strings of bytes can have in common, learned on some groups and
 * examined on others.
 */
import type { SeededRandom } from './seeded-random.ts';

/** Names of each group, one row for each, all of the same length. */
export type NamesByGroup = readonly (readonly Uint8Array[])[];

const LEARNING_PAIRS = 10_000;
const EXAMINED_PAIRS = 20_000;
const ROUNDS = 3;
const STEP = 0.05;

const bitsOf = (byte: number): number => {
  let [rest, count] = [byte, 0];
  for (; rest > 0; rest &= rest - 1) count += 1;
  return count;
};

/** What two names have in common, each about between -1 and 1; the last is constant. */
function featuresOf(a: Uint8Array, b: Uint8Array): readonly number[] {
  const alike = [...a].map((byte, i) => 1 - bitsOf(byte ^ (b[i] ?? 0)) / 4);
  const equal = [...a].filter((byte, i) => byte === b[i]).length;
  const shared = [...new Set(a)].filter((byte) => b.includes(byte)).length;
  const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0) / (bytes.length * 255);
  const mean = alike.reduce((total, one) => total + one, 0) / alike.length;
  return [...alike, mean, equal, shared / a.length, 1 - 4 * Math.abs(sum(a) - sum(b)), 1];
}

interface Pair {
  readonly features: readonly number[];
  readonly isSame: boolean;
}

function pairsOf(groups: NamesByGroup, count: number, random: SeededRandom): readonly Pair[] {
  return Array.from({ length: count }, (_, i) => {
    const isSame = i % 2 === 0;
    const first = random.int(groups.length);
    const second = isSame ? first : (first + 1 + random.int(groups.length - 1)) % groups.length;
    const names = groups[first] ?? [];
    const day = random.int(names.length);
    const other = isSame ? (day + 1 + random.int(names.length - 1)) % names.length : random.int(names.length);
    const [a, b] = [names[day], groups[second]?.[other]];
    if (!a || !b) throw new Error('groups of at least two names each');
    return { features: featuresOf(a, b), isSame };
  });
}

const score = (weights: readonly number[], features: readonly number[]): number =>
  features.reduce((total, value, i) => total + value * (weights[i] ?? 0), 0);

/** The share of pairs that were told right, 0 to 1; one half is chance. At least four groups of two names. */
export function linkAccuracy(groups: NamesByGroup, random: SeededRandom): number {
  const half = Math.floor(groups.length / 2);
  const learning = pairsOf(groups.slice(0, half), LEARNING_PAIRS, random);
  const weights = new Array<number>(learning[0]?.features.length ?? 0).fill(0);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { features, isSame } of learning) {
      const miss = (isSame ? 1 : 0) - 1 / (1 + Math.exp(-score(weights, features)));
      features.forEach((value, i) => {
        weights[i] = (weights[i] ?? 0) + STEP * miss * value;
      });
    }
  }
  const examined = pairsOf(groups.slice(half), EXAMINED_PAIRS, random);
  return examined.filter(({ features, isSame }) => score(weights, features) > 0 === isSame).length / EXAMINED_PAIRS;
}
