import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DeviceId, type GroupId, idFromBytes } from '../brand.ts';
import { concatBytes } from '../bytes.ts';
import {
  cryptoReady,
  hash,
  keyedHash,
  open,
  type SigningKeyPair,
  seal,
  sign,
  signingKeyPair,
} from '../crypto/crypto.ts';
import { deviceIdOf } from '../group/identity.ts';
import * as ipc from '../ipc/engine-net.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import {
  type Announcement,
  boardSlot,
  type HeldChain,
  MAX_ANNOUNCEMENT_BYTES,
  openAnnouncement,
  sealAnnouncement,
} from './announcement.ts';
import { compareChains } from './sync-source.ts';

beforeAll(() => cryptoReady);

const random = createSeededRandom(61);
const groupId = idFromBytes<GroupId>(new Uint8Array(16).fill(7));
const epochKey = new Uint8Array(32).fill(9);
let keys: SigningKeyPair;
let deviceId: DeviceId;
let directory: Parameters<typeof openAnnouncement>[0]['directory'];
beforeAll(() => {
  keys = signingKeyPair(new Uint8Array(32).fill(1));
  deviceId = deviceIdOf(groupId, keys.publicKey);
  directory = { signingKeyOf: (id) => (id === deviceId ? keys.publicKey : null), isActive: () => true };
});

const have = (n: number): HeldChain => ({
  deviceId: idFromBytes<DeviceId>(hash('peer', Uint8Array.of(n)).subarray(0, 16)),
  inc: 1,
  lane: n % 2 === 0 ? 'membership' : 'content',
  seq: 100 + n,
});
const announcement = (haves: number, fields: Partial<Announcement> = {}): Announcement => ({
  deviceId,
  ts: 1_777_896_000_000,
  own: [{ deviceId, inc: 1, lane: 'content', seq: 5, head8: new Uint8Array(8).fill(2) }],
  haves: Array.from({ length: haves }, (_, n) => have(n)),
  ...fields,
});
const sealed = (value: Announcement, key = epochKey) =>
  sealAnnouncement({ announcement: value, epochKey: key, keys, nonce: new Uint8Array(24).fill(4) });
const tagOf = (value: Uint8Array, fields: Partial<Parameters<typeof openAnnouncement>[0]> = {}) => {
  const opened = openAnnouncement({ value, slot: boardSlot(epochKey, deviceId), epochKey, directory, ...fields });
  return opened.ok ? 'ok' : opened.error.tag;
};

describe('announcements', () => {
  it('[SY22] say what was said, to who has the epoch key', () => {
    const value = announcement(7);
    const opened = openAnnouncement({ value: sealed(value), slot: boardSlot(epochKey, deviceId), epochKey, directory });
    expect(opened).toEqual({ ok: true, value: { ...value, haves: value.haves.toSorted(compareChains) } });
  });

  it('[SY22] have fixed bytes', () => {
    expect(hex.encode(hash('vector', sealed(announcement(2))))).toBe(
      'b6d7d3526ddef1ea86c4e925c836e72d00a1490bfc0982b04ca93c2dcc5115e7',
    );
    expect(boardSlot(epochKey, idFromBytes<DeviceId>(new Uint8Array(16).fill(1)))).toBe(
      'a632c4815bfb4b79f6fe4ce8c51c2521',
    );
  });

  it('[SY23] are 512, 1,024, 1,536 or 2,048 bytes, and never more than the board takes', () => {
    expect(MAX_ANNOUNCEMENT_BYTES).toBe(ipc.MAX_ANNOUNCEMENT_BYTES);
    const lengths = [0, 1, 10, 20, 40, 60, 90, 250].map((haves) => sealed(announcement(haves)).length);
    expect(lengths.every((length) => length % 512 === 0 && length <= 2_048)).toBe(true);
    expect(lengths[0]).toBe(512);
    expect(lengths.at(-1)).toBe(2_048);
  });

  it('[SY23] leave out what does not fit, from the end of the list', () => {
    const opened = openAnnouncement({
      value: sealed(announcement(250)),
      slot: boardSlot(epochKey, deviceId),
      epochKey,
      directory,
    });
    const kept = opened.ok ? opened.value.haves : [];
    expect(kept.length).toBeGreaterThan(60);
    expect(new Set(kept.map(({ seq }) => seq))).toEqual(new Set(kept.map((_, n) => 100 + n)));
  });

  it('[SY24] of another epoch, slot, device or key are ignored', () => {
    const value = sealed(announcement(3));
    expect(tagOf(value)).toBe('ok');
    expect(tagOf(value, { epochKey: new Uint8Array(32) })).toBe('AnnouncementSealed');
    expect(tagOf(value, { slot: '0'.repeat(32) })).toBe('AnnouncementSealed');
    expect(tagOf(value, { slot: 'Z' })).toBe('AnnouncementMalformed');
    expect(tagOf(value, { directory: { ...directory, isActive: () => false } })).toBe('AnnouncementUnknownDevice');
    expect(tagOf(value, { directory: { ...directory, signingKeyOf: () => null } })).toBe('AnnouncementUnknownDevice');
    const other = signingKeyPair(new Uint8Array(32).fill(2)).publicKey;
    expect(tagOf(value, { directory: { ...directory, signingKeyOf: () => other } })).toBe('AnnouncementBadSignature');
  });

  it('[SY24] put by a member into the slot of another are ignored', () => {
    // Whoever has the epoch key can seal for any slot, but not sign for it.
    const key = keyedHash(epochKey, 'board');
    const victim = idFromBytes<DeviceId>(new Uint8Array(16).fill(3));
    const slot = boardSlot(epochKey, victim);
    const nonce = new Uint8Array(24);
    const own = sealed(announcement(1));
    expect(tagOf(own, { slot })).toBe('AnnouncementSealed');
    const sealFor = (plain: Uint8Array) =>
      tagOf(new Uint8Array([...nonce, ...seal(key, nonce, plain, hex.decode(slot))]), { slot });
    const empty = new Uint8Array(512 - 40);
    empty[0] = 0x80;
    expect(sealFor(empty)).toBe('AnnouncementMalformed');
    // Its own announcement, signed for that slot as well.
    const plain = open(key, own.subarray(0, 24), own.subarray(24), hex.decode(boardSlot(epochKey, deviceId)))!.slice();
    const end = plain.findLastIndex((byte) => byte !== 0);
    plain.set(sign(keys.secretKey, 'board', concatBytes(hex.decode(slot), plain.subarray(0, end - 64))), end - 64);
    expect(sealFor(plain)).toBe('AnnouncementMisplaced');
  });

  it('[SY24] with any bit flipped, cut short, extended or of any length are ignored', () => {
    const value = sealed(announcement(3));
    const accepted: number[] = [];
    for (let bit = 0; bit < value.length * 8; bit += 1) {
      const flipped = value.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      if (tagOf(flipped) === 'ok') accepted.push(bit);
    }
    expect(accepted).toEqual([]);
    for (let length = 0; length < value.length; length += 7) expect(tagOf(value.subarray(0, length))).not.toBe('ok');
    expect(tagOf(new Uint8Array(4_096))).toBe('AnnouncementTooLarge');
    for (let i = 0; i < 2_000; i += 1) expect(tagOf(random.bytes(512))).toBe('AnnouncementSealed');
  });
});
