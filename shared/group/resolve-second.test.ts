/** Two resolvers that were written independently say the same of random histories (`testing/history-of.ts`). */
import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { disagreements, shrink } from './testing/compare-resolvers.ts';
import { GroupStory } from './testing/group-story.ts';
import { attack, historyOf } from './testing/history-of.ts';

beforeAll(() => cryptoReady);

const SEEDS = 2_000;
/** Seeds at which they once disagreed; equals had no voices about keepers then. */
const FOUND = [
  100166, 100398, 100798, 101364, 101824, 101898, 102589, 105133, 107709, 107884, 308778, 311391, 318548, 500358,
  500737, 501534, 501798, 506953, 515138, 516582, 902937,
];

/** What they say differently of the history of a seed, somebody's operations with any parents appended. */
function differencesAt(seed: number, voices = true): readonly string[] {
  const history = historyOf(seed, { length: 8 + (seed % 5) * 3, voices });
  const { random, pool, introduced } = history;
  if (seed % 3 === 0) attack(history, [random.pick(pool.devices), random.pick(introduced)], 2);
  return disagreements(history.ops, history.genesisId);
}

describe('the second resolver', () => {
  it(`[GR13] agrees with the first (${SEEDS} random histories)`, { timeout: 120_000 }, () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) expect(differencesAt(seed), `seed ${seed}`).toEqual([]);
  });

  it('[GR13] agrees where it once did not', () => {
    for (const seed of FOUND) expect(differencesAt(seed, false), `seed ${seed}`).toEqual([]);
  });

  it('[GR2] agrees about operations whose past is missing, and about none', () => {
    const story = new GroupStory(890);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const gap = story.ops.filter((_, i) => i !== 1);
    expect(disagreements(gap, story.genesis.id)).toEqual([]);
    expect(disagreements([], story.genesis.id)).toEqual([]);
    expect(disagreements(gap.slice(1), story.genesis.id)).toEqual([]);
  });
});

describe('the comparison', () => {
  it('[GR13] shrinks a history to what it takes, with the past of what is left out', () => {
    const story = new GroupStory(892);
    const ann = story.welcome(story.founder, 'ann');
    story.welcome(story.founder, 'ben');
    story.promote(story.founder, ann);
    const removal = story.remove(story.founder, ann);
    const small = shrink(story.ops, story.genesis.id, (ops) => ops.some((one) => one.op.type === 'remove'));
    expect(small.map((one) => one.op.type)).toEqual(['genesis', 'remove']);
    expect(small[1]).toMatchObject({ id: removal.id, deps: [story.genesis.id] });
  });
});
