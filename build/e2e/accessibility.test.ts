import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, it } from 'vitest';
import { realWords } from '../demo/real-words.ts';
import { walkScreens } from './screens.ts';
import { stageForTests } from './stage-for-tests.ts';

const stage = stageForTests();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

it('no main screen has an accessibility violation that axe knows, in light and in dark', {
  timeout: 480_000,
}, async () => {
  const violations: string[] = [];
  const seen: string[] = [];
  await walkScreens(
    stage(),
    { ann: 'Ann', ben: 'Ben', group: 'Harbour', texts: realWords().texts },
    async (screen, page) => {
      await page.evaluate(axe);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const results = await page.evaluate(() =>
          (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
        );
        seen.push(`${screen} ${colorScheme}`);
        expect(results.passes.length).toBeGreaterThan(5);
        for (const { id, help, nodes } of results.violations)
          violations.push(`${screen}, ${colorScheme}: ${id} (${help}): ${nodes.map((node) => node.html).join(' | ')}`);
      }
    },
  );
  expect(seen.length).toBeGreaterThanOrEqual(50);
  expect(violations).toEqual([]);
});
