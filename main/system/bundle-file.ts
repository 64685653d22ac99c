/** Reads a `.hearth` file that a person picked. Main does not look into it; it only bounds it. */
import { open } from 'node:fs/promises';
import { MAX_FILE_BYTES } from '../../shared/ipc/carry-requests.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { err, ok, type Result } from '../../shared/result.ts';

/**
 * The bytes of a file. One above 64 MiB is `BundleTooLarge` and is not read;
 * one that cannot be read (missing, a folder, not ours) is `BundleNotOne`.
 */
export async function readBundleFile(path: string): Promise<Result<Uint8Array, AppError>> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MAX_FILE_BYTES) return err({ tag: 'BundleTooLarge' });
      // No more than what it said it has: what grows, or never ends, is not waited for.
      const buffer = new Uint8Array(size);
      let length = 0;
      while (length < size) {
        const { bytesRead } = await file.read(buffer, length, size - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return ok(buffer.subarray(0, length));
    } finally {
      await file.close();
    }
  } catch {
    return err({ tag: 'BundleNotOne' }); // the system's boundary
  }
}
