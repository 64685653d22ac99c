/**
 * `npm run demo`: the whole story of a small group with three real Hearths on this machine, each with a profile of its
 * own. It prints what happened, saves a picture of every step, and ends non-zero at the first step that did not come
 * true. `npm run demo -- --pictures=FOLDER` puts the pictures elsewhere.
 */
import { rm } from 'node:fs/promises';
import { Stage } from '../e2e/stage.ts';
import { openDisplay } from '../scripts/display.ts';
import { sayWhoRuns } from '../scripts/launch.ts';
import { projectPath } from '../scripts/project.ts';
import { realWords } from './real-words.ts';
import { playStory } from './story.ts';
import { openTelling } from './telling.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const named = process.argv.find((argument) => argument.startsWith('--pictures='))?.slice('--pictures='.length);
const folder = named ?? projectPath('build/demo/out');
if (named === undefined) await rm(folder, { recursive: true, force: true });
const words = realWords();
const stage = await Stage.open(await openDisplay());
sayWhoRuns(stage.command);
print(`Three people, three computers, one group. Their words are from ${words.source}.`);
print(`Electron ${stage.command.runtime.version}; pictures of every step go to ${folder}`);

const started = performance.now();
try {
  const people: Parameters<typeof playStory>[3] = [];
  const telling = await openTelling(folder, () => people, print);
  await playStory(stage, telling, words.texts, people);
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  print(`\nAll ${telling.stepCount()} steps came true, in ${minutes} minutes. Pictures: ${folder}`);
} catch (error) {
  print(`\nThe story stopped here: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  print(`Pictures up to this moment: ${folder}`);
  process.exitCode = 1;
} finally {
  await stage.close();
}
