/**
 * Opens `hearth.db`: SQLCipher with a raw key, durable commits, and a check of
 * the whole file before anything in it is believed. A file that cannot be read
 * is left as it is.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from '@signalapp/sqlcipher';
import type { Redacted } from '../../../shared/redacted.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { DiskProblem } from '../../disk-codes.ts';
import { diskErrorTag, throwAsDiskError } from './disk-error.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';

/** Why a store was not opened; the file is untouched. */
export type OpenStoreError = {
  readonly tag: 'StoreMissing' | 'StoreDamaged' | 'StoreVersionUnknown' | DiskProblem;
};

/** A value as SQLite takes and gives it. */
export type SqlValue = string | number | null | Uint8Array;
/** One row. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * One prepared statement; parameters stand for `?` in order. A failing disk
 * throws `DiskError`. The binding turns empty bytes into NULL, so columns that
 * may be empty are written as `coalesce(?, x'')`.
 */
export interface SqlStatement {
  run(...values: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number };
  get(...values: readonly SqlValue[]): SqlRow | null;
  all(...values: readonly SqlValue[]): readonly SqlRow[];
}

/** The open store, below its tables. */
export interface SqlDatabase {
  prepare(sql: string): SqlStatement;
  /** One durable transaction; when `work` throws, nothing of it remains. Nested calls throw: a defect. */
  transact<T>(work: () => T): T;
  /** True inside `transact`. */
  readonly isTransacting: boolean;
  /** When the whole file was last found sound, milliseconds. */
  checkedAt(): number;
  /** Reads the whole file; false when a page of it is damaged. 0.1 s for 8 MiB. */
  check(now: number): boolean;
  /**
   * Writes what is committed into a new file under the same key, without what
   * was deleted. It reads and rewrites the whole store, about 20 ms for each
   * MiB, in which nothing else is answered.
   */
  copyInto(path: string): void;
  /** Moves the write-ahead log into the file and closes it. */
  close(): void;
}

/**
 * A file up to this size is checked whole at every opening (0.1 s). A larger one
 * is checked weekly; in between, a damaged page is noticed when it is read,
 * since every page carries its HMAC, and then at the next opening.
 */
const ALWAYS_CHECKED_BYTES = 8 * 1024 * 1024;
const CHECK_AGAIN_MS = 7 * 24 * 60 * 60 * 1000;
/** Pages held in memory, in KiB: SQLite's own 2 MiB would decrypt the same pages again and again in a first sync. */
const CACHE_KIB = 16 * 1024;

// The binding's types want an ArrayBuffer of their own; nothing here ever uses shared memory.
type BoundValue = string | number | null | Uint8Array<ArrayBuffer>;

