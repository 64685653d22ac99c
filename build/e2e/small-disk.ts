/** A disk of a few megabytes that a test can fill to the last byte and empty again. */
import { statfs, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../scripts/run-command.ts';

/** See the head of this file. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it until nothing more fits. */
  fill(): Promise<void>;
  /** Gives the space back. */
  empty(): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts `megabytes` of memory as a disk over `folder`, owned by whoever owned the folder. Needs root. */
export async function mountSmallDisk(folder: string, megabytes: number): Promise<SmallDisk> {
  const owner = (await outputOf('stat', ['-c', 'uid=%u,gid=%g', folder])).trim();
  await outputOf('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700,${owner}`, 'hearth-small-disk', folder]);
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: async () => {
      // In ever smaller pieces, so that not even one small page is left.
      for (let piece = 1 << 20; piece >= 1; piece = piece >> 4) {
        const bytes = Buffer.alloc(piece, 1);
        for (;;) {
          const full = await writeFile(filler, bytes, { flag: 'a' }).then(
            () => null,
            (error: NodeJS.ErrnoException) => error.code,
          );
          if (full === 'ENOSPC') break;
          if (full !== null) throw new Error(`filling the small disk failed: ${full}`);
        }
      }
      const { bavail } = await statfs(folder);
      if (bavail !== 0) throw new Error(`the small disk still has ${bavail} blocks`);
    },
    empty: () => rm(filler, { force: true }),
    unmount: async () => {
      await outputOf('umount', ['--lazy', folder]);
    },
  };
}
