/** Tells a story step by step: what happens, whether it came true, and a picture of every screen that was open then. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '../e2e/person.ts';

/** What came of a told story. */
export interface Telling {
  /** Plays one step and shows it. The first step that does not come true ends the story with its error. */
  step(sentence: string, work: () => Promise<unknown>): Promise<void>;
  /** Prints a line between the steps. */
  chapter(title: string): void;
  readonly stepCount: () => number;
}

/**
 * @param folder where the pictures go
 * @param people asked after every step; those whose Hearth runs are in the picture
 */
export async function openTelling(
  folder: string,
  people: () => readonly Person[],
  print: (line: string) => void,
): Promise<Telling> {
  await mkdir(folder, { recursive: true });
  let count = 0;
  const pictures = async (): Promise<void> => {
    for (const person of people()) {
      if (!person.app.isRunning) continue;
      const name = `${String(count).padStart(2, '0')}-${person.name.toLowerCase()}.png`;
      await person.page.screenshot({ path: join(folder, name), animations: 'disabled' });
    }
  };
  return {
    stepCount: () => count,
    chapter: (title) => print(`\n${title}`),
    step: async (sentence, work) => {
      count += 1;
      const started = performance.now();
      try {
        await work();
      } catch (error) {
        print(`${String(count).padStart(3)}. ${sentence}  DID NOT COME TRUE`);
        await pictures();
        throw error;
      }
      await pictures();
      print(`${String(count).padStart(3)}. ${sentence}  (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    },
  };
}
