/** A field of a log line: never content, names, keys or ids of people. */
export type LogField = string | number | boolean;

/** A log of events without content, for finding faults on this computer only. */
export interface Log {
  /** `event` is a fixed word such as `sync.session-closed`; `fields` are counts, codes and durations (ms). */
  event(event: string, fields?: Readonly<Record<string, LogField>>): void;
}
