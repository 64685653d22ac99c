/**
 * `npm run shots`: pictures of every main screen of the real app, light and dark, at 100 % and 200 % text, with
 * ordinary and with very long names. They go to `build/e2e/out/shots`, or to the folder named by `--to=FOLDER`.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { realWords } from '../demo/real-words.ts';
import { projectPath } from '../scripts/project.ts';
import { type Cast, type Visit, walkScreens } from './screens.ts';
import { Stage } from './stage.ts';

const named = process.argv.find((argument) => argument.startsWith('--to='))?.slice('--to='.length);
const folder = named ?? projectPath('build/e2e/out/shots');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

const { texts } = realWords();
const ordinary: Cast = { ann: 'Ann', ben: 'Ben', group: 'Harbour', texts };
const long: Cast = {
  ann: 'Annunziata-Maximiliane von und zu Hohenstaufen-Wittelsbacher',
  ben: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
  group: 'The-people-who-meet-on-Tuesdays-and-sometimes-on-Thursdays',
  texts: texts.map(
    (text) => `${text.slice(0, 60)} ${'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(3)} ${text.slice(60)}`,
  ),
};

async function picture(page: Page, name: string, look: { scheme: 'light' | 'dark'; percent: number }): Promise<void> {
  await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: 'reduce' });
  await page.evaluate((percent) => {
    document.documentElement.style.fontSize = `${percent}%`;
  }, look.percent);
  await page.screenshot({
    path: join(folder, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
    timeout: 120_000,
  });
}

const everyLook: Visit = async (screen, page) => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const percent of [100, 200]) await picture(page, `${screen}-${scheme}-${percent}`, { scheme, percent });
  }
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
};
const longLook: Visit = (screen, page) => picture(page, `long-${screen}`, { scheme: 'light', percent: 100 });

const stage = await Stage.open();
try {
  await walkScreens(stage, ordinary, everyLook);
  await walkScreens(stage, long, longLook);
  process.stdout.write(`Pictures of every screen: ${folder}\n`);
} finally {
  await stage.close();
}
