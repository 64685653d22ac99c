/** A clock that stands until it is moved. */
import type { Clock } from '../ports/clock.ts';

/** `Clock` with a hand on it. */
export interface FakeClock extends Clock {
  /** Moves on by `ms` milliseconds; negative for a clock that is set back. */
  advance(ms: number): void;
}

/** Starts at `start`, milliseconds since 1970; by default some noon of 2026. */
export function createFakeClock(start = 1_777_896_000_000): FakeClock {
  let at = start;
  return {
    now: () => at,
    advance(ms) {
      at += ms;
    },
  };
}
