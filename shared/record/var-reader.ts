/** Reads lib0's variable-length encodings from bytes that a stranger sent. It never throws; see `failed`. */
import { decodeUtf8 } from 'lib0/string';

const CONTINUES = 0x80;
const SEVEN_BITS = 0x7f;

/** After a read past the end, or of a form lib0 never writes, `failed` is true and every value is 0 or empty. */
export class VarReader {
  failed = false;
  #at = 0;
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  /** Bytes not yet read. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }
  /** True when everything was read and nothing was missing. */
  get finished(): boolean {
    return !this.failed && this.remaining === 0;
  }
  /** One byte. */
  u8(): number {
    const byte = this.#bytes[this.#at];
    if (this.failed || byte === undefined) return this.#fail();
    this.#at += 1;
    return byte;
  }
  /** lib0's `writeVarUint`, in its shortest form only, up to 2^53 − 1. */
  varUint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & SEVEN_BITS) * scale;
      if (value > Number.MAX_SAFE_INTEGER) return this.#fail();
      if (byte < CONTINUES) return byte === 0 && scale > 1 ? this.#fail() : value;
      scale *= 128;
    }
  }
  /** lib0's `writeVarInt`: six bits and a sign in the first byte. */
  varInt(): number {
    const first = this.u8();
    const sign = (first & 0x40) === 0 ? 1 : -1;
    let value = first & 0x3f;
    let scale = 64;
    let byte = first;
    while (byte >= CONTINUES) {
      byte = this.u8();
      value += (byte & SEVEN_BITS) * scale;
      if (value > Number.MAX_SAFE_INTEGER) return this.#fail();
      scale *= 128;
    }
    return sign * value;
  }
  /** A big-endian IEEE 754 number of 4 or 8 bytes. */
  float(bytes: 4 | 8): number {
    const raw = this.raw(bytes);
    if (this.failed) return 0;
    const view = new DataView(raw.buffer, raw.byteOffset, bytes);
    return bytes === 4 ? view.getFloat32(0) : view.getFloat64(0);
  }
  /** A view of the next `length` bytes. */
  raw(length: number): Uint8Array {
    if (this.failed || this.remaining < length) {
      this.#fail();
      return new Uint8Array(0);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  /** `varUint length ‖ UTF-8`, refused above `maxBytes` and when it is not UTF-8. */
  text(maxBytes: number): string {
    const length = this.varUint();
    if (length > maxBytes) this.#fail();
    const bytes = this.raw(length);
    if (this.failed) return '';
    try {
      return decodeUtf8(bytes);
    } catch {
      this.#fail(); // a parse boundary: lib0 throws on malformed UTF-8
      return '';
    }
  }
  #fail(): 0 {
    this.failed = true;
    return 0;
  }
}
