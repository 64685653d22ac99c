/** Records of one group in SQLCipher: the part of `EntryStore` about what is shown, and what only SQL can count. */
import type { MemberId, RecordId } from '../../../shared/brand.ts';
import { CONTENT_KIND } from '../../../shared/chain/kinds.ts';
import { type ChainKey, type EntryStore, MAX_TIES, type RecordRow } from '../../../shared/ports/entry-store.ts';
import type { SqlDatabase, SqlRow, SqlValue } from './database.ts';
import type { ChainNumbers } from './entry-table.ts';
import { bytesOrNull, idColumn, idOf, idOrNull, numberOf, textOf } from './row-values.ts';

/** Where the shown entries of one chain lie: the places of their latest changes, ascending. */
export interface ShownPlaces {
  readonly chain: ChainKey;
  readonly places: readonly number[];
}

/** What `EntryStore` says about records. */
export type RecordTable = Pick<
  EntryStore,
  | 'putRecord'
  | 'dropRecord'
  | 'record'
  | 'posts'
  | 'commentsOf'
  | 'orphans'
  | 'reactionsTo'
  | 'isAnswered'
  | 'recordsOfKind'
> & {
  /** Comments of a thread that are not deleted. */
  commentCount(root: RecordId): number;
  /** Posts and comments of others than `me` that came here after `since` (milliseconds). */
  arrivedSince(since: number, me: MemberId): number;
  /** Posts and comments of one member that are not deleted, oldest first. */
  entriesBy(member: MemberId): readonly RecordRow[];
  entryCountBy(member: MemberId): number;
  /** Where the latest changes of all posts and comments that are not deleted lie, by chain. */
  shownPlaces(): readonly ShownPlaces[];
  /** Posts and comments of anybody that came here at `since` (milliseconds) or later: how many, and by their authors' clocks from when to when. */
  arrivedSpan(since: number): { readonly count: number; readonly from: number; readonly to: number } | null;
};

const COLUMNS = `r.record_id, r.kind, r.member_id, r.parent, r.root, r.created_at, r.lamport, r.edited, r.deleted,
  r.arrived_at, r.latest_cid, r.latest_seq, r.value, s.state`;
const FROM = 'FROM records r LEFT JOIN record_states s ON s.rid = r.rid';

