import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EntryId, NO_ENTRY, NO_EPOCH, NO_RECORD } from '../brand.ts';
import { equalBytes, utf8 } from '../bytes.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { fflateDeflate } from '../testing/fflate-deflate.ts';
import { forAll } from '../testing/for-all.ts';
import { longId, must, sampleAuthor, shortId } from '../testing/sample-chain.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { decodeEntry, encodeEntry, MAX_OP_BYTES } from './entry.ts';
import { CONTENT_KIND, OP_KIND } from './kinds.ts';
import { MAX_INFLATED_BYTES, type PackedBody, packBody, packParts, unpackBody } from './pack.ts';
import { authorEntry, authorOperation, fitsEntry, MAX_PACKED_BYTES, openEntry } from './seal.ts';

beforeAll(() => cryptoReady);

describe('[EN3] operations', () => {
  it('[EN3] carry their body unsealed and name neither epoch nor record', () => {
    const entry = sampleAuthor(1).operate(utf8('plain'), OP_KIND.leave);
    expect(entry.ct).toEqual(utf8('plain'));
    expect(entry.header).toMatchObject({ epochId: NO_EPOCH, recordId: NO_RECORD, expiresIn: 0 });
    expect(must(decodeEntry(encodeEntry(sampleAuthor(1).operate(new Uint8Array(0))))).ct).toHaveLength(0);
  });

  it('[EN3] a body that would not fit is refused, and the largest that fits is read', () => {
    const author = sampleAuthor(1);
    const draft = (bytes: number) =>
      authorOperation({
        kind: OP_KIND.rekey,
        groupId: author.groupId,
        deviceId: author.deviceId,
        inc: 1,
        seq: 1,
        prev: NO_ENTRY,
        ts: 0,
        lamport: 1,
        deps: [],
        signKey: author.pair.secretKey,
        random: createSeededRandom(1),
        body: new Uint8Array(bytes),
      });
    const maxBytes = MAX_OP_BYTES - 205 - 64;
    expect(decodeEntry(encodeEntry(must(draft(maxBytes)))).ok).toBe(true);
    expect(draft(maxBytes + 1)).toEqual({
      ok: false,
      error: { tag: 'EntryBodyTooLarge', bytes: maxBytes + 1, maxBytes },
    });
  });
});

