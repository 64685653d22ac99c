/** `EntryStore` over SQLCipher for one group, with the counts that lists of groups show. */
import type { DeviceId, GroupId } from '../../../shared/brand.ts';
import type { EntryStore, HaveRow } from '../../../shared/ports/entry-store.ts';
import type { SqlDatabase } from './database.ts';
import { createChainNumbers, createEntryTable } from './entry-table.ts';
import { createRecordTable, type RecordTable } from './record-table.ts';
import { bytesOf, idColumn, idOf, numberOf } from './row-values.ts';

/** One group's part of the store. */
export type GroupStore = EntryStore &
  Pick<RecordTable, 'commentCount' | 'arrivedSince' | 'arrivedSpan' | 'shownPlaces' | 'entriesBy' | 'entryCountBy'>;

/** Number of the group in rows; made when the store first hears of the group. */
export function groupNumber(db: SqlDatabase, groupId: GroupId): number {
  const id = idColumn(groupId);
  const row = db.prepare('SELECT gid FROM groups WHERE group_id = ?').get(id);
  return row ? numberOf(row, 'gid') : db.prepare('INSERT INTO groups (group_id) VALUES (?)').run(id).lastInsertRowid;
}

function createGroupValues(db: SqlDatabase, gid: number): Pick<EntryStore, 'putMeta' | 'meta' | 'deleteMeta'> {
  const upsert = db.prepare(
    `INSERT INTO group_values (gid, key, value) VALUES (?, ?, coalesce(?, x''))
     ON CONFLICT (gid, key) DO UPDATE SET value = excluded.value`,
  );
  const select = db.prepare('SELECT value FROM group_values WHERE gid = ? AND key = ?');
  const remove = db.prepare('DELETE FROM group_values WHERE gid = ? AND key = ?');
  return {
    putMeta: (key, value) => void upsert.run(gid, key, value),
    meta(key) {
      const row = select.get(gid, key);
      return row ? bytesOf(row, 'value') : null;
    },
    deleteMeta: (key) => void remove.run(gid, key),
  };
}

/** The group's part of an open store. */
export function createGroupStore(db: SqlDatabase, groupId: GroupId): GroupStore {
  const gid = groupNumber(db, groupId);
  const chains = createChainNumbers(db, gid);
  const putHave = db.prepare(
    `INSERT INTO haves (gid, holder, cid, seq) VALUES (?, ?, ?, ?)
     ON CONFLICT (gid, holder, cid) DO UPDATE SET seq = max(seq, excluded.seq)`,
  );
  const selectHaves = db.prepare('SELECT holder, cid, seq FROM haves WHERE gid = ?');
  return {
    // Within a larger transaction of the engine (founding a group) the replica's own ones are part of it.
    transact: (work) => (db.isTransacting ? work() : db.transact(work)),
    ...createEntryTable(db, gid, chains),
    ...createRecordTable(db, gid, chains),
    putHave: (row) => void putHave.run(gid, idColumn(row.holder), chains.numberFor(row.chain), row.seq),
    haves: () =>
      selectHaves.all(gid).map(
        (row): HaveRow => ({
          holder: idOf<DeviceId>(row, 'holder'),
          chain: chains.chainAt(numberOf(row, 'cid')),
          seq: numberOf(row, 'seq'),
        }),
      ),
    ...createGroupValues(db, gid),
  };
}
