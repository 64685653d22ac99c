/** What a person would count in a store: for a backup, which says what it holds. */
import type { MemberId } from '../../../shared/brand.ts';
import { CONTENT_KIND } from '../../../shared/chain/kinds.ts';
import { utf8ToText } from '../../../shared/bytes.ts';
import type { SqlDatabase } from './database.ts';
import { bytesOf, idColumn, numberOf } from './row-values.ts';

/** Counts, and when the newest of what is counted was written. */
export interface StoreTally {
  /** Journal entries that have words. */
  readonly journal: number;
  /** Own posts and comments, of past groups too. */
  readonly shared: number;
  readonly drafts: number;
  /** Milliseconds; null when nothing was ever written. */
  readonly newestAt: number | null;
}

/** Changes whenever something was written, taken in or deleted that a person would miss; for comparing only. */
export function stampOf(db: SqlDatabase): string {
  const rows = [
    'SELECT coalesce(max(eid), 0) AS a, 0 AS b FROM entries',
    'SELECT coalesce(max(updated_at), 0) AS a, count(*) AS b FROM journal',
    'SELECT coalesce(max(updated_at), 0) AS a, count(*) AS b FROM drafts',
    'SELECT count(*) AS a, 0 AS b FROM groups',
    'SELECT count(*) AS a, 0 AS b FROM joins',
  ].map((sql) => db.prepare(sql).get());
  const settings = db.prepare("SELECT value FROM key_values WHERE key = 'settings'").get();
  const counts = rows.map((row) => (row ? `${numberOf(row, 'a')}/${numberOf(row, 'b')}` : ''));
  return [...counts, settings ? utf8ToText(bytesOf(settings, 'value')) : ''].join(' ');
}

/** Counts in one database; `members` are this person's ids in their groups. */
export function tallyStore(db: SqlDatabase, members: readonly MemberId[]): StoreTally {
  const count = (sql: string, ...values: readonly Uint8Array[]) => {
    const row = db.prepare(`SELECT count(*) AS n, coalesce(max(at), 0) AS newest FROM (${sql})`).get(...values);
    return row ? { n: numberOf(row, 'n'), newest: numberOf(row, 'newest') } : { n: 0, newest: 0 };
  };
  const kinds = `${CONTENT_KIND.post}, ${CONTENT_KIND.comment}`;
  const journal = count("SELECT updated_at AS at FROM journal WHERE text <> ''");
  const drafts = count('SELECT updated_at AS at FROM drafts');
  const shared = members.map((member) =>
    count(
      `SELECT created_at AS at FROM records WHERE kind IN (${kinds}) AND deleted = 0 AND member_id = ?`,
      idColumn(member),
    ),
  );
  const newest = Math.max(journal.newest, drafts.newest, ...shared.map((one) => one.newest));
  return {
    journal: journal.n,
    shared: shared.reduce((sum, one) => sum + one.n, 0),
    drafts: drafts.n,
    newestAt: newest === 0 ? null : newest,
  };
}
