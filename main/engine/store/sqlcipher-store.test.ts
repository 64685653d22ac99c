import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GroupId, RecordId } from '../../../shared/brand.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { entryStoreContract } from '../../../shared/testing/entry-store-contract.ts';
import { openSqlcipherStore, type SqlcipherStore, storeKey } from './sqlcipher-store.ts';

const GROUP = 'ab'.repeat(16) as GroupId;
const folders: string[] = [];
const open: SqlcipherStore[] = [];

beforeAll(() => cryptoReady);
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function openAt(path: string, create: boolean): SqlcipherStore {
  const store = openSqlcipherStore({ path, key: storeKey(new Redacted(new Uint8Array(32).fill(7))), create, now: 1 });
  if (!store.ok) throw new Error(store.error.tag);
  open.push(store.value);
  return store.value;
}

describe('empty bytes', () => {
  it('[ST8] are kept as empty bytes, not as nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hearth-store-'));
    folders.push(folder);
    const store = openAt(join(folder, 'hearth.db'), true);
    const empty = new Uint8Array(0);
    const group = store.forGroup(GROUP);
    group.putMeta('empty', empty);
    store.values.put('empty', empty);
    store.documents.append('cd'.repeat(16) as RecordId, empty);
    expect([
      group.meta('empty'),
      store.values.get('empty'),
      ...store.documents.list('cd'.repeat(16) as RecordId),
    ]).toEqual([empty, empty, empty]);
  });
});

describe('the SQLCipher store sits the exam of every entry store', () => {
  entryStoreContract({ it, expect }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'hearth-store-'));
    folders.push(folder);
    const path = join(folder, 'hearth.db');
    const store = openAt(path, true);
    return {
      store: store.forGroup(GROUP),
      reopen() {
        // Without a word: what the other handle has not committed must not matter.
        open.splice(open.indexOf(store), 1);
        store.close();
        return openAt(path, false).forGroup(GROUP);
      },
    };
  });
});
