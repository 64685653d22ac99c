import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, GroupId } from '../brand.ts';
import { concatBytes, utf8 } from '../bytes.ts';
import { cryptoReady, decapsulate, KEM_CIPHERTEXT_BYTES, kemKeyPair } from '../crypto/crypto.ts';
import {
  craftedBundle,
  honestEnding,
  readSample,
  sampleBundle,
  sampleBundleOf,
  sampleGroup,
  sampleMaker,
  sampleMakerSecret,
  slotAt,
} from '../testing/sample-bundle.ts';
import { shortId } from '../testing/sample-chain.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { openBundle } from './bundle.ts';
import { bundleInMemory, CHUNK_BYTES, CHUNKS_AT, SEALED_CHUNK_BYTES, SLOT_BYTES, SLOT_COUNT } from './bundle-format.ts';
import { type BundleRow, makeBundleHeader } from './bundle-header.ts';
import { END_OF_RUNS, encodeRun, MAX_RUN_BYTES, splitToRuns } from './bundle-runs.ts';
import { findSlot, makeSlots } from './bundle-slots.ts';

beforeAll(() => cryptoReady);

/** Bytes of a header without rows. */
const HEADER_BYTES = 97;
const headerOf = (salt: Uint8Array, ...rows: readonly BundleRow[]): Uint8Array =>
  makeBundleHeader(
    sampleGroup,
    salt,
    { madeAt: 1, deviceId: sampleMaker, entries: 0, leftOut: 0, rows },
    sampleMakerSecret(),
  );

describe('a bundle', () => {
  it('[BF1] has one length for what fits the same number of chunks, and gives back what was put in', () => {
    const small = sampleBundleOf(1, 1);
    const larger = sampleBundleOf(2, 3, 4, 5);
    expect(small.file.length).toBe(CHUNKS_AT + SEALED_CHUNK_BYTES);
    expect(larger.file.length).toBe(CHUNKS_AT + SEALED_CHUNK_BYTES);
    const many = sampleBundleOf(3, 40, 1, 1, 60, 30);
    expect((many.file.length - CHUNKS_AT) % SEALED_CHUNK_BYTES).toBe(0);
    for (const one of [small, larger, many]) expect(honestEnding(one)).toBe('whole');
  });

  it('[BF1] whose content ends exactly with a chunk, or one byte before or after, is read whole', () => {
    for (const spare of [-1, 0, 1, 2]) {
      const entry = new Uint8Array(CHUNK_BYTES - HEADER_BYTES - 6 - END_OF_RUNS.length - spare).fill(7);
      const sample = sampleBundle(4, [[entry]]);
      expect((sample.file.length - CHUNKS_AT) / SEALED_CHUNK_BYTES).toBe(spare < 0 ? 2 : 1);
      expect(honestEnding(sample)).toBe('whole');
    }
  });

  it('[BF1] names neither the group nor a device outside its seals', () => {
    const { file } = sampleBundleOf(5, 3);
    for (const id of [sampleGroup, sampleMaker]) expect(Buffer.from(file).includes(Buffer.from(id, 'hex'))).toBe(false);
  });

  it('[BF2] looks the same for nobody, for two devices and for ninety: 96 slots, no two alike', () => {
    const random = createSeededRandom(6);
    for (const devices of [0, 2, 90]) {
      const pairs = Array.from({ length: devices }, () => kemKeyPair(random.bytes(32)));
      const input = { groupId: sampleGroup, bundleKey: random.bytes(32), salt: random.bytes(16), random };
      const slots = makeSlots({ ...input, recipients: pairs.map((pair) => ({ dkPk: pair.publicKey })) });
      expect(slots.length).toBe(SLOT_COUNT * SLOT_BYTES);
      const each = Array.from({ length: SLOT_COUNT }, (_, i) => slots.subarray(i * SLOT_BYTES, (i + 1) * SLOT_BYTES));
      expect(new Set(each.map((slot) => Buffer.from(slot).toString('hex'))).size).toBe(SLOT_COUNT);
      // Every one is a ciphertext of the KEM, throw-away ones included: none is told by its shape.
      const { secretKey } = kemKeyPair(random.bytes(32));
      for (const slot of each) expect(decapsulate(secretKey, slot.subarray(0, KEM_CIPHERTEXT_BYTES))).not.toBeNull();
    }
  });

  it('[BF2] puts its recipients in an order that says nothing', () => {
    const random = createSeededRandom(7);
    const pair = kemKeyPair(random.bytes(32));
    const places = Array.from({ length: 6 }, () => {
      const [bundleKey, salt] = [random.bytes(32), random.bytes(16)];
      const recipients = [{ dkPk: pair.publicKey }];
      const slots = makeSlots({ groupId: sampleGroup, bundleKey, salt, recipients, random });
      const reader = [{ groupId: sampleGroup, kemSecrets: [pair.secretKey] }];
      const isOurs = (i: number) => findSlot(slots.subarray(i * SLOT_BYTES, (i + 1) * SLOT_BYTES), salt, reader);
      return Array.from({ length: SLOT_COUNT }, (_, i) => i).find(isOurs);
    });
    expect(new Set(places).size).toBeGreaterThan(3);
  });

  it('[BF3] opens with a key kept after a rotation, and under no other group than its own', () => {
    const { file, kemSecret, entries } = sampleBundleOf(8, 2);
    const stranger = kemKeyPair(new Uint8Array(32).fill(1)).secretKey;
    const others = { groupId: shortId<GroupId>(0x33), kemSecrets: [stranger] };
    const ours = { groupId: sampleGroup, kemSecrets: [stranger, kemSecret] };
    const opened = openBundle(bundleInMemory(file), [others, ours]);
    expect(opened.ok && opened.value.groupId).toBe(sampleGroup);
    expect(opened.ok && opened.value.header.entries).toBe(entries.length);
    const misnamed = openBundle(bundleInMemory(file), [{ ...others, kemSecrets: [kemSecret] }]);
    expect(misnamed).toEqual({ ok: false, error: { tag: 'BundleNotForUs' } });
  });

  it('[BF3] has other slots and other chunks every time, and a slot fits its own file only', () => {
    const runs = [[utf8('the same')]];
    const [one, other] = [sampleBundle(30, runs), sampleBundle(31, runs)];
    expect(Buffer.from(one.file.subarray(CHUNKS_AT)).equals(Buffer.from(other.file.subarray(CHUNKS_AT)))).toBe(false);
    const moved = other.file.slice();
    moved.set(slotAt(one.file, 0), CHUNKS_AT - SLOT_BYTES);
    expect(readSample({ file: moved, kemSecret: one.kemSecret })).toBe('BundleNotForUs');
  });
});

