/** Rows, ranges and lists of entries: the fields that several messages share. */
import { type DeviceId, ID_BYTES, idFromBytes, idToBytes } from '../brand.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MAX_OP_BYTES } from '../chain/entry.ts';
import { MAX_ENTRIES } from './message.ts';
import { type ChainName, compareChains, type FrontierRow, MAX_WANT_ENTRIES, type Want } from './sync-source.ts';

/** Bytes of one row: device 16, inc 4, lane 1, seq 6, head8 8. */
export const ROW_BYTES = 35;

/** `deviceId 16 | inc u32 | lane u8 (0 membership, 1 content)`. */
export function writeChain(writer: ByteWriter, chain: ChainName): void {
  writer
    .raw(idToBytes(chain.deviceId))
    .uint(chain.inc, 4)
    .uint(chain.lane === 'membership' ? 0 : 1, 1);
}

/** Fails the reader on incarnation 0 and on an unknown lane. */
export function readChain(reader: ByteReader): ChainName {
  const deviceId = idFromBytes<DeviceId>(reader.raw(ID_BYTES.short));
  const inc = reader.uint(4);
  const lane = reader.uint(1);
  if (inc === 0 || lane > 1) reader.failed = true;
  return { deviceId, inc, lane: lane === 0 ? 'membership' : 'content' };
}

/** `chain | seq u48 | head8`. */
export function writeRow(writer: ByteWriter, row: FrontierRow): void {
  writeChain(writer, row);
  writer.uint(row.seq, 6).raw(row.head8);
}

/** Fails the reader where `writeRow` could not have written this. */
export function readRow(reader: ByteReader): FrontierRow {
  const chain = readChain(reader);
  const seq = reader.uint(6);
  const head8 = reader.raw(8);
  if (seq === 0) reader.failed = true;
  return { ...chain, seq, head8 };
}

/** `count u8 | rows`, strictly ascending by `compareChains`. */
export function writeRows(writer: ByteWriter, rows: readonly FrontierRow[]): void {
  writer.uint(rows.length, 1);
  for (const row of rows) writeRow(writer, row);
}

/** Fails on more than `maxRows`, on an unordered list and on a chain named twice. */
export function readRows(reader: ByteReader, maxRows: number): readonly FrontierRow[] {
  const count = reader.uint(1);
  if (count > maxRows) reader.failed = true;
  const rows: FrontierRow[] = [];
  let before: FrontierRow | null = null;
  for (let i = 0; i < count && !reader.failed; i += 1) {
    const row = readRow(reader);
    if (before && compareChains(before, row) >= 0) reader.failed = true;
    before = row;
    rows.push(row);
  }
  return rows;
}

/** `chain | from u48 | to u48`. */
export function writeWant(writer: ByteWriter, want: Want): void {
  writeChain(writer, want);
  writer.uint(want.from, 6).uint(want.to, 6);
}

/** Fails on an empty range and on one wider than `MAX_WANT_ENTRIES`. */
export function readWant(reader: ByteReader): Want {
  const chain = readChain(reader);
  const from = reader.uint(6);
  const to = reader.uint(6);
  if (from === 0 || to < from || to - from >= MAX_WANT_ENTRIES) reader.failed = true;
  return { ...chain, from, to };
}

/** `count u16 | (u32 length | entry)*`. */
export function writeEntries(writer: ByteWriter, entries: readonly Uint8Array[]): void {
  writer.uint(entries.length, 2);
  for (const entry of entries) writer.sized(entry);
}

/** Fails on more than `MAX_ENTRIES`, on an empty entry and on one larger than any entry may be. */
export function readEntries(reader: ByteReader): readonly Uint8Array[] {
  const count = reader.uint(2);
  if (count > MAX_ENTRIES) reader.failed = true;
  const entries: Uint8Array[] = [];
  for (let i = 0; i < count && !reader.failed; i += 1) {
    const entry = reader.sized(MAX_OP_BYTES);
    if (entry.length === 0) reader.failed = true;
    entries.push(entry);
  }
  return entries;
}
