import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Cast, createCast } from '../testing/cast.ts';
import { PATHS } from '../testing/entry-tally.ts';
import { ENDINGS, type PathReport, tellPathStory } from '../testing/path-story.ts';
import { rememberCrypto } from '../testing/sim-crypto.ts';

const NAMES = ['alice', 'bob', 'cleo', 'dan', 'emil', 'fay'];
/** Every check tells so many; `npm run test:long` begins elsewhere each time and tells 30,000. */
const SEEDS = Number(process.env.HEARTH_SEEDS ?? 600);
const FIRST_SEED = Number(process.env.HEARTH_FIRST_SEED ?? 1);
const PER_TEST = 100;
/** Of all bytes of entries that channels bring, at most so many were there already when nothing happens to frames. */
const MAX_AGAIN = 0.02;

const casts = new Map<number, Cast>();
const castOf = (size: number): Cast => {
  const cast = casts.get(size) ?? createCast(NAMES.slice(0, size), size);
  casts.set(size, cast);
  return cast;
};
let forget = () => {};
beforeAll(async () => {
  await cryptoReady;
  forget = rememberCrypto();
});
afterAll(() => forget());

/** Sums of all numbers of the reports, by their names, of fair and of foul stories. */
const sums = { fair: new Map<string, number>(), foul: new Map<string, number>() };
function addUp(into: Map<string, number>, value: unknown, name: string): void {
  if (typeof value === 'number') into.set(name, (into.get(name) ?? 0) + value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) addUp(into, inner, name ? `${name}.${key}` : key);
}
function note(report: PathReport): void {
  const into = report.isFair ? sums.fair : sums.foul;
  addUp(into, report, '');
  addUp(into, 1, `ending.${report.ending}`);
  if (report.isFair && report.chances === 0) addUp(into, 1, 'withoutChance');
}
const fair = (name: string): number => sums.fair.get(name) ?? 0;
const all = (name: string): number => fair(name) + (sums.foul.get(name) ?? 0);

describe('members who reach each other by every path', () => {
  const end = FIRST_SEED + SEEDS;
  for (let from = FIRST_SEED; from < end; from += PER_TEST) {
    const next = Math.min(from + PER_TEST, end);
    it(`[WY2] [WY3] [MT4] come to the same, and nothing is sent twice beyond the stated, or against what a paid line may carry: seeds ${from} to ${next - 1}`, {
      timeout: 600_000,
    }, () => {
      for (let seed = from; seed < next; seed += 1) {
        try {
          note(tellPathStory(castOf, seed));
        } catch (failure) {
          const reason = failure instanceof Error ? failure.message : String(failure);
          throw new Error(`seed ${seed}: ${reason}`, { cause: failure });
        }
      }
    });
  }

  it('[WY3] of all that channels bring where nothing happens to frames, next to nothing was there', () => {
    const overChannels = (column: string): number =>
      fair(`tally.direct.${column}.bytes`) + fair(`tally.lan.${column}.bytes`);
    const again = overChannels('again') + overChannels('log');
    const fresh = overChannels('fresh');
    expect(fresh).toBeGreaterThan(SEEDS * 1_000);
    expect(again / fresh).toBeLessThan(MAX_AGAIN);
    // Stories in which nothing at all may come twice, and nothing did.
    expect(fair('withoutChance')).toBeGreaterThan(SEEDS / 50);
  });

  it('[WY2] and something did happen', () => {
    for (const path of PATHS) expect(all(`tally.${path}.fresh.entries`), path).toBeGreaterThan(SEEDS / 2);
    for (const what of ['writes', 'crashes', 'restarts', 'links'])
      expect(all(`world.${what}`), what).toBeGreaterThan(SEEDS / 2);
    for (const what of [
      'world.cuts',
      'world.operations',
      'frames.lost',
      'frames.doubled',
      'frames.late',
      'frames.doubles',
    ])
      expect(all(what), what).toBeGreaterThan(SEEDS / 20);
    for (const what of ['whole', 'cut', 'damaged', 'died', 'refused'])
      expect(all(`files.${what}`), what).toBeGreaterThan(SEEDS / 200);
    for (const what of ['done', 'away', 'died', 'lost'])
      expect(all(`keeper.${what}`), what).toBeGreaterThan(SEEDS / 200);
    for (const ending of ENDINGS) expect(all(`ending.${ending}`), ending).toBeGreaterThan(SEEDS / 5);
    expect(all('tally.direct.copied.entries')).toBeGreaterThan(0);
    for (const what of ['paid.turns', 'paid.given']) expect(all(what), what).toBeGreaterThan(SEEDS / 10);
  });
  afterAll(() => {
    const told = { fair: Object.fromEntries(sums.fair), foul: Object.fromEntries(sums.foul) };
    process.stdout.write(`paths: ${JSON.stringify(told)}\n`);
  });
});
