/** A keeper whose disk is really full. Making such a disk needs root, as in CI. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { startKeeperChild } from '../../main/keeper/testing/keeper-child.ts';
import { mailboxOf, openMailClient, parcelOf } from '../../main/keeper/testing/mail-client.ts';
import type { MailStore } from '../../main/keeper/mail-store.ts';
import { openSqliteMailStore } from '../../main/keeper/sqlite-mail-store.ts';
import { sampleDeposit, USUAL_BOUNDS } from '../../main/keeper/testing/mail-store-contract.ts';
import { mountSmallDisk, type SmallDisk } from '../e2e/small-disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-keeper-disk-'));
let disk: SmallDisk;
beforeAll(async () => {
  await cryptoReady;
  mkdirSync(join(folder, 'disk'));
  disk = await mountSmallDisk(join(folder, 'disk'), 64);
});
afterAll(async () => {
  await disk.unmount();
  rmSync(folder, { recursive: true, force: true });
});

describe('a disk that is full', () => {
  it('[KP7] is answered with full; the keeper lives, gives what it has, and takes puts again when there is room', async () => {
    const ballast = join(disk.folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(24 << 20, 1));
    const keeper = await startKeeperChild([`--store=${join(disk.folder, 'store.db')}`]);
    const client = await openMailClient(keeper.address);
    const box = mailboxOf('ours');
    const kept: number[] = [];
    const putUntilFull = async (from: number): Promise<void> => {
      for (let n = from; n < from + 500; n += 1) {
        const state = await client.put(box, parcelOf(n, 65_536));
        if (state === 'full') return;
        kept.push(n);
      }
      throw new Error('the disk is larger than it should be');
    };
    await putUntilFull(0);
    expect(kept.length).toBeGreaterThan(20);
    await disk.fill();
    await putUntilFull(1_000);
    // Many at once, none of which fits: each is told so.
    const others = await Promise.all(Array.from({ length: 8 }, () => openMailClient(keeper.address)));
    const states = await Promise.all(others.map((one, n) => one.put(box, parcelOf(2_000 + n, 262_144))));
    expect(new Set(states)).toEqual(new Set(['full']));
    expect(await client.all(box)).toEqual(kept);

    await disk.empty();
    const before = kept.length;
    rmSync(ballast);
    expect(await client.put(box, parcelOf(3_000))).toBe('kept');
    kept.push(3_000);
    await keeper.end('SIGKILL');

    const again = await startKeeperChild([`--store=${join(disk.folder, 'store.db')}`]);
    const reader = await openMailClient(again.address);
    expect(await reader.all(box)).toEqual(kept);
    expect(kept.length).toBe(before + 1);
    await again.end('SIGTERM');
    rmSync(join(disk.folder, 'store.db'));
  }, 120_000);

  const open = (name: string, reserveBytes = 32 << 20): MailStore => {
    const id = () => new Uint8Array(16).fill(3);
    const opened = openSqliteMailStore(join(disk.folder, name), USUAL_BOUNDS, id, { reserveBytes });
    if (!opened.ok) throw new Error(opened.error.tag);
    return opened.value;
  };
  const fillWith = async (store: MailStore): Promise<number> => {
    for (let n = 0; ; n += 1) {
      const outcome = await store.put(sampleDeposit('a', n, 65_536), 0);
      if (outcome === 'full') return n;
      expect(outcome).toBe('new');
    }
  };

  it('[KP7] is full to SQLite itself, undoes what did not fit, and is not at its end', async () => {
    const ballast = join(disk.folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(24 << 20, 1));
    const store = open('no-reserve.db', 0);
    const count = await fillWith(store);
    await disk.fill();
    expect(await store.put(sampleDeposit('b', 0, 65_536), 0)).toBe('full');
    expect(await store.size()).toEqual({ parcels: count, bytes: count * 65_536 });
    await disk.empty();
    rmSync(ballast);
    expect(await store.put(sampleDeposit('b', 0, 65_536), 0)).toBe('new');
    expect(await store.put(sampleDeposit('a', 0, 65_536), 0)).toBe('again');
    await store.close();
    rmSync(join(disk.folder, 'no-reserve.db'));
  }, 60_000);

  it('[KP7] has room again when what lies on it has expired, without help from outside', async () => {
    const store = open('expiring.db');
    expect(await fillWith(store)).toBeGreaterThan(20);
    const later = 31 * 86_400_000;
    for (let steps = 0; (await store.size())?.parcels !== 0 && steps < 100; steps += 1) await store.sweep(later);
    expect(await store.size()).toEqual({ parcels: 0, bytes: 0 });
    expect(await store.put(sampleDeposit('b', 0, 65_536), later)).toBe('new');
    await store.close();
    rmSync(join(disk.folder, 'expiring.db'));
  }, 60_000);

  it('[KP7] keeps a keeper from starting, with a sentence, when even an empty store does not fit', async () => {
    await disk.fill();
    await expect(startKeeperChild([`--store=${join(disk.folder, 'new.db')}`])).rejects.toThrow(
      'could not be opened or made',
    );
    await disk.empty();
  }, 60_000);
});
