import { beforeAll, describe, expect, it } from 'vitest';
import { concatBytes, utf8 } from '../bytes.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { longId, must, sampleAuthor } from '../testing/sample-chain.ts';
import {
  decodeEvidence,
  encodeEvidence,
  equivocationOf,
  isProven,
  MAX_EVIDENCE_BYTES,
  verifyEvidence,
} from './equivocation.ts';

beforeAll(() => cryptoReady);

/** Two entries that one device signed for one place. */
function forked() {
  const author = sampleAuthor(1);
  const one = author.write(utf8('said'));
  const other = author.write(utf8('said otherwise'), { seq: 1, prev: one.header.prev });
  const evidence = equivocationOf(one, other);
  if (!evidence) throw new Error('no evidence');
  return { author, one, other, evidence };
}

describe('[CH6] evidence of a fork', () => {
  it('[CH6] two entries for one place prove it, in whichever order they were found', () => {
    const { author, one, other, evidence } = forked();
    expect(equivocationOf(other, one)).toEqual(evidence);
    const bytes = encodeEvidence(evidence);
    expect(encodeEvidence(must(decodeEvidence(bytes)))).toEqual(bytes);
    expect(isProven(must(decodeEvidence(bytes)), author.pair.publicKey)).toBe(true);
    expect(verifyEvidence(bytes, author.pair.publicKey).ok).toBe(true);
  });

  it('[CH6] it needs no payload, and works for operations', () => {
    const author = sampleAuthor(1);
    const twin = sampleAuthor(1);
    const found = equivocationOf(author.operate(utf8('a')), twin.operate(utf8('b')));
    if (!found) throw new Error('no evidence');
    expect(verifyEvidence(encodeEvidence(found), author.pair.publicKey).ok).toBe(true);
    expect(encodeEvidence(found).length).toBeLessThan(600);
  });

  it('[CH6] entries at different places, in different lanes, of different devices, or the same one, prove nothing', () => {
    const author = sampleAuthor(1);
    const one = author.write(utf8('one'));
    expect(equivocationOf(one, one)).toBeNull();
    expect(equivocationOf(one, author.write(utf8('two')))).toBeNull();
    expect(equivocationOf(one, author.operate(utf8('op')))).toBeNull();
    expect(equivocationOf(one, sampleAuthor(2).write(utf8('one')))).toBeNull();
    expect(equivocationOf(one, sampleAuthor(1, 2).write(utf8('one')))).toBeNull();
  });

  it('[CH6] nobody can accuse a device of what it did not sign', () => {
    const { author, one, evidence } = forked();
    expect(verifyEvidence(encodeEvidence(evidence), sampleAuthor(2).pair.publicKey)).toEqual({
      ok: false,
      error: { tag: 'EvidenceUnproven' },
    });
    const forged = { ...evidence.other, signature: evidence.one.signature };
    expect(verifyEvidence(encodeEvidence({ one: evidence.one, other: forged }), author.pair.publicKey).ok).toBe(false);
    expect(decodeEvidence(encodeEvidence({ one, other: one }))).toEqual({
      ok: false,
      error: { tag: 'EvidenceMalformed' },
    });
  });

  it('[CH6] every flipped bit, every truncation and the other order are refused', () => {
    const { author, evidence } = forked();
    const bytes = encodeEvidence(evidence);
    const taken: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      if (verifyEvidence(bytes, author.pair.publicKey).ok) taken.push(bit);
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    }
    expect(taken).toEqual([]);
    for (let length = 0; length < bytes.length; length += 1)
      expect(decodeEvidence(bytes.subarray(0, length)).ok).toBe(false);
    expect(decodeEvidence(concatBytes(bytes, Uint8Array.of(0))).ok).toBe(false);
    expect(decodeEvidence(encodeEvidence({ one: evidence.other, other: evidence.one })).ok).toBe(false);
    expect(decodeEvidence(bytes).ok).toBe(true);
  });

  it('[CH6] the largest evidence fits its bound', () => {
    const deps = Array.from({ length: 16 }, (_, i) => longId<never>(i + 1));
    const author = sampleAuthor(1);
    const one = author.write(utf8('one'), { deps });
    const found = equivocationOf(one, author.write(utf8('two'), { deps, seq: 1, prev: one.header.prev }));
    if (!found) throw new Error('no evidence');
    expect(encodeEvidence(found)).toHaveLength(MAX_EVIDENCE_BYTES);
    expect(decodeEvidence(encodeEvidence(found)).ok).toBe(true);
    expect(decodeEvidence(new Uint8Array(MAX_EVIDENCE_BYTES + 1)).ok).toBe(false);
  });
});