describe('content that no Hearth writes', () => {
  const good = encodeRun([utf8('one'), utf8('two')]);
  const number = (value: number, bytes: number) =>
    Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);

  it('[BF6] counts up to where it goes wrong', () => {
    const largest = concatBytes(number(128 * 1024, 4), new Uint8Array(128 * 1024));
    const wrong: Record<string, Uint8Array> = {
      'a run of too many': number(1_025, 2),
      'an empty entry': concatBytes(number(1, 2), number(0, 4)),
      'an entry that is too large': concatBytes(number(1, 2), number(128 * 1024 + 1, 4)),
      'a run that is too large': concatBytes(number(20, 2), ...Array.from({ length: 9 }, () => largest)),
      'something behind the end': concatBytes(END_OF_RUNS, utf8('x')),
      'a chunk behind the end': concatBytes(END_OF_RUNS, new Uint8Array(CHUNK_BYTES)),
      'no end': encodeRun([new Uint8Array(CHUNK_BYTES - HEADER_BYTES - good.length - 6).fill(1)]),
    };
    for (const [what, content] of Object.entries(wrong)) {
      const got = readSample(craftedBundle((salt) => concatBytes(headerOf(salt), good, content)));
      expect(got, what).toMatchObject({ ending: 'damaged' });
      const texts =
        typeof got === 'string' ? [] : got.entries.slice(0, 2).map((entry) => Buffer.from(entry).toString());
      expect(texts, what).toEqual(['one', 'two']);
    }
    const right = craftedBundle((salt) => concatBytes(headerOf(salt), good, END_OF_RUNS));
    expect(readSample(right)).toMatchObject({ ending: 'whole' });
  });

  it('[BF6] runs are split where they would be too many or too large', () => {
    expect(splitToRuns(Array.from({ length: 2_500 }, () => utf8('x'))).map((run) => run.length)).toEqual([
      1_024, 1_024, 452,
    ]);
    const large = Array.from({ length: 20 }, () => new Uint8Array(100_000));
    const runs = splitToRuns(large);
    expect(runs.flat()).toHaveLength(20);
    for (const run of runs) expect(encodeRun(run).length).toBeLessThanOrEqual(MAX_RUN_BYTES);
    expect(splitToRuns([])).toEqual([]);
  });

  it('[BF5] in a header: a later version, rows out of order or out of bounds', () => {
    const sealed = (header: (salt: Uint8Array) => Uint8Array) =>
      readSample(craftedBundle((salt) => concatBytes(header(salt), END_OF_RUNS)));
    const row = (device: number, seq: number, from: number): BundleRow => ({
      deviceId: shortId<DeviceId>(device),
      inc: 1,
      lane: 'content',
      seq,
      from,
      head8: new Uint8Array(8),
    });
    const withRows = (...rows: readonly BundleRow[]) => sealed((salt) => headerOf(salt, ...rows));
    expect(withRows(row(1, 5, 1), row(2, 5, 6))).toMatchObject({ ending: 'whole' });
    expect(withRows(row(2, 5, 1), row(1, 5, 1))).toBe('BundleDamaged');
    expect(withRows(row(1, 5, 1), row(1, 5, 1))).toBe('BundleDamaged');
    expect(withRows(row(1, 5, 7))).toBe('BundleDamaged');
    expect(withRows(row(1, 5, 0))).toBe('BundleDamaged');
    expect(sealed((salt) => Uint8Array.of(2, ...headerOf(salt).subarray(1)))).toBe('BundleVersionUnknown');
  });
});
