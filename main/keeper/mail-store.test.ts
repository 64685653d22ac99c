import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import type { MailStore, StoreBounds } from './mail-store.ts';
import { openSqliteMailStore } from './sqlite-mail-store.ts';
import { mailStoreContract, sampleDeposit, USUAL_BOUNDS } from './testing/mail-store-contract.ts';
import { createMemoryMailStore } from './testing/memory-mail-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-mail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => cryptoReady);

const makeId = (): Uint8Array => Uint8Array.from(randomBytes(16));
function openFile(path: string, bounds: StoreBounds = USUAL_BOUNDS): MailStore {
  const opened = openSqliteMailStore(path, bounds, makeId);
  if (!opened.ok) throw new Error(opened.error.tag);
  return opened.value;
}
const refusal = (path: string) => {
  const opened = openSqliteMailStore(path, USUAL_BOUNDS, makeId);
  return opened.ok ? null : opened.error.tag;
};

mailStoreContract('a store in memory', async () => ({
  create: async (bounds) => createMemoryMailStore(makeId(), bounds),
}));

mailStoreContract('a store in a file', async () => {
  const paths = new Map<string, string>();
  const at = (path: string, bounds: StoreBounds): MailStore => {
    const store = openFile(path, bounds);
    paths.set(Buffer.from(store.id).toString('hex'), path);
    return store;
  };
  return {
    create: async (bounds) => at(join(folder, `store-${paths.size}.db`), bounds),
    async reopen(store, bounds) {
      await store.close();
      return at(paths.get(Buffer.from(store.id).toString('hex')) ?? '', bounds);
    },
  };
});

describe('a file that cannot be a store', () => {
  it("[KP7] stays as it is: another program's database, no database, a later version, no such folder", async () => {
    const foreign = join(folder, 'foreign.db');
    const db = new Database(foreign);
    db.exec('CREATE TABLE cats (name TEXT)');
    db.close();
    const text = join(folder, 'letter.txt');
    writeFileSync(text, 'Dear Anna, '.repeat(1_000));
    const before = [readFileSync(foreign), readFileSync(text)];
    expect([refusal(foreign), refusal(text)]).toEqual(['StoreForeign', 'StoreForeign']);
    expect([readFileSync(foreign), readFileSync(text)]).toEqual(before);

    const later = join(folder, 'later.db');
    await openFile(later).close();
    const raised = new Database(later);
    raised.exec('PRAGMA user_version = 2');
    raised.close();
    expect(refusal(later)).toBe('StoreVersionUnknown');
    expect(refusal(join(folder, 'nowhere', 'store.db'))).toBe('StoreUnusable');
    expect(refusal(folder)).toBe('StoreUnusable');
  });

  it('[KP7] is refused while another keeper has it', async () => {
    const path = join(folder, 'busy.db');
    const store = openFile(path);
    expect(refusal(path)).toBe('StoreInUse');
    await store.close();
    expect(refusal(path)).toBeNull();
  });
});

describe('what lies on the disk', () => {
  it('[KP4] holds no byte of an expired parcel after a sweep', async () => {
    const path = join(folder, 'swept.db');
    const store = openFile(path);
    const canary = Buffer.from('a canary that flew away in thirty days');
    const deposit = sampleDeposit('a', 1);
    deposit.parcel.set(canary, 100);
    await store.put(deposit, 0);
    expect(readFileSync(`${path}-wal`).includes(canary)).toBe(true);
    for (let now = 40 * 86_400_000; await store.sweep(now); );
    await store.close();
    expect(readFileSync(path).includes(canary)).toBe(false);
  });
});
