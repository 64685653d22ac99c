import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where Hearth's scripts keep what they fetched, outside the project: $XDG_CACHE_HOME/hearth or ~/.cache/hearth. */
export const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hearth');

/**
 * Makes a folder that appears whole or not at all: `fill` works in a folder beside it, which then takes the name.
 * When two processes do the same at once, the first to finish wins and the other throws its own work away.
 */
export async function makeFolderOnce(folder: string, fill: (work: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.part-`);
  try {
    await fill(work);
    await rename(work, folder).catch((error: NodeJS.ErrnoException) => {
      // ENOTEMPTY and EEXIST: somebody else has just put the same folder there.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
