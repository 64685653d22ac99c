/** Own requests to join, which live on through restarts until they are answered or withdrawn. */
import { type GroupId, idFromBytes } from '../../../shared/brand.ts';
import type { SqlDatabase } from './database.ts';
import { bytesOf, idColumn } from './row-values.ts';

/** Pending joins by group; the value is `encodeJoin`'s. */
export interface JoinTable {
  put(groupId: GroupId, value: Uint8Array): void;
  list(): readonly { readonly groupId: GroupId; readonly value: Uint8Array }[];
  delete(groupId: GroupId): void;
}

/** Rows of pending joins. */
export function createJoinTable(db: SqlDatabase): JoinTable {
  const upsert = db.prepare(
    "INSERT INTO joins (group_id, value) VALUES (?, coalesce(?, x'')) ON CONFLICT (group_id) DO UPDATE SET value = excluded.value",
  );
  const all = db.prepare('SELECT group_id, value FROM joins');
  const remove = db.prepare('DELETE FROM joins WHERE group_id = ?');
  return {
    put: (groupId, value) => void upsert.run(idColumn(groupId), value),
    list: () =>
      all
        .all()
        .map((row) => ({ groupId: idFromBytes<GroupId>(bytesOf(row, 'group_id')), value: bytesOf(row, 'value') })),
    delete: (groupId) => void remove.run(idColumn(groupId)),
  };
}
