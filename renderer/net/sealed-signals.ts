/**
 * The sealed part of a publication, as y-webrtc writes it, opened a first time
 * before y-webrtc sees it: what does not open, repeats itself or has not the
 * right shape never reaches y-webrtc, which would throw on it.
 *
 *     data = base64( 'AES-GCM' ‖ iv ‖ ciphertext )      (lib0 encoding)
 */
import { fromBase64 } from 'lib0/buffer';
import { createDecoder, readAny, readVarString, readVarUint8Array } from 'lib0/decoding';
import * as v from 'valibot';
import { RoomSignal } from './signal-shape.ts';

/** Longest sealed part in characters; a browser's description makes about 2,500. */
export const MAX_SEALED_CHARACTERS = 24 * 1024;
/** Publications on the wire are filled up to a multiple of this, so that their sizes tell little. */
export const PUBLICATION_BYTES = 4 * 1024;
/** Characters that tell two texts apart: the initialisation vector ends within the first 28. */
const MARK_CHARACTERS = 64;
/** How many publications are remembered, to know a repeated one. */
const REMEMBERED = 4_096;

/** Opens publications of one room, each at most once. */
export class SealedSignals {
  readonly #key: PromiseLike<CryptoKey | null>;
  readonly #seen = new Set<string>();
  readonly #arrived = new Set<string>();

  /** `key` is what y-webrtc derived from the room's password. */
  constructor(key: PromiseLike<CryptoKey | null>) {
    this.#key = key;
  }

  /**
   * Whether the same text came before: known without opening it, so that a server that repeats itself crowds nobody
   * out. Says so for every text from its second call on.
   */
  isRepeated(data: unknown): boolean {
    const mark = typeof data === 'string' ? data.slice(0, MARK_CHARACTERS) : '';
    if (this.#arrived.has(mark)) return true;
    remember(this.#arrived, mark);
    return false;
  }

  /** What a member of the room said, or null: not a member's, damaged, of another shape, or said before. */
  async open(data: unknown): Promise<RoomSignal | null> {
    if (typeof data !== 'string' || data.length > MAX_SEALED_CHARACTERS) return null;
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data) || data.length % 4 !== 0) return null;
    const key = await this.#key;
    if (key === null) return null;
    try {
      const sealed = createDecoder(fromBase64(data));
      if (readVarString(sealed) !== 'AES-GCM') return null;
      const iv = readVarUint8Array(sealed);
      const mark = iv.join();
      const plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: iv.slice() },
        key,
        readVarUint8Array(sealed).slice(),
      );
      if (this.#seen.has(mark)) return null;
      remember(this.#seen, mark);
      const read = v.safeParse(RoomSignal, readAny(createDecoder(new Uint8Array(plain))));
      return read.success ? read.output : null;
    } catch {
      // The parse boundary: bytes of a stranger that are too short, or sealed with another key.
      return null;
    }
  }
}

function remember(marks: Set<string>, mark: string): void {
  marks.add(mark);
  const oldest = marks.values().next();
  if (marks.size > REMEMBERED && !oldest.done) marks.delete(oldest.value);
}

/** The JSON of a message to a server; a publication is filled up to a multiple of `PUBLICATION_BYTES`. */
export function messageToText(message: { readonly type?: unknown }): string {
  const text = JSON.stringify(message);
  if (message.type !== 'publish') return text;
  const bare = JSON.stringify({ ...message, pad: '' });
  const missing = (PUBLICATION_BYTES - (bare.length % PUBLICATION_BYTES)) % PUBLICATION_BYTES;
  return JSON.stringify({ ...message, pad: '0'.repeat(missing) });
}
