import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EntryId, NO_ENTRY, NO_EPOCH } from '../brand.ts';
import { concatBytes, equalBytes, utf8 } from '../bytes.ts';
import { cryptoReady, hash, sign } from '../crypto/crypto.ts';
import { ENTRY_VECTORS } from '../testing/entry-vectors.ts';
import { fflateDeflate } from '../testing/fflate-deflate.ts';
import { longId, must, sampleAuthor } from '../testing/sample-chain.ts';
import {
  decodeEntry,
  type EntryHeader,
  encodeEntry,
  encodeHeader,
  entryIdOf,
  MAX_ENTRY_BYTES,
  MAX_OP_BYTES,
} from './entry.ts';
import { openEntry } from './seal.ts';
import { verifyEntry } from './verify.ts';

beforeAll(() => cryptoReady);

/** What a receiver does with bytes it can open: decode, verify, and for content open. */
function isTaken(bytes: Uint8Array, author: ReturnType<typeof sampleAuthor>): boolean {
  const decoded = decodeEntry(bytes);
  if (!decoded.ok || !verifyEntry(decoded.value, author.pair.publicKey)) return false;
  return decoded.value.header.kind < 0x20 || openEntry(decoded.value, author.epochKey, fflateDeflate).ok;
}

/** An entry with changed fields, properly signed by its author. */
function resigned(author: ReturnType<typeof sampleAuthor>, header: EntryHeader, ct: Uint8Array): Uint8Array {
  const signedBytes = encodeHeader({ ...header, ctLength: ct.length, ctHash: hash('ct', ct) });
  return concatBytes(signedBytes, sign(author.pair.secretKey, 'entry', signedBytes), ct);
}

describe('[EN1] the entry codec', () => {
  it('[EN1] fixed vectors: the same author writes the same bytes', () => {
    const author = sampleAuthor(7);
    const made = {
      operation: author.operate(utf8('op body')),
      first: author.write(utf8('first words')),
      withDeps: author.write(utf8('more words'), { deps: [longId<EntryId>(2), longId<EntryId>(1)] }),
    };
    for (const name of ['operation', 'first', 'withDeps'] as const) {
      expect(hex.encode(encodeEntry(made[name]))).toBe(ENTRY_VECTORS[name].bytes);
      expect(made[name].id).toBe(ENTRY_VECTORS[name].id);
    }
  });

  it('[EN1] fixed vectors decode, verify, open, and encode to the same bytes', () => {
    const author = sampleAuthor(7);
    for (const { bytes, id } of Object.values(ENTRY_VECTORS)) {
      const raw = hex.decode(bytes);
      const entry = must(decodeEntry(raw));
      expect(entry.id).toBe(id);
      expect(equalBytes(encodeEntry(entry), raw)).toBe(true);
      expect(equalBytes(encodeHeader(entry.header), entry.signedBytes)).toBe(true);
      expect(entryIdOf(entry.signedBytes)).toBe(id);
      expect(isTaken(raw, author)).toBe(true);
    }
    const words = must(
      openEntry(must(decodeEntry(hex.decode(ENTRY_VECTORS.first.bytes))), author.epochKey, fflateDeflate),
    );
    expect(words).toEqual(utf8('first words'));
  });

  it('[EN1] fields stand where the grammar says', () => {
    const raw = hex.decode(ENTRY_VECTORS.withDeps.bytes);
    const { header } = must(decodeEntry(raw));
    expect(hex.encode(raw.subarray(0, 6))).toBe('485448310123');
    expect(header).toMatchObject({ kind: 0x23, inc: 1, seq: 2, lamport: 2, expiresIn: 0 });
    expect(header.prev).toBe(ENTRY_VECTORS.first.id);
    expect(header.deps).toEqual([longId(1), longId(2)]);
    expect(header.ts).toBe(1_767_225_720_000);
    expect(header.ctLength).toBe(raw.length - 205 - 2 * 32 - 64);
  });

  it.each(['operation', 'first', 'withDeps'] as const)('[EN1] every single bit flipped is refused: %s', (name) => {
    const author = sampleAuthor(7);
    const raw = hex.decode(ENTRY_VECTORS[name].bytes);
    const taken: number[] = [];
    for (let bit = 0; bit < raw.length * 8; bit += 1) {
      raw[bit >> 3] = (raw[bit >> 3] as number) ^ (1 << (bit & 7));
      if (isTaken(raw, author)) taken.push(bit);
      raw[bit >> 3] = (raw[bit >> 3] as number) ^ (1 << (bit & 7));
    }
    expect(taken).toEqual([]);
    expect(isTaken(raw, author)).toBe(true);
  });

  it.each(['operation', 'first', 'withDeps'] as const)('[EN1] cut anywhere or extended, it is refused: %s', (name) => {
    const author = sampleAuthor(7);
    const raw = hex.decode(ENTRY_VECTORS[name].bytes);
    const taken: number[] = [];
    for (let length = 0; length < raw.length; length += 1) {
      if (isTaken(raw.subarray(0, length), author)) taken.push(length);
    }
    expect(taken).toEqual([]);
    expect(isTaken(concatBytes(raw, Uint8Array.of(0)), author)).toBe(false);
  });

  it('[EN1] deps out of order or twice are another encoding, and refused', () => {
    const author = sampleAuthor(7);
    const { header, ct } = must(decodeEntry(hex.decode(ENTRY_VECTORS.withDeps.bytes)));
    const body = ct ?? new Uint8Array(0);
    for (const deps of [
      [longId<EntryId>(2), longId<EntryId>(1)],
      [longId<EntryId>(1), longId<EntryId>(1)],
    ]) {
      expect(decodeEntry(resigned(author, { ...header, deps }, body))).toEqual({
        ok: false,
        error: { tag: 'EntryNotCanonical' },
      });
    }
    expect(decodeEntry(resigned(author, header, body)).ok).toBe(true);
  });

  it('[EN1] another version is told apart from rubbish', () => {
    const raw = hex.decode(ENTRY_VECTORS.first.bytes);
    expect(decodeEntry(raw.map((byte, i) => (i === 4 ? 2 : byte)))).toEqual({
      ok: false,
      error: { tag: 'EntryVersionUnknown' },
    });
    expect(decodeEntry(utf8('HTH1'))).toEqual({ ok: false, error: { tag: 'EntryMalformed' } });
    expect(decodeEntry(new Uint8Array(0))).toEqual({ ok: false, error: { tag: 'EntryMalformed' } });
  });
});

