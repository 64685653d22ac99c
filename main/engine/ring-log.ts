/** The engine's log: the last events in memory, without content, for the health page. Written to no file. */
import type { Clock } from '../../shared/ports/clock.ts';
import type { Log, LogField } from '../../shared/ports/log.ts';

/** Events that are kept. */
const KEPT = 512;

/** One event. */
export interface LoggedEvent {
  /** Milliseconds. */
  readonly at: number;
  readonly event: string;
  readonly fields: Readonly<Record<string, LogField>>;
}
/** A log that can be read back. */
export interface RingLog extends Log {
  /** Oldest first. */
  events(): readonly LoggedEvent[];
}

/** An empty log. */
export function createRingLog(clock: Clock): RingLog {
  const kept: LoggedEvent[] = [];
  return {
    event(event, fields = {}) {
      kept.push({ at: clock.now(), event, fields });
      if (kept.length > KEPT) kept.shift();
    },
    events: () => [...kept],
  };
}
