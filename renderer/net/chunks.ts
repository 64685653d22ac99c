/**
 * Cuts y-webrtc's own messages (the board) into pieces that every data channel
 * carries, and puts them together again. The channel is ordered and reliable,
 * so a piece needs no number:
 *
 *     message = first *next        first = 1 ‖ u32 length of the whole ‖ bytes
 *                                  next  = 2 ‖ bytes
 */
import { ByteReader, ByteWriter } from '../../shared/bytes.ts';

/** Largest piece in bytes: what data channels carry without being cut again (RFC 8831, 6.6). */
export const CHUNK_BYTES = 16 * 1024;
/** Largest message in bytes; a board may be 64 KiB, and an answer may carry it with what waits for it. */
export const MAX_BOARD_MESSAGE_BYTES = 256 * 1024;

const FIRST = 1;
const NEXT = 2;

/** The pieces of one message, at least one. Throws above `MAX_BOARD_MESSAGE_BYTES`: a defect of the sender. */
export function messageToChunks(message: Uint8Array): Uint8Array[] {
  if (message.length > MAX_BOARD_MESSAGE_BYTES) throw new RangeError(`a board message of ${message.length} bytes`);
  const first = message.subarray(0, CHUNK_BYTES - 5);
  const chunks = [new ByteWriter().uint(FIRST, 1).uint(message.length, 4).raw(first).finish()];
  for (let at = first.length; at < message.length; at += CHUNK_BYTES - 1) {
    chunks.push(
      new ByteWriter()
        .uint(NEXT, 1)
        .raw(message.subarray(at, at + CHUNK_BYTES - 1))
        .finish(),
    );
  }
  return chunks;
}

/** What a piece led to: the whole message, nothing yet, or the end of trust in this peer. */
export type ChunkResult =
  | { readonly is: 'whole'; readonly message: Uint8Array }
  | { readonly is: 'more' }
  | { readonly is: 'refused' };

/** Puts pieces together. Memory is taken for what has arrived, never for what was announced. */
export class ChunkReader {
  #parts: Uint8Array[] = [];
  #missing = 0;

  /** Takes the next piece in order. After `refused` the reader is not to be used again. */
  take(chunk: Uint8Array): ChunkResult {
    const reader = new ByteReader(chunk);
    const kind = reader.uint(1);
    if (chunk.length > CHUNK_BYTES) return { is: 'refused' };
    if (kind === FIRST && this.#missing === 0) {
      this.#missing = reader.uint(4);
      this.#parts = [];
      if (reader.failed || this.#missing === 0 || this.#missing > MAX_BOARD_MESSAGE_BYTES) return { is: 'refused' };
    } else if (kind !== NEXT || this.#missing === 0) {
      return { is: 'refused' };
    }
    const bytes = reader.raw(reader.remaining);
    if (bytes.length === 0 || bytes.length > this.#missing) return { is: 'refused' };
    this.#parts.push(bytes.slice());
    this.#missing -= bytes.length;
    if (this.#missing > 0) return { is: 'more' };
    const whole = new ByteWriter();
    for (const part of this.#parts) whole.raw(part);
    this.#parts = [];
    return { is: 'whole', message: whole.finish() };
  }
}
