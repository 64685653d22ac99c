import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, concatBytes, equalBytes, utf8, utf8ToText } from './bytes.ts';
import { forAll } from './testing/for-all.ts';

describe('[CR7] byte strings', () => {
  it('[CR7] integers are big-endian and come back, at every width', () => {
    expect([...new ByteWriter().uint(0x0102, 2).uint(1, 6).finish()]).toEqual([1, 2, 0, 0, 0, 0, 0, 1]);
    const widths = fc.integer({ min: 1, max: 6 });
    forAll(fc.tuple(widths, fc.nat({ max: 2 ** 31 - 1 }), fc.nat({ max: 0xffff })), ([width, low, high]) => {
      const value = (low + high * 2 ** 32) % 2 ** (8 * width);
      const reader = new ByteReader(new ByteWriter().uint(value, width).finish());
      expect(reader.uint(width)).toBe(value);
      expect(reader.finished).toBe(true);
    });
  });

  it('[CR7] a value that does not fit its width is a defect', () => {
    for (const [value, width] of [
      [256, 1],
      [-1, 4],
      [1.5, 4],
      [2 ** 48, 6],
    ] as const) {
      expect(() => new ByteWriter().uint(value, width)).toThrow(RangeError);
    }
  });

  it('[CR7] a sequence of parts is read as it was written, however the buffer grew', () => {
    forAll(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 12 }), (parts) => {
      const writer = new ByteWriter();
      for (const part of parts) writer.sized(part);
      const reader = new ByteReader(writer.finish());
      for (const part of parts) expect(equalBytes(reader.sized(700), part)).toBe(true);
      expect(reader.finished).toBe(true);
    });
  });

  it('[CR7] what was finished is a copy: writing on does not change it', () => {
    const writer = new ByteWriter().uint(1, 1);
    const before = writer.finish();
    writer.uint(2, 1);
    expect([...before]).toEqual([1]);
  });

  it('[CR7] a read past the end fails for good and gives nothing', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3));
    expect(reader.uint(4)).toBe(0);
    expect(reader.failed).toBe(true);
    expect(reader.uint(1)).toBe(0);
    expect(reader.raw(1)).toHaveLength(0);
    expect(reader.finished).toBe(false);
  });

  it('[CR7] an announced length is refused above its cap before anything is taken', () => {
    const announced = new ByteReader(new ByteWriter().uint(0xffffffff, 4).raw(new Uint8Array(8)).finish());
    expect(announced.sized(1024)).toHaveLength(0);
    expect(announced.failed).toBe(true);
    expect(new ByteReader(Uint8Array.of(1)).raw(-1)).toHaveLength(0);
  });

  it('[CR7] text that is not UTF-8 never throws and never re-encodes to what it came from', () => {
    expect(utf8ToText(utf8('grüße 😀'))).toBe('grüße 😀');
    for (const bad of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0x61, 0xc0, 0x80]]) {
      const bytes = Uint8Array.from(bad);
      expect(equalBytes(utf8(utf8ToText(bytes)), bytes)).toBe(false);
    }
  });

  it('[CR7] joining and comparing look at every byte', () => {
    expect([...concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))]).toEqual([1, 2, 3]);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });
});
