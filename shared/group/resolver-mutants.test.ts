import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundled, replaceOnce } from './testing/bundle.ts';
import { MUTANTS, type Mutant } from './testing/mutants.ts';

/** The seeds that every mutant is tried with, until one shows it. */
const FIRST = 500_000_000;
const SEEDS = 12_000;
/** The resolver as it is has to hold on as many as some mutants need. */
const SOUND_SEEDS = 1_000;
const TIMEOUT_MS = 300_000;

type Entry = typeof import('./testing/history-entry.ts');

async function findingOf(mutant: Mutant | null, name: string, seeds: number): Promise<string | null> {
  const entry = await bundled<Entry>('./history-entry.ts', `mutant-${name}`, mutant);
  await entry.cryptoReady;
  try {
    return entry.firstFinding(FIRST, seeds);
  } catch (defect) {
    // A resolver that trips over its own state is noticed as well.
    return `it throws: ${String(defect)}`;
  }
}

describe('the histories and properties notice a resolver that breaks a rule', () => {
  it(`[GR13] find nothing in the resolver as it is (${SOUND_SEEDS} histories)`, async () => {
    expect(await findingOf(null, 'none', SOUND_SEEDS)).toBeNull();
  }, 120_000);

  it('[GR13] every mutant changes exactly one place of the source', () => {
    for (const mutant of MUTANTS) {
      const source = readFileSync(new URL(`../../${mutant.file}`, import.meta.url), 'utf8');
      expect(replaceOnce(source, mutant), mutant.does).not.toBe(source);
    }
  });

  for (const [i, mutant] of MUTANTS.entries()) {
    it(
      `[${mutant.rule}] a resolver that ${mutant.does} is noticed`,
      async () => {
        expect(await findingOf(mutant, String(i), SEEDS)).not.toBeNull();
      },
      TIMEOUT_MS,
    );
  }
});
