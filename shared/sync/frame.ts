/**
 * Frames: what one channel carries at a time, and how a message larger than a
 * frame is cut into parts and joined again (PROTOCOL SY1 to SY4).
 *
 *   frame = type u8 | length u24 | body[length]                    length ≤ 16 KiB
 *   first = 0x70 frame of: message type u8 | total u32 | chunk     fills the frame
 *   next  = 0x71 frame of: chunk                                   all but the last fill it
 */
import { ByteReader, ByteWriter, concatBytes } from '../bytes.ts';
import { err, ok, type Result } from '../result.ts';

/** Largest body of a frame in bytes (HP1 §6). */
export const MAX_FRAME_BODY_BYTES = 16 * 1024;
/** Bytes before the body. */
export const FRAME_HEADER_BYTES = 4;
/** Largest body of a logical message in bytes (HP1 §6). */
export const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Types from here on may be skipped by who does not know them. */
export const FIRST_OPTIONAL_TYPE = 0x80;

const PART_FIRST = 0x70;
const PART_NEXT = 0x71;
/** Message type and total before the first chunk. */
const FIRST_PART_HEADER_BYTES = 5;
const FIRST_CHUNK_BYTES = MAX_FRAME_BODY_BYTES - FIRST_PART_HEADER_BYTES;

/** A message before it is read: its type and body. */
export interface RawMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/** Why bytes are not a frame, or not the part that was due. */
export type FrameError =
  | { readonly tag: 'FrameMalformed' }
  | { readonly tag: 'FrameTooLarge'; readonly announcedBytes: number }
  | { readonly tag: 'MessageTooLarge'; readonly announcedBytes: number }
  | { readonly tag: 'PartOutOfOrder' };

/** A message of which not all parts have come. Holds what arrived and nothing that was only announced. */
export interface PartialMessage {
  readonly type: number;
  readonly totalBytes: number;
  readonly receivedBytes: number;
  readonly chunks: readonly Uint8Array[];
}

const encodeFrame = (type: number, body: Uint8Array): Uint8Array =>
  new ByteWriter().uint(type, 1).uint(body.length, 3).raw(body).finish();

/** The frames of a message, to be sent in this order. Throws above `MAX_MESSAGE_BYTES`: a defect of the sender. */
export function splitMessage({ type, body }: RawMessage): readonly Uint8Array[] {
  if (body.length > MAX_MESSAGE_BYTES) throw new RangeError(`a message of ${body.length} bytes`);
  if (body.length <= MAX_FRAME_BODY_BYTES) return [encodeFrame(type, body)];
  const first = new ByteWriter().uint(type, 1).uint(body.length, 4).raw(body.subarray(0, FIRST_CHUNK_BYTES)).finish();
  const frames = [encodeFrame(PART_FIRST, first)];
  for (let at = FIRST_CHUNK_BYTES; at < body.length; at += MAX_FRAME_BODY_BYTES) {
    frames.push(encodeFrame(PART_NEXT, body.subarray(at, at + MAX_FRAME_BODY_BYTES)));
  }
  return frames;
}

/** Reads one whole frame. An announced length over the bound is refused for its announcement alone. */
export function decodeFrame(bytes: Uint8Array): Result<RawMessage, FrameError> {
  const reader = new ByteReader(bytes);
  const type = reader.uint(1);
  const length = reader.uint(3);
  if (reader.failed) return err({ tag: 'FrameMalformed' });
  if (length > MAX_FRAME_BODY_BYTES) return err({ tag: 'FrameTooLarge', announcedBytes: length });
  if (reader.remaining !== length) return err({ tag: 'FrameMalformed' });
  return ok({ type, body: reader.raw(length) });
}

/** What a frame came to: a message that is whole now, or a longer partial one. */
export interface Joined {
  readonly partial: PartialMessage | null;
  readonly message: RawMessage | null;
}

function joinFirst(body: Uint8Array, maxMessageBytes: number): Result<Joined, FrameError> {
  const reader = new ByteReader(body);
  const type = reader.uint(1);
  const totalBytes = reader.uint(4);
  if (reader.failed || type === PART_FIRST || type === PART_NEXT) return err({ tag: 'FrameMalformed' });
  if (totalBytes > maxMessageBytes) return err({ tag: 'MessageTooLarge', announcedBytes: totalBytes });
  // One way to cut a message: what fits a frame is not cut, and every part but the last is full.
  if (totalBytes <= MAX_FRAME_BODY_BYTES || reader.remaining !== FIRST_CHUNK_BYTES) {
    return err({ tag: 'FrameMalformed' });
  }
  const chunk = reader.raw(FIRST_CHUNK_BYTES);
  return ok({ partial: { type, totalBytes, receivedBytes: chunk.length, chunks: [chunk] }, message: null });
}

function joinNext(partial: PartialMessage, chunk: Uint8Array): Result<Joined, FrameError> {
  const due = Math.min(MAX_FRAME_BODY_BYTES, partial.totalBytes - partial.receivedBytes);
  if (chunk.length !== due) return err({ tag: 'FrameMalformed' });
  const chunks = [...partial.chunks, chunk];
  const receivedBytes = partial.receivedBytes + chunk.length;
  if (receivedBytes < partial.totalBytes) return ok({ partial: { ...partial, receivedBytes, chunks }, message: null });
  return ok({ partial: null, message: { type: partial.type, body: concatBytes(...chunks) } });
}

/**
 * Takes the next frame of a channel. `partial` is what the frame before left
 * over; `maxMessageBytes` bounds what may be announced (before a peer is
 * authenticated one frame is enough, later `MAX_MESSAGE_BYTES`).
 */
export function joinFrame(
  partial: PartialMessage | null,
  bytes: Uint8Array,
  maxMessageBytes: number,
): Result<Joined, FrameError> {
  const frame = decodeFrame(bytes);
  if (!frame.ok) return frame;
  const { type, body } = frame.value;
  if (type === PART_NEXT) return partial ? joinNext(partial, body) : err({ tag: 'PartOutOfOrder' });
  if (partial) return err({ tag: 'PartOutOfOrder' });
  if (type === PART_FIRST) return joinFirst(body, maxMessageBytes);
  return ok({ partial: null, message: frame.value });
}
