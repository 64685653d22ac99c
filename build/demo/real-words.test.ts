import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { realWords } from './real-words.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-words-'));
const project = join(folder, 'project');
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('takes the diary when it lies beside the project, and the sample when it does not', () => {
  mkdirSync(join(project, 'build/demo'), { recursive: true });
  const long = 'a day that was long enough to be told in one sitting, and short enough';
  writeFileSync(join(project, 'build/demo/sample.json'), JSON.stringify([long, `${long} twice`]));
  expect(realWords(project)).toEqual({ source: 'the sample in build/demo', texts: [long] });

  mkdirSync(join(folder, 'shared/data'), { recursive: true });
  const row = (text: string) => `${JSON.stringify({ date: '1660-01-11', text })}\n`;
  const diary = row(`1st.  ${long}\n`) + row('too short') + row('x'.repeat(10_000)) + row(`2nd. ${long}`);
  writeFileSync(join(folder, 'shared/data/diary.jsonl'), diary);
  expect(realWords(project)).toEqual({
    source: 'the diary in ../shared/data',
    texts: [`1st. ${long}`, `2nd. ${long}`],
  });
});

it('finds enough words for the story in this very project', () => {
  expect(realWords().texts.length).toBeGreaterThanOrEqual(10);
});
