/** The random histories of the check, in parts: one test file each, since test files run beside each other. */
import { expect } from 'vitest';
import { bundled } from './bundle.ts';
import type { HistoryReport } from './history-check.ts';

/**
 * How many histories all parts have together: 50,000 in every check, 10 million with fresh seeds in `npm run test:long`.
 * The mutants need at most 12,000 to be noticed, each of them.
 */
const HISTORIES = Number(process.env.HEARTH_HISTORIES ?? 30_000);
const FIRST_SEED = Number(process.env.HEARTH_FIRST_SEED ?? 1);
const PARTS = 2;
/** Ten million take about two hours on two cores; a busy machine may take longer. */
const TIMEOUT_MS = 12 * 3_600_000;

/** One part. */
export interface HistoryPart {
  readonly count: number;
  readonly first: number;
  readonly timeoutMs: number;
  /** Checks all of them and expects no finding, and that enough happened. */
  expectSound(): Promise<void>;
}

/** Nothing was found, and not because nothing happened. */
function expectReport({ counts, attacked, found, findings, unjudged }: HistoryReport, count: number): void {
  expect(findings).toEqual([]);
  expect(found).toBe(0);
  expect(counts.histories).toBe(count);
  expect(attacked).toBeGreaterThan(count / 5);
  expect(counts.removed).toBeGreaterThan(count / 12);
  expect(counts.left).toBeGreaterThan(count / 20);
  expect(counts.members).toBeGreaterThan(count * 1.5);
  expect(counts.standingEpochs).toBeGreaterThan(count * 1.3);
  expect(unjudged.count).toBeLessThan(count / 100);
}

/** Part 1 or 2. */
export function historyPart(part: number): HistoryPart {
  const count = Math.ceil(HISTORIES / PARTS);
  const first = FIRST_SEED + (part - 1) * count;
  return {
    count,
    first,
    timeoutMs: TIMEOUT_MS,
    async expectSound() {
      const entry = await bundled<typeof import('./history-entry.ts')>('./history-entry.ts', `histories-${part}`);
      await entry.cryptoReady;
      expectReport(await entry.checkSeeds(first, count), count);
    },
  };
}