/** Plain `Uint8Array`s: a Buffer's `slice` would be a view where callers expect a copy. */
function plainRow(row: Record<string, unknown>): SqlRow {
  for (const [key, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) row[key] = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return row as SqlRow;
}

/** `openedAt`: when the file was checked just now; `onDamage` is called once it is closed, when a damaged page was met. */
function wrap(db: Database, openedAt: number | null, onDamage: () => void): SqlDatabase {
  let depth = 0;
  let isDamageSeen = false;
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      isDamageSeen ||= diskErrorTag(error) === 'StoreDamaged';
      return throwAsDiskError(error);
    }
  };

  return {
    prepare(sql) {
      const statement = attempt(() => db.prepare(sql, { persistent: true }));
      return {
        run: (...values) => attempt(() => statement.run(values as readonly BoundValue[])),
        get: (...values) => {
          const row = attempt(() => statement.get(values as readonly BoundValue[]));
          return row === undefined ? null : plainRow(row);
        },
        all: (...values) => attempt(() => statement.all(values as readonly BoundValue[])).map(plainRow),
      };
    },
    get isTransacting() {
      return depth > 0;
    },
    transact(work) {
      if (depth > 0) throw new Error('a transaction inside a transaction');
      attempt(() => db.exec('BEGIN IMMEDIATE'));
      depth = 1;
      try {
        const result = work();
        attempt(() => db.exec('COMMIT'));
        return result;
      } catch (error) {
        try {
          db.exec('ROLLBACK');
        } catch {
          // SQLite has rolled back by itself after a full disk or an I/O error; then there is nothing left to undo.
        }
        throw error;
      } finally {
        depth = 0;
      }
    },
    // A small file was checked when it was opened, which is not written down.
    checkedAt: () => attempt(() => openedAt ?? checkedAt(db)),
    check: (now) =>
      attempt(() => {
        if (!isSound(db)) return false;
        openedAt = null;
        noteChecked(db, now);
        return true;
      }),
    copyInto: (path) => attempt(() => db.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`)),
    close() {
      attempt(() => db.close());
      if (isDamageSeen) onDamage();
    },
  };
}

/** True when every page has its HMAC and SQLite finds its structure sound. */
const isSound = (db: Database): boolean =>
  db.pragma('cipher_integrity_check').length === 0 && db.pragma('quick_check', { simple: true }) === 'ok';

/** When the whole file was last found sound, milliseconds; 0 for never. */
function checkedAt(db: Database): number {
  const at = db.prepare("SELECT value FROM key_values WHERE key = 'checked-at'", { pluck: true }).get([]);
  return typeof at === 'number' ? at : 0;
}

function noteChecked(db: Database, now: number): void {
  try {
    db.prepare("INSERT OR REPLACE INTO key_values (key, value) VALUES ('checked-at', ?)").run([now]);
  } catch (error) {
    // A full disk keeps nobody from opening; the next opening checks once more.
    if (!diskErrorTag(error)) throw error;
  }
}

function configure(db: Database, key: Redacted<Uint8Array>): void {
  // SQLCipher would print damage to stderr, where nobody looks and nothing may stand.
  db.exec('PRAGMA cipher_log_level = NONE');
  db.exec(`PRAGMA key = "x'${Buffer.from(key.reveal()).toString('hex')}'"`);
  // One process owns the file: no shared-memory file beside it, and a second engine is refused.
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  db.exec(`PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${CACHE_KIB}`);
}

/** Gives when the file was checked just now, or null where an earlier check is written down. */
function prepareFile(
  db: Database,
  { path, create, now, maxPages, isForeign = false }: DatabaseInput,
): Result<number | null, OpenStoreError> {
  const bytes = create ? 0 : statSync(path).size;
  const isSmall = bytes <= ALWAYS_CHECKED_BYTES || isForeign;
  if (!create && (bytes === 0 || (isSmall && !isSound(db)))) return err({ tag: 'StoreDamaged' });
  const version = db.pragma('user_version', { simple: true });
  if (typeof version !== 'number' || (version === 0) !== create) return err({ tag: 'StoreDamaged' });
  if (version > MIGRATIONS.length) return err({ tag: 'StoreVersionUnknown' });
  const age = isSmall ? 0 : now - checkedAt(db);
  // A clock that was set back must not postpone the check for years.
  const isDue = age >= CHECK_AGAIN_MS || age < 0;
  if (isDue && !isSound(db)) return err({ tag: 'StoreDamaged' });
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = FAST',
  );
  migrate(db, version, MIGRATIONS);
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${maxPages}`);
  if (isDue) noteChecked(db, now);
  return ok(isSmall ? now : null);
}

/**
 * Lets the next opening check the whole file, however large it is. Through a
 * connection of its own: SQLCipher does nothing more on one that met damage.
 */
function forgetCheck({ path, key }: DatabaseInput): void {
  let db: Database | null = null;
  try {
    db = new Database(path);
    configure(db, key);
    db.exec("DELETE FROM key_values WHERE key = 'checked-at'");
  } catch (error) {
    // A file that takes nothing any more: its weekly check finds the damage.
    if (!diskErrorTag(error)) throw error;
  } finally {
    db?.close();
  }
}

/** Which store, and how. */
export interface DatabaseInput {
  readonly path: string;
  /** The raw SQLCipher key, 32 bytes. */
  readonly key: Redacted<Uint8Array>;
  /** Makes the store, which must not be there yet. */
  readonly create: boolean;
  /** This computer's clock, milliseconds. */
  readonly now: number;
  /** Pages of 4 KiB that the file may grow to; without it, what the disk has room for. */
  readonly maxPages?: number;
  /** It came from elsewhere: checked whole, however large it is. */
  readonly isForeign?: boolean;
}

/** Opens or makes the store. */
export function openDatabase(input: DatabaseInput): Result<SqlDatabase, OpenStoreError> {
  const { path, key, create } = input;
  if (!create && !existsSync(path)) return err({ tag: 'StoreMissing' });
  let db: Database | null = null;
  try {
    db = new Database(path, { cacheStatements: true });
    configure(db, key);
    const prepared = prepareFile(db, input);
    if (!prepared.ok) {
      db.close();
      return prepared;
    }
    return ok(wrap(db, prepared.value, () => forgetCheck(input)));
  } catch (error) {
    // The boundary to the disk: what SQLite throws here is the state of the file.
    db?.close();
    const tag = diskErrorTag(error);
    if (!tag) throw error;
    // Where the disk takes nothing, SQLite says only that it cannot open the file beside the store.
    return err({ tag: tag === 'DiskFailed' && !isWritable(dirname(path)) ? 'DiskReadOnly' : tag });
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false; // the system's boundary
  }
}
