/**
 * Segments: an author's finished entries in one, so that a newcomer verifies,
 * opens and inflates once for about a hundred (SPEC SG1–SG4). The plaintext is
 * columnar, since like compresses well beside like, and what is random stands
 * first and is not compressed at all:
 *
 *   version u8 | from u48 | count u16 | bits(derived) | bits(salted)
 *   | recordIds 16 each, of those not derived | salts 16 each, of those salted
 *   | kinds u8·n | ts u48·n | lamports u48·n | lengths u32·n | plaintexts
 *
 * A record id is left out where it follows from the plaintext. The salt is bytes
 * 3 to 18 of a plaintext that is long enough: where a record's first payload has
 * its nonce. Times and lengths are written plane by plane: all first bytes, then
 * all second ones, so that their equal high bytes stand together.
 */
import { ID_BYTES, idFromBytes, idToBytes, type RecordId } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes } from '../bytes.ts';
import type { Deflate } from '../ports/deflate.ts';
import { err, ok, type Result } from '../result.ts';
import { MAX_INFLATED_BYTES, type PackedBody, packParts } from './pack.ts';
import { MAX_PACKED_BYTES } from './seal.ts';

/** How many entries an author folds at a time. */
export const SEGMENT_ENTRIES = 100;
/** Most entries in a segment that is read. */
export const MAX_SEGMENT_ENTRIES = 1024;
const SEGMENT_VERSION = 1;
/** Where the salt stands in a plaintext. */
const SALT_FROM = 3;
const SALT_TO = 19;

/** The record id that follows from a plaintext by itself, or `null`: `recordIdInPayload` of shared/record. */
export type DeriveRecordId = (kind: number, plaintext: Uint8Array) => RecordId | null;
const DERIVE_NONE: DeriveRecordId = () => null;

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

const writeBits = (writer: ByteWriter, bits: readonly boolean[]): void => {
  for (let i = 0; i < bits.length; i += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit += 1) if (bits[i + bit]) byte |= 1 << bit;
    writer.uint(byte, 1);
  }
};
/** Exactly `count` bits; the unused ones of the last byte must be 0. */
function readBits(reader: ByteReader, count: number): boolean[] {
  const bytes = reader.raw(Math.ceil(count / 8));
  if (count % 8 !== 0 && (bytes.at(-1) ?? 0) >> (count % 8) !== 0) reader.failed = true;
  return Array.from({ length: count }, (_, i) => ((bytes[i >> 3] ?? 0) & (1 << (i & 7))) !== 0);
}

const isSalted = (plaintext: Uint8Array): boolean => plaintext.length >= SALT_TO;

/** The two parts of a segment's plaintext: noise, and what compresses. */
function encodeSegment(items: readonly SegmentItem[], derive: DeriveRecordId): readonly [Uint8Array, Uint8Array] {
  const derived = items.map((item) => derive(item.kind, item.plaintext) === item.recordId);
  const salted = items.map((item) => isSalted(item.plaintext));
  const noise = new ByteWriter()
    .uint(SEGMENT_VERSION, 1)
    .uint(items[0]?.seq ?? 0, 6)
    .uint(items.length, 2);
  writeBits(noise, derived);
  writeBits(noise, salted);
  items.forEach((item, i) => {
    if (!derived[i]) noise.raw(idToBytes(item.recordId));
  });
  for (const { plaintext } of items) if (isSalted(plaintext)) noise.raw(plaintext.subarray(SALT_FROM, SALT_TO));
  const rest = new ByteWriter();
  for (const item of items) rest.uint(item.kind, 1);
  writePlanes(
    rest,
    items.map((item) => item.ts),
    6,
  );
  writePlanes(
    rest,
    items.map((item) => item.lamport),
    6,
  );
  writePlanes(
    rest,
    items.map((item) => item.plaintext.length),
    4,
  );
  for (const { plaintext } of items) {
    if (isSalted(plaintext)) rest.raw(plaintext.subarray(0, SALT_FROM)).raw(plaintext.subarray(SALT_TO));
    else rest.raw(plaintext);
  }
  return [noise.finish(), rest.finish()];
}

/** One plaintext put together again. */
function readPlaintext(reader: ByteReader, length: number, salt: Uint8Array | null): Uint8Array {
  if (!salt) return reader.raw(length);
  const head = reader.raw(SALT_FROM);
  return concatBytes(head, salt, reader.raw(length - SALT_TO));
}

/** Reads the plaintext of a segment. Plaintexts may be views of it. `derive` must be what the author folded with. */
export function unfoldSegment(
  plaintext: Uint8Array,
  derive: DeriveRecordId = DERIVE_NONE,
): Result<readonly SegmentItem[], SegmentError> {
  const reader = new ByteReader(plaintext);
  const version = reader.uint(1);
  const from = reader.uint(6);
  const count = reader.uint(2);
  if (version !== SEGMENT_VERSION || from === 0 || count === 0 || count > MAX_SEGMENT_ENTRIES) {
    return err({ tag: 'SegmentUnreadable' });
  }
  const derived = readBits(reader, count);
  const salted = readBits(reader, count);
  const listed = derived.map((isDerived) => (isDerived ? null : reader.raw(ID_BYTES.short)));
  const salts = salted.map((hasSalt) => (hasSalt ? reader.raw(SALT_TO - SALT_FROM) : null));
  const kinds = reader.raw(count);
  const ts = readPlanes(reader, count, 6);
  const lamports = readPlanes(reader, count, 6);
  const lengths = readPlanes(reader, count, 4);
  const items: SegmentItem[] = [];
  for (let i = 0; i < count && !reader.failed; i += 1) {
    const kind = kinds[i] as number;
    const length = lengths[i] as number;
    const itemPlaintext = readPlaintext(reader, length, salts[i] ?? null);
    const id = listed[i];
    const recordId = id ? idFromBytes<RecordId>(id) : derive(kind, itemPlaintext);
    if (recordId === null || salted[i] !== length >= SALT_TO) return err({ tag: 'SegmentUnreadable' });
    items.push({
      seq: from + i,
      kind,
      recordId,
      ts: ts[i] as number,
      lamport: lamports[i] as number,
      plaintext: itemPlaintext,
    });
  }
  return reader.finished ? ok(items) : err({ tag: 'SegmentUnreadable' });
}

/**
 * Folds the newest of `items` that fit one entry. `FoldTooLarge` when not even
 * two do: then they stay single.
 */
export function foldSegment(
  items: readonly SegmentItem[],
  deflate: Deflate,
  derive: DeriveRecordId = DERIVE_NONE,
): Result<FoldedSegment, FoldError> {
  let kept = items.slice(-MAX_SEGMENT_ENTRIES);
  while (kept.length >= 2) {
    const [noise, rest] = encodeSegment(kept, derive);
    const body = packParts(noise, rest, deflate);
    const inflated = noise.length + rest.length;
    const [first, last] = [kept[0], kept.at(-1)];
    if (first && last && body.length <= MAX_PACKED_BYTES && inflated <= MAX_INFLATED_BYTES) {
      return ok({ body, from: first.seq, to: last.seq });
    }
    // A guess from how much was too much, a little below it so that it seldom takes a third try.
    const share = Math.min(MAX_PACKED_BYTES / body.length, MAX_INFLATED_BYTES / inflated);
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
