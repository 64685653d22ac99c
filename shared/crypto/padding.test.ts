import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forAll } from '../testing/for-all.ts';
import { MAX_PADDED_BYTES, pad, paddedLength, unpad } from './crypto.ts';

describe('[CR6] padding', () => {
  it('[CR6] the buckets are 256, 1,024 and the multiples of 4,096 up to 65,536', () => {
    const sizes = new Set<number>();
    for (let length = 0; length < MAX_PADDED_BYTES; length += 1) {
      const size = paddedLength(length) ?? 0;
      if (size <= length) throw new Error(`${length} bytes do not fit ${size}`);
      sizes.add(size);
    }
    const multiples = Array.from({ length: 16 }, (_, i) => (i + 1) * 4096);
    expect([...sizes]).toEqual([256, 1024, ...multiples]);
    expect(paddedLength(MAX_PADDED_BYTES)).toBeNull();
    expect(pad(new Uint8Array(MAX_PADDED_BYTES))).toBeNull();
  });

  it('[CR6] what was padded comes back, whatever it ends with', () => {
    const endings = fc.tuple(fc.uint8Array({ maxLength: 5000 }), fc.constantFrom(0x00, 0x80, 0x01));
    forAll(endings, ([bytes, last]) => {
      const plain = Uint8Array.from([...bytes, last]);
      expect(unpad(pad(plain) ?? new Uint8Array(0))).toEqual(plain);
    });
  });

  it('[CR6] only the one padding of a content is read: no marker, another marker, a larger bucket are not', () => {
    const padded = pad(Uint8Array.of(1, 2, 3)) ?? new Uint8Array(0);
    expect(unpad(new Uint8Array(256))).toBeNull();
    expect(unpad(new Uint8Array(0))).toBeNull();
    expect(unpad(padded.map((byte, i) => (i === 3 ? 0x81 : byte)))).toBeNull();
    expect(unpad(padded.map((byte, i) => (i === 255 ? 1 : byte)))).toBeNull();
    const larger = new Uint8Array(1024);
    larger.set(padded);
    expect(unpad(larger)).toBeNull();
    expect(unpad(padded.subarray(0, 255))).toBeNull();
  });
});
