import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolderOnce } from './cache-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'hearth-cache-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('when two make the same folder at once, the first to finish wins and nothing else is left', async () => {
  const folder = join(parent, 'electron');
  let secondMayEnd = (): void => {};
  const waiting = new Promise<void>((resolve) => (secondMayEnd = resolve));
  const first = makeFolderOnce(folder, (work) => writeFile(join(work, 'who'), 'first'));
  const second = makeFolderOnce(folder, async (work) => {
    await writeFile(join(work, 'who'), 'second');
    await waiting;
  });
  await first;
  secondMayEnd();
  await second;
  expect(readFileSync(join(folder, 'who'), 'utf8')).toBe('first');
  expect(readdirSync(parent)).toEqual(['electron']);
});

test('a folder whose making fails is not there, and neither are its pieces', async () => {
  const folder = join(parent, 'electron');
  await expect(
    makeFolderOnce(folder, async (work) => {
      await writeFile(join(work, 'half'), '');
      throw new Error('cut off');
    }),
  ).rejects.toThrow('cut off');
  expect(readdirSync(parent)).toEqual([]);
});

test('a folder that is there is not made again', async () => {
  const folder = join(parent, 'electron');
  await makeFolderOnce(folder, (work) => writeFile(join(work, 'who'), 'first'));
  await makeFolderOnce(folder, () => Promise.reject(new Error('made again')));
  expect(readFileSync(join(folder, 'who'), 'utf8')).toBe('first');
});