describe('[EN4] sealed entries', () => {
  it('[EN4] any plaintext comes back, through bytes', () => {
    const author = sampleAuthor(2);
    forAll(fc.uint8Array({ maxLength: 3000 }), (plaintext) => {
      const entry = must(decodeEntry(encodeEntry(author.write(plaintext))));
      expect(equalBytes(must(openEntry(entry, author.epochKey, fflateDeflate)), plaintext)).toBe(true);
    });
  });

  it('[EN4] the seal is bound to every field of the header, the ciphertext to its place', () => {
    const author = sampleAuthor(3);
    const entry = author.write(utf8('words'));
    const other = author.write(utf8('words'));
    const moved = { ...other, ct: entry.ct };
    expect(openEntry(moved, author.epochKey, fflateDeflate)).toEqual({ ok: false, error: { tag: 'EntryNotOpened' } });
    // All of the signed region but the 32 bytes of ctHash at its end is associated data.
    for (let at = 0; at < entry.signedBytes.length - 32; at += 1) {
      const signedBytes = entry.signedBytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(openEntry({ ...entry, signedBytes }, author.epochKey, fflateDeflate).ok).toBe(false);
    }
    for (const patch of [{ deviceId: shortId<never>(9) }, { inc: 2 }, { seq: 9 }, { nonce: new Uint8Array(24) }]) {
      const header = { ...entry.header, ...patch };
      expect(openEntry({ ...entry, header }, author.epochKey, fflateDeflate).ok).toBe(false);
    }
    expect(openEntry(entry, author.epochKey, fflateDeflate).ok).toBe(true);
  });

  it('[EN4] another epoch key does not open it, and equal words never look equal', () => {
    const author = sampleAuthor(4);
    const one = author.write(utf8('words'));
    const two = author.write(utf8('words'));
    expect(openEntry(one, two.signature.subarray(0, 32), fflateDeflate).ok).toBe(false);
    expect(equalBytes(one.ct ?? utf8(''), two.ct ?? utf8(''))).toBe(false);
  });

  it('[EN4] the length on the wire tells the bucket only', () => {
    const author = sampleAuthor(5);
    const lengths = [0, 1, 100, 127].map((bytes) => encodeEntry(author.write(new Uint8Array(bytes).fill(7))).length);
    expect(new Set(lengths)).toEqual(new Set([205 + 64 + 256 + 16]));
  });

  it('[EN4] deps are put in order and named once; more than 16 are a defect', () => {
    const author = sampleAuthor(6);
    const dep = (n: number) => longId<EntryId>(n);
    expect(author.write(utf8(''), { deps: [dep(3), dep(1), dep(3)] }).header.deps).toEqual([dep(1), dep(3)]);
    const many = Array.from({ length: 17 }, (_, i) => dep(i + 1));
    expect(() => author.write(utf8(''), { deps: many })).toThrow(RangeError);
  });

  it('[EN4] a body beyond the largest bucket is refused, the largest that fits is read', () => {
    const author = sampleAuthor(6);
    const noise = createSeededRandom(5).bytes(MAX_PACKED_BYTES);
    const draft = (bytes: number) =>
      authorEntry({
        kind: CONTENT_KIND.post,
        groupId: author.groupId,
        deviceId: author.deviceId,
        inc: 1,
        seq: 1,
        prev: NO_ENTRY,
        epochId: author.epochId,
        epochKey: author.epochKey,
        recordId: shortId(4),
        ts: 0,
        lamport: 1,
        expiresIn: 0,
        deps: [],
        signKey: author.pair.secretKey,
        random: createSeededRandom(1),
        body: packBody(noise.subarray(0, bytes), fflateDeflate),
      });
    const largest = must(decodeEntry(encodeEntry(must(draft(MAX_PACKED_BYTES - 1)))));
    expect(must(openEntry(largest, author.epochKey, fflateDeflate))).toHaveLength(MAX_PACKED_BYTES - 1);
    expect(draft(MAX_PACKED_BYTES).ok).toBe(false);
    expect([fitsEntry(MAX_PACKED_BYTES), fitsEntry(MAX_PACKED_BYTES + 1)]).toEqual([true, false]);
  });
});

describe('[EN5] packing', () => {
  it('[EN5] what compresses is deflated, what does not is stored, and both come back', () => {
    const words = utf8('the same words again and '.repeat(40));
    const noise = createSeededRandom(1).bytes(500);
    expect(packBody(words, fflateDeflate)[0]).toBe(1);
    expect(packBody(words, fflateDeflate).length).toBeLessThan(100);
    expect(packBody(noise, fflateDeflate)[0]).toBe(0);
    expect(packBody(noise, fflateDeflate)).toHaveLength(501);
    for (const bytes of [words, noise, new Uint8Array(0)]) {
      expect(must(unpackBody(packBody(bytes, fflateDeflate), fflateDeflate))).toEqual(bytes);
    }
    expect(must(unpackBody(packParts(noise, words, fflateDeflate), fflateDeflate))).toHaveLength(1500);
  });

  it('[EN5] a body that would inflate beyond 2 MiB is refused', () => {
    const bomb = packBody(new Uint8Array(MAX_INFLATED_BYTES + 1), fflateDeflate);
    expect(bomb.length).toBeLessThan(10_000);
    expect(unpackBody(bomb, fflateDeflate)).toEqual({ ok: false, error: { tag: 'BodyMalformed' } });
    expect(unpackBody(packBody(new Uint8Array(MAX_INFLATED_BYTES), fflateDeflate), fflateDeflate).ok).toBe(true);
    const split = packParts(new Uint8Array(1), new Uint8Array(MAX_INFLATED_BYTES), fflateDeflate);
    expect(unpackBody(split, fflateDeflate).ok).toBe(false);
  });

  it.each([
    ['nothing', []],
    ['an unknown form', [3, 1, 2]],
    ['broken DEFLATE', [1, 0xff, 0xff]],
    ['a length without its bytes', [2, 0, 0, 0, 9, 1]],
    ['a length that is cut', [2, 0, 0]],
  ])('[EN5] refused: %s', (_name, bytes) => {
    expect(unpackBody(Uint8Array.from(bytes) as PackedBody, fflateDeflate)).toEqual({
      ok: false,
      error: { tag: 'BodyMalformed' },
    });
  });
});
