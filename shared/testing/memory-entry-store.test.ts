import { describe, expect, it } from 'vitest';
import { entryStoreContract } from './entry-store-contract.ts';
import { createMemoryDisk, SimulatedCrash } from './memory-entry-store.ts';

describe('the store in memory', () => {
  entryStoreContract({ it, expect }, () => {
    const disk = createMemoryDisk();
    return { store: disk.open(), reopen: () => disk.open() };
  });

  it('[ST1] a crash inside a transaction loses it whole; the handle is dead, the disk opens as committed', () => {
    const disk = createMemoryDisk();
    const store = disk.open();
    store.putMeta('before', Uint8Array.of(1));
    disk.crashAtWrite(2);
    const work = () =>
      store.transact(() => {
        store.putMeta('before', Uint8Array.of(2));
        store.putMeta('inside', Uint8Array.of(3));
      });
    expect(work).toThrow(SimulatedCrash);
    expect(() => store.meta('before')).toThrow(SimulatedCrash);
    const again = disk.open();
    expect(again.meta('before')).toEqual(Uint8Array.of(1));
    expect(again.meta('inside')).toBeNull();
  });

  it('[ST1] a copy of a disk goes its own way', () => {
    const disk = createMemoryDisk();
    disk.open().putMeta('a', Uint8Array.of(1));
    const copy = disk.clone();
    copy.open().putMeta('a', Uint8Array.of(2));
    expect(disk.open().meta('a')).toEqual(Uint8Array.of(1));
  });
});
