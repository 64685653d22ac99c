import { beforeAll, describe, expect, it } from 'vitest';
import { idFromBytes } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { BEACON_BYTES, BEACON_SLOTS, makeBeacon, readBeacon } from './lan-beacon.ts';

beforeAll(() => cryptoReady);

const DAY = 20_600;
const HERE = { address: Uint8Array.of(192, 168, 1, 20), port: 40_123 };
const secret = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const random = (seed = 1) => createSeededRandom(seed);

describe('a beacon', () => {
  it('[LN1] has 272 bytes whatever it names, with its slots in the order of their bytes', () => {
    for (const count of [0, 1, BEACON_SLOTS]) {
      const secrets = Array.from({ length: count }, (_, i) => secret(i));
      const beacon = makeBeacon(secrets, DAY, HERE, random());
      expect(beacon).toHaveLength(BEACON_BYTES);
      const slots = Array.from({ length: BEACON_SLOTS }, (_, i) =>
        idFromBytes(beacon.subarray(16 + i * 16, 32 + i * 16)),
      );
      expect(slots).toEqual([...slots].sort());
    }
    const tooMany = Array.from({ length: BEACON_SLOTS + 1 }, (_, i) => secret(i));
    expect(() => makeBeacon(tooMany, DAY, HERE, random())).toThrow(RangeError);
  });

  it('[LN2] stays what it is: a known answer', () => {
    const beacon = makeBeacon([secret(7)], DAY, HERE, { bytes: (length) => new Uint8Array(length).fill(0xff) });
    expect(idFromBytes(beacon.subarray(0, 32))).toBe(
      'ffffffffffffffffffffffffffffffffe390018c0ac0aed56ca40e6564220324',
    );
    expect(idFromBytes(beacon.subarray(32))).toBe('ff'.repeat(240));
  });

  it('[LN2] shares no slot with another one of the same secret', () => {
    const seen = new Set<string>();
    const chance = random(3);
    for (let i = 0; i < 50; i += 1) {
      const beacon = makeBeacon([secret(7), secret(8)], DAY, HERE, chance);
      for (let at = 16; at < BEACON_BYTES; at += 16) seen.add(idFromBytes(beacon.subarray(at, at + 16)));
    }
    expect(seen.size).toBe(50 * BEACON_SLOTS);
  });
});

describe('who hears a beacon', () => {
  const named = [secret(1), secret(2)];
  const beacon = (): Uint8Array => makeBeacon(named, DAY, HERE, random());

  it('[LN3] learns the port from it with one of the secrets, and nothing without', () => {
    const asked = [secret(9), secret(2), secret(1)];
    expect(readBeacon(beacon(), asked, DAY, HERE.address)).toEqual([
      { index: 1, port: HERE.port },
      { index: 2, port: HERE.port },
    ]);
    expect(readBeacon(beacon(), [secret(9)], DAY, HERE.address)).toEqual([]);
    expect(readBeacon(beacon(), [], DAY, HERE.address)).toEqual([]);
  });

  it('[LN3] takes it on the day before and after, and on no other', () => {
    const on = (day: number) => readBeacon(beacon(), named, day, HERE.address).length;
    expect([-2, -1, 0, 1, 2].map((off) => on(DAY + off))).toEqual([0, 2, 2, 2, 0]);
    const first = makeBeacon(named, 0, HERE, random());
    expect(readBeacon(first, named, 0, HERE.address)).toHaveLength(2);
  });

  it('[LN3] takes nothing when it comes from another address, or with one bit of a slot changed', () => {
    expect(readBeacon(beacon(), named, DAY, Uint8Array.of(192, 168, 1, 21))).toEqual([]);
    const one = makeBeacon([secret(1)], DAY, HERE, random());
    let heard = 0;
    for (let bit = 0; bit < BEACON_BYTES * 8; bit += 1) {
      const changed = one.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const found = readBeacon(changed, [secret(1)], DAY, HERE.address);
      if (found.length > 0) expect(found).toEqual([{ index: 0, port: HERE.port }]);
      heard += found.length;
    }
    // Salt and the one slot are 32 bytes; a bit anywhere else is in a slot that names nobody.
    expect(heard).toBe((BEACON_BYTES - 32) * 8);
  });

  it('[LN4] takes nothing of any other length, and nothing of chance', () => {
    for (const length of [0, 1, BEACON_BYTES - 1, BEACON_BYTES + 1, 1_400]) {
      const bytes = new Uint8Array(length);
      bytes.set(beacon().subarray(0, length));
      expect(readBeacon(bytes, named, DAY, HERE.address)).toEqual([]);
    }
    const chance = random(5);
    for (let i = 0; i < 200; i += 1) {
      expect(readBeacon(chance.bytes(BEACON_BYTES), named, DAY, HERE.address)).toEqual([]);
    }
  });

  it('[LN3] takes no port 0', () => {
    const none = makeBeacon(named, DAY, { ...HERE, port: 0 }, random());
    expect(readBeacon(none, named, DAY, HERE.address)).toEqual([]);
  });
});
