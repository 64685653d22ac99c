import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { nextIncarnation } from './incarnation.ts';
import { decodeVaultMemory, encodeVaultMemory, type Found, judgeRollback, type VaultMemory } from './vault-memory.ts';
import { NO_MARK } from './vault-secrets.ts';

const mark = (fill: number): Uint8Array => new Uint8Array(16).fill(fill);
const MEMORY: VaultMemory = { steps: 5, mark: mark(5), next: NO_MARK, generation: 9, place: mark(90) };
const FOUND: Found = {
  generation: 9,
  store: { steps: 5, mark: mark(5), place: mark(70) },
  storePlace: mark(70),
  vaultPlace: mark(90),
};
const judge = (memory: Partial<VaultMemory>, found: Partial<Found> = {}) =>
  judgeRollback({ ...MEMORY, ...memory }, { ...FOUND, ...found });
const store = (part: Partial<Found['store']>): Partial<Found> => ({ store: { ...FOUND.store, ...part } });

describe('what vault and store remember of each other', () => {
  it('[VT16] fits when nothing was put back, also after a power cut at any point of a step or of a rewrite', () => {
    expect(judge({})).toBeNull();
    // Announced, and the vault did not take it; or did, and the store did not note it.
    expect(judge({ next: mark(6) })).toBeNull();
    expect(judge({ next: mark(6) }, { generation: 10, ...store({ steps: 6, mark: mark(6) }) })).toBeNull();
    // The vault was rewritten, and the store has no note of it: its file is another one.
    expect(judge({}, { generation: 10, vaultPlace: mark(91) })).toBeNull();
    expect(judge({ next: mark(6) }, { generation: 11, ...store({ steps: 6, mark: mark(6) }) })).toBeNull();
  });

  it('[VT16] of a fresh profile, and of one that an earlier version wrote, is nothing and fits', () => {
    const memory = decodeVaultMemory(null);
    const nothing = { steps: 0, mark: NO_MARK, place: NO_MARK };
    expect(judgeRollback(memory, { ...FOUND, generation: 40, store: nothing })).toBeNull();
    expect(judge({}, { store: nothing })).toBe('VaultOlder');
    expect(judgeRollback(memory, FOUND)).toBe('StoreOlder');
  });

  it('[VT17] tells which of both is older', () => {
    expect(judge({}, store({ steps: 4, mark: mark(4) }))).toBe('VaultOlder');
    expect(judge({ next: mark(6) }, store({ steps: 4, mark: mark(4) }))).toBe('VaultOlder');
    expect(judge({}, { generation: 8 })).toBe('VaultOlder');
    expect(judge({}, store({ steps: 6, mark: mark(6) }))).toBe('StoreOlder');
    expect(judge({}, { generation: 11 })).toBe('StoreOlder');
    expect(judge({}, store({ mark: mark(55) }))).toBe('Parted');
  });

  it('[VT17] tells a copy by where it lies, where the disk says so', () => {
    expect(judge({}, { storePlace: mark(71) })).toBe('Copied');
    expect(judge({}, { vaultPlace: mark(91) })).toBe('Copied');
    expect(judge({}, { storePlace: NO_MARK, vaultPlace: NO_MARK })).toBeNull();
    expect(judge({ place: NO_MARK }, { vaultPlace: mark(91), ...store({ place: NO_MARK }) })).toBeNull();
  });

  it('[VT16] is read as it was written', () => {
    expect(decodeVaultMemory(encodeVaultMemory({ ...MEMORY, next: mark(6) }))).toEqual({ ...MEMORY, next: mark(6) });
    expect(() => decodeVaultMemory(new Uint8Array(3))).toThrow('does not read');
  });
});

describe('the next incarnation', () => {
  it('[VT18] is later, and not the same for two copies of one backup', () => {
    const random = createSeededRandom(8);
    const next = Array.from({ length: 200 }, () => nextIncarnation(7, random));
    expect(Math.min(...next)).toBeGreaterThan(7);
    expect(new Set(next).size).toBe(next.length);
    let inc = 1;
    for (let times = 0; times < 1_000; times += 1) inc = nextIncarnation(inc, random);
    expect(inc).toBeLessThan(2 ** 32);
    expect(() => nextIncarnation(2 ** 32 - 1, random)).toThrow('no incarnation is left');
  });
});
