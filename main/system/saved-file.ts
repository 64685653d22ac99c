/** A file that a person saves where they choose: whole under its name, or not there at all. */
import { open, rename, rm } from 'node:fs/promises';
import type { AppError } from '../../shared/ipc/errors.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { diskProblemOf } from '../disk-codes.ts';

/** What the disk said, at the system's boundary. */
export const diskErrorOf = (error: unknown): AppError => ({
  tag: diskProblemOf((error as NodeJS.ErrnoException).code ?? '') ?? 'DiskFailed',
});

/** Saves a file, on the disk when this answers. A file of that name that was there before stays until the new one is whole. */
export async function saveFileTo(path: string, bytes: Uint8Array): Promise<Result<true, AppError>> {
  const part = `${path}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    return ok(true);
  } catch (error) {
    // It takes space that somebody may need now. Where it does not go, the first problem is the one to tell.
    await rm(part, { force: true }).catch(() => undefined);
    return err(diskErrorOf(error));
  }
}
