/**
 * Expected failures are data, never exceptions (style rule: tagged results).
 * A defect still throws and is caught at two edges only: the IPC server and
 * the error boundary of the ui.
 */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** A success that carries `value`. */
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** An expected failure; `error` is a tagged object such as `{ tag: 'EntryTruncated' }`. */
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/**
 * Ends an exhaustive switch: does not compile while a case is missing.
 * Throws, since arriving here at run time is a defect.
 */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}
