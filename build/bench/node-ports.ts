/** Real ports for measurements in Node. */
import { randomFillSync } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Deflate } from '../../shared/ports/deflate.ts';
import type { Random } from '../../shared/ports/random.ts';

export const systemClock: Clock = { now: () => Date.now() };

/** Draws from the system's generator in batches, as the engine does. */
export function createSystemRandom(batchBytes = 4096): Random {
  const batch = new Uint8Array(batchBytes);
  let at = batchBytes;
  return {
    bytes(length) {
      if (length > batchBytes) return randomFillSync(new Uint8Array(length));
      if (at + length > batchBytes) {
        randomFillSync(batch);
        at = 0;
      }
      at += length;
      return batch.slice(at - length, at);
    },
  };
}

export const nodeDeflate: Deflate = {
  deflate: (bytes) => deflateRawSync(bytes),
  inflate: (bytes, maxBytes) => {
    try {
      return inflateRawSync(bytes, { maxOutputLength: maxBytes });
    } catch {
      return null; // not DEFLATE, or beyond the cap
    }
  },
};
