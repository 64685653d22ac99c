/** Drafts: bodies that have not been shared, one row each; their text is among the document updates. */
import type { GroupId, RecordId } from '../../../shared/brand.ts';
import type { SqlDatabase, SqlRow } from './database.ts';
import { groupNumber } from './group-store.ts';
import { bytesOrNull, idColumn, idOf, idOrNull, numberOf } from './row-values.ts';

/** A draft. */
export interface DraftRow {
  /** The record that sharing makes, or the own record that is being edited. */
  readonly recordId: RecordId;
  /** 16 bytes from which the record id follows; null for an edit, whose record is there already. */
  readonly nonce: Uint8Array | null;
  /** Post or comment. */
  readonly kind: number;
  /** What a comment answers; null for a post. */
  readonly parent: RecordId | null;
  /** Milliseconds. */
  readonly updatedAt: number;
}

/** Drafts of one group. */
export interface DraftTable {
  put(draft: DraftRow): void;
  find(recordId: RecordId): DraftRow | null;
  /** The newest draft of something new under `parent`; edits are found by their record. */
  findNew(parent: RecordId | null): DraftRow | null;
  list(): readonly DraftRow[];
  delete(recordId: RecordId): void;
}

const toDraft = (row: SqlRow): DraftRow => ({
  recordId: idOf<RecordId>(row, 'record_id'),
  nonce: bytesOrNull(row, 'nonce'),
  kind: numberOf(row, 'kind'),
  parent: idOrNull<RecordId>(row, 'parent'),
  updatedAt: numberOf(row, 'updated_at'),
});

/** Drafts of `groupId`. */
export function createDraftTable(db: SqlDatabase, groupId: GroupId): DraftTable {
  const gid = groupNumber(db, groupId);
  const upsert = db.prepare(
    `INSERT INTO drafts (gid, record_id, nonce, kind, parent, updated_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (gid, record_id) DO UPDATE SET updated_at = excluded.updated_at`,
  );
  const columns = 'record_id, nonce, kind, parent, updated_at';
  const select = db.prepare(`SELECT ${columns} FROM drafts WHERE gid = ? AND record_id = ?`);
  const selectNew = db.prepare(
    `SELECT ${columns} FROM drafts WHERE gid = ? AND nonce IS NOT NULL AND parent IS ? ORDER BY updated_at DESC LIMIT 1`,
  );
  const all = db.prepare(`SELECT ${columns} FROM drafts WHERE gid = ?`);
  const remove = db.prepare('DELETE FROM drafts WHERE gid = ? AND record_id = ?');
  return {
    put: ({ recordId, nonce, kind, parent, updatedAt }) =>
      void upsert.run(gid, idColumn(recordId), nonce, kind, parent === null ? null : idColumn(parent), updatedAt),
    find(recordId) {
      const row = select.get(gid, idColumn(recordId));
      return row ? toDraft(row) : null;
    },
    findNew(parent) {
      const row = selectNew.get(gid, parent === null ? null : idColumn(parent));
      return row ? toDraft(row) : null;
    },
    list: () => all.all(gid).map(toDraft),
    delete: (recordId) => void remove.run(gid, idColumn(recordId)),
  };
}
