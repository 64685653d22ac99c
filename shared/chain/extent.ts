/**
 * How much of its chain one entry stands for (SPEC SG2): an ordinary entry for
 * itself, a segment at `seq` for `from..seq`. A segment's record id holds
 * `u48 from ‖ u8 index ‖ 9 zero bytes`, where `deps[index]` is the id of entry
 * `from − 1`: what the segment links to for somebody who has none of the
 * entries folded into it.
 */
import { type EntryId, idFromBytes, NO_ENTRY, type RecordId } from '../brand.ts';
import { ByteWriter } from '../bytes.ts';
import type { EntryHeader } from './entry.ts';
import { CONTENT_KIND } from './kinds.ts';

/** A stretch of one chain, both ends included, and how it is linked. */
export interface Extent {
  readonly from: number;
  /** The entry's own place. */
  readonly to: number;
  /** Id of entry `from − 1`, `NO_ENTRY` when `from` is 1. */
  readonly before: EntryId;
  /** Id of entry `to − 1`; the same as `before` for an ordinary entry. */
  readonly prev: EntryId;
  /** Id of the entry itself. */
  readonly id: EntryId;
}

const INDEX_DIGITS = [12, 14] as const;
const ZEROS = '0'.repeat(18);

/** The record id of a segment that folds from `from` on and whose `deps` (ascending) name `before`. */
export function segmentRecordId(from: number, before: EntryId, orderedDeps: readonly EntryId[]): RecordId {
  const index = from === 1 ? 0 : orderedDeps.indexOf(before);
  if (index < 0) throw new RangeError('a segment names the entry before its first in deps');
  return idFromBytes<RecordId>(new ByteWriter().uint(from, 6).uint(index, 1).raw(new Uint8Array(9)).finish());
}

/** The extent of an entry, or `null` for a segment whose header contradicts itself. */
export function extentOf(id: EntryId, header: EntryHeader): Extent | null {
  const { seq, prev } = header;
  if (header.kind !== CONTENT_KIND.segment) return { from: seq, to: seq, before: prev, prev, id };
  const from = Number.parseInt(header.recordId.slice(0, INDEX_DIGITS[0]), 16);
  const index = Number.parseInt(header.recordId.slice(...INDEX_DIGITS), 16);
  if (from < 1 || from >= seq || header.recordId.slice(INDEX_DIGITS[1]) !== ZEROS) return null;
  const before = from === 1 ? (index === 0 ? NO_ENTRY : undefined) : header.deps[index];
  return before === undefined ? null : { from, to: seq, before, prev, id };
}
