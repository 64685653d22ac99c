/** Deletes everything that the store has of one group (SPEC EG26). */
import type { GroupId } from '../../../shared/brand.ts';
import type { SqlDatabase } from './database.ts';
import { idColumn, numberOf } from './row-values.ts';

/** What refers to another table goes before it. Bytes of entries and states of records go with their rows. */
const BY_NUMBER = [
  'DELETE FROM document_updates WHERE owner IN (SELECT record_id FROM drafts WHERE gid = ?)',
  'DELETE FROM drafts WHERE gid = ?',
  'DELETE FROM haves WHERE gid = ?',
  'DELETE FROM entries WHERE gid = ?',
  'DELETE FROM records WHERE gid = ?',
  'DELETE FROM chains WHERE gid = ?',
  'DELETE FROM group_values WHERE gid = ?',
  'DELETE FROM groups WHERE gid = ?',
];

/** Forgets a group in the caller's transaction; one that the store does not know is forgotten already. */
export function forgetGroup(db: SqlDatabase, groupId: GroupId): void {
  db.prepare('DELETE FROM joins WHERE group_id = ?').run(idColumn(groupId));
  const row = db.prepare('SELECT gid FROM groups WHERE group_id = ?').get(idColumn(groupId));
  if (!row) return;
  const gid = numberOf(row, 'gid');
  for (const sql of BY_NUMBER) db.prepare(sql).run(gid);
}
