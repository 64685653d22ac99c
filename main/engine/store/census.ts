/** What the store holds, counted: for the health page and for the manifest of a backup. */
import { type GroupId, idFromBytes } from '../../../shared/brand.ts';
import { CONTENT_KIND } from '../../../shared/chain/kinds.ts';
import type { SqlDatabase, SqlRow } from './database.ts';
import { bytesOf, numberOf, statusColumn } from './row-values.ts';

/** One group's share. Bytes are those of what is kept, without what SQLite lays around it. */
export interface GroupCensus {
  readonly groupId: GroupId;
  /** Posts and comments that are shown. */
  readonly entries: number;
  readonly bytes: number;
  /** Entries that are kept and passed on without effect (SPEC RP7, RP9). */
  readonly setAside: number;
  /** Entries that wait for something before them. */
  readonly waiting: number;
}
/** See the file's head. */
export interface Census {
  readonly journal: number;
  readonly drafts: number;
  /** Bytes of journal and drafts. */
  readonly privateBytes: number;
  readonly groups: readonly GroupCensus[];
  /** When words last came to the disk, by this computer's clock, milliseconds; null for never. */
  readonly lastSavedAt: number | null;
}

const SHOWN = `deleted = 0 AND kind IN (${CONTENT_KIND.post}, ${CONTENT_KIND.comment})`;

const countOf = (row: SqlRow | null): number => Number(row?.['n'] ?? 0);

/** Counts everything once; some 0.1 s for each 100 MB. */
export function takeCensus(db: SqlDatabase): Census {
  const count = (sql: string, ...values: readonly number[]): number => countOf(db.prepare(sql).get(...values));
  const groups = db
    .prepare('SELECT gid, group_id FROM groups')
    .all()
    .map((row): GroupCensus => {
      const gid = numberOf(row, 'gid');
      const withStatus = 'SELECT count(*) AS n FROM entries WHERE gid = ? AND status = ?';
      return {
        groupId: idFromBytes<GroupId>(bytesOf(row, 'group_id')),
        entries: count(`SELECT count(*) AS n FROM records WHERE gid = ? AND ${SHOWN}`, gid),
        bytes:
          count('SELECT sum(length(bytes)) AS n FROM entries JOIN entry_bytes USING (eid) WHERE gid = ?', gid) +
          count('SELECT sum(length(state)) AS n FROM records JOIN record_states USING (rid) WHERE gid = ?', gid),
        setAside: count(withStatus, gid, statusColumn('quarantined')),
        waiting: count(withStatus, gid, statusColumn('waiting')),
      };
    });
  const lastSavedAt = count(`SELECT max(at) AS n FROM (
    SELECT max(updated_at) AS at FROM journal UNION ALL SELECT max(updated_at) FROM drafts
    UNION ALL SELECT max(arrived_at) FROM records WHERE kind IN (${CONTENT_KIND.post}, ${CONTENT_KIND.comment}))`);
  return {
    journal: count("SELECT count(*) AS n FROM journal WHERE text <> ''"),
    drafts: count('SELECT count(*) AS n FROM drafts'),
    privateBytes: count('SELECT sum(length(bytes)) AS n FROM document_updates'),
    groups,
    lastSavedAt: lastSavedAt === 0 ? null : lastSavedAt,
  };
}
