import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, it } from 'vitest';
import { realWords } from '../demo/real-words.ts';
import { walkScreens } from './screens.ts';
import { stageForTests } from './stage-for-tests.ts';

const stage = stageForTests();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

it('[TC7] no main screen has an accessibility violation that axe knows, in light and in dark, or a title that tells', {
  timeout: 480_000,
}, async () => {
  const violations: string[] = [];
  const seen: string[] = [];
  const titles = new Set<string>();
  await walkScreens(
    stage(),
    { ann: 'Ann', ben: 'Ben', group: 'Harbour', texts: realWords().texts },
    async (screen, page) => {
      // Asked on every screen of everybody: names of groups and people, and words of entries, are on most of them.
      titles.add(await page.title());
      for (const app of stage().running()) for (const { title } of await app.windows()) titles.add(title);
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
  expect([...titles].sort()).toEqual(['Calendar', 'Hearth']);
});
