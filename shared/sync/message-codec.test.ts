import { hex } from '@scure/base';
import { describe, expect, it } from 'vitest';
import { type DeviceId, idFromBytes } from '../brand.ts';
import { equalBytes } from '../bytes.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { BYE_CODE, byeTag } from './bye.ts';
import { decodeFrame, splitMessage } from './frame.ts';
import type { Message } from './message.ts';
import { decodeMessage, encodeMessage } from './message-codec.ts';
import type { FrontierRow } from './sync-source.ts';

const fill = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const device = (value: number): DeviceId => idFromBytes<DeviceId>(fill(16, value));
const row = (fields: Partial<FrontierRow> = {}): FrontierRow => ({
  deviceId: device(0x11),
  inc: 1,
  lane: 'content',
  seq: 7,
  head8: fill(8, 0x88),
  ...fields,
});
const rows = [row({ lane: 'membership', seq: 2 }), row(), row({ inc: 2 }), row({ deviceId: device(0x12) })];
const want = { deviceId: device(0x11), inc: 1, lane: 'content', from: 3, to: 9 } as const;

/** One of every message, with all its shapes. */
const samples: Readonly<Record<string, Message>> = {
  hello: { type: 'hello', version: 1, nonce: fill(32, 1), roomTag: fill(32, 2), deviceId: device(3) },
  'auth of a member': {
    type: 'auth',
    role: 'member',
    signingKey: fill(32, 4),
    heads: fill(32, 5),
    signature: fill(64, 6),
    invite: null,
  },
  'auth of an applicant': {
    type: 'auth',
    role: 'applicant',
    signingKey: fill(32, 4),
    heads: fill(32, 0),
    signature: fill(64, 6),
    invite: { publicKey: fill(32, 7), signature: fill(64, 8) },
  },
  frontier: { type: 'frontier', rows },
  'an empty frontier': { type: 'frontier', rows: [] },
  want: { type: 'want', want },
  entries: { type: 'entries', want, next: 5, entries: [fill(3, 0xee), fill(1, 0xef)] },
  'the last entries': { type: 'entries', want, next: null, entries: [] },
  push: { type: 'push', row: row(), from: 6, entries: [fill(2, 0xee), fill(2, 0xef)] },
  ack: { type: 'ack', rows },
  evidence: { type: 'evidence', evidence: fill(9, 9) },
  bye: { type: 'bye', code: BYE_CODE.UnknownDevice },
  request: { type: 'request', blob: fill(5, 0xbb) },
  'request state': { type: 'requestState', state: 'refused' },
  peers: { type: 'peers', deviceIds: [device(1), device(2)] },
};

/** The frames of the samples as they must always be. */
const vectors: Readonly<Record<string, string>> = {
  hello: `01000051${'01'}${'01'.repeat(32)}${'02'.repeat(32)}${'03'.repeat(16)}`,
  'auth of a member': `02000081${'01'}${'04'.repeat(32)}${'05'.repeat(32)}${'06'.repeat(64)}`,
  'auth of an applicant': `020000e1${'02'}${'04'.repeat(32)}${'00'.repeat(32)}${'06'.repeat(64)}${'07'.repeat(32)}${'08'.repeat(64)}`,
  frontier:
    `0300008d${'04'}` +
    `${'11'.repeat(16)}${'00000001'}${'00'}${'000000000002'}${'88'.repeat(8)}` +
    `${'11'.repeat(16)}${'00000001'}${'01'}${'000000000007'}${'88'.repeat(8)}` +
    `${'11'.repeat(16)}${'00000002'}${'01'}${'000000000007'}${'88'.repeat(8)}` +
    `${'12'.repeat(16)}${'00000001'}${'01'}${'000000000007'}${'88'.repeat(8)}`,
  'an empty frontier': '0300000100',
  want: `04000021${'11'.repeat(16)}${'00000001'}${'01'}${'000000000003'}${'000000000009'}`,
  entries: `05000035${'11'.repeat(16)}${'00000001'}${'01'}${'000000000003'}${'000000000009'}${'000000000005'}${'0002'}${'00000003eeeeee'}${'00000001ef'}`,
  'the last entries': `05000029${'11'.repeat(16)}${'00000001'}${'01'}${'000000000003'}${'000000000009'}${'000000000000'}${'0000'}`,
  push: `06000037${'11'.repeat(16)}${'00000001'}${'01'}${'000000000007'}${'88'.repeat(8)}${'000000000006'}${'0002'}${'00000002eeee'}${'00000002efef'}`,
  evidence: `08000009${'09'.repeat(9)}`,
  bye: '0900000103',
  request: '0a000005bbbbbbbbbb',
  'request state': '0b00000102',
  peers: `80000021${'02'}${'01'.repeat(16)}${'02'.repeat(16)}`,
};

const frameOf = (message: Message): Uint8Array => splitMessage(encodeMessage(message))[0]!;
const read = (frame: Uint8Array) => {
  const raw = decodeFrame(frame);
  return raw.ok ? decodeMessage(raw.value) : raw;
};
/** What must hold of any bytes: refused with a tag, or read and written again as they were. */
function isSound(frame: Uint8Array): boolean {
  const message = read(frame);
  if (!message.ok) return typeof message.error.tag === 'string';
  return message.value.type === 'skipped' || equalBytes(frameOf(message.value), frame);
}

