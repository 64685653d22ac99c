/**
 * The default store of parcels: one SQLite file that one keeper opens. A put is
 * answered after its transaction is on the disk; puts that arrive together
 * share one. What is in the file is sealed already, so the file is not; a key
 * would have to lie beside it.
 */
import { existsSync } from 'node:fs';
import Database from '@signalapp/sqlcipher';
import { err, ok, type Result } from '../../shared/result.ts';
import { diskProblemOf } from '../disk-codes.ts';
import type {
  Deposit,
  DepositOutcome,
  MailStore,
  PageBounds,
  ParcelPage,
  StoreBounds,
  StoreSize,
} from './mail-store.ts';
import { pageLength } from './mail-store.ts';
import { createParcelTables, type ParcelTables } from './sqlite-parcel-tables.ts';

/** Why a file was not opened; it is as it was. */
export interface StoreRefused {
  readonly tag: 'StoreInUse' | 'StoreForeign' | 'StoreVersionUnknown' | 'StoreUnusable';
}

/** 'HrtK': tells our file from somebody else's database. */
const APPLICATION_ID = 0x4872744b;
const VERSION = 1;
/** Expired parcels that one step of a sweep deletes, so that others are answered in between. */
const SWEEP_STEP = 64;
/** Most puts in one transaction. */
const BATCH = 256;

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** True for what a disk or a damaged file does; anything else is a defect. */
const isDisk = (error: unknown): boolean =>
  diskProblemOf(codeOf(error)) !== null ||
  /^SQLITE_(CORRUPT|NOTADB|FORMAT|TOOBIG)/.test(codeOf(error)) ||
  (error instanceof Error && error.message.startsWith('sqlite open error'));

function prepare(db: Database, isThere: boolean, makeId: () => Uint8Array): StoreRefused | null {
  // One process owns the file: a second keeper is refused, and no shared memory lies beside it.
  db.exec('PRAGMA cipher_log_level = NONE; PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY');
  const version = db.pragma('user_version', { simple: true });
  const application = db.pragma('application_id', { simple: true });
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema', { pluck: true }).get([]);
  if (isThere && tables !== 0 && application !== APPLICATION_ID) return { tag: 'StoreForeign' };
  if (tables !== 0 && version !== VERSION) return { tag: 'StoreVersionUnknown' };
  // What has expired is overwritten, not only forgotten.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN EXCLUSIVE');
  if (tables === 0) {
    db.exec(`
      CREATE TABLE meta (id BLOB NOT NULL);
      CREATE TABLE mailboxes (name BLOB PRIMARY KEY, last INTEGER NOT NULL, parcels INTEGER NOT NULL,
        bytes INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE parcels (mailbox BLOB NOT NULL, serial INTEGER NOT NULL, digest BLOB NOT NULL,
        until INTEGER NOT NULL, size INTEGER NOT NULL, parcel BLOB NOT NULL);
      CREATE UNIQUE INDEX parcels_by_digest ON parcels (mailbox, digest);
      CREATE UNIQUE INDEX parcels_by_serial ON parcels (mailbox, serial, until, size);
      CREATE INDEX parcels_by_end ON parcels (until);
      CREATE TABLE tickets (name BLOB NOT NULL, day INTEGER NOT NULL, puts INTEGER NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY (name, day)) WITHOUT ROWID;
      PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`);
    db.prepare('INSERT INTO meta (id) VALUES (?)').run([Uint8Array.from(makeId())]);
  }
  db.exec('COMMIT');
  return null;
}

/** Opens the file at `path`, or makes it. `makeId` gives the 16 random bytes of a new store. */
export function openSqliteMailStore(
  path: string,
  bounds: StoreBounds,
  makeId: () => Uint8Array,
): Result<MailStore, StoreRefused> {
  let db: Database | null = null;
  try {
    const isThere = existsSync(path);
    db = new Database(path, { cacheStatements: true });
    const refused = prepare(db, isThere, makeId);
    if (refused === null) return ok(overDatabase(db, createParcelTables(db, bounds)));
    db.close();
    return err(refused);
  } catch (error) {
    if (!isDisk(error)) throw error;
    db?.close();
    if (/^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))) return err({ tag: 'StoreInUse' });
    return err({ tag: codeOf(error).startsWith('SQLITE_NOTADB') ? 'StoreForeign' : 'StoreUnusable' });
  }
}

interface Waiting {
  readonly deposit: Deposit;
  readonly now: number;
  readonly answer: (outcome: DepositOutcome) => void;
}

function overDatabase(db: Database, tables: ParcelTables): MailStore {
  let isClosed = false;
  const waiting: Waiting[] = [];

  /** One transaction, or what the disk said against it; then nothing of it remains. */
  const transact = <T>(work: () => T): Result<T, 'full' | 'away'> => {
    try {
      db.exec('BEGIN IMMEDIATE');
      const value = work();
      db.exec('COMMIT');
      return ok(value);
    } catch (error) {
      try {
        db.exec('ROLLBACK');
      } catch {
        // SQLite has rolled back by itself after a full disk or an I/O error.
      }
      if (!isDisk(error)) throw error;
      // What was counted in memory goes back to what the file says, where it can still be read.
      attempt(() => tables.recount());
      return err(diskProblemOf(codeOf(error)) === 'DiskFull' ? 'full' : 'away');
    }
  };

  const attempt = <T>(work: () => T): T | null => {
    try {
      return isClosed ? null : work();
    } catch (error) {
      if (!isDisk(error)) throw error;
      return null;
    }
  };

  const keepAll = (batch: readonly Waiting[]): void => {
    const kept = transact(() => batch.map(({ deposit, now }) => tables.put(deposit, now)));
    if (kept.ok) for (const [index, one] of batch.entries()) one.answer(kept.value[index] ?? 'away');
    else if (batch.length === 1) batch[0]?.answer(kept.error);
    // Where not all of them fit, some may.
    else for (const one of batch) keepAll([one]);
  };

  const flush = (): void => {
    if (isClosed) return;
    keepAll(waiting.splice(0, BATCH));
    if (waiting.length > 0) setImmediate(flush);
  };

  return {
    id: tables.id,
    put: (deposit, now) =>
      new Promise((answer) => {
        if (isClosed) return answer('away');
        waiting.push({ deposit, now, answer });
        // After everything that has arrived by now was read, so that it shares one write to the disk.
        if (waiting.length === 1) setImmediate(flush);
      }),
    async get(mailbox, after, page, now): Promise<ParcelPage | null> {
      return attempt(() => pageOf(tables, mailbox, after, page, now));
    },
    async sweep(now) {
      if (isClosed) return false;
      const swept = transact(() => tables.sweep(SWEEP_STEP, now));
      return swept.ok && swept.value === SWEEP_STEP;
    },
    size: async (): Promise<StoreSize | null> => attempt(() => tables.size()),
    async close() {
      if (isClosed) return;
      isClosed = true;
      for (const one of waiting.splice(0)) one.answer('away');
      db.close();
    },
  };
}

function pageOf(tables: ParcelTables, mailbox: Uint8Array, after: number, page: PageBounds, now: number): ParcelPage {
  const rows = tables.list(mailbox, after, page.parcels + 1, now);
  const count = pageLength(
    rows.map(({ size }) => size),
    page,
  );
  const parcels = rows.slice(0, count).map(({ serial, until, row }) => ({
    serial,
    untilHour: until,
    parcel: tables.parcel(row),
  }));
  return { parcels, more: count < rows.length };
}
