/** Words for the demo and the pictures: a real diary where one lies beside the project, otherwise the project's sample. */
import { existsSync, readFileSync } from 'node:fs';
import { projectPath } from '../scripts/project.ts';

/** Texts as somebody wrote them, and where they come from. */
export interface RealWords {
  readonly source: string;
  readonly texts: readonly string[];
}

/** Longest text that is taken, in characters: what a person writes in one sitting. */
const LONGEST = 900;
const SHORTEST = 60;

/** Reads the diary (`{"text": …}` a line) at `../shared/data/diary.jsonl`, or `build/demo/sample.json`. */
export function realWords(root: string = projectPath()): RealWords {
  const diary = `${root}/../shared/data/diary.jsonl`;
  if (existsSync(diary)) {
    const texts = readFileSync(diary, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => textOf(JSON.parse(line)))
      .filter((text) => text.length >= SHORTEST && text.length <= LONGEST);
    return { source: 'the diary in ../shared/data', texts: withOwnBeginnings(texts) };
  }
  const sample = JSON.parse(readFileSync(`${root}/build/demo/sample.json`, 'utf8')) as string[];
  return { source: 'the sample in build/demo', texts: withOwnBeginnings(sample) };
}

function textOf(row: unknown): string {
  const { text } = row as { text: string };
  return text.replace(/\s+/g, ' ').trim();
}

/** Leaves out texts that begin like one before: the story tells entries apart by their first words. */
function withOwnBeginnings(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const beginning = text.slice(0, 40);
    if (seen.has(beginning)) return false;
    seen.add(beginning);
    return true;
  });
}
