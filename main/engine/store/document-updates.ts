/**
 * Yjs updates of one's own documents (journal entries, drafts), appended one by
 * one and now and then replaced by a single merged state. What is appended is
 * durable when the transaction is.
 */
import type { RecordId } from '../../../shared/brand.ts';
import type { SqlDatabase } from './database.ts';
import { bytesOf, idColumn, numberOf } from './row-values.ts';

/** Rows of one document after which they are merged into one. */
export const MERGE_AFTER_ROWS = 64;

/** Updates of documents by the record they belong to. */
export interface DocumentUpdates {
  /** Appends one update; gives the number of rows the document has now. */
  append(recordId: RecordId, update: Uint8Array): number;
  /** The document's updates in the order in which they were appended. */
  list(recordId: RecordId): readonly Uint8Array[];
  /** Puts one state in place of all updates. */
  replace(recordId: RecordId, state: Uint8Array): void;
  delete(recordId: RecordId): void;
}

/** The one table of updates: record ids of journal entries and drafts never meet. */
export function createDocumentUpdates(db: SqlDatabase): DocumentUpdates {
  const last = db.prepare('SELECT coalesce(max(n), 0) AS n, count(*) AS rows FROM document_updates WHERE owner = ?');
  const insert = db.prepare("INSERT INTO document_updates (owner, n, bytes) VALUES (?, ?, coalesce(?, x''))");
  const select = db.prepare('SELECT bytes FROM document_updates WHERE owner = ? ORDER BY n');
  const remove = db.prepare('DELETE FROM document_updates WHERE owner = ?');
  return {
    append(recordId, update) {
      const owner = idColumn(recordId);
      const row = last.get(owner);
      insert.run(owner, (row ? numberOf(row, 'n') : 0) + 1, update);
      return (row ? numberOf(row, 'rows') : 0) + 1;
    },
    list: (recordId) => select.all(idColumn(recordId)).map((row) => bytesOf(row, 'bytes')),
    replace(recordId, state) {
      const owner = idColumn(recordId);
      remove.run(owner);
      insert.run(owner, 1, state);
    },
    delete: (recordId) => void remove.run(idColumn(recordId)),
  };
}
