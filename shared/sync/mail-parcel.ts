/**
 * A parcel: what lies in a keeper's mailbox (HP1 §7, SPEC ML3, ML4). Of one of
 * four sizes, sealed for everybody who has the epoch's key, and inside it what
 * a bundle holds: its maker's signed word on what they have, and runs.
 *
 *   parcel  = nonce 24 | Seal(sealKey, nonce, content, aad = mailbox 32)
 *   content = header | run* | u16 0 | zeros
 */
import type { GroupId } from '../brand.ts';
import { ByteReader, concatBytes } from '../bytes.ts';
import { hash, open, SEAL_NONCE_BYTES, SEAL_OVERHEAD_BYTES, seal, sign } from '../crypto/crypto.ts';
import type { Mailbox } from '../group/mailbox.ts';
import type { Random } from '../ports/random.ts';
import { type BundleFacts, type BundleHeader, makeBundleHeader, readBundleHeader } from './bundle-header.ts';
import { END_OF_RUNS, encodeRun, readRuns } from './bundle-runs.ts';
import { encodeMailRequest, isParcelSize, PARCEL_SIZES } from './mail-frame.ts';

const SEALED_BYTES = SEAL_NONCE_BYTES + SEAL_OVERHEAD_BYTES;

/** Bytes of content in a parcel of this size. */
export const contentBytes = (size: number): number => size - SEALED_BYTES;

/** The smallest parcel that holds so much content, in bytes, or null where none does. */
export const parcelSizeFor = (content: number): number | null =>
  PARCEL_SIZES.find((size) => contentBytes(size) >= content) ?? null;

/** What is said in a parcel is bound to: this mailbox and this very parcel. */
export const placeOf = (mailbox: Mailbox, nonce: Uint8Array): Uint8Array => hash('parcel-place', mailbox.name, nonce);

/** What a parcel is made from. */
export interface ParcelInput {
  readonly groupId: GroupId;
  readonly mailbox: Mailbox;
  /** `DS` of the maker. */
  readonly signingSecret: Uint8Array;
  readonly facts: BundleFacts;
  readonly runs: readonly (readonly Uint8Array[])[];
  readonly random: Random;
}

/** The bytes of a parcel. Content that no parcel holds is a defect of the caller. */
export function sealParcel(input: ParcelInput): Uint8Array {
  const { groupId, mailbox, facts, runs } = input;
  const nonce = input.random.bytes(SEAL_NONCE_BYTES);
  const header = makeBundleHeader(groupId, placeOf(mailbox, nonce), facts, input.signingSecret);
  const content = concatBytes(header, ...runs.map(encodeRun), END_OF_RUNS);
  const size = parcelSizeFor(content.length);
  if (size === null) throw new RangeError(`${content.length} bytes in a parcel`);
  const filled = new Uint8Array(contentBytes(size));
  filled.set(content);
  return concatBytes(nonce, seal(mailbox.sealKey, nonce, filled, mailbox.name));
}

/** A parcel that is for us. */
export interface OpenParcel {
  /** What the header is bound to, for `isSignedBy`. */
  readonly place: Uint8Array;
  /** Its word counts only once `isSignedBy` says so. */
  readonly header: BundleHeader;
  readonly entries: readonly Uint8Array[];
}

/** Opens a parcel found in `mailbox`; null for what was not put in whole by somebody with the epoch's key. */
export function openParcel(mailbox: Mailbox, parcel: Uint8Array): OpenParcel | null {
  if (!isParcelSize(parcel.length)) return null;
  const nonce = parcel.subarray(0, SEAL_NONCE_BYTES);
  const content = open(mailbox.sealKey, nonce, parcel.subarray(SEAL_NONCE_BYTES), mailbox.name);
  return content && readContent(placeOf(mailbox, nonce), content);
}

/** Reads a header and runs with nothing but zeros behind them; null for anything else. */
export function readContent(place: Uint8Array, content: Uint8Array): OpenParcel | null {
  const reader = new ByteReader(content);
  const header = readBundleHeader(reader, content);
  if (header === null || header === 'unknown') return null;
  const rest = content.subarray(reader.offset);
  const { entries, bytes, next } = readRuns(rest);
  if (next !== 'end' || rest.subarray(bytes).some((byte) => byte !== 0)) return null;
  return { place, header, entries };
}

/** The request that puts a parcel into a mailbox (SPEC KP1). */
export function putRequest(mailbox: Mailbox, parcel: Uint8Array, ticket: Uint8Array): Uint8Array {
  const { publicKey, secretKey } = mailbox.writeKeys;
  const signature = sign(secretKey, 'mail-put', hash('parcel', parcel));
  return encodeMailRequest({ type: 'put', ticket, writePk: publicKey, signature, parcel });
}
