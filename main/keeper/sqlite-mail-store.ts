/**
 * The default store of parcels: one SQLite file that one keeper opens. A put is
 * answered after its transaction is on the disk (`durable-log.ts`); puts that
 * arrive while the disk is waited for share the next one. What is in the file is
 * sealed already, so the file is not; a key would have to lie beside it.
 */
import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from '@signalapp/sqlcipher';
import { err, ok, type Result } from '../../shared/result.ts';
import { diskProblemOf } from '../disk-codes.ts';
import { type DurableLog, openDurableLog } from './durable-log.ts';
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
/**
 * Bytes of the disk that are left alone. Deleting writes too, into the log beside the file: a keeper that had filled
 * its disk to the last byte could not even delete what expires.
 */
const RESERVE_BYTES = 32 * 1024 * 1024;
/** Most puts in one transaction, and most bytes of them, so that the log beside the file stays small. */
const BATCH = 256;
const BATCH_BYTES = 4 * 1024 * 1024;
/**
 * Pages of 4 KiB in the log after which SQLite carries them over into the file, for which everybody waits. Four times
 * what is usual, since a page that many puts change is carried over once; 16 MiB, well below {@link RESERVE_BYTES}.
 */
const LOG_PAGES = 4_096;

/** What a store may be given in the place of the usual. */
export interface SqliteStoreOptions {
  /** New parcels are `full` while fewer bytes of the disk are free. */
  readonly reserveBytes?: number;
  readonly openLog?: (path: string) => DurableLog;
  /**
   * Called when the disk did not take what was committed. What it holds is unknown then, even if it takes the next, so
   * the store is away until it is opened anew.
   */
  readonly onLost?: () => void;
}

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
  // Whose waiting is done by the durable log.
  db.exec(`COMMIT; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${LOG_PAGES}`);
  return null;
}

/** Opens the file at `path`, or makes it. `makeId` gives the 16 random bytes of a new store. */
export function openSqliteMailStore(
  path: string,
  bounds: StoreBounds,
  makeId: () => Uint8Array,
  options: SqliteStoreOptions = {},
): Result<MailStore, StoreRefused> {
  const { reserveBytes = RESERVE_BYTES, openLog = openDurableLog, onLost = () => {} } = options;
  let db: Database | null = null;
  try {
    const isThere = existsSync(path);
    const opened = new Database(path, { cacheStatements: true });
    db = opened;
    const refused = prepare(db, isThere, makeId);
    if (refused === null) {
      const isRoomLeft = () => hasRoom(opened, path, reserveBytes);
      return ok(overDatabase({ db, tables: createParcelTables(db, bounds), log: openLog(path), isRoomLeft, onLost }));
    }
    db.close();
    return err(refused);
  } catch (error) {
    if (!isDisk(error)) throw error;
    db?.close();
    if (/^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))) return err({ tag: 'StoreInUse' });
    return err({ tag: codeOf(error).startsWith('SQLITE_NOTADB') ? 'StoreForeign' : 'StoreUnusable' });
  }
}

/** What is free on the disk, and what deleted parcels left free in the file, which does not get shorter. */
function hasRoom(db: Database, path: string, reserveBytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    const [pages, pageBytes] = [
      db.pragma('freelist_count', { simple: true }),
      db.pragma('page_size', { simple: true }),
    ];
    return bavail * bsize + Number(pages) * Number(pageBytes) >= reserveBytes;
  } catch {
    // A disk that does not say how much is free will say so itself when nothing is.
    return true;
  }
}

interface Waiting {
  readonly deposit: Deposit;
  readonly now: number;
  readonly answer: (outcome: DepositOutcome) => void;
}

function batchLength(waiting: readonly Waiting[]): number {
  const sizes = waiting.map(({ deposit }) => deposit.parcel.length);
  return pageLength(sizes, { parcels: BATCH, bytes: BATCH_BYTES });
}

interface OpenStore {
  readonly db: Database;
  readonly tables: ParcelTables;
  readonly log: DurableLog;
  readonly isRoomLeft: () => boolean;
  readonly onLost: () => void;
}

function overDatabase({ db, tables, log, isRoomLeft, onLost }: OpenStore): MailStore {
  let [isClosed, isLost, isWriting] = [false, false, false];
  const waiting: Waiting[] = [];
  /** What was committed and is not on the disk yet: true when it is. Null while there is no such thing. */
  let reaching: Promise<boolean> | null = null;
  let writing: Promise<void> = Promise.resolve();
  const isAway = (): boolean => isClosed || isLost;

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
      return isAway() ? null : work();
    } catch (error) {
      if (!isDisk(error)) throw error;
      return null;
    }
  };

  /** Commits them; the outcomes hold once the disk was reached. */
  const commitAll = (batch: readonly Waiting[]): readonly DepositOutcome[] => {
    const isRoom = isRoomLeft();
    const kept = transact(() => batch.map(({ deposit, now }) => tables.put(deposit, now, isRoom)));
    if (kept.ok) return kept.value;
    // Where not all of them fit, some may.
    return batch.length === 1 ? [kept.error] : batch.flatMap((one) => commitAll([one]));
  };

  const reachDisk = async (): Promise<boolean> => {
    reaching = log.reach();
    const isReached = await reaching;
    reaching = null;
    if (isReached) return true;
    isLost = true;
    for (const one of waiting.splice(0)) one.answer('away');
    onLost();
    return false;
  };

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchLength(waiting));
      const outcomes = commitAll(batch);
      const isKept = !outcomes.some(isCommitted) || (await reachDisk());
      for (const [index, one] of batch.entries()) {
        const outcome = outcomes[index] ?? 'away';
        one.answer(isKept || !isCommitted(outcome) ? outcome : 'away');
      }
    }
    isWriting = false;
  };

  return {
    id: tables.id,
    put: (deposit, now) =>
      new Promise((answer) => {
        if (isAway()) return answer('away');
        waiting.push({ deposit, now, answer });
        if (isWriting) return;
        isWriting = true;
        // After everything that has arrived by now was read, so that it shares one write to the disk.
        setImmediate(() => {
          writing = writeAll();
        });
      }),
    async get(mailbox, after, page, now): Promise<ParcelPage | null> {
      const found = attempt(() => pageOf(tables, mailbox, after, page, now));
      // Nobody reads what a power cut could still take back: its serial would be given a second time.
      if (found === null || found.parcels.length === 0 || reaching === null) return found;
      return (await reaching) ? found : null;
    },
    async sweep(now) {
      if (isAway()) return false;
      const swept = transact(() => tables.sweep(now));
      return swept.ok && swept.value;
    },
    size: async (): Promise<StoreSize | null> => attempt(() => tables.size()),
    async close() {
      if (isClosed) return;
      isClosed = true;
      for (const one of waiting.splice(0)) one.answer('away');
      await writing;
      await log.close();
      db.close();
    },
  };
}

/** Whether an outcome promises that something lies on the disk. */
const isCommitted = (outcome: DepositOutcome): boolean => outcome === 'new' || outcome === 'again';

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
