/**
 * Padding that hides lengths: 256 B, 1 KiB, 4 KiB, then multiples of 4 KiB up
 * to 64 KiB (SPEC CR6). ISO/IEC 7816-4: one 0x80, then zeros.
 */
const STEP = 4096;
/** The largest padded plaintext. */
export const MAX_PADDED_BYTES = 65536;

/** Padded size for `length` plain bytes (the marker included), or `null` above the largest bucket. */
export function paddedLength(length: number): number | null {
  const needed = length + 1;
  if (needed <= 256) return 256;
  if (needed <= 1024) return 1024;
  const size = Math.ceil(needed / STEP) * STEP;
  return size <= MAX_PADDED_BYTES ? size : null;
}

/** `bytes` padded to its bucket, or `null` when it is too large. */
export function pad(bytes: Uint8Array): Uint8Array | null {
  const size = paddedLength(bytes.length);
  if (size === null) return null;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  return padded;
}

/** The bytes inside, or `null` when the padding is not exactly what `pad` makes. */
export function unpad(padded: Uint8Array): Uint8Array | null {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  if (end < 0 || padded[end] !== 0x80) return null;
  return paddedLength(end) === padded.length ? padded.subarray(0, end) : null;
}
