/** Reads a file that a person picked. Main does not look into it; it only bounds it. */
import { open } from 'node:fs/promises';
import { MAX_FILE_BYTES } from '../../shared/ipc/carry-requests.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { MAX_PAIR_FILE_READ_BYTES } from '../../shared/ipc/pairing-requests.ts';
import { err, ok, type Result } from '../../shared/result.ts';

/** What a kind of file is bounded by, and what to say of one that is not it. */
interface FileBounds {
  readonly maxBytes: number;
  readonly tooLarge: AppError;
  /** For what cannot be read: missing, a folder, not ours. */
  readonly unreadable: AppError;
}

const BUNDLE: FileBounds = {
  maxBytes: MAX_FILE_BYTES,
  tooLarge: { tag: 'BundleTooLarge' },
  unreadable: { tag: 'BundleNotOne' },
};
const PAIR: FileBounds = {
  maxBytes: MAX_PAIR_FILE_READ_BYTES,
  tooLarge: { tag: 'PairFileTooLarge' },
  unreadable: { tag: 'PairFileNotOne' },
};

/** A `.hearth` file, at most 64 MiB. */
export const readBundleFile = (path: string): Promise<Result<Uint8Array, AppError>> => readBounded(path, BUNDLE);
/** A `.hearth-pair` file, at most 128 KiB. */
export const readPairFile = (path: string): Promise<Result<Uint8Array, AppError>> => readBounded(path, PAIR);

/** The bytes of a file; one above the bound is not read. */
async function readBounded(path: string, bounds: FileBounds): Promise<Result<Uint8Array, AppError>> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > bounds.maxBytes) return err(bounds.tooLarge);
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
    return err(bounds.unreadable); // the system's boundary
  }
}
