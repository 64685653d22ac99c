/**
 * The beginning of a bundle's content (SPEC BF5): who made it, when, how far
 * they held each chain, and from where on the file holds it. It is signed, so
 * that who reads it knows from the maker's own word what they have.
 *
 *   header = version u8 (1) | madeAt u48 | deviceId 16 | entries u32 | leftOut u32
 *          | count u16 | (row | from u48)* | signature 64
 */
import { type DeviceId, type GroupId, ID_BYTES, idFromBytes, idToBytes } from '../brand.ts';
import { type ByteReader, ByteWriter, concatBytes } from '../bytes.ts';
import { SIGNATURE_BYTES, sign, verify } from '../crypto/crypto.ts';
import { ROW_BYTES, readRow, writeRow } from './row-codec.ts';
import { compareChains, type FrontierRow } from './sync-source.ts';

const VERSION = 1;
/** Most chains that a bundle speaks of: with their rows the header fits the first chunk. */
export const MAX_BUNDLE_ROWS = 1024;
/** Bytes of a header with so many rows. */
export const MAX_HEADER_BYTES = 33 + MAX_BUNDLE_ROWS * (ROW_BYTES + 6) + SIGNATURE_BYTES;

/** A chain as its maker held it. */
export interface BundleRow extends FrontierRow {
  /** First place of the chain that the file holds; `seq + 1` when it holds none. */
  readonly from: number;
}

/** What a bundle says of itself. */
export interface BundleFacts {
  /** The maker's clock, milliseconds since 1970. */
  readonly madeAt: number;
  /** The device that made it. */
  readonly deviceId: DeviceId;
  /** Entries in it, so that a cut file can tell how much is missing. */
  readonly entries: number;
  /** Places of chains that somebody may lack and that did not fit. */
  readonly leftOut: number;
  /** Strictly ascending by `compareChains`. */
  readonly rows: readonly BundleRow[];
}

/** The facts with the maker's word for them. */
export interface BundleHeader extends BundleFacts {
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** The group and the very file: a header cannot be moved to another one. */
const signedContent = (groupId: GroupId, salt: Uint8Array, signedBytes: Uint8Array): Uint8Array =>
  concatBytes(idToBytes(groupId), salt, signedBytes);

/** A signed header. `rows` beyond the bound are a defect of the caller. */
export function makeBundleHeader(
  groupId: GroupId,
  salt: Uint8Array,
  facts: BundleFacts,
  signingSecret: Uint8Array,
): Uint8Array {
  if (facts.rows.length > MAX_BUNDLE_ROWS) throw new RangeError(`${facts.rows.length} rows in a bundle`);
  const writer = new ByteWriter()
    .uint(VERSION, 1)
    .uint(facts.madeAt, 6)
    .raw(idToBytes(facts.deviceId))
    .uint(facts.entries, 4)
    .uint(facts.leftOut, 4)
    .uint(facts.rows.length, 2);
  for (const row of facts.rows) {
    writeRow(writer, row);
    writer.uint(row.from, 6);
  }
  const signedBytes = writer.finish();
  return concatBytes(signedBytes, sign(signingSecret, 'bundle', signedContent(groupId, salt, signedBytes)));
}

function readBundleRows(reader: ByteReader): readonly BundleRow[] {
  const count = reader.uint(2);
  if (count > MAX_BUNDLE_ROWS) reader.failed = true;
  const rows: BundleRow[] = [];
  for (let i = 0; i < count && !reader.failed; i += 1) {
    const row = { ...readRow(reader), from: reader.uint(6) };
    const before = rows.at(-1);
    if (before && compareChains(before, row) >= 0) reader.failed = true;
    if (row.from === 0 || row.from > row.seq + 1) reader.failed = true;
    rows.push(row);
  }
  return rows;
}

/** Reads a header at the beginning of `content`; `unknown` for one of a later version, `null` for one that is none. */
export function readBundleHeader(reader: ByteReader, content: Uint8Array): BundleHeader | 'unknown' | null {
  const start = reader.offset;
  if (reader.uint(1) !== VERSION) return reader.failed ? null : 'unknown';
  const madeAt = reader.uint(6);
  const deviceId = idFromBytes<DeviceId>(reader.raw(ID_BYTES.short));
  const entries = reader.uint(4);
  const leftOut = reader.uint(4);
  const rows = readBundleRows(reader);
  const signedBytes = content.slice(start, reader.offset);
  const signature = reader.raw(SIGNATURE_BYTES).slice();
  return reader.failed ? null : { madeAt, deviceId, entries, leftOut, rows, signedBytes, signature };
}

/** True when the device whose key this is made exactly this bundle. */
export const isSignedBy = (header: BundleHeader, groupId: GroupId, salt: Uint8Array, signingKey: Uint8Array): boolean =>
  verify(signingKey, 'bundle', signedContent(groupId, salt, header.signedBytes), header.signature);
