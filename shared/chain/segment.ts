/**
 * Segments: an author's finished entries in one, so that a newcomer verifies,
 * opens and inflates once for about a hundred (SPEC SG1–SG4). The plaintext is
 * columnar, since like compresses well beside like:
 *
 *   version u8 | from u48 | count u16 | kinds u8·n | recordIds 16·n | ts u48·n
 *   | lamports u48·n | lengths u32·n | plaintexts
 *
 * The columns of times and lengths are written plane by plane: all first bytes,
 * then all second ones, so that their equal high bytes stand together.
 */
import { ID_BYTES, idFromBytes, idToBytes, type RecordId } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes } from '../bytes.ts';
import type { Deflate } from '../ports/deflate.ts';
import { err, ok, type Result } from '../result.ts';
import { MAX_INFLATED_BYTES, type PackedBody, packBody } from './pack.ts';
import { MAX_PACKED_BYTES } from './seal.ts';

/** How many entries an author folds at a time. */
export const SEGMENT_ENTRIES = 100;
/** Most entries in a segment that is read. */
export const MAX_SEGMENT_ENTRIES = 1024;
const SEGMENT_VERSION = 1;

/** One folded entry. */
export interface SegmentItem {
  readonly seq: number;
  readonly kind: number;
  readonly recordId: RecordId;
  /** The author's clock, milliseconds. */
  readonly ts: number;
  readonly lamport: number;
  /** The unpacked plaintext; empty when it was erased. */
  readonly plaintext: Uint8Array;
}
/** Items that fit one segment, packed for sealing. */
export interface FoldedSegment {
  readonly body: PackedBody;
  /** First folded place: the items given may be more than fit, and the newest are kept. */
  readonly from: number;
  readonly to: number;
}
/** Why items are not folded or a plaintext is no segment. */
export type FoldError = { readonly tag: 'FoldTooLarge' };
export type SegmentError = { readonly tag: 'SegmentUnreadable' };

/** `width` bytes of each value, plane by plane. */
function writePlanes(writer: ByteWriter, values: readonly number[], width: number): void {
  for (let plane = width - 1; plane >= 0; plane -= 1) {
    for (const value of values) writer.uint(Math.floor(value / 256 ** plane) % 256, 1);
  }
}
function readPlanes(reader: ByteReader, count: number, width: number): number[] {
  const values = new Array<number>(count).fill(0);
  for (let plane = 0; plane < width; plane += 1) {
    const bytes = reader.raw(count);
    for (let i = 0; i < count; i += 1) values[i] = (values[i] as number) * 256 + (bytes[i] ?? 0);
  }
  return values;
}

/** The plaintext of a segment of `items`: consecutive places, ascending. */
export function encodeSegment(items: readonly SegmentItem[]): Uint8Array {
  const writer = new ByteWriter()
    .uint(SEGMENT_VERSION, 1)
    .uint(items[0]?.seq ?? 0, 6)
    .uint(items.length, 2);
  for (const item of items) writer.uint(item.kind, 1);
  for (const item of items) writer.raw(idToBytes(item.recordId));
  writePlanes(
    writer,
    items.map((item) => item.ts),
    6,
  );
  writePlanes(
    writer,
    items.map((item) => item.lamport),
    6,
  );
  writePlanes(
    writer,
    items.map((item) => item.plaintext.length),
    4,
  );
  return concatBytes(writer.finish(), ...items.map((item) => item.plaintext));
}

/** Reads the plaintext of a segment. Plaintexts are views of it, not copies. */
export function unfoldSegment(plaintext: Uint8Array): Result<readonly SegmentItem[], SegmentError> {
  const reader = new ByteReader(plaintext);
  const version = reader.uint(1);
  const from = reader.uint(6);
  const count = reader.uint(2);
  if (version !== SEGMENT_VERSION || from === 0 || count === 0 || count > MAX_SEGMENT_ENTRIES) {
    return err({ tag: 'SegmentUnreadable' });
  }
  const kinds = reader.raw(count);
  const recordIds = reader.raw(count * ID_BYTES.short);
  const [ts, lamports, lengths] = [6, 6, 4].map((width) => readPlanes(reader, count, width)) as [
    number[],
    number[],
    number[],
  ];
  const items: SegmentItem[] = [];
  for (let i = 0; i < count && !reader.failed; i += 1) {
    items.push({
      seq: from + i,
      kind: kinds[i] as number,
      recordId: idFromBytes<RecordId>(recordIds.subarray(i * ID_BYTES.short, (i + 1) * ID_BYTES.short)),
      ts: ts[i] as number,
      lamport: lamports[i] as number,
      plaintext: reader.raw(lengths[i] as number),
    });
  }
  return reader.finished ? ok(items) : err({ tag: 'SegmentUnreadable' });
}

/**
 * Folds the newest of `items` that fit one entry. `FoldTooLarge` when not even
 * two do: then they stay single.
 */
export function foldSegment(items: readonly SegmentItem[], deflate: Deflate): Result<FoldedSegment, FoldError> {
  let kept = items.slice(-MAX_SEGMENT_ENTRIES);
  while (kept.length >= 2) {
    const plaintext = encodeSegment(kept);
    const body = packBody(plaintext, deflate);
    const [first, last] = [kept[0], kept.at(-1)];
    if (first && last && body.length <= MAX_PACKED_BYTES && plaintext.length <= MAX_INFLATED_BYTES) {
      return ok({ body, from: first.seq, to: last.seq });
    }
    // A guess from how much was too much, a little below it so that it seldom takes a third try.
    const share = Math.min(MAX_PACKED_BYTES / body.length, MAX_INFLATED_BYTES / plaintext.length);
    kept = kept.slice(kept.length - Math.min(kept.length - 1, Math.floor(kept.length * share * 0.95)));
  }
  return err({ tag: 'FoldTooLarge' });
}

/** What the author's store knows of one own entry: enough to choose what to fold. */
export interface FoldCandidate {
  readonly seq: number;
  readonly kind: number;
  /** Length of the ciphertext in bytes. */
  readonly ctLength: number;
}

/**
 * Chooses what to fold: the single entries at the end of the own chain, down to
 * the last segment, once there are `SEGMENT_ENTRIES` of them. `own` ascends
 * without gaps to the chain's head; `isSegment` tells segments from others.
 */
export function selectFoldRange(
  own: readonly FoldCandidate[],
  isSegment: (kind: number) => boolean,
): { readonly from: number; readonly to: number } | null {
  let from = own.length;
  while (from > 0 && !isSegment((own[from - 1] as FoldCandidate).kind)) from -= 1;
  const singles = own.slice(from);
  const [first, last] = [singles[0], singles.at(-1)];
  return first && last && singles.length >= SEGMENT_ENTRIES ? { from: first.seq, to: last.seq } : null;
}
