/** Byte strings: join, compare, UTF-8, and the big-endian reader and writer that every HP1 codec uses. */
import { decodeUtf8, encodeUtf8 } from 'lib0/string';

/** UTF-8 bytes of `text`. */
export const utf8 = (text: string): Uint8Array => encodeUtf8(text);
/**
 * Text of UTF-8 bytes. It never throws: bytes that are not UTF-8 become one
 * U+FFFD, so compare by re-encoding where canonical form matters.
 */
export function utf8ToText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    return '\ufffd'; // a parse boundary: lib0 throws on malformed input
  }
}

/** The parts joined into one new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Equal in length and content. Not constant-time: never for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** Appends big-endian fields to a growing buffer. */
export class ByteWriter {
  #buffer = new Uint8Array(256);
  #length = 0;

  #room(bytes: number): number {
    const start = this.#length;
    const needed = start + bytes;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, start));
      this.#buffer = larger;
    }
    this.#length = needed;
    return start;
  }
  /** An unsigned integer of `bytes` bytes (1 to 6), big-endian. Throws on a value that does not fit: a defect. */
  uint(value: number, bytes: number): this {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * bytes)) {
      throw new RangeError(`${value} does not fit ${bytes} bytes`);
    }
    const start = this.#room(bytes);
    let rest = value;
    for (let i = bytes - 1; i >= 0; i -= 1) {
      this.#buffer[start + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return this;
  }
  /** Bytes as they are, without a length. */
  raw(bytes: Uint8Array): this {
    const start = this.#room(bytes.length);
    this.#buffer.set(bytes, start);
    return this;
  }
  /** `u32 length ‖ bytes`. */
  sized(bytes: Uint8Array): this {
    return this.uint(bytes.length, 4).raw(bytes);
  }
  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }
}

/**
 * Reads big-endian fields from bytes that a stranger sent. It never throws:
 * after a read past the end `failed` is true and every value is empty or 0,
 * so that a decoder can read all its fields and check once.
 */
export class ByteReader {
  failed = false;
  #at = 0;
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  /** Offset of the next byte. */
  get offset(): number {
    return this.#at;
  }
  /** Bytes not yet read. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }
  /** True when everything was read and nothing was missing. */
  get finished(): boolean {
    return !this.failed && this.remaining === 0;
  }
  /** An unsigned big-endian integer of `bytes` bytes (1 to 6). */
  uint(bytes: number): number {
    if (this.failed || this.remaining < bytes) {
      this.failed = true;
      return 0;
    }
    let value = 0;
    for (let i = 0; i < bytes; i += 1) value = value * 256 + (this.#bytes[this.#at + i] as number);
    this.#at += bytes;
    return value;
  }
  /** A view of the next `length` bytes (not a copy). */
  raw(length: number): Uint8Array {
    if (this.failed || length < 0 || this.remaining < length) {
      this.failed = true;
      return new Uint8Array(0);
    }
    const view = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return view;
  }
  /** `u32 length ‖ bytes`, refused above `maxBytes` before anything is allocated. */
  sized(maxBytes: number): Uint8Array {
    const length = this.uint(4);
    if (length > maxBytes) {
      this.failed = true;
      return new Uint8Array(0);
    }
    return this.raw(length);
  }
}
