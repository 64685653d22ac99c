import type { Clock } from '../../shared/ports/clock.ts';

/** A clock that tells its listeners once a minute, so that "just now" does not stay on the screen. */
export interface MinuteClock {
  /** Milliseconds since 1970 UTC, as of the last tick. */
  readonly now: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  /** Reads the clock at once: for what was written a moment ago. */
  readonly refresh: () => void;
}

const MINUTE_MS = 60_000;

/** Starts a {@link MinuteClock}; `every` calls back at an interval in milliseconds. */
export function createMinuteClock(clock: Clock, every: (callback: () => void, ms: number) => void): MinuteClock {
  let now = clock.now();
  const listeners = new Set<() => void>();
  const refresh = () => {
    now = clock.now();
    for (const listener of listeners) listener();
  };
  every(refresh, MINUTE_MS);
  return {
    now: () => now,
    refresh,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
