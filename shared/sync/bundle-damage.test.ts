import { beforeAll, describe, expect, it } from 'vitest';
import { concatBytes, utf8 } from '../bytes.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { flipped, honestEnding, readSample, sampleBundleOf, sampleGroup, slotAt } from '../testing/sample-bundle.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { type BundleEnding, openBundle } from './bundle.ts';
import { CHUNKS_AT, MAX_BUNDLE_BYTES, SEALED_CHUNK_BYTES, SLOT_BYTES, SLOT_COUNT, SLOTS_AT } from './bundle-format.ts';
import { findSlot } from './bundle-slots.ts';

beforeAll(() => cryptoReady);

const chunkCount = (file: Uint8Array): number => (file.length - CHUNKS_AT) / SEALED_CHUNK_BYTES;
const chunkAt = (file: Uint8Array, i: number): Uint8Array =>
  file.slice(CHUNKS_AT + i * SEALED_CHUNK_BYTES, CHUNKS_AT + (i + 1) * SEALED_CHUNK_BYTES);

describe('a file that is not what it should be', () => {
  it('[BF12] is told apart: no bundle, a later version, too large, nothing left', () => {
    const { file, kemSecret } = sampleBundleOf(10, 1);
    const later = concatBytes(utf8('HEARTHB2'), file.subarray(8));
    const letter = utf8('A letter to my group.');
    for (const other of [new Uint8Array(0), utf8('HEART'), letter, flipped(file, 0), new Uint8Array(200_000)]) {
      expect(readSample({ file: other, kemSecret })).toBe('BundleNotOne');
    }
    expect(readSample({ file: later, kemSecret })).toBe('BundleVersionUnknown');
    for (const length of [7, 8, 20, SLOTS_AT, CHUNKS_AT - 1, CHUNKS_AT, CHUNKS_AT + SEALED_CHUNK_BYTES - 1]) {
      expect(readSample({ file: file.slice(0, length), kemSecret })).toBe('BundleDamaged');
    }
    const unread = (): never => {
      throw new Error('read');
    };
    const huge = openBundle({ length: MAX_BUNDLE_BYTES + 1, read: unread }, []);
    expect(huge).toEqual({ ok: false, error: { tag: 'BundleTooLarge' } });
  });

  it('[BF12] is fetched piece by piece: no more at once than the slots, and nothing beyond what is taken', () => {
    const { file, kemSecret } = sampleBundleOf(11, 60, 60, 60);
    let most = 0;
    let reached = 0;
    const source = {
      length: file.length,
      read: (at: number, length: number) => {
        most = Math.max(most, length);
        reached = at + length;
        return file.subarray(at, at + length);
      },
    };
    const bundle = openBundle(source, [{ groupId: sampleGroup, kemSecrets: [kemSecret] }]);
    expect(reached).toBe(CHUNKS_AT + SEALED_CHUNK_BYTES);
    const parts = bundle.ok ? bundle.value.parts() : null;
    expect(parts?.next().done).toBe(false);
    expect(reached).toBeLessThan(file.length);
    expect(most).toBe(CHUNKS_AT - SLOTS_AT);
  });

  it('[BF4] cut at every chunk, and one byte to either side, gives its valid beginning and says that it was cut', () => {
    const whole = sampleBundleOf(12, 30, 20, 40, 1, 50);
    const chunks = chunkCount(whole.file);
    expect(chunks).toBeGreaterThan(3);
    let before = 0;
    for (let i = 0; i <= chunks; i += 1) {
      const at = CHUNKS_AT + i * SEALED_CHUNK_BYTES;
      for (const length of [at - 1, at, at + 1].filter((one) => one < whole.file.length)) {
        const ending = honestEnding({ ...whole, file: whole.file.slice(0, length) });
        expect(ending).toBe(length < CHUNKS_AT + SEALED_CHUNK_BYTES ? 'refused' : 'cut');
      }
      const got = readSample({ ...whole, file: whole.file.slice(0, at) });
      const count = typeof got === 'string' ? 0 : got.entries.length;
      // Every further chunk brings something.
      if (i > 0) expect(count).toBeGreaterThan(before);
      before = count;
    }
    expect(before).toBe(whole.entries.length);
  });

  it('[BF4] cut anywhere, 200 times, never says that it is whole', () => {
    const whole = sampleBundleOf(13, 50, 50, 20, 10);
    const random = createSeededRandom(130);
    const endings = Array.from({ length: 200 }, () =>
      honestEnding({ ...whole, file: whole.file.slice(0, random.int(whole.file.length)) }),
    );
    expect(new Set(endings)).toEqual(new Set(['refused', 'cut']));
  });

  it('[BF4] with any bit flipped, 2,000 times, is refused or gives an exact beginning', () => {
    const whole = sampleBundleOf(14, 30, 30, 5);
    const random = createSeededRandom(140);
    const seen = new Set<string>();
    for (let i = 0; i < 2_000; i += 1) {
      const at = random.int(whole.file.length);
      const ending = honestEnding({ ...whole, file: flipped(whole.file, at, random.int(8)) });
      if (at >= CHUNKS_AT) expect(ending).not.toBe('whole');
      seen.add(ending);
    }
    // Whole is one whose changed bit lay in somebody else's slot.
    expect(seen).toEqual(new Set(['damaged', 'refused', 'whole']));
  });

  it('[BF2] with any byte of a slot changed loses that slot and no other', () => {
    const { file, kemSecret } = sampleBundleOf(15, 2);
    const salt = file.subarray(8, SLOTS_AT);
    const readers = [{ groupId: sampleGroup, kemSecrets: [kemSecret] }];
    expect(findSlot(slotAt(file, 0), salt, readers)).not.toBeNull();
    for (let at = 0; at < SLOT_BYTES; at += 1) {
      expect(findSlot(flipped(slotAt(file, 0), at, at % 8), salt, readers)).toBeNull();
      // Any other one, whoever it is for, stays closed to us.
      expect(findSlot(flipped(slotAt(file, 1 + (at % 95)), at, at % 8), salt, readers)).toBeNull();
    }
    for (let i = 0; i < SLOT_COUNT; i += 1) {
      const changed = flipped(file, SLOTS_AT + i * SLOT_BYTES + ((i * 37) % SLOT_BYTES));
      const got = readSample({ file: changed, kemSecret });
      if (i === 0) expect(got).toBe('BundleNotForUs');
      else expect(got).toMatchObject({ ending: 'whole' });
    }
  }, 60_000);

  it('[BF4] with chunks moved, repeated, left out, of another file or followed by something gives what came before', () => {
    const whole = sampleBundleOf(16, 60, 60, 60);
    const other = sampleBundleOf(17, 60, 60, 60);
    const all = Array.from({ length: chunkCount(whole.file) }, (_, i) => chunkAt(whole.file, i));
    expect(all.length).toBeGreaterThan(4);
    const [a, b, c, ...rest] = all;
    if (!a || !b || !c) throw new Error('three chunks');
    const spliced: readonly (readonly [readonly Uint8Array[], BundleEnding | 'refused'])[] = [
      [[a, c, b, ...rest], 'damaged'],
      [[a, a, b, c, ...rest], 'damaged'],
      [[a, b, ...rest], 'damaged'],
      [[b, c, ...rest], 'refused'],
      [[a, chunkAt(other.file, 1), c, ...rest], 'damaged'],
      [[...all, c], 'damaged'],
      [[...all, new Uint8Array(1)], 'damaged'],
      [all.slice(0, -1), 'cut'],
    ];
    for (const [chunks, ending] of spliced) {
      const file = concatBytes(whole.file.subarray(0, CHUNKS_AT), ...chunks);
      expect(honestEnding({ ...whole, file })).toBe(ending);
    }
  });
});
