/**
 * A disk that refuses one write of a whole story, and from then on everything
 * or nothing more. Every write of the engine is counted: a transaction at its
 * end, when all its work is done and has to be undone; a statement by itself;
 * each step of the vault and of the files beside it; opening and closing the
 * store. What is refused carries the code that SQLite or Node gives.
 */
import { err, ok } from '../../../shared/result.ts';
import { type DiskProblem, diskProblemOf } from '../../disk-codes.ts';
import { openDatabase, type SqlDatabase } from '../store/database.ts';
import { throwAsDiskError } from '../store/disk-error.ts';
import type { OpenDatabase } from '../store/sqlcipher-store.ts';
import { createVaultDisk, type VaultDisk } from '../vault/vault-disk.ts';

/** What a disk says: to SQLite, and to Node. SQLite tells a quota as a write that failed. */
export const FAULTS = {
  full: { sqlite: 'SQLITE_FULL', node: 'ENOSPC' },
  readOnly: { sqlite: 'SQLITE_READONLY', node: 'EROFS' },
  broken: { sqlite: 'SQLITE_IOERR_WRITE', node: 'EIO' },
  quota: { sqlite: 'SQLITE_IOERR_WRITE', node: 'EDQUOT' },
} as const;
export type Fault = keyof typeof FAULTS;

/** The tags that a person may read for a fault. */
export const tagsOf = (fault: Fault): readonly (DiskProblem | null)[] => [
  diskProblemOf(FAULTS[fault].sqlite),
  diskProblemOf(FAULTS[fault].node),
];

/** See the file's head. */
export interface WriteFaults {
  /** Writes that were asked for so far, refused ones among them. */
  readonly count: number;
  /** How often a write was refused. */
  readonly refused: number;
  /** Where the first refused write was asked for, for whoever reads of a failure. */
  readonly where: string | null;
  /** Every write by its kind: texts of SQL, and steps on files by name. */
  readonly sites: ReadonlySet<string>;
  /** Refuses the `at`-th write from the beginning, and with `forGood` all that follow until space returns. */
  plan(at: number, fault: Fault, forGood: boolean): void;
  spaceReturns(): void;
  readonly openDatabase: OpenDatabase;
  disk(folder: string): VaultDisk;
}

/** A disk that refuses nothing yet. */
export function createWriteFaults(): WriteFaults {
  const sites = new Set<string>();
  let count = 0;
  let refused = 0;
  let where: string | null = null;
  let planned: { readonly at: number; readonly fault: Fault; readonly forGood: boolean } | null = null;

  /** Counts a write; throws when this one is refused. */
  function ask(site: string, door: 'sqlite' | 'node'): void {
    count += 1;
    sites.add(site);
    if (!planned || count < planned.at || (count > planned.at && !planned.forGood)) return;
    refused += 1;
    where ??= `write ${count}, ${site}`;
    const { [door]: code } = FAULTS[planned.fault];
    throw Object.assign(new Error(`refused: ${code}`), { code });
  }
  function askSqlite(site: string): void {
    try {
      ask(site, 'sqlite');
    } catch (error) {
      throwAsDiskError(error);
    }
  }

  function over(db: SqlDatabase): SqlDatabase {
    return {
      prepare(sql) {
        const statement = db.prepare(sql);
        return {
          ...statement,
          run(...values) {
            if (db.isTransacting) sites.add(sql);
            else askSqlite(sql);
            return statement.run(...values);
          },
          get(...values) {
            if (/^(INSERT|UPDATE|DELETE)/.test(sql)) sites.add(sql);
            return statement.get(...values);
          },
        };
      },
      transact: (work) =>
        db.transact(() => {
          const result = work();
          askSqlite('COMMIT');
          return result;
        }),
      get isTransacting() {
        return db.isTransacting;
      },
      checkedAt: () => db.checkedAt(),
      check(now) {
        askSqlite('check');
        return db.check(now);
      },
      copyInto(path) {
        askSqlite('copy');
        db.copyInto(path);
      },
      close() {
        // Whatever the disk says, the file is let go: the next opening takes the write-ahead log in.
        db.close();
        askSqlite('close');
      },
    };
  }

  return {
    get count() {
      return count;
    },
    get refused() {
      return refused;
    },
    get where() {
      return where;
    },
    sites,
    plan(at, fault, forGood) {
      planned = { at, fault, forGood };
    },
    spaceReturns() {
      planned = null;
    },
    openDatabase(input) {
      try {
        // A store that is there is opened for reading whatever the disk takes; a new one has to be written.
        if (input.create) ask('create', 'sqlite');
      } catch (error) {
        const tag = diskProblemOf((error as { code: string }).code);
        if (tag) return err({ tag });
        throw error;
      }
      const opened = openDatabase(input);
      return opened.ok ? ok(over(opened.value)) : opened;
    },
    disk(folder) {
      const disk = createVaultDisk(folder);
      return {
        read: (name) => disk.read(name),
        write(name, bytes) {
          try {
            ask(`write ${name}`, 'node');
          } catch (error) {
            // A disk that fills takes a part of it.
            disk.write(name, bytes.subarray(0, bytes.length / 2));
            throw error;
          }
          disk.write(name, bytes);
        },
        rename(from, to) {
          ask(`rename ${from} ${to}`, 'node');
          disk.rename(from, to);
        },
        remove(name) {
          ask(`remove ${name}`, 'node');
          disk.remove(name);
        },
        syncFolder() {
          ask('sync', 'node');
          disk.syncFolder();
        },
      };
    },
  };
}