describe('messages', () => {
  it.each(Object.entries(vectors))('[SY4] %s has fixed bytes', (name, vector) => {
    expect(hex.encode(frameOf(samples[name]!))).toBe(vector);
  });

  it.each(Object.entries(samples))('[SY4] %s reads as it was written', (_name, message) => {
    expect(read(frameOf(message))).toEqual({ ok: true, value: message });
  });

  it('[SY4] every bit flipped: refused, or another message with exactly those bytes', () => {
    let refused = 0;
    let others = 0;
    const unsound: string[] = [];
    for (const message of Object.values(samples)) {
      const frame = frameOf(message);
      for (let bit = 0; bit < frame.length * 8; bit += 1) {
        const flipped = frame.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        if (!isSound(flipped)) unsound.push(`${message.type} bit ${bit}`);
        if (read(flipped).ok) others += 1;
        else refused += 1;
      }
    }
    // Ids, nonces and signatures are free bytes here; who checks them is the handshake and the replica.
    expect(unsound).toEqual([]);
    expect(refused).toBeGreaterThan(800);
    expect(others).toBeGreaterThan(5_000);
  });

  it('[SY4] every truncation and every extension is refused', () => {
    for (const message of Object.values(samples)) {
      const { type, body } = encodeMessage(message);
      // Bodies that are one opaque blob have every length; their content is checked by whoever opens it.
      if (message.type === 'evidence' || message.type === 'request') continue;
      for (let length = 0; length < body.length; length += 1) {
        expect(decodeMessage({ type, body: body.subarray(0, length) }).ok, `${message.type} ${length}`).toBe(false);
      }
      expect(decodeMessage({ type, body: new Uint8Array([...body, 0]) }).ok).toBe(false);
    }
  });

  it('[SY4] 30,000 mutated and random bodies are sound', () => {
    const random = createSeededRandom(12);
    const all = Object.values(samples).map(frameOf);
    let readable = 0;
    const unsound: string[] = [];
    for (let i = 0; i < 30_000; i += 1) {
      const from = random.pick(all).slice();
      for (let changes = random.int(4); changes > 0; changes -= 1) from[random.int(from.length)] = random.int(256);
      const bytes = random.chance(0.2) ? random.bytes(random.int(60)) : from;
      if (!isSound(bytes)) unsound.push(hex.encode(bytes));
      if (read(bytes).ok) readable += 1;
    }
    expect(unsound).toEqual([]);
    expect(readable).toBeGreaterThan(3_000);
  });

  it('[SY3] an unknown optional type is skipped, an unknown critical one is reported', () => {
    expect(decodeMessage({ type: 0xfe, body: fill(3, 1) })).toEqual({
      ok: true,
      value: { type: 'skipped', messageType: 0xfe },
    });
    expect(decodeMessage({ type: 0x7f, body: fill(3, 1) })).toEqual({
      ok: false,
      error: { tag: 'TypeUnknown', messageType: 0x7f },
    });
  });

  it('[SY5] a greeting of another version is told apart, whatever follows', () => {
    expect(decodeMessage({ type: 1, body: Uint8Array.of(2, 1, 2, 3) })).toEqual({
      ok: false,
      error: { tag: 'VersionUnknown', version: 2 },
    });
  });

  it('[SY4] rows that are out of order, or name a chain twice, are refused', () => {
    const encode = (list: readonly FrontierRow[]) => decodeMessage(encodeMessage({ type: 'frontier', rows: list })).ok;
    expect(encode([row(), row({ inc: 2 })])).toBe(true);
    expect(encode([row({ inc: 2 }), row()])).toBe(false);
    expect(encode([row(), row({ seq: 9 })])).toBe(false);
    expect(encode([row(), row({ lane: 'membership' })])).toBe(false);
    expect(encode([row({ seq: 0 })])).toBe(false);
    expect(encode([row({ inc: 0 })])).toBe(false);
  });

  it('[SY12] ranges that are empty, start at 0 or are wider than 1,024 are refused', () => {
    const reads = (from: number, to: number) => {
      const message: Message = { type: 'want', want: { ...want, from, to } };
      return decodeMessage(encodeMessage(message)).ok;
    };
    expect(reads(1, 1_024)).toBe(true);
    expect(reads(1, 1_025)).toBe(false);
    expect(reads(5, 4)).toBe(false);
    expect(reads(0, 4)).toBe(false);
  });

  it('[SY13] an answer that does not go forward is refused', () => {
    const reads = (next: number) => decodeMessage(encodeMessage({ type: 'entries', want, next, entries: [] })).ok;
    expect([3, 4, 9, 10].map(reads)).toEqual([false, true, true, false]);
  });

  it('[SY17] a push from 0 or from beyond its row is refused', () => {
    const reads = (from: number) => decodeMessage(encodeMessage({ type: 'push', row: row(), from, entries: [] })).ok;
    expect([0, 1, 7, 8].map(reads)).toEqual([false, true, true, false]);
  });

  it('[SY20] every reason has a code of its own; codes of later versions are kept', () => {
    const codes = Object.values(BYE_CODE);
    expect(new Set(codes).size).toBe(codes.length);
    for (const [tag, code] of Object.entries(BYE_CODE)) expect(byeTag(code)).toBe(tag);
    expect(byeTag(200)).toBe('Unknown');
    expect(decodeMessage({ type: 9, body: Uint8Array.of(200) })).toEqual({
      ok: true,
      value: { type: 'bye', code: 200 },
    });
  });
});
