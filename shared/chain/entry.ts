/**
 * The entry: the one thing that travels and that is stored (HP1 §4, SPEC EN1).
 *
 *   'HTH1' | suite u8 | kind u8 | groupId 16 | deviceId 16 | inc u32 | seq u48
 *   | prev 32 | epochId 32 | recordId 16 | ts u48 | lamport u48 | expiresIn u32
 *   | nDeps u8 | deps 32·n | nonce 24 | ctLen u32 | ctHash 32      (signed region)
 *   | sig 64 | ct                                                  (ct may be erased)
 *
 * The signature covers the hash of the ciphertext, so that a payload can be
 * erased while the chain still verifies. Decoding and re-encoding gives the
 * same bytes or the entry is refused.
 */
import {
  type DeviceId,
  type EntryId,
  type EpochId,
  type GroupId,
  ID_BYTES,
  idFromBytes,
  idToBytes,
  NO_ENTRY,
  NO_EPOCH,
  type RecordId,
} from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes, equalBytes } from '../bytes.ts';
import { hash, paddedLength, SEAL_NONCE_BYTES, SEAL_OVERHEAD_BYTES, SIGNATURE_BYTES } from '../crypto/crypto.ts';
import { err, ok, type Result } from '../result.ts';
import { laneOf } from './kinds.ts';

const MAGIC = new Uint8Array([0x48, 0x54, 0x48, 0x31]);
const HASH_BYTES = 32;
/** The one cryptographic suite of HP1; there is no negotiation. */
export const SUITE = 1;
/** Most deps an entry may name (HP1 §10). */
export const MAX_DEPS = 16;
/** Largest entry in bytes (HP1 §10): a 64 KiB bucket and its header. */
export const MAX_ENTRY_BYTES = 72 * 1024;
/** Largest membership operation in bytes (HP1 §2). */
export const MAX_OP_BYTES = 128 * 1024;

/** The signed part of an entry. */
export interface EntryHeader {
  /** A known or unknown kind, 1 to 255. */
  readonly kind: number;
  readonly groupId: GroupId;
  readonly deviceId: DeviceId;
  /** Incarnation of the device's chains: from 1, a new one after a restore. */
  readonly inc: number;
  /** Place in the chain (device, inc, lane), from 1. */
  readonly seq: number;
  /** Id of the entry before in the same chain, `NO_ENTRY` for the first. */
  readonly prev: EntryId;
  /** Epoch whose key seals the body, `NO_EPOCH` for membership operations. */
  readonly epochId: EpochId;
  readonly recordId: RecordId;
  /** The author's clock, milliseconds since 1970. A claim, never trusted for validity. */
  readonly ts: number;
  /** Lamport time: 1 + the greatest of `prev` and `deps`. */
  readonly lamport: number;
  /** Seconds after which the payload is erased; 0 for never. */
  readonly expiresIn: number;
  /** Heads of the membership log that the author saw, then content pins. */
  readonly deps: readonly EntryId[];
  /** 24 bytes. */
  readonly nonce: Uint8Array;
  /** Length of the ciphertext in bytes. */
  readonly ctLength: number;
  /** `H('ct', ct)`, 32 bytes. */
  readonly ctHash: Uint8Array;
}

/** A decoded entry with the bytes it came from. */
export interface Entry {
  readonly id: EntryId;
  readonly header: EntryHeader;
  /** The signed region, as it was received. */
  readonly signedBytes: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
  /** The ciphertext (for membership operations the plain body), or `null` when it was erased. */
  readonly ct: Uint8Array | null;
}

/** Why bytes are not an entry. */
export type EntryError =
  | { readonly tag: 'EntryTooLarge'; readonly bytes: number }
  | { readonly tag: 'EntryMalformed' }
  | { readonly tag: 'EntryVersionUnknown' }
  | { readonly tag: 'EntryNotCanonical' }
  | { readonly tag: 'EntryPayloadMismatch' };

/** The signed region of `header`. */
export function encodeHeader(header: EntryHeader): Uint8Array {
  const writer = new ByteWriter()
    .raw(MAGIC)
    .uint(SUITE, 1)
    .uint(header.kind, 1)
    .raw(idToBytes(header.groupId))
    .raw(idToBytes(header.deviceId))
    .uint(header.inc, 4)
    .uint(header.seq, 6)
    .raw(idToBytes(header.prev))
    .raw(idToBytes(header.epochId))
    .raw(idToBytes(header.recordId))
    .uint(header.ts, 6)
    .uint(header.lamport, 6)
    .uint(header.expiresIn, 4)
    .uint(header.deps.length, 1);
  for (const dep of header.deps) writer.raw(idToBytes(dep));
  return writer.raw(header.nonce).uint(header.ctLength, 4).raw(header.ctHash).finish();
}

/** `H('entry-id', header ‖ ctHash)`: what `prev` and `deps` name. */
export const entryIdOf = (signedBytes: Uint8Array): EntryId => idFromBytes<EntryId>(hash('entry-id', signedBytes));

