/** How much one peer may send (HP1 §10): two token buckets, filled by the passing of time that events report. */

/** Frames a second, and how many may come at once: as many full frames as the byte burst holds. */
export const FRAMES_PER_SECOND = 200;
export const FRAME_BURST = 1024;
/** Bytes a second, and at once. */
export const BYTES_PER_SECOND = 4 * 1024 * 1024;
export const BYTE_BURST = 16 * 1024 * 1024;
/** How long asking rests when an allowance is used up, milliseconds. */
export const RATE_REST_MS = 250;

/** What a peer may still send. Below zero we stop asking; a whole burst below zero it sends unasked. */
export interface Allowance {
  readonly frames: number;
  readonly bytes: number;
  /** When it was last filled, milliseconds. */
  readonly at: number;
}

/** A full allowance. */
export const fullAllowance = (now: number): Allowance => ({ frames: FRAME_BURST, bytes: BYTE_BURST, at: now });

/** Fills up for the time that passed; a clock that went back fills nothing. */
export function refill(allowance: Allowance, now: number): Allowance {
  const seconds = Math.max(0, now - allowance.at) / 1000;
  return {
    frames: Math.min(FRAME_BURST, allowance.frames + seconds * FRAMES_PER_SECOND),
    bytes: Math.min(BYTE_BURST, allowance.bytes + seconds * BYTES_PER_SECOND),
    at: now,
  };
}

/** One frame of `bytes` has come. */
export function spend(allowance: Allowance, bytes: number, now: number): Allowance {
  const filled = refill(allowance, now);
  return { frames: filled.frames - 1, bytes: filled.bytes - bytes, at: now };
}

/** True while we may ask for more. */
export const mayAsk = (allowance: Allowance): boolean => allowance.frames > 0 && allowance.bytes > 0;
/** True when the peer sent far more than was asked for: nothing honest does. */
export const isFlood = (allowance: Allowance): boolean =>
  allowance.frames < -FRAME_BURST || allowance.bytes < -BYTE_BURST;