describe('[EN2] fields that must agree', () => {
  const change = (patch: Partial<EntryHeader>, name: 'operation' | 'first' = 'first') => {
    const author = sampleAuthor(7);
    const { header, ct } = must(decodeEntry(hex.decode(ENTRY_VECTORS[name].bytes)));
    return decodeEntry(resigned(author, { ...header, ...patch }, ct ?? new Uint8Array(0)));
  };

  it.each([
    ['kind 0', { kind: 0 }],
    ['incarnation 0', { inc: 0 }],
    ['place 0', { seq: 0 }],
    ['Lamport time 0', { lamport: 0 }],
    ['a first entry with something before it', { prev: longId<EntryId>(9) }],
    ['a later entry with nothing before it', { seq: 2, prev: NO_ENTRY }],
    ['content without an epoch', { epochId: NO_EPOCH }],
  ] as const)('[EN2] refused, however well signed: %s', (_name, patch) => {
    expect(change({}).ok).toBe(true);
    expect(change(patch)).toEqual({ ok: false, error: { tag: 'EntryMalformed' } });
  });

  it('[EN3] an operation names no epoch and never expires', () => {
    expect(change({}, 'operation').ok).toBe(true);
    expect(change({ epochId: longId(3) }, 'operation').ok).toBe(false);
    expect(change({ expiresIn: 1 }, 'operation').ok).toBe(false);
  });

  it('[EN2] a ciphertext whose length is no bucket is refused', () => {
    const author = sampleAuthor(7);
    const { header } = must(decodeEntry(hex.decode(ENTRY_VECTORS.first.bytes)));
    const isRead = (length: number) => decodeEntry(resigned(author, header, new Uint8Array(length))).ok;
    expect([272, 1040, 4112, 65552].map(isRead)).toEqual([true, true, true, true]);
    expect([0, 15, 16, 271, 273, 512, 2064, 65553].map(isRead)).toEqual(new Array(8).fill(false));
  });
});

describe('[EN6] erased payloads', () => {
  it('[EN6] without its ciphertext an entry still verifies, has the same id, and opens to nothing', () => {
    const author = sampleAuthor(7);
    const raw = hex.decode(ENTRY_VECTORS.first.bytes);
    const erased = must(decodeEntry(raw.subarray(0, 205 + 64)));
    expect(erased.id).toBe(ENTRY_VECTORS.first.id);
    expect(erased.ct).toBeNull();
    expect(verifyEntry(erased, author.pair.publicKey)).toBe(true);
    expect(openEntry(erased, author.epochKey, fflateDeflate)).toEqual({ ok: false, error: { tag: 'EntryErased' } });
    expect(encodeEntry(erased)).toEqual(raw.subarray(0, 205 + 64));
  });

  it('[EN6] an operation without its body is no entry', () => {
    const raw = hex.decode(ENTRY_VECTORS.operation.bytes);
    expect(decodeEntry(raw.subarray(0, 205 + 64)).ok).toBe(false);
  });
});

describe('[EN7] sizes', () => {
  it('[EN7] nothing above 128 KiB is looked at, and no content above 72 KiB', () => {
    expect(decodeEntry(new Uint8Array(MAX_OP_BYTES + 1))).toEqual({
      ok: false,
      error: { tag: 'EntryTooLarge', bytes: MAX_OP_BYTES + 1 },
    });
    const author = sampleAuthor(7);
    const { header } = must(decodeEntry(hex.decode(ENTRY_VECTORS.first.bytes)));
    const large = concatBytes(resigned(author, header, new Uint8Array(272)), new Uint8Array(MAX_ENTRY_BYTES));
    expect(decodeEntry(large)).toEqual({ ok: false, error: { tag: 'EntryTooLarge', bytes: large.length } });
  });

  it('[EN7] a count of deps beyond 16 is refused before they are read', () => {
    const author = sampleAuthor(7);
    const { header, ct } = must(decodeEntry(hex.decode(ENTRY_VECTORS.first.bytes)));
    const deps = Array.from({ length: 17 }, (_, i) => longId<EntryId>(i + 1));
    const body = ct ?? new Uint8Array(0);
    expect(decodeEntry(resigned(author, { ...header, deps: deps.slice(1) }, body)).ok).toBe(true);
    expect(decodeEntry(resigned(author, { ...header, deps }, body))).toEqual({
      ok: false,
      error: { tag: 'EntryMalformed' },
    });
  });
});