/** The bytes of an entry as stored and sent. An erased payload is left out; its length and hash stay in the header. */
export const encodeEntry = (entry: Entry): Uint8Array =>
  concatBytes(entry.signedBytes, entry.signature, entry.ct ?? new Uint8Array(0));

/** A signed region with its signature, without the payload. */
export interface SignedHeader {
  readonly id: EntryId;
  readonly header: EntryHeader;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** True when the fixed fields agree with each other (SPEC EN2): what no honest author can get wrong. */
function isConsistent(header: EntryHeader): boolean {
  if (header.kind === 0 || header.inc === 0 || header.seq === 0 || header.lamport === 0) return false;
  if ((header.seq === 1) !== (header.prev === NO_ENTRY)) return false;
  if (laneOf(header.kind) === 'membership') return header.epochId === NO_EPOCH && header.expiresIn === 0;
  const padded = header.ctLength - SEAL_OVERHEAD_BYTES;
  return header.epochId !== NO_EPOCH && padded > 0 && paddedLength(padded - 1) === padded;
}

/** Reads the signed region and the signature at the reader's place. */
function readSignedHeader(bytes: Uint8Array, reader: ByteReader): Result<SignedHeader, EntryError> {
  if (!equalBytes(reader.raw(4), MAGIC)) return err({ tag: 'EntryMalformed' });
  if (reader.uint(1) !== SUITE) return err({ tag: reader.failed ? 'EntryMalformed' : 'EntryVersionUnknown' });
  const kind = reader.uint(1);
  const groupId = idFromBytes<GroupId>(reader.raw(ID_BYTES.short));
  const deviceId = idFromBytes<DeviceId>(reader.raw(ID_BYTES.short));
  const inc = reader.uint(4);
  const seq = reader.uint(6);
  const prev = idFromBytes<EntryId>(reader.raw(ID_BYTES.long));
  const epochId = idFromBytes<EpochId>(reader.raw(ID_BYTES.long));
  const recordId = idFromBytes<RecordId>(reader.raw(ID_BYTES.short));
  const ts = reader.uint(6);
  const lamport = reader.uint(6);
  const expiresIn = reader.uint(4);
  const depCount = reader.uint(1);
  if (depCount > MAX_DEPS) return err({ tag: 'EntryMalformed' });
  const deps: EntryId[] = [];
  for (let i = 0; i < depCount; i += 1) deps.push(idFromBytes<EntryId>(reader.raw(ID_BYTES.long)));
  const nonce = reader.raw(SEAL_NONCE_BYTES);
  const ctLength = reader.uint(4);
  const ctHash = reader.raw(HASH_BYTES);
  const signedBytes = bytes.subarray(0, reader.offset);
  const signature = reader.raw(SIGNATURE_BYTES);
  if (reader.failed) return err({ tag: 'EntryMalformed' });
  const header: EntryHeader = {
    kind,
    groupId,
    deviceId,
    inc,
    seq,
    prev,
    epochId,
    recordId,
    ts,
    lamport,
    expiresIn,
    deps,
    nonce,
    ctLength,
    ctHash,
  };
  if (!isConsistent(header)) return err({ tag: 'EntryMalformed' });
  // Fixed-width fields and a bounded list leave one encoding only; deps must also be strictly ascending.
  for (let i = 1; i < deps.length; i += 1) {
    if ((deps[i - 1] as string) >= (deps[i] as string)) return err({ tag: 'EntryNotCanonical' });
  }
  return ok({ id: entryIdOf(signedBytes), header, signedBytes, signature });
}

/** Reads `signed region ‖ signature` and nothing after it: what evidence is made of (SPEC CH6). */
export function decodeSignedHeader(bytes: Uint8Array): Result<SignedHeader, EntryError> {
  const reader = new ByteReader(bytes);
  const signed = readSignedHeader(bytes, reader);
  return signed.ok && !reader.finished ? err({ tag: 'EntryMalformed' }) : signed;
}

/**
 * Reads one whole entry. Checks size, magic, suite, canonical form and that the
 * payload matches its hash; signature and chain are checked by `verify.ts`,
 * authority with what the group knows.
 */
export function decodeEntry(bytes: Uint8Array): Result<Entry, EntryError> {
  if (bytes.length > MAX_OP_BYTES) return err({ tag: 'EntryTooLarge', bytes: bytes.length });
  const reader = new ByteReader(bytes);
  const signed = readSignedHeader(bytes, reader);
  if (!signed.ok) return signed;
  const { kind, ctLength, ctHash } = signed.value.header;
  const isOperation = laneOf(kind) === 'membership';
  if (!isOperation && bytes.length > MAX_ENTRY_BYTES) return err({ tag: 'EntryTooLarge', bytes: bytes.length });
  // An operation is never erased: without its body nobody could judge the log.
  const erased = reader.remaining === 0 && ctLength > 0 && !isOperation;
  if (!erased && reader.remaining !== ctLength) return err({ tag: 'EntryMalformed' });
  const ct = erased ? null : reader.raw(ctLength);
  if (ct && !equalBytes(hash('ct', ct), ctHash)) return err({ tag: 'EntryPayloadMismatch' });
  return ok({ ...signed.value, ct });
}
