import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { longId, must, sampleAuthor, shortId } from '../testing/sample-chain.ts';
import type { Entry } from './entry.ts';
import { extentOf, segmentRecordId } from './extent.ts';
import { CONTENT_KIND } from './kinds.ts';
import type { SegmentItem } from './segment.ts';
import { verifyEntry, verifyRun } from './verify.ts';

beforeAll(() => cryptoReady);

const words = (author: ReturnType<typeof sampleAuthor>, count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => author.write(utf8(`entry ${i}`)));

const itemOf = (entry: Entry): SegmentItem => ({
  seq: entry.header.seq,
  kind: entry.header.kind,
  recordId: entry.header.recordId,
  ts: entry.header.ts,
  lamport: entry.header.lamport,
  plaintext: utf8('folded'),
});

const broken = (entry: Entry): Entry => ({ ...entry, signature: entry.signature.map((byte) => byte ^ 1) });

describe('[CH1] one signature', () => {
  it('[CH1] an entry verifies with its device key only', () => {
    const author = sampleAuthor(1);
    const [entry] = words(author, 1) as [Entry];
    expect(verifyEntry(entry, author.pair.publicKey)).toBe(true);
    expect(verifyEntry(entry, sampleAuthor(2).pair.publicKey)).toBe(false);
    expect(verifyEntry(broken(entry), author.pair.publicKey)).toBe(false);
  });
});

describe('[CH2] runs', () => {
  it('[CH2] a run is good by its links and the signature of its last entry', () => {
    const author = sampleAuthor(1);
    const run = words(author, 5);
    expect(verifyRun(run, author.pair.publicKey)).toEqual({ ok: true, value: null });
    expect(verifyRun(run.slice(2, 4), author.pair.publicKey).ok).toBe(true);
    expect(verifyRun([...run.slice(0, 4), broken(run[4] as Entry)], author.pair.publicKey)).toEqual({
      ok: false,
      error: { tag: 'SignatureInvalid', seq: 5 },
    });
    expect(verifyRun([], author.pair.publicKey)).toEqual({ ok: false, error: { tag: 'RunEmpty' } });
  });

  it('[CH2] a missing, repeated, reordered or exchanged entry breaks it', () => {
    const author = sampleAuthor(1);
    const run = words(author, 4) as [Entry, Entry, Entry, Entry];
    const [a, b, c, d] = run;
    const forged = sampleAuthor(1).write(utf8('something else'));
    const tagOf = (entries: readonly Entry[]) => {
      const verified = verifyRun(entries, author.pair.publicKey);
      return verified.ok ? 'ok' : verified.error;
    };
    expect(tagOf([a, c, d])).toEqual({ tag: 'RunBroken', seq: 3 });
    expect(tagOf([a, a, b])).toEqual({ tag: 'RunBroken', seq: 1 });
    expect(tagOf([b, a, c, d])).toEqual({ tag: 'RunBroken', seq: 1 });
    expect(tagOf([forged, b, c, d])).toEqual({ tag: 'RunBroken', seq: 2 });
    expect(tagOf([a, b, c, d])).toBe('ok');
  });

  it('[CH2] entries of another device, incarnation or lane are not of the run', () => {
    const author = sampleAuthor(1);
    const first = author.write(utf8('one'));
    const next = { seq: 2, prev: first.id };
    const restored = sampleAuthor(1, 2).write(utf8('two'), next);
    const stranger = sampleAuthor(2).write(utf8('two'), next);
    const operation = author.operate(utf8('op'));
    for (const other of [restored, stranger, operation]) {
      expect(verifyRun([first, other], author.pair.publicKey)).toMatchObject({
        ok: false,
        error: { tag: 'RunMixed' },
      });
    }
  });

  it('[CH3] when a run fails its entries can still be verified one by one', () => {
    const author = sampleAuthor(1);
    const run = words(author, 3);
    const spoiled = [...run.slice(0, 2), broken(run[2] as Entry)];
    expect(verifyRun(spoiled, author.pair.publicKey).ok).toBe(false);
    expect(spoiled.map((entry) => verifyEntry(entry, author.pair.publicKey))).toEqual([true, true, false]);
  });
});

describe('[SG2] segments in a run', () => {
  it('[SG2] a segment stands for what it folds, and the next entries and segments link to it', () => {
    const author = sampleAuthor(3);
    const first = words(author, 3);
    const one = author.fold(first.map(itemOf), must({ ok: true, value: longId(0) }));
    const between = words(author, 2);
    const two = author.fold(between.map(itemOf), one.id);
    const after = author.write(utf8('after'));
    expect(extentOf(one.id, one.header)).toMatchObject({ from: 1, to: 4, before: longId(0), prev: first[2]?.id });
    expect(extentOf(two.id, two.header)).toMatchObject({ from: 5, to: 7, before: one.id, prev: between[1]?.id });
    expect(verifyRun([one, two, after], author.pair.publicKey).ok).toBe(true);
    expect(verifyRun([...first, one, ...between, two, after], author.pair.publicKey).ok).toBe(false);
    expect(verifyRun([one, ...between], author.pair.publicKey).ok).toBe(true);
    expect(verifyRun([two, after], author.pair.publicKey).ok).toBe(true);
    expect(verifyRun([one, after], author.pair.publicKey)).toEqual({
      ok: false,
      error: { tag: 'RunBroken', seq: 8 },
    });
  });

  it('[SG2] a segment whose header contradicts itself is malformed', () => {
    const author = sampleAuthor(3);
    const first = words(author, 3);
    const one = author.fold(first.map(itemOf), longId(0));
    const { header } = one;
    const withRecord = (hexText: string) => extentOf(one.id, { ...header, recordId: hexText as never });
    const record = (from: number, index: number, zeros = '0'.repeat(18)): string =>
      from.toString(16).padStart(12, '0') + index.toString(16).padStart(2, '0') + zeros;
    expect(withRecord(record(1, 0))).not.toBeNull();
    expect(withRecord(record(0, 0))).toBeNull();
    expect(withRecord(record(4, 0))).toBeNull();
    expect(withRecord(record(1, 1))).toBeNull();
    expect(withRecord(record(2, 0))).toBeNull();
    expect(withRecord(record(1, 0, '0'.repeat(17).concat('1')))).toBeNull();
    expect(verifyRun([{ ...one, header: { ...header, recordId: shortId(9) } }], author.pair.publicKey)).toEqual({
      ok: false,
      error: { tag: 'SegmentMalformed', seq: 4 },
    });
    expect(extentOf(one.id, { ...header, kind: CONTENT_KIND.post })).toMatchObject({ from: 4, to: 4 });
  });

  it('[SG2] a segment names the entry before its first among its deps', () => {
    const deps = [longId<never>(1), longId<never>(2), longId<never>(3)];
    expect(segmentRecordId(258, longId(3), deps)).toBe(`000000000102${'02'}${'0'.repeat(18)}`);
    expect(segmentRecordId(1, longId(0), [])).toBe('000000000001'.padEnd(32, '0'));
    expect(() => segmentRecordId(2, longId(9), deps)).toThrow(RangeError);
  });
});
