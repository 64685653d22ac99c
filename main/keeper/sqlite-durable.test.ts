/** What a store in a file promises, over a disk that takes its time or fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { openDurableLog } from './durable-log.ts';
import type { MailStore } from './mail-store.ts';
import { openSqliteMailStore } from './sqlite-mail-store.ts';
import { numberOf } from './testing/mail-client.ts';
import { sampleDeposit, USUAL_BOUNDS } from './testing/mail-store-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-durable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => cryptoReady);
const PAGE = { parcels: 16, bytes: 1_048_576 };
const BOX = sampleDeposit('a', 0).mailbox;

/** A store over a disk of the test's own: each time it is waited for, the test says when, and whether it was reached. */
function openSlow(name: string, mailboxParcels = 2_000) {
  const waits: ((isReached: boolean) => void)[] = [];
  let lost = 0;
  const opened = openSqliteMailStore(
    join(folder, name),
    { ...USUAL_BOUNDS, mailboxParcels },
    () => new Uint8Array(16).fill(1),
    {
      openLog: (path) => {
        const log = openDurableLog(path);
        return { ...log, reach: () => new Promise((resolve) => waits.push(resolve)) };
      },
      onLost: () => {
        lost += 1;
      },
    },
  );
  if (!opened.ok) throw new Error(opened.error.tag);
  return { store: opened.value, waits, lost: () => lost };
}
/** What has been answered by now, after everything that could be done was done. */
async function answered<T>(asked: Promise<T>): Promise<T | 'not yet'> {
  for (let n = 0; n < 10; n += 1) await new Promise(setImmediate);
  return Promise.race([asked, Promise.resolve('not yet' as const)]);
}
const put = (store: MailStore, n: number) => store.put(sampleDeposit('a', n), 0);

describe('a disk that takes its time', () => {
  it('[KP7] nothing is acknowledged, and nothing given, before it is on the disk', async () => {
    const { store, waits } = openSlow('slow.db');
    const first = put(store, 1);
    expect(await answered(first)).toBe('not yet');
    expect(waits).toHaveLength(1);
    const read = store.get(BOX, 0, PAGE, 0);
    expect(await answered(read)).toBe('not yet');
    const other = await store.get(sampleDeposit('b', 0).mailbox, 0, PAGE, 0);
    expect(other).toEqual({ parcels: [], more: false });
    waits[0]?.(true);
    expect(await first).toBe('new');
    expect((await read)?.parcels).toHaveLength(1);
    await store.close();
  });

  it('[KP7] puts that come while it is waited for share the next time, and one that is refused takes no other along', async () => {
    const { store, waits } = openSlow('shared.db', 5);
    const first = put(store, 0);
    expect(await answered(first)).toBe('not yet');
    const rest = [0, 1, 2, 3, 4, 5, 6].map((n) => put(store, n));
    expect(await answered(Promise.all(rest))).toBe('not yet');
    waits[0]?.(true);
    expect(await first).toBe('new');
    expect(await answered(Promise.all(rest))).toBe('not yet');
    waits[1]?.(true);
    expect(await Promise.all(rest)).toEqual(['again', 'new', 'new', 'new', 'new', 'full', 'full']);
    expect(waits).toHaveLength(2);
    await store.close();
  });

  it('[KP7] a store that is closed meanwhile ends what it began, and says away to what it did not begin', async () => {
    const { store, waits } = openSlow('closing.db');
    const first = put(store, 1);
    expect(await answered(first)).toBe('not yet');
    const second = put(store, 2);
    const closing = store.close();
    expect(await second).toBe('away');
    waits[0]?.(true);
    expect([await first, await closing]).toEqual(['new', undefined]);
  });
});

describe('a disk that fails', () => {
  it('[KP7] nothing that it did not take is acknowledged or given, and the store is away until it is opened anew', async () => {
    const { store, waits, lost } = openSlow('failing.db');
    const kept = put(store, 1);
    expect(await answered(kept)).toBe('not yet');
    waits[0]?.(true);
    expect(await kept).toBe('new');
    const unsure = put(store, 2);
    expect(await answered(unsure)).toBe('not yet');
    const [behind, read] = [put(store, 3), store.get(BOX, 0, PAGE, 0)];
    waits[1]?.(false);
    expect([await unsure, await behind, await read, lost()]).toEqual(['away', 'away', null, 1]);
    expect([await put(store, 4), await store.get(BOX, 0, PAGE, 0), await store.size()]).toEqual(['away', null, null]);
    expect(waits).toHaveLength(2);
    await store.close();
    const again = openSqliteMailStore(join(folder, 'failing.db'), USUAL_BOUNDS, () => new Uint8Array(16));
    if (!again.ok) throw new Error(again.error.tag);
    const page = await again.value.get(BOX, 0, PAGE, 0);
    expect(numberOf(page?.parcels[0]?.parcel ?? new Uint8Array(4))).toBe(1);
    await again.value.close();
  });
});
