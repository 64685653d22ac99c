/**
 * Failures of the disk under the store. The store's port is synchronous and
 * returns plain values, so these are thrown, undo the transaction on their way
 * and become a `Result` at the one edge that all requests pass (`guard`).
 */
import type { AppError } from '../../../shared/ipc/errors.ts';
import { type DiskProblem, diskProblemOf } from '../../disk-codes.ts';
import { err, type Result } from '../../../shared/result.ts';

/** What the disk can do to a write or a read. */
export type DiskErrorTag = DiskProblem | 'StoreDamaged';

/** A failure of the disk: nothing of the transaction it interrupted remains. */
export class DiskError extends Error {
  readonly tag: DiskErrorTag;
  constructor(tag: DiskErrorTag, cause?: unknown) {
    super(tag, { cause });
    this.tag = tag;
  }
}

const hasCode = (error: unknown): error is Error & { readonly code?: string } => error instanceof Error;

/** The tag for what SQLite or Node's fs threw, or `null` for a defect of ours. */
export function diskErrorTag(error: unknown): DiskErrorTag | null {
  if (error instanceof DiskError) return error.tag;
  if (!hasCode(error)) return null;
  const code = error.code ?? '';
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) return 'StoreDamaged';
  // SQLCipher reports a page whose HMAC fails as a plain SQLITE_ERROR with this text.
  if (code === 'SQLITE_ERROR' && error.message.endsWith('SQL logic error')) return 'StoreDamaged';
  return diskProblemOf(code) ?? (error.message.startsWith('sqlite open error') ? 'DiskFailed' : null);
}

/** Throws what `error` means: a `DiskError`, or the defect itself. */
export function throwAsDiskError(error: unknown): never {
  const tag = diskErrorTag(error);
  if (tag && !(error instanceof DiskError)) throw new DiskError(tag, error);
  throw error;
}

/** Runs `work` and turns a failing disk into data. Defects pass through. */
export function guard<T>(work: () => Result<T, AppError>): Result<T, AppError> {
  try {
    return work();
  } catch (error) {
    const tag = diskErrorTag(error);
    if (tag) return err({ tag });
    throw error;
  }
}

/** The same for work that waits. */
export async function guardAsync<T>(work: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> {
  try {
    return await work();
  } catch (error) {
    const tag = diskErrorTag(error);
    if (tag) return err({ tag });
    throw error;
  }
}
