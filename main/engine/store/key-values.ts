/** Small named values of this computer: settings, counters. */
import type { SqlDatabase } from './database.ts';
import { bytesOf } from './row-values.ts';

/** Named values, durable one by one or within `transact`. */
export interface KeyValues {
  put(key: string, value: Uint8Array): void;
  get(key: string): Uint8Array | null;
  delete(key: string): void;
}

/** The store's own named values. */
export function createKeyValues(db: SqlDatabase): KeyValues {
  const upsert = db.prepare(
    "INSERT INTO key_values (key, value) VALUES (?, coalesce(?, x'')) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  const select = db.prepare('SELECT value FROM key_values WHERE key = ?');
  const remove = db.prepare('DELETE FROM key_values WHERE key = ?');
  return {
    put: (key, value) => void upsert.run(key, value),
    get(key) {
      const row = select.get(key);
      return row ? bytesOf(row, 'value') : null;
    },
    delete: (key) => void remove.run(key),
  };
}
