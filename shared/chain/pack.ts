/**
 * The plaintext of a content entry as it is sealed (SPEC EN5): `u8 0 ‖ bytes`,
 * or `u8 1 ‖ DEFLATE(bytes)` where that is shorter, or, for plaintexts that
 * begin with bytes like noise, `u8 2 ‖ u32 n ‖ n bytes ‖ DEFLATE(the others)`.
 */
import type { Brand } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes } from '../bytes.ts';
import type { Deflate } from '../ports/deflate.ts';
import { err, ok, type Result } from '../result.ts';

/** A plaintext made by `packBody`, ready to be sealed; the brand keeps an unpacked one out. */
export type PackedBody = Brand<Uint8Array, 'PackedBody'>;

/** What a body may grow to in bytes when it is inflated: a cap on decompression bombs (HP1 §10 bounds a segment's content). */
export const MAX_INFLATED_BYTES = 2 * 1024 * 1024;

const STORED = 0;
const DEFLATED = 1;
const PARTLY_DEFLATED = 2;
const NOTHING = new Uint8Array(0);
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

/**
 * `noise ‖ rest` with only `rest` deflated: random bytes between words cost
 * DEFLATE a quarter more than their length, and spoil its code for the words.
 */
export const packParts = (noise: Uint8Array, rest: Uint8Array, deflate: Deflate): PackedBody =>
  new ByteWriter().uint(PARTLY_DEFLATED, 1).sized(noise).raw(deflate.deflate(rest)).finish() as PackedBody;

/** The plaintext inside, or why there is none. */
export function unpackBody(
  packed: Uint8Array,
  deflate: Deflate,
): Result<Uint8Array, { readonly tag: 'BodyMalformed' }> {
  const reader = new ByteReader(packed);
  const form = reader.uint(1);
  const noise = form === PARTLY_DEFLATED ? reader.sized(packed.length) : NOTHING;
  const body = reader.raw(reader.remaining);
  if (reader.failed || form > PARTLY_DEFLATED) return err({ tag: 'BodyMalformed' });
  if (form === STORED) return ok(body);
  const plain = deflate.inflate(body, MAX_INFLATED_BYTES - noise.length);
  if (!plain) return err({ tag: 'BodyMalformed' });
  return ok(noise.length > 0 ? concatBytes(noise, plain) : plain);
}
