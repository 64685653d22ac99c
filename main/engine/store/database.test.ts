import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EntryId, type GroupId, idFromBytes, NO_ENTRY, NO_RECORD } from '../../../shared/brand.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import type { StoredEntry } from '../../../shared/ports/entry-store.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { DiskError, diskErrorTag } from './disk-error.ts';
import { MIGRATIONS, STORE_VERSION } from './migrations.ts';
import { openSqlcipherStore, type SqlcipherStore, storeKey } from './sqlcipher-store.ts';

const GROUP = 'ab'.repeat(16) as GroupId;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
let folder: string;
let path: string;
beforeAll(() => cryptoReady);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-database-'));
  path = join(folder, 'hearth.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (fill = 7): Redacted<Uint8Array> => storeKey(new Redacted(new Uint8Array(32).fill(fill)));
const open = (at: string, options: { create?: boolean; now?: number; key?: Redacted<Uint8Array> } = {}) =>
  openSqlcipherStore({ path: at, create: false, now: 1, key: key(), ...options });
const opened = (at: string, create = false): SqlcipherStore => {
  const store = open(at, { create });
  if (!store.ok) throw new Error(store.error.tag);
  return store.value;
};
const tagOf = (at: string, options: Parameters<typeof open>[1] = {}): string => {
  const store = open(at, options);
  if (store.ok) store.value.close();
  return store.ok ? 'ok' : store.error.tag;
};

const random = createSeededRandom(5);
const entry = (seq: number, bytes = 600): StoredEntry => ({
  id: idFromBytes<EntryId>(random.bytes(32)),
  chain: { deviceId: 'cd'.repeat(16) as never, inc: 1, lane: 'content' },
  seq,
  coversFrom: seq,
  before: NO_ENTRY,
  kind: 0x23,
  recordId: NO_RECORD,
  status: 'applied',
  lamport: seq,
  bytes: random.bytes(bytes),
});
/** A closed store with `count` entries. */
function fill(at: string, count: number): void {
  const store = opened(at, true);
  const group = store.forGroup(GROUP);
  group.transact(() => {
    for (let seq = 1; seq <= count; seq += 1) group.putEntry(entry(seq));
  });
  store.close();
}
/** The store's raw pages, changed by whoever has the key. */
function alter(at: string, sql: string): void {
  const db = new Database(at);
  db.exec(`PRAGMA key = "x'${Buffer.from(key().reveal()).toString('hex')}'"; ${sql}`);
  db.close();
}

describe('the file of the store', () => {
  it('[SF1] shows nothing of what is in it, in any of its files', () => {
    const store = opened(path, true);
    const canary = 'marmalade-canary';
    const group = store.forGroup(GROUP);
    group.putMeta(canary, new TextEncoder().encode(canary));
    group.putEntry({ ...entry(1), bytes: new TextEncoder().encode(canary) });
    const before = ['', '-wal'].map((suffix) => readFileSync(path + suffix).includes(canary));
    store.close();
    expect([...before, readFileSync(path).includes(canary)]).toEqual([false, false, false]);
    expect(readFileSync(path).includes('SQLite format')).toBe(false);
  });

  it('[SF2] that is missing, of another key or of a newer version is told apart, and left as it is', () => {
    expect(tagOf(path)).toBe('StoreMissing');
    fill(path, 3);
    expect(tagOf(path, { key: key(8) })).toBe('StoreDamaged');
    expect(tagOf(path)).toBe('ok');
    alter(path, `PRAGMA user_version = ${STORE_VERSION + 1}`);
    const newer = readFileSync(path);
    expect(tagOf(path)).toBe('StoreVersionUnknown');
    expect(readFileSync(path)).toEqual(newer);
  });

  it('[SF2] is not shared with a second engine', () => {
    const store = opened(path, true);
    expect(tagOf(path)).toBe('DiskFailed');
    store.close();
    expect(tagOf(path)).toBe('ok');
  });

  it('[SF3] with a flipped bit in any page is damaged, and the file is left as it is', () => {
    fill(path, 120);
    const whole = readFileSync(path);
    expect(whole.length).toBeGreaterThan(30 * 4096);
    for (let page = 0; page * 4096 < whole.length; page += 1) {
      const at = page * 4096 + random.int(4096);
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(8));
      writeFileSync(path, flipped);
      expect(`page ${page}: ${tagOf(path)}`).toBe(`page ${page}: StoreDamaged`);
      expect(readFileSync(path).equals(flipped)).toBe(true);
    }
  });

  it('[SF3] that was cut at any length is damaged, down to nothing', () => {
    fill(path, 120);
    const whole = join(folder, 'whole.db');
    copyFileSync(path, whole);
    const size = statSync(whole).size;
    const lengths = [0, 1, 15, 16, 100, 4095, 4096, 4097, 8192, size / 2, size - 4096, size - 4095, size - 1];
    for (const length of lengths) {
      copyFileSync(whole, path);
      truncateSync(path, length);
      expect(`${length}: ${tagOf(path)}`).toBe(`${length}: StoreDamaged`);
      expect(statSync(path).size).toBe(length);
    }
  });

  it('[SF3] above eight megabytes is checked whole once a week, and a damaged page is noticed when it is read', () => {
    const store = opened(path, true);
    const group = store.forGroup(GROUP);
    const last = entry(9000, 200);
    group.transact(() => {
      for (let seq = 1; seq < 9000; seq += 1) group.putEntry(entry(seq, 800));
      group.putEntry(last);
    });
    store.close();
    expect(statSync(path).size).toBeGreaterThan(8 * 1024 * 1024);
    expect(tagOf(path, { now: WEEK_MS * 100 })).toBe('ok');
    const bytes = readFileSync(path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const again = open(path, { now: WEEK_MS * 100 + 1 });
    if (!again.ok) throw new Error(again.error.tag);
    const chain = last.chain;
    expect(() => again.value.forGroup(GROUP).entriesInRange(chain, 1, 9000)).toThrow(new DiskError('StoreDamaged'));
    const seen = join(folder, 'seen.db');
    again.value.close();
    copyFileSync(path, seen);
    // Whoever met the damage is told of it at the next opening, however soon.
    expect(tagOf(seen, { now: WEEK_MS * 100 + 2 })).toBe('StoreDamaged');
    writeFileSync(path, bytes);
    expect(tagOf(path, { now: WEEK_MS * 100 + 2 })).toBe('ok');
    expect(tagOf(path, { now: WEEK_MS * 101 })).toBe('StoreDamaged');
    expect(tagOf(path, { now: 5 })).toBe('StoreDamaged');
  });

  it('[SF4] brings a store of every earlier version to the present one', () => {
    for (let version = 1; version <= MIGRATIONS.length; version += 1) {
      const old = join(folder, `v${version}.db`);
      const db = new Database(old);
      db.exec(`PRAGMA key = "x'${Buffer.from(key().reveal()).toString('hex')}'"`);
      db.exec(`${MIGRATIONS.slice(0, version).join(';')}; PRAGMA user_version = ${version}`);
      db.close();
      expect(tagOf(old)).toBe('ok');
    }
  });
});

describe('a disk that fails', () => {
  interface SmallDisk {
    readonly at: string;
    readonly maxPages?: number;
    readonly makeRoom: () => void;
    readonly release: () => void;
  }
  /** A real file system of three megabytes where this user may mount one; elsewhere a file that may not grow beyond that. */
  function smallDisk(): SmallDisk {
    const mount = join(folder, 'small');
    mkdirSync(mount);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', mount], { stdio: 'ignore' });
      const ballast = join(mount, 'ballast');
      writeFileSync(ballast, new Uint8Array(1024 * 1024));
      return { at: mount, makeRoom: () => rmSync(ballast), release: () => execFileSync('umount', [mount]) };
    } catch {
      // The limit holds for one opening: the next one has room.
      return { at: mount, maxPages: 120, makeRoom: () => {}, release: () => {} };
    }
  }

  it('[SF5] says so when it is full, keeps what was saved, and goes on when there is room', () => {
    const disk = smallDisk();
    const at = join(disk.at, 'hearth.db');
    const limit = disk.maxPages === undefined ? {} : { maxPages: disk.maxPages };
    const made = openSqlcipherStore({ path: at, create: true, now: 1, key: key(), ...limit });
    if (!made.ok) throw new Error(made.error.tag);
    let store = made.value;
    try {
      const group = store.forGroup(GROUP);
      const saved: EntryId[] = [];
      let failure: unknown = null;
      for (let seq = 1; seq <= 4000 && !failure; seq += 1) {
        const next = entry(seq);
        try {
          group.transact(() => group.putEntry(next));
          saved.push(next.id);
        } catch (error) {
          failure = error;
        }
      }
      expect(diskErrorTag(failure)).toBe('DiskFull');
      expect(saved.length).toBeGreaterThan(20);
      expect(saved.every((id) => group.entryById(id) !== null)).toBe(true);
      store.close();
      disk.makeRoom();
      store = opened(at);
      const again = store.forGroup(GROUP);
      expect(saved.every((id) => again.entryById(id) !== null)).toBe(true);
      const later = entry(5000);
      again.transact(() => again.putEntry(later));
      expect(again.entryById(later.id)).toEqual(later);
    } finally {
      store.close();
      disk.release();
    }
  });

  it('[SF5] names what SQLite and the file system throw, and lets defects through', () => {
    const withCode = (code: string, message = code): Error => Object.assign(new Error(message), { code });
    expect(diskErrorTag(withCode('SQLITE_FULL'))).toBe('DiskFull');
    expect(diskErrorTag(withCode('ENOSPC'))).toBe('DiskFull');
    expect(diskErrorTag(withCode('EDQUOT'))).toBe('DiskQuota');
    expect(diskErrorTag(withCode('EROFS'))).toBe('DiskReadOnly');
    expect(diskErrorTag(withCode('SQLITE_READONLY_DBMOVED'))).toBe('DiskReadOnly');
    expect(diskErrorTag(withCode('SQLITE_IOERR_FSYNC'))).toBe('DiskFailed');
    expect(diskErrorTag(withCode('EIO'))).toBe('DiskFailed');
    expect(diskErrorTag(withCode('SQLITE_CORRUPT'))).toBe('StoreDamaged');
    expect(diskErrorTag(withCode('SQLITE_CONSTRAINT_PRIMARYKEY'))).toBeNull();
    expect(diskErrorTag(new TypeError('x is not a function'))).toBeNull();
  });
});
