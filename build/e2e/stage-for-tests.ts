/** One stage for a file of tests: opened before them, ended after them, photographed when one fails. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { projectPath } from '../scripts/project.ts';
import { Stage } from './stage.ts';

/** Where pictures and outputs of failed tests go. */
const failures = projectPath('build/e2e/out/failures');

/** Call it at the top of a test file; the answer is the stage while a test or hook runs. */
export function stageForTests(): () => Stage {
  let stage: Stage | null = null;
  beforeAll(async () => {
    const name = inject('displayName');
    stage = await Stage.open({ name: name === '' ? undefined : name, isVirtual: true, close: () => undefined });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || stage === null) return;
    await mkdir(failures, { recursive: true });
    const test = task.name.replace(/\W+/g, '-').slice(0, 60);
    for (const app of stage.running()) {
      const file = join(failures, `${test}-${app.name}`);
      await app.page.screenshot({ path: `${file}.png`, timeout: 5_000 }).catch(() => undefined);
      await writeFile(`${file}.txt`, app.report());
    }
  });
  afterAll(() => stage?.close());
  return () => {
    if (stage === null) throw new Error('the stage is open only while tests run');
    return stage;
  };
}
