/** The engine's real ports: clock, chance, DEFLATE, timers. Made in `engine.ts` only. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Deflate } from '../../shared/ports/deflate.ts';
import type { Random } from '../../shared/ports/random.ts';

/** This computer's clock. */
export const systemClock: Clock = { now: () => Date.now() };
/** The same, set ahead by `aheadMs` milliseconds: for whole-app tests. */
export const clockAhead = (aheadMs: number): Clock => ({ now: () => systemClock.now() + aheadMs });

/** Bytes fetched from the system's generator at a time: single draws cost 50 µs in Node, more than a seal. */
const BATCH_BYTES = 4096;

/** The system's generator, in batches. Bytes handed out are forgotten here. */
export function createSystemRandom(): Random {
  let batch = new Uint8Array(0);
  let at = 0;
  return {
    bytes(length) {
      if (length > BATCH_BYTES) throw new RangeError(`${length} random bytes at once`);
      if (batch.length - at < length) {
        batch = crypto.getRandomValues(new Uint8Array(BATCH_BYTES));
        at = 0;
      }
      const drawn = batch.slice(at, at + length);
      batch.fill(0, at, at + length);
      at += length;
      return drawn;
    },
  };
}

/** zlib's raw DEFLATE. What comes in is from strangers, so its growth is bounded before memory is given. */
export const nodeDeflate: Deflate = {
  deflate: (bytes) => new Uint8Array(deflateRawSync(bytes, { level: 6 })),
  inflate(bytes, maxBytes) {
    try {
      return new Uint8Array(inflateRawSync(bytes, { maxOutputLength: Math.max(1, maxBytes) }));
    } catch {
      return null; // a parse boundary: not DEFLATE, or larger than allowed
    }
  },
};

/** Ends a timer; harmless when it has fired. */
export type StopTimer = () => void;
/** The only source of delay in the engine, so that tests move time by hand. */
export interface Timers {
  /** Runs `work` once, `ms` milliseconds from now. */
  after(ms: number, work: () => void): StopTimer;
  /** Milliseconds of a clock that does not go back; only differences count. */
  steadyNow(): number;
}

/** Node's timers. They do not keep the process alive. */
export const systemTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  steadyNow: () => performance.now(),
};
