/** The only source of time for `shared/`; made in the composition roots. */
export interface Clock {
  /** Milliseconds since 1970 UTC, by this computer's own clock, which may be wrong. */
  now(): number;
}
