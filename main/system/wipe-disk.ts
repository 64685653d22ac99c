/** The real disk of a wipe. */
import { randomFillSync } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { WipeDisk } from './wipe.ts';

/** Bytes that are overwritten at a time. */
const BLOCK_BYTES = 64 * 1024;

/** The folder of a profile. */
export function createWipeDisk(folder: string): WipeDisk {
  const withFile = (path: string, flags: string, work: (fd: number) => void): void => {
    const fd = openSync(path, flags, 0o600);
    try {
      work(fd);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  };
  const syncFolder = (): void => {
    // Windows cannot open a folder for syncing; NTFS journals its deletions.
    if (process.platform !== 'win32') withFile(folder, 'r', () => {});
  };
  return {
    names: () => (existsSync(folder) ? readdirSync(folder) : []),
    mark(name) {
      withFile(join(folder, name), 'w', () => {});
      syncFolder();
    },
    overwrite(name) {
      withFile(join(folder, name), 'r+', (fd) => {
        const { size } = fstatSync(fd);
        const block = new Uint8Array(BLOCK_BYTES);
        for (let at = 0; at < size; ) {
          const part = randomFillSync(block).subarray(0, Math.min(BLOCK_BYTES, size - at));
          at += writeSync(fd, part, 0, part.length, at);
        }
      });
    },
    // Windows lets go of a file a moment after its last user ended.
    remove: (name) => rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3, retryDelay: 50 }),
    syncFolder,
  };
}
