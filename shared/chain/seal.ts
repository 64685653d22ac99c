/**
 * Making and opening entries (SPEC EN3–EN6). A content entry seals
 * `pad(packed body)` under a key of its own; what the seal is bound to is the
 * signed region but for its last field, the hash of the ciphertext, which can
 * only be known after sealing. An operation carries its body as it is.
 */
import {
  type DeviceId,
  type EntryId,
  type EpochId,
  type GroupId,
  NO_EPOCH,
  NO_RECORD,
  type RecordId,
} from '../brand.ts';
import {
  hash,
  MAX_PADDED_BYTES,
  open,
  pad,
  paddedLength,
  SEAL_NONCE_BYTES,
  SEAL_OVERHEAD_BYTES,
  seal,
  sign,
  unpad,
} from '../crypto/crypto.ts';
import { entryKey } from '../group/epoch-key.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { Random } from '../ports/random.ts';
import { err, ok, type Result } from '../result.ts';
import { type Entry, type EntryHeader, encodeHeader, entryIdOf, MAX_DEPS, MAX_OP_BYTES } from './entry.ts';
import type { ContentKind, OpKind } from './kinds.ts';
import { type PackedBody, unpackBody } from './pack.ts';

/** Largest packed body in bytes: one byte of the largest bucket is the padding's marker. */
export const MAX_PACKED_BYTES = MAX_PADDED_BYTES - 1;

const HASH_BYTES = 32;
const NO_HASH = new Uint8Array(HASH_BYTES);

/** Where the next entry of one own chain stands, and who signs it. */
interface Place {
  readonly groupId: GroupId;
  readonly deviceId: DeviceId;
  readonly inc: number;
  /** Place in the chain, from 1; `prev` is `NO_ENTRY` exactly there. */
  readonly seq: number;
  readonly prev: EntryId;
  /** The author's clock, milliseconds. */
  readonly ts: number;
  /** 1 + the greatest lamport of `prev` and `deps`. */
  readonly lamport: number;
  /** In any order, at most `MAX_DEPS` different ones. */
  readonly deps: readonly EntryId[];
  /** The device's signing secret (`DS`), 64 bytes. */
  readonly signKey: Uint8Array;
  readonly random: Random;
}
/** A content entry to be made. */
export interface ContentDraft extends Place {
  readonly kind: ContentKind;
  readonly epochId: EpochId;
  /** The epoch key `K`, 32 bytes. */
  readonly epochKey: Uint8Array;
  readonly recordId: RecordId;
  /** Seconds until the payload is erased everywhere; 0 for never. */
  readonly expiresIn: number;
  /** `packBody(plaintext, deflate)`. */
  readonly body: PackedBody;
}
/** An operation on the membership log to be made. */
export interface OperationDraft extends Place {
  readonly kind: OpKind;
  /** The encoded operation, not sealed at this layer. */
  readonly body: Uint8Array;
}
/** The body does not fit; `maxBytes` is what would. */
export type AuthorError = { readonly tag: 'EntryBodyTooLarge'; readonly bytes: number; readonly maxBytes: number };
/** Why an entry shows no plaintext. */
export type OpenError =
  | { readonly tag: 'EntryErased' }
  /** Wrong key, or the author sealed something else than the header says. */
  | { readonly tag: 'EntryNotOpened' }
  | { readonly tag: 'BodyMalformed' };

/** Deps as the codec wants them: ascending, each once. Throws above `MAX_DEPS`: a defect of the caller. */
function orderedDeps(deps: readonly EntryId[]): readonly EntryId[] {
  const ordered = [...new Set(deps)].sort();
  if (ordered.length > MAX_DEPS) throw new RangeError(`${ordered.length} deps`);
  return ordered;
}

/** What a seal is bound to: the signed region without the hash of the ciphertext. */
const sealAad = (signedBytes: Uint8Array): Uint8Array => signedBytes.subarray(0, signedBytes.length - HASH_BYTES);

/** Signs `header` over `ct`. */
function signEntry(unhashed: EntryHeader, ct: Uint8Array, signKey: Uint8Array): Entry {
  const header = { ...unhashed, ctHash: hash('ct', ct) };
  const signedBytes = encodeHeader(header);
  return { id: entryIdOf(signedBytes), header, signedBytes, signature: sign(signKey, 'entry', signedBytes), ct };
}

/** Pads, seals and signs one content entry. */
export function authorEntry(draft: ContentDraft): Result<Entry, AuthorError> {
  const padded = pad(draft.body);
  if (!padded) return err({ tag: 'EntryBodyTooLarge', bytes: draft.body.length, maxBytes: MAX_PACKED_BYTES });
  const { deviceId, inc, seq } = draft;
  const nonce = draft.random.bytes(SEAL_NONCE_BYTES);
  const header: EntryHeader = {
    kind: draft.kind,
    groupId: draft.groupId,
    deviceId,
    inc,
    seq,
    prev: draft.prev,
    epochId: draft.epochId,
    recordId: draft.recordId,
    ts: draft.ts,
    lamport: draft.lamport,
    expiresIn: draft.expiresIn,
    deps: orderedDeps(draft.deps),
    nonce,
    ctLength: padded.length + SEAL_OVERHEAD_BYTES,
    ctHash: NO_HASH,
  };
  const key = entryKey(draft.epochKey, deviceId, inc, seq, nonce);
  const ct = seal(key, nonce, padded, sealAad(encodeHeader(header)));
  return ok(signEntry(header, ct, draft.signKey));
}

/** Signs one operation; its body travels as it is (SPEC EN3). */
export function authorOperation(draft: OperationDraft): Result<Entry, AuthorError> {
  const entry = signEntry(
    {
      kind: draft.kind,
      groupId: draft.groupId,
      deviceId: draft.deviceId,
      inc: draft.inc,
      seq: draft.seq,
      prev: draft.prev,
      epochId: NO_EPOCH,
      recordId: NO_RECORD,
      ts: draft.ts,
      lamport: draft.lamport,
      expiresIn: 0,
      deps: orderedDeps(draft.deps),
      nonce: draft.random.bytes(SEAL_NONCE_BYTES),
      ctLength: draft.body.length,
      ctHash: NO_HASH,
    },
    draft.body,
    draft.signKey,
  );
  const maxBytes = MAX_OP_BYTES - entry.signedBytes.length - entry.signature.length;
  return draft.body.length > maxBytes
    ? err({ tag: 'EntryBodyTooLarge', bytes: draft.body.length, maxBytes })
    : ok(entry);
}

/** Opens a verified content entry with its epoch's key and unpacks it. */
export function openEntry(entry: Entry, epochKey: Uint8Array, deflate: Deflate): Result<Uint8Array, OpenError> {
  if (!entry.ct) return err({ tag: 'EntryErased' });
  const { deviceId, inc, seq, nonce } = entry.header;
  const padded = open(entryKey(epochKey, deviceId, inc, seq, nonce), nonce, entry.ct, sealAad(entry.signedBytes));
  const packed = padded && unpad(padded);
  return packed ? unpackBody(packed, deflate) : err({ tag: 'EntryNotOpened' });
}

/** True when a packed body of `bytes` fits one entry. */
export const fitsEntry = (bytes: number): boolean => paddedLength(bytes) !== null;
