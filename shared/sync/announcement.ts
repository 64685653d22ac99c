/**
 * What a device writes on the board (PROTOCOL SY22 to SY24): how far its own
 * chains go and what it holds of others, sealed for the group and signed, so
 * that acknowledgements reach people who are never online together.
 *
 *   value = nonce 24 | Seal(HK(K_epoch,'board'), nonce, pad(body | signature 64), aad = slot 16)
 *   body  = version u8 | deviceId 16 | ts u48 | own u8 | row* | haves u8 | (chain | seq u48)*
 *   signature = Sign('board', slot 16 | body)
 */
import { type DeviceId, ID_BYTES, idFromBytes, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes } from '../bytes.ts';
import {
  keyedHash,
  open,
  SEAL_NONCE_BYTES,
  SEAL_OVERHEAD_BYTES,
  SIGNATURE_BYTES,
  type SigningKeyPair,
  seal,
  sign,
  verify,
} from '../crypto/crypto.ts';
import { err, ok, type Result } from '../result.ts';
import type { PeerDirectory } from './peer-directory.ts';
import { ROW_BYTES, readChain, readRow, writeChain, writeRow } from './row-codec.ts';
import { type ChainName, compareChains, type FrontierRow } from './sync-source.ts';

/** Largest value in bytes (HP1 §6). */
export const MAX_ANNOUNCEMENT_BYTES = 2048;
/** Values are a multiple of so many bytes, which hides the number of rows within fifteen. */
const STEP_BYTES = 512;
const VERSION = 1;
/** version, deviceId, ts and the two counts. */
const FIXED_BYTES = 1 + ID_BYTES.short + 6 + 1 + 1;
const HAVE_BYTES = 27;
/** What remains for rows in the largest value; one byte goes to the padding's marker. */
const ROOM_BYTES = MAX_ANNOUNCEMENT_BYTES - SEAL_NONCE_BYTES - SEAL_OVERHEAD_BYTES - SIGNATURE_BYTES - FIXED_BYTES - 1;

/** How far one chain is held without a gap. */
export interface HeldChain extends ChainName {
  readonly seq: number;
}

/** What a device says of itself. */
export interface Announcement {
  readonly deviceId: DeviceId;
  /** The device's clock, milliseconds since 1970: of two announcements the later one counts. */
  readonly ts: number;
  /** Heads of its own chains. */
  readonly own: readonly FrontierRow[];
  /** What it holds of others' chains. */
  readonly haves: readonly HeldChain[];
}

/** Why a value on the board is ignored. */
export type AnnouncementError =
  | { readonly tag: 'AnnouncementTooLarge'; readonly bytes: number }
  /** Not sealed under this epoch for this slot. */
  | { readonly tag: 'AnnouncementSealed' }
  | { readonly tag: 'AnnouncementMalformed' }
  | { readonly tag: 'AnnouncementVersionUnknown' }
  /** Written into the slot of somebody else. */
  | { readonly tag: 'AnnouncementMisplaced' }
  | { readonly tag: 'AnnouncementUnknownDevice' }
  | { readonly tag: 'AnnouncementBadSignature' };

const slotBytes = (epochKey: Uint8Array, deviceId: DeviceId): Uint8Array =>
  keyedHash(epochKey, 'board-slot', idToBytes(deviceId)).subarray(0, 16);

/** The name of a device's place on the board of one epoch: 32 hex digits that tell nothing without the epoch key. */
export const boardSlot = (epochKey: Uint8Array, deviceId: DeviceId): string =>
  idFromBytes(slotBytes(epochKey, deviceId));

/** As many rows as fit, the first ones first; own chains before others'. */
function rowsThatFit(announcement: Announcement): {
  readonly own: readonly FrontierRow[];
  readonly haves: readonly HeldChain[];
} {
  const own = announcement.own.slice(0, Math.floor(ROOM_BYTES / ROW_BYTES));
  const haves = announcement.haves.slice(0, Math.floor((ROOM_BYTES - own.length * ROW_BYTES) / HAVE_BYTES));
  return { own: own.toSorted(compareChains), haves: haves.toSorted(compareChains) };
}

function encodeBody(announcement: Announcement): Uint8Array {
  const { own, haves } = rowsThatFit(announcement);
  const writer = new ByteWriter().uint(VERSION, 1).raw(idToBytes(announcement.deviceId)).uint(announcement.ts, 6);
  writer.uint(own.length, 1);
  for (const row of own) writeRow(writer, row);
  writer.uint(haves.length, 1);
  for (const have of haves) {
    writeChain(writer, have);
    writer.uint(have.seq, 6);
  }
  return writer.finish();
}

