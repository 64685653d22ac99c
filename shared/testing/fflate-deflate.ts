/** The `Deflate` port over fflate, for tests and simulations; the app uses zlib. */
import { deflateSync, inflateSync } from 'fflate';
import type { Deflate } from '../ports/deflate.ts';

/** Honours the cap after inflating, which is soon enough for inputs that tests make. */
export const fflateDeflate: Deflate = {
  deflate: (bytes) => deflateSync(bytes),
  inflate: (bytes, maxBytes) => {
    try {
      const plain = inflateSync(bytes);
      return plain.length <= maxBytes ? plain : null;
    } catch {
      return null; // fflate throws where the bytes are not DEFLATE
    }
  },
};
