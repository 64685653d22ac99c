/**
 * The plaintext of a content entry as it is sealed: `u8 0 ‖ bytes`, or
 * `u8 1 ‖ DEFLATE(bytes)` where that is shorter (SPEC EN5).
 */
import type { Brand } from '../brand.ts';
import type { Deflate } from '../ports/deflate.ts';
import { err, ok, type Result } from '../result.ts';

/** A plaintext made by `packBody`, ready to be sealed; the brand keeps an unpacked one out. */
export type PackedBody = Brand<Uint8Array, 'PackedBody'>;

/** What a body may grow to in bytes when it is inflated: a cap on decompression bombs (HP1 §10 bounds a segment's content). */
export const MAX_INFLATED_BYTES = 2 * 1024 * 1024;

const STORED = 0;
const DEFLATED = 1;
/** Below this many bytes DEFLATE gains nothing that padding does not eat again. */
const WORTH_DEFLATING_BYTES = 128;

/** `plaintext` in its shorter form. */
export function packBody(plaintext: Uint8Array, deflate: Deflate): PackedBody {
  const small = plaintext.length < WORTH_DEFLATING_BYTES ? null : deflate.deflate(plaintext);
  const isSmaller = small !== null && small.length < plaintext.length;
  const body = isSmaller ? small : plaintext;
  const packed = new Uint8Array(1 + body.length);
  packed[0] = isSmaller ? DEFLATED : STORED;
  packed.set(body, 1);
  return packed as PackedBody;
}

/** The plaintext inside, or why there is none. */
export function unpackBody(
  packed: Uint8Array,
  deflate: Deflate,
): Result<Uint8Array, { readonly tag: 'BodyMalformed' }> {
  const body = packed.subarray(1);
  if (packed[0] === STORED) return ok(body);
  if (packed[0] !== DEFLATED) return err({ tag: 'BodyMalformed' });
  const plaintext = deflate.inflate(body, MAX_INFLATED_BYTES);
  return plaintext ? ok(plaintext) : err({ tag: 'BodyMalformed' });
}