/** Up to the next step, with one 0x80 and zeros (ISO/IEC 7816-4). */
function padToStep(bytes: Uint8Array): Uint8Array {
  const overhead = SEAL_NONCE_BYTES + SEAL_OVERHEAD_BYTES;
  const padded = new Uint8Array(Math.ceil((bytes.length + 1 + overhead) / STEP_BYTES) * STEP_BYTES - overhead);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  return padded;
}

function unpadToMarker(padded: Uint8Array): Uint8Array | null {
  const end = padded.findLastIndex((byte) => byte !== 0);
  return end >= 0 && padded[end] === 0x80 ? padded.subarray(0, end) : null;
}

/**
 * The value to put on the board. `haves` that do not fit are left out from the
 * end, so the caller puts the most recent ones first.
 */
export function sealAnnouncement(input: {
  readonly announcement: Announcement;
  readonly epochKey: Uint8Array;
  /** The device's signing keys. */
  readonly keys: SigningKeyPair;
  /** 24 fresh bytes. */
  readonly nonce: Uint8Array;
}): Uint8Array {
  const slot = slotBytes(input.epochKey, input.announcement.deviceId);
  const body = encodeBody(input.announcement);
  const signature = sign(input.keys.secretKey, 'board', concatBytes(slot, body));
  const key = keyedHash(input.epochKey, 'board');
  return concatBytes(input.nonce, seal(key, input.nonce, padToStep(concatBytes(body, signature)), slot));
}

function decodeBody(body: Uint8Array): Result<Announcement, AnnouncementError> {
  const reader = new ByteReader(body);
  if (reader.uint(1) !== VERSION) return err({ tag: 'AnnouncementVersionUnknown' });
  const deviceId = idFromBytes<DeviceId>(reader.raw(ID_BYTES.short));
  const ts = reader.uint(6);
  const own: FrontierRow[] = [];
  const haves: HeldChain[] = [];
  for (let left = reader.uint(1); left > 0 && !reader.failed; left -= 1) own.push(readRow(reader));
  for (let left = reader.uint(1); left > 0 && !reader.failed; left -= 1) {
    const chain = readChain(reader);
    const seq = reader.uint(6);
    if (seq === 0) reader.failed = true;
    haves.push({ ...chain, seq });
  }
  const isAscending = (rows: readonly ChainName[]): boolean =>
    rows.every((row, i) => i === 0 || compareChains(rows[i - 1] as ChainName, row) < 0);
  if (!reader.finished || !isAscending(own) || !isAscending(haves)) return err({ tag: 'AnnouncementMalformed' });
  return ok({ deviceId, ts, own, haves });
}

/** Reads a value found in `slot`: what does not open, decode and verify is ignored, whoever put it there. */
export function openAnnouncement(input: {
  readonly value: Uint8Array;
  /** The slot's name as `boardSlot` gives it. */
  readonly slot: string;
  readonly epochKey: Uint8Array;
  readonly directory: Pick<PeerDirectory, 'signingKeyOf' | 'isActive'>;
}): Result<Announcement, AnnouncementError> {
  const { value, slot, epochKey, directory } = input;
  if (value.length > MAX_ANNOUNCEMENT_BYTES) return err({ tag: 'AnnouncementTooLarge', bytes: value.length });
  if (value.length % STEP_BYTES !== 0 || !/^[0-9a-f]{32}$/.test(slot)) return err({ tag: 'AnnouncementMalformed' });
  const nonce = value.subarray(0, SEAL_NONCE_BYTES);
  const padded = open(keyedHash(epochKey, 'board'), nonce, value.subarray(SEAL_NONCE_BYTES), idToBytes(slot));
  if (!padded) return err({ tag: 'AnnouncementSealed' });
  const signed = unpadToMarker(padded);
  if (!signed || signed.length < SIGNATURE_BYTES) return err({ tag: 'AnnouncementMalformed' });
  const body = signed.subarray(0, -SIGNATURE_BYTES);
  const announcement = decodeBody(body);
  if (!announcement.ok) return announcement;
  const { deviceId } = announcement.value;
  if (boardSlot(epochKey, deviceId) !== slot) return err({ tag: 'AnnouncementMisplaced' });
  const key = directory.signingKeyOf(deviceId);
  if (!key || !directory.isActive(deviceId)) return err({ tag: 'AnnouncementUnknownDevice' });
  const valid = verify(key, 'board', concatBytes(idToBytes(slot), body), signed.subarray(-SIGNATURE_BYTES));
  return valid ? announcement : err({ tag: 'AnnouncementBadSignature' });
}