/** Records of the group with number `gid`. */
export function createRecordTable(db: SqlDatabase, gid: number, chains: ChainNumbers): RecordTable {
  const upsert = db.prepare(
    `INSERT INTO records (gid, record_id, kind, member_id, parent, root, created_at, lamport, edited, deleted,
       arrived_at, latest_cid, latest_seq, value)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (gid, record_id) DO UPDATE SET kind = excluded.kind, member_id = excluded.member_id,
       parent = excluded.parent, root = excluded.root, created_at = excluded.created_at, lamport = excluded.lamport,
       edited = excluded.edited, deleted = excluded.deleted, arrived_at = excluded.arrived_at,
       latest_cid = excluded.latest_cid, latest_seq = excluded.latest_seq, value = excluded.value
     RETURNING rid`,
  );
  const upsertState = db.prepare(
    "INSERT INTO record_states (rid, state) VALUES (?, coalesce(?, x'')) ON CONFLICT (rid) DO UPDATE SET state = excluded.state",
  );
  const dropState = db.prepare('DELETE FROM record_states WHERE rid = ?');
  // The document goes with its row.
  const dropRow = db.prepare('DELETE FROM records WHERE gid = ? AND record_id = ?');
  const byId = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE r.gid = ? AND r.record_id = ?`);
  const POSTS_BEFORE = `gid = ? AND kind = ${CONTENT_KIND.post} AND deleted = 0 AND created_at < ?`;
  // Whoever asks for the next page names a time: what was written in the same instant has to be on this one.
  const newestPosts = db.prepare(
    `SELECT ${COLUMNS} ${FROM} WHERE ${POSTS_BEFORE} AND created_at >=
       coalesce((SELECT created_at FROM records WHERE ${POSTS_BEFORE} ORDER BY created_at DESC LIMIT 1 OFFSET ? - 1), 0)
     ORDER BY r.created_at DESC, r.record_id DESC LIMIT ? + ${MAX_TIES}`,
  );
  const ofThread = db.prepare(
    `SELECT ${COLUMNS} ${FROM} WHERE r.gid = ? AND r.root = ? AND r.kind = ${CONTENT_KIND.comment}
     ORDER BY r.lamport, r.created_at, r.record_id`,
  );
  const withoutRoot = db.prepare(
    `SELECT ${COLUMNS} ${FROM} WHERE r.gid = ? AND r.parent = ? AND r.kind = ${CONTENT_KIND.comment} AND r.root IS NULL
     ORDER BY r.lamport, r.created_at, r.record_id`,
  );
  const reactions = db.prepare(
    `SELECT ${COLUMNS} ${FROM} WHERE r.gid = ? AND r.parent = ? AND r.kind = ${CONTENT_KIND.reaction}
     ORDER BY r.lamport, r.created_at, r.record_id`,
  );
  const answered = db.prepare(
    `SELECT EXISTS (SELECT 1 FROM records WHERE gid = ? AND parent = ? AND kind = ${CONTENT_KIND.comment} AND root IS NULL)
       OR EXISTS (SELECT 1 FROM records WHERE gid = ? AND parent = ? AND kind = ${CONTENT_KIND.reaction}) AS n`,
  );
  const ofKind = db.prepare(
    `SELECT ${COLUMNS} ${FROM} WHERE r.gid = ? AND r.kind = ? ORDER BY r.created_at DESC, r.record_id DESC`,
  );
  const countOfThread = db.prepare(
    `SELECT count(*) AS n FROM records WHERE gid = ? AND root = ? AND kind = ${CONTENT_KIND.comment} AND deleted = 0`,
  );
  const countArrived = db.prepare(
    `SELECT count(*) AS n FROM records WHERE gid = ? AND arrived_at > ? AND member_id <> ? AND deleted = 0
     AND kind IN (${CONTENT_KIND.post}, ${CONTENT_KIND.comment})`,
  );
  const spanArrived = db.prepare(
    `SELECT count(*) AS n, min(created_at) AS first, max(created_at) AS last FROM records
     WHERE gid = ? AND arrived_at >= ? AND deleted = 0 AND kind IN (${CONTENT_KIND.post}, ${CONTENT_KIND.comment})`,
  );

  const WRITTEN_BY = `member_id = ? AND deleted = 0 AND kind IN (${CONTENT_KIND.post}, ${CONTENT_KIND.comment})`;
  const byMember = db.prepare(
    `SELECT ${COLUMNS} ${FROM} WHERE r.gid = ? AND ${WRITTEN_BY} ORDER BY r.created_at, r.record_id`,
  );
  const placesShown = db.prepare(
    `SELECT latest_cid, latest_seq FROM records WHERE gid = ? AND deleted = 0
     AND kind IN (${CONTENT_KIND.post}, ${CONTENT_KIND.comment}) ORDER BY latest_cid, latest_seq`,
  );
  const countByMember = db.prepare(`SELECT count(*) AS n FROM records WHERE gid = ? AND ${WRITTEN_BY}`);

  const toRecord = (row: SqlRow): RecordRow => ({
    recordId: idOf<RecordId>(row, 'record_id'),
    kind: numberOf(row, 'kind'),
    memberId: idOf<MemberId>(row, 'member_id'),
    parent: idOrNull<RecordId>(row, 'parent'),
    root: idOrNull<RecordId>(row, 'root'),
    createdAt: numberOf(row, 'created_at'),
    lamport: numberOf(row, 'lamport'),
    edited: numberOf(row, 'edited') === 1,
    deleted: numberOf(row, 'deleted') === 1,
    arrivedAt: numberOf(row, 'arrived_at'),
    latest: { ...chains.chainAt(numberOf(row, 'latest_cid')), seq: numberOf(row, 'latest_seq') },
    value: textOf(row, 'value'),
    state: bytesOrNull(row, 'state'),
  });
  const idOrNullColumn = (id: string | null): SqlValue => (id === null ? null : idColumn(id));
  const countOf = (row: SqlRow | null): number => (row ? numberOf(row, 'n') : 0);

  return {
    putRecord(record) {
      const row = upsert.get(
        gid,
        idColumn(record.recordId),
        record.kind,
        idColumn(record.memberId),
        idOrNullColumn(record.parent),
        idOrNullColumn(record.root),
        record.createdAt,
        record.lamport,
        record.edited ? 1 : 0,
        record.deleted ? 1 : 0,
        record.arrivedAt,
        chains.numberFor(record.latest),
        record.latest.seq,
        record.value,
      );
      if (!row) throw new Error('a record was not stored');
      const rid = numberOf(row, 'rid');
      if (record.state) upsertState.run(rid, record.state);
      else dropState.run(rid);
    },
    dropRecord: (recordId) => void dropRow.run(gid, idColumn(recordId)),
    record(recordId) {
      const row = byId.get(gid, idColumn(recordId));
      return row ? toRecord(row) : null;
    },
    posts(before, limit) {
      const end = before ?? Number.MAX_SAFE_INTEGER;
      return newestPosts.all(gid, end, gid, end, limit, limit).map(toRecord);
    },
    commentsOf: (root) => ofThread.all(gid, idColumn(root)).map(toRecord),
    orphans: (parent) => withoutRoot.all(gid, idColumn(parent)).map(toRecord),
    reactionsTo: (target) => reactions.all(gid, idColumn(target)).map(toRecord),
    isAnswered(recordId) {
      const id = idColumn(recordId);
      return countOf(answered.get(gid, id, gid, id)) > 0;
    },
    recordsOfKind: (kind) => ofKind.all(gid, kind).map(toRecord),
    commentCount: (root) => countOf(countOfThread.get(gid, idColumn(root))),
    arrivedSince: (since, me) => countOf(countArrived.get(gid, since, idColumn(me))),
    entriesBy: (member) => byMember.all(gid, idColumn(member)).map(toRecord),
    entryCountBy: (member) => countOf(countByMember.get(gid, idColumn(member))),
    shownPlaces() {
      const places = new Map<number, number[]>();
      for (const row of placesShown.all(gid)) {
        const cid = numberOf(row, 'latest_cid');
        const known = places.get(cid);
        if (known) known.push(numberOf(row, 'latest_seq'));
        else places.set(cid, [numberOf(row, 'latest_seq')]);
      }
      return [...places].map(([cid, list]) => ({ chain: chains.chainAt(cid), places: list }));
    },
    arrivedSpan(since) {
      const row = spanArrived.get(gid, since);
      const count = countOf(row);
      return row && count > 0 ? { count, from: numberOf(row, 'first'), to: numberOf(row, 'last') } : null;
    },
  };
}
