/** A disk under the store that fails when it is told to. */
import { ok } from '../../../shared/result.ts';
import { openDatabase, type SqlDatabase } from '../store/database.ts';
import { DiskError, type DiskErrorTag } from '../store/disk-error.ts';
import type { OpenDatabase } from '../store/sqlcipher-store.ts';

/** Opens the real database; `fault` is asked before every write and every transaction. */
export const faultyOpen =
  (fault: () => DiskErrorTag | null): OpenDatabase =>
  (input) => {
    const opened = openDatabase(input);
    if (!opened.ok) return opened;
    const db = opened.value;
    const check = (): void => {
      const tag = fault();
      if (tag) throw new DiskError(tag);
    };
    const faulty: SqlDatabase = {
      prepare(sql) {
        const statement = db.prepare(sql);
        return {
          ...statement,
          run(...values) {
            check();
            return statement.run(...values);
          },
        };
      },
      transact: (work) => {
        check();
        return db.transact(work);
      },
      get isTransacting() {
        return db.isTransacting;
      },
      checkedAt: () => db.checkedAt(),
      check(now) {
        check();
        return db.check(now);
      },
      copyInto(path) {
        check();
        db.copyInto(path);
      },
      close: () => db.close(),
    };
    return ok(faulty);
  };
