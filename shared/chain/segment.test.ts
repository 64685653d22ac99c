import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordId } from '../brand.ts';
import { ByteWriter, utf8 } from '../bytes.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { fflateDeflate } from '../testing/fflate-deflate.ts';
import { forAll } from '../testing/for-all.ts';
import { longId, must, sampleAuthor, shortId } from '../testing/sample-chain.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { decodeEntry, encodeEntry } from './entry.ts';
import { CONTENT_KIND } from './kinds.ts';
import { type PackedBody, unpackBody } from './pack.ts';
import { MAX_PACKED_BYTES, openEntry } from './seal.ts';
import {
  type FoldedSegment,
  foldSegment,
  MAX_SEGMENT_ENTRIES,
  SEGMENT_ENTRIES,
  type SegmentItem,
  selectFoldRange,
  unfoldSegment,
} from './segment.ts';

beforeAll(() => cryptoReady);

const item = (seq: number, plaintext: Uint8Array): SegmentItem => ({
  seq,
  kind: CONTENT_KIND.post,
  recordId: shortId<RecordId>(seq % 256),
  ts: 1_767_225_600_000 + seq * 977,
  lamport: seq * 3,
  plaintext,
});
const words = (from: number, count: number): SegmentItem[] =>
  Array.from({ length: count }, (_, i) => item(from + i, utf8(`today was day ${i} and it was all right`)));

const plaintextOf = (folded: FoldedSegment): Uint8Array => must(unpackBody(folded.body, fflateDeflate));

describe('[SG1] folding', () => {
  it('[SG1] what was folded comes back, any plaintexts, any times', () => {
    const items = fc.array(
      fc.record({
        kind: fc.integer({ min: 0x20, max: 0xff }),
        recordId: fc.constantFrom(...[1, 2, 3].map((n) => shortId<RecordId>(n))),
        ts: fc.nat({ max: 2 ** 31 - 1 }).map((n) => n * 1000),
        lamport: fc.nat({ max: 2 ** 31 - 1 }),
        plaintext: fc.uint8Array({ maxLength: 60 }),
      }),
      { minLength: 2, maxLength: 20 },
    );
    forAll(fc.tuple(items, fc.integer({ min: 1, max: 1_000_000 })), ([drawn, from]) => {
      const given = drawn.map((one, i) => ({ ...one, seq: from + i }));
      const folded = must(foldSegment(given, fflateDeflate));
      expect(must(unfoldSegment(plaintextOf(folded)))).toEqual(given);
      expect([folded.from, folded.to]).toEqual([from, from + given.length - 1]);
    });
  });

  it('[SG1] a record id that follows from the plaintext is left out and comes back', () => {
    const derive = (_kind: number, plaintext: Uint8Array): RecordId | null =>
      plaintext.length > 20 ? shortId<RecordId>(plaintext[4] as number) : null;
    const noise = createSeededRandom(9);
    const given = Array.from({ length: 30 }, (_, i) => {
      const plaintext = noise.bytes(i % 3 === 0 ? 10 : 40);
      const own = derive(0, plaintext);
      return { ...item(i + 1, plaintext), recordId: own && i % 2 === 0 ? own : shortId<RecordId>(0xaa) };
    });
    const lean = must(foldSegment(given, fflateDeflate, derive));
    const whole = must(foldSegment(given, fflateDeflate));
    expect(must(unfoldSegment(plaintextOf(lean), derive))).toEqual(given);
    expect(whole.body.length - lean.body.length).toBe(10 * 16);
    expect(unfoldSegment(plaintextOf(lean)).ok).toBe(false);
  });

  it('[SG1] a segment travels as an entry of its own', () => {
    const author = sampleAuthor(1);
    const given = words(1, 5);
    for (const { plaintext } of given) author.write(plaintext);
    const entry = must(decodeEntry(encodeEntry(author.fold(given, longId(0)))));
    expect(entry.header).toMatchObject({ kind: CONTENT_KIND.segment, seq: 6 });
    expect(must(unfoldSegment(must(openEntry(entry, author.epochKey, fflateDeflate))))).toEqual(given);
  });

  it('[SG1] a hundred short entries cost less than a tenth of what they cost alone', () => {
    const folded = must(foldSegment(words(1, SEGMENT_ENTRIES), fflateDeflate));
    expect(folded.body.length).toBeLessThan((SEGMENT_ENTRIES * (205 + 64 + 256 + 16)) / 10);
  });
});

