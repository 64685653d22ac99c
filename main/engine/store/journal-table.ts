/** Private journal entries as rows: what the list shows, and the plain text that search will read. */
import type { RecordId } from '../../../shared/brand.ts';
import type { JournalRow } from '../../../shared/ipc/views.ts';
import type { SqlDatabase, SqlRow } from './database.ts';
import { idColumn, idOf, numberOf, textOf } from './row-values.ts';

/** A journal entry as stored beside its document. */
export interface JournalEntryRow extends JournalRow {
  /** All its words, for the search of a later version. */
  readonly text: string;
}

/** The journal's rows; times in milliseconds. */
export interface JournalTable {
  put(row: JournalEntryRow): void;
  find(recordId: RecordId): JournalRow | null;
  /** An entry without a word, if there is one. */
  findEmpty(): JournalRow | null;
  /** Newest first, older than `before` when given; `limit` of them, and what was begun in the same instant as the last. */
  list(before: number | null, limit: number): readonly JournalRow[];
  delete(recordId: RecordId): void;
}

const toRow = (row: SqlRow): JournalRow => ({
  recordId: idOf<RecordId>(row, 'record_id'),
  excerpt: textOf(row, 'excerpt'),
  createdAt: numberOf(row, 'created_at'),
  updatedAt: numberOf(row, 'updated_at'),
});

/** Rows of the private journal. */
export function createJournalTable(db: SqlDatabase): JournalTable {
  const upsert = db.prepare(
    `INSERT INTO journal (record_id, created_at, updated_at, excerpt, text) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (record_id) DO UPDATE SET created_at = excluded.created_at, updated_at = excluded.updated_at, excerpt = excluded.excerpt,
       text = excluded.text`,
  );
  const columns = 'record_id, created_at, updated_at, excerpt';
  const select = db.prepare(`SELECT ${columns} FROM journal WHERE record_id = ?`);
  const selectEmpty = db.prepare(`SELECT ${columns} FROM journal WHERE text = '' ORDER BY created_at DESC LIMIT 1`);
  // Whoever asks for the next page names a time: what was begun in the same instant has to be on this one.
  const page = db.prepare(
    `SELECT ${columns} FROM journal WHERE created_at < ? AND created_at >=
       coalesce((SELECT created_at FROM journal WHERE created_at < ? ORDER BY created_at DESC LIMIT 1 OFFSET ? - 1), 0)
     ORDER BY created_at DESC, record_id DESC`,
  );
  const remove = db.prepare('DELETE FROM journal WHERE record_id = ?');
  return {
    put: (row) => void upsert.run(idColumn(row.recordId), row.createdAt, row.updatedAt, row.excerpt, row.text),
    find(recordId) {
      const row = select.get(idColumn(recordId));
      return row ? toRow(row) : null;
    },
    findEmpty() {
      const row = selectEmpty.get();
      return row ? toRow(row) : null;
    },
    list(before, limit) {
      const end = before ?? Number.MAX_SAFE_INTEGER;
      return page.all(end, end, limit).map(toRow);
    },
    delete: (recordId) => void remove.run(idColumn(recordId)),
  };
}
