/** Timers and a clock that tests move by hand. */
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Timers } from '../system-ports.ts';

/** One source of time for everybody in a test. */
export interface FakeTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Runs what is due now; true when there was something. */
  runDue(): boolean;
  /** Milliseconds until the next timer, or null. */
  nextInMs(): number | null;
  /** Timers that are waiting. */
  waiting(): number;
  /** Moves time without running anything: a computer that sleeps. */
  move(ms: number): void;
}

/** Starts at `startAt`, milliseconds since 1970. */
export function createFakeTime(startAt: number): FakeTime {
  let passed = 0;
  let pending: { readonly at: number; readonly work: () => void }[] = [];
  return {
    clock: { now: () => startAt + passed },
    timers: {
      steadyNow: () => passed,
      after(ms, work) {
        const timer = { at: passed + ms, work };
        pending.push(timer);
        return () => {
          pending = pending.filter((other) => other !== timer);
        };
      },
    },
    runDue() {
      const due = pending.filter((timer) => timer.at <= passed);
      pending = pending.filter((timer) => timer.at > passed);
      for (const timer of due) timer.work();
      return due.length > 0;
    },
    waiting: () => pending.length,
    nextInMs: () => (pending.length === 0 ? null : Math.max(0, Math.min(...pending.map((timer) => timer.at)) - passed)),
    move(ms) {
      passed += ms;
    },
  };
}
