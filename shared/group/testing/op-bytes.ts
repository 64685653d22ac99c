/** Bytes of operations that nobody wrote: made, and judged. */
import { concatBytes, equalBytes } from '../../bytes.ts';
import { decodeOp, encodeOp } from '../op.ts';
import type { Span } from './op-layout.ts';

/**
 * True when `bytes` are refused with a tag, false when they are the one
 * encoding of what they say. Throws on anything else: that is a failed test.
 * So is a field that reads what it would write differently: `OpNotCanonical`
 * is a second net, in which no field of today may be caught.
 */
export function isRefused(kind: number, bytes: Uint8Array): boolean {
  const decoded = decodeOp(kind, bytes);
  if (decoded.ok) {
    if (equalBytes(encodeOp(decoded.value), bytes)) return false;
    throw new Error('read, but would be written differently');
  }
  const { tag } = decoded.error;
  if (tag !== 'OpMalformed' && tag !== 'OpKindUnknown' && tag !== 'OpTooLarge') throw new Error(`refused as ${tag}`);
  return true;
}

/** A copy of `bytes` with another big-endian number where a span stands. */
export function withNumber(bytes: Uint8Array, { offset, size }: Span, value: number): Uint8Array {
  const changed = bytes.slice();
  for (let i = 0; i < size; i += 1) changed[offset + i] = Math.floor(value / 256 ** (size - 1 - i)) % 256;
  return changed;
}

/** `bytes` with `length` zero bytes in place of those that a span announces. */
export function withAnnounced(bytes: Uint8Array, span: Span, length: number): Uint8Array {
  const { offset, size } = span;
  const announced = bytes.subarray(offset, offset + size).reduce((value, byte) => value * 256 + byte, 0);
  const end = offset + size;
  const head = withNumber(bytes, span, length).subarray(0, end);
  return concatBytes(head, new Uint8Array(length), bytes.subarray(end + announced));
}