describe('[SG3] what is folded', () => {
  it('[SG3] the newest that fit are folded when all of them do not', () => {
    const noise = createSeededRandom(3);
    const large = Array.from({ length: 100 }, (_, i) => item(i + 1, noise.bytes(1500)));
    const folded = must(foldSegment(large, fflateDeflate));
    expect(folded.to).toBe(100);
    expect(folded.body.length).toBeLessThanOrEqual(MAX_PACKED_BYTES);
    expect(folded.body.length).toBeGreaterThan(MAX_PACKED_BYTES * 0.85);
    expect(must(unfoldSegment(plaintextOf(folded)))).toEqual(large.slice(folded.from - 1));
  });

  it('[SG3] entries of which not even two fit stay single', () => {
    const noise = createSeededRandom(3);
    const huge = [item(1, noise.bytes(40_000)), item(2, noise.bytes(40_000))];
    expect(foldSegment(huge, fflateDeflate)).toEqual({ ok: false, error: { tag: 'FoldTooLarge' } });
    expect(foldSegment(huge.slice(1), fflateDeflate).ok).toBe(false);
    expect(foldSegment([], fflateDeflate).ok).toBe(false);
  });

  it('[SG3] folding is due with a hundred single entries behind the last segment, never sooner', () => {
    const chain = (kinds: readonly number[]) => kinds.map((kind, i) => ({ seq: i + 1, kind, ctLength: 272 }));
    const isSegment = (kind: number): boolean => kind === CONTENT_KIND.segment;
    const posts = (count: number) => new Array<number>(count).fill(CONTENT_KIND.post);
    expect(selectFoldRange(chain([]), isSegment)).toBeNull();
    expect(selectFoldRange(chain(posts(99)), isSegment)).toBeNull();
    expect(selectFoldRange(chain(posts(100)), isSegment)).toEqual({ from: 1, to: 100 });
    const folded = [...posts(100), CONTENT_KIND.segment];
    expect(selectFoldRange(chain([...folded, ...posts(99)]), isSegment)).toBeNull();
    expect(selectFoldRange(chain([...folded, ...posts(103)]), isSegment)).toEqual({ from: 102, to: 204 });
  });
});

describe('[SG4] reading a segment', () => {
  it('[SG4] every truncation, every extension and every impossible count is refused', () => {
    const whole = plaintextOf(must(foldSegment(words(7, 11), fflateDeflate)));
    const read: number[] = [];
    for (let length = 0; length < whole.length; length += 1) {
      if (unfoldSegment(whole.subarray(0, length)).ok) read.push(length);
    }
    expect(read).toEqual([]);
    expect(unfoldSegment(Uint8Array.from([...whole, 0])).ok).toBe(false);
    const patched = (at: number, value: number) => unfoldSegment(whole.map((byte, i) => (i === at ? value : byte))).ok;
    expect(patched(0, 2)).toBe(false);
    expect(patched(6, 0)).toBe(false);
    expect(patched(8, 0)).toBe(false);
    expect(patched(7, 0xff)).toBe(false);
    expect(unfoldSegment(whole).ok).toBe(true);
  });

  it('[SG4] unused bits and salts that do not fit their plaintext are refused', () => {
    const whole = plaintextOf(must(foldSegment(words(7, 11), fflateDeflate)));
    // 1 version, 6 from, 2 count: then 2 bytes of derived bits and 2 of salted ones, 11 of 16 used.
    for (const [at, bit] of [
      [10, 0x08],
      [12, 0x08],
      [11, 0x01],
    ] as const) {
      expect(unfoldSegment(whole.map((byte, i) => (i === at ? byte ^ bit : byte))).ok).toBe(false);
    }
  });

  it('[SG4] a plaintext long enough for a salt has one, a shorter one has none', () => {
    const handmade = (isSalted: boolean, length: number) => {
      const writer = new ByteWriter()
        .uint(1, 1)
        .uint(5, 6)
        .uint(1, 2)
        .uint(0, 1)
        .uint(isSalted ? 1 : 0, 1);
      writer.raw(new Uint8Array(16 + (isSalted ? 16 : 0)));
      return writer
        .uint(CONTENT_KIND.post, 1)
        .uint(0, 6)
        .uint(0, 6)
        .uint(length, 4)
        .raw(new Uint8Array(length - (isSalted ? 16 : 0)))
        .finish();
    };
    expect(unfoldSegment(handmade(true, 19)).ok).toBe(true);
    expect(unfoldSegment(handmade(false, 18)).ok).toBe(true);
    expect(unfoldSegment(handmade(false, 19)).ok).toBe(false);
    expect(unfoldSegment(handmade(true, 18)).ok).toBe(false);
  });

  it('[SG4] mutated segments are read or refused, never thrown at', () => {
    const random = createSeededRandom(77);
    const whole = plaintextOf(must(foldSegment(words(1, 20), fflateDeflate)));
    let refused = 0;
    for (let round = 0; round < 3000; round += 1) {
      const mutated = whole.slice();
      for (let i = 0; i <= random.int(4); i += 1) mutated[random.int(mutated.length)] = random.int(256);
      const read = unfoldSegment(mutated);
      if (!read.ok) refused += 1;
      else expect(read.value.length).toBeLessThanOrEqual(MAX_SEGMENT_ENTRIES);
    }
    expect(refused).toBeGreaterThan(100);
    expect(unpackBody(Uint8Array.of(9) as PackedBody, fflateDeflate).ok).toBe(false);
  });
});
