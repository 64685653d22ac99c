/**
 * Holds tries back after wrong passphrases (HP1 §8): nothing after the first,
 * then longer each time up to half a minute. Kept in memory only, and never a
 * lock-out: the vault's own cost is what stops a thief.
 */

/** The longest wait in milliseconds. */
export const MAX_UNLOCK_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;

/** The delay of one engine. */
export interface UnlockDelay {
  /** Milliseconds until the next try is looked at; 0 for now. */
  waitMs(): number;
  /** Notes a wrong try; gives the wait before the next. */
  noteWrong(): number;
}

/** `steadyNow`: milliseconds of a clock that nobody can set. */
export function createUnlockDelay(steadyNow: () => number): UnlockDelay {
  let wrong = 0;
  let openAt = 0;
  const waitMs = (): number => Math.max(0, Math.ceil(openAt - steadyNow()));
  return {
    waitMs,
    noteWrong() {
      wrong += 1;
      const wait = wrong < 2 ? 0 : Math.min(MAX_UNLOCK_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - 2));
      openAt = steadyNow() + wait;
      return waitMs();
    },
  };
}
