import { describe, expect, it } from 'vitest';
import { equalBytes } from '../bytes.ts';
import { CHANNEL_WINDOW_BYTES, MAX_FRAME_BYTES } from '../ipc/engine-net.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import {
  decodeFrame,
  FRAME_HEADER_BYTES,
  joinFrame,
  MAX_FRAME_BODY_BYTES,
  MAX_MESSAGE_BYTES,
  type PartialMessage,
  type RawMessage,
  splitMessage,
} from './frame.ts';
import { WINDOW_BYTES } from './session-state.ts';

/** Feeds frames in order and gives what came out. */
function join(frames: readonly Uint8Array[], maxMessageBytes = MAX_MESSAGE_BYTES) {
  let partial: PartialMessage | null = null;
  const messages: RawMessage[] = [];
  for (const frame of frames) {
    const joined = joinFrame(partial, frame, maxMessageBytes);
    if (!joined.ok) return joined.error.tag;
    partial = joined.value.partial;
    if (joined.value.message) messages.push(joined.value.message);
  }
  return { messages, unfinished: partial !== null };
}
const body = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

describe('frames', () => {
  it('[SY1] have fixed bytes', () => {
    expect(splitMessage({ type: 9, body: Uint8Array.of(0xaa, 0xbb) })).toEqual([Uint8Array.of(9, 0, 0, 2, 0xaa, 0xbb)]);
    expect(decodeFrame(Uint8Array.of(9, 0, 0, 2, 0xaa, 0xbb))).toEqual({
      ok: true,
      value: { type: 9, body: Uint8Array.of(0xaa, 0xbb) },
    });
  });

  it('[SY1] are as large as the table between engine and net allows, and the window is the same', () => {
    expect(MAX_FRAME_BODY_BYTES + FRAME_HEADER_BYTES).toBe(MAX_FRAME_BYTES);
    expect(WINDOW_BYTES).toBe(CHANNEL_WINDOW_BYTES);
  });

  it('[SY1] that announce more than 16 KiB are refused for the announcement alone', () => {
    const announced = Uint8Array.of(3, 0xff, 0xff, 0xff);
    expect(decodeFrame(announced)).toEqual({ ok: false, error: { tag: 'FrameTooLarge', announcedBytes: 0xffffff } });
    expect(decodeFrame(Uint8Array.of(3, 0, 0x40, 1))).toEqual({
      ok: false,
      error: { tag: 'FrameTooLarge', announcedBytes: 16_385 },
    });
  });

  it('[SY1] that are cut short, extended or empty are refused', () => {
    const frame = splitMessage({ type: 3, body: body(40) })[0]!;
    for (let length = 0; length < frame.length; length += 1) {
      expect(decodeFrame(frame.subarray(0, length))).toEqual({ ok: false, error: { tag: 'FrameMalformed' } });
    }
    expect(decodeFrame(new Uint8Array([...frame, 0])).ok).toBe(false);
  });
});

describe('messages in parts', () => {
  it.each([0, 1, 16_384, 16_385, 16_379 + 16_384, 16_379 + 16_384 + 1, 300_000, MAX_MESSAGE_BYTES])(
    '[SY2] of %i bytes arrive as they were sent, in frames that are full but the last',
    (length) => {
      const message = { type: 5, body: body(length) };
      const frames = splitMessage(message);
      const joined = join(frames);
      const arrived = typeof joined === 'string' ? [] : joined.messages;
      expect(arrived.map(({ type }) => type)).toEqual([5]);
      expect(arrived.every((one) => equalBytes(one.body, message.body))).toBe(true);
      for (const frame of frames.slice(0, -1)) expect(frame.length).toBe(MAX_FRAME_BYTES);
    },
  );

  it('[SY2] have fixed bytes before the first chunk: type, then the whole length', () => {
    const first = splitMessage({ type: 5, body: body(20_000) })[0]!;
    expect([...first.subarray(0, 9)]).toEqual([0x70, 0, 0x40, 0, 5, 0, 0, 0x4e, 0x20]);
  });

  it('[SY2] of 1 GB are refused at the announcement, before anything is kept', () => {
    const first = splitMessage({ type: 5, body: body(20_000) })[0]!.slice();
    first.set([0x40, 0, 0, 0], 5);
    expect(joinFrame(null, first, MAX_MESSAGE_BYTES)).toEqual({
      ok: false,
      error: { tag: 'MessageTooLarge', announcedBytes: 2 ** 30 },
    });
  });

  it('[SY2] are refused from a peer that is not known yet', () => {
    expect(join(splitMessage({ type: 5, body: body(16_385) }), MAX_FRAME_BODY_BYTES)).toBe('MessageTooLarge');
  });

  it('[SY2] keep what arrived and nothing more', () => {
    const [first] = splitMessage({ type: 5, body: body(MAX_MESSAGE_BYTES) });
    const joined = joinFrame(null, first!, MAX_MESSAGE_BYTES);
    expect(joined.ok && joined.value.partial?.receivedBytes).toBe(16_379);
    expect(joined.ok && joined.value.partial?.chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(16_379);
  });

  it('[SY2] are cut in one way only: a short part, a small message in parts and parts in parts are refused', () => {
    const frame = (type: number, bytes: readonly number[], length = bytes.length) =>
      new Uint8Array([type, 0, length >> 8, length & 0xff, ...bytes]);
    const small = [5, 0, 0, 0x40, 0, ...body(16_379)];
    expect(join([frame(0x70, small)])).toBe('FrameMalformed');
    const frames = splitMessage({ type: 5, body: body(40_000) });
    expect(join([frames[0]!, frame(0x71, [1, 2, 3])])).toBe('FrameMalformed');
    expect(join([frame(0x70, [5, 0, 0, 0x50, 0, 1])])).toBe('FrameMalformed');
    const nested = frames[0]!.slice();
    nested[4] = 0x70;
    expect(join([nested])).toBe('FrameMalformed');
  });

  it('[SY2] come without anything between, and a part needs a first one', () => {
    const frames = splitMessage({ type: 5, body: body(40_000) });
    const other = splitMessage({ type: 9, body: body(1) })[0]!;
    expect(join([frames[1]!])).toBe('PartOutOfOrder');
    expect(join([frames[0]!, other])).toBe('PartOutOfOrder');
    expect(join([frames[0]!, frames[0]!])).toBe('PartOutOfOrder');
  });

  it('[SY2] random frames never throw and never make a message larger than allowed', () => {
    const random = createSeededRandom(11);
    let partial: PartialMessage | null = null;
    let refused = 0;
    for (let i = 0; i < 20_000; i += 1) {
      const bytes = random.bytes(random.int(24));
      if (bytes.length > 3 && random.chance(0.8)) bytes.set([random.pick([0x70, 0x71, 5]), 0, 0, bytes.length - 4]);
      const joined = joinFrame(partial, bytes, MAX_MESSAGE_BYTES);
      partial = joined.ok ? joined.value.partial : null;
      if (!joined.ok) refused += 1;
    }
    expect(refused).toBeGreaterThan(1_000);
    expect(refused).toBeLessThan(20_000);
  });
});
