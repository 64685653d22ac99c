/** Entries and chains of one group in SQLCipher: the part of `EntryStore` about what travels. */
import type { DeviceId, EntryId, RecordId } from '../../../shared/brand.ts';
import { CONTENT_KIND } from '../../../shared/chain/kinds.ts';
import type { ChainKey, EntryStore, StoredEntry } from '../../../shared/ports/entry-store.ts';
import type { SqlDatabase, SqlRow } from './database.ts';
import { bytesOf, idColumn, idOf, laneColumn, laneOfRow, numberOf, statusColumn, statusOfRow } from './row-values.ts';

/** Numbers of chains, remembered in memory: a group has a few dozen. */
export interface ChainNumbers {
  /** The number of a chain, which is made when it is new. */
  numberFor(chain: ChainKey): number;
  /** The number of a chain, or `null` when the store has never heard of it. */
  find(chain: ChainKey): number | null;
  chainAt(cid: number): ChainKey;
}

/** Chains of the group with number `gid`. */
export function createChainNumbers(db: SqlDatabase, gid: number): ChainNumbers {
  const insert = db.prepare('INSERT INTO chains (gid, device_id, inc, lane) VALUES (?, ?, ?, ?)');
  const select = db.prepare('SELECT cid FROM chains WHERE gid = ? AND device_id = ? AND inc = ? AND lane = ?');
  const selectByNumber = db.prepare('SELECT device_id, inc, lane FROM chains WHERE cid = ?');
  const chains = new Map<number, ChainKey>();
  // Not a cache of numbers by chain: a transaction that is undone would leave numbers in it that no longer exist.
  const find = (chain: ChainKey): number | null => {
    const row = select.get(gid, idColumn(chain.deviceId), chain.inc, laneColumn(chain.lane));
    return row ? numberOf(row, 'cid') : null;
  };
  return {
    find,
    numberFor: (chain) =>
      find(chain) ?? insert.run(gid, idColumn(chain.deviceId), chain.inc, laneColumn(chain.lane)).lastInsertRowid,
    chainAt(cid) {
      const known = chains.get(cid);
      if (known) return known;
      const row = selectByNumber.get(cid);
      if (!row) throw new Error('an entry without its chain');
      const chain: ChainKey = {
        deviceId: idOf<DeviceId>(row, 'device_id'),
        inc: numberOf(row, 'inc'),
        lane: laneOfRow(row),
      };
      if (!db.isTransacting) chains.set(cid, chain);
      return chain;
    },
  };
}

const COLUMNS = 'e.eid, e.cid, e.seq, e.covers_from, e.id, e.before, e.kind, e.record_id, e.status, e.lamport, b.bytes';
const FROM = 'FROM entries e JOIN entry_bytes b ON b.eid = e.eid';

/** What `EntryStore` says about entries. */
export type EntryTable = Pick<
  EntryStore,
  | 'putEntry'
  | 'entryById'
  | 'entriesInRange'
  | 'entriesOfRecord'
  | 'entriesWithStatus'
  | 'membershipEntries'
  | 'extents'
  | 'dropFolded'
>;

/** Entries of the group with number `gid`. */
export function createEntryTable(db: SqlDatabase, gid: number, chains: ChainNumbers): EntryTable {
  const upsert = db.prepare(
    `INSERT INTO entries (gid, cid, seq, covers_from, id, before, kind, record_id, status, lamport)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (gid, id) DO UPDATE SET status = excluded.status RETURNING eid`,
  );
  const upsertBytes = db.prepare(
    "INSERT INTO entry_bytes (eid, bytes) VALUES (?, coalesce(?, x'')) ON CONFLICT (eid) DO UPDATE SET bytes = excluded.bytes",
  );
  const byId = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE e.gid = ? AND e.id = ?`);
  const inRange = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE e.cid = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq`);
  // A segment stands at the end of what it folds, beyond the range it reaches into.
  const reaching = db.prepare(
    `SELECT ${COLUMNS} FROM entries e INDEXED BY entries_folding JOIN entry_bytes b ON b.eid = e.eid
     WHERE e.cid = ? AND e.covers_from < e.seq AND e.covers_from <= ? AND e.seq > ? ORDER BY e.seq`,
  );
  const ofRecord = db.prepare(
    `SELECT ${COLUMNS} ${FROM} JOIN chains c ON c.cid = e.cid
     WHERE e.gid = ? AND e.record_id = ? AND e.kind <> ${CONTENT_KIND.segment} ORDER BY c.device_id, c.inc, e.seq`,
  );
  const withStatus = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE e.gid = ? AND e.status = ? ORDER BY e.lamport, e.id`);
  const ofLog = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE e.gid = ? AND e.kind < 32 ORDER BY e.lamport, e.id`);
  const allExtents = db.prepare(
    'SELECT cid, covers_from, seq, id, before FROM entries WHERE gid = ? ORDER BY covers_from, id',
  );
  const drop = db.prepare('DELETE FROM entries WHERE cid = ? AND seq BETWEEN ? AND ? AND covers_from = seq');

  const toEntry = (row: SqlRow): StoredEntry => ({
    id: idOf<EntryId>(row, 'id'),
    chain: chains.chainAt(numberOf(row, 'cid')),
    seq: numberOf(row, 'seq'),
    coversFrom: numberOf(row, 'covers_from'),
    before: idOf<EntryId>(row, 'before'),
    kind: numberOf(row, 'kind'),
    recordId: idOf<RecordId>(row, 'record_id'),
    status: statusOfRow(row),
    lamport: numberOf(row, 'lamport'),
    bytes: bytesOf(row, 'bytes'),
  });

  return {
    putEntry(entry) {
      const row = upsert.get(
        gid,
        chains.numberFor(entry.chain),
        entry.seq,
        entry.coversFrom,
        idColumn(entry.id),
        idColumn(entry.before),
        entry.kind,
        idColumn(entry.recordId),
        statusColumn(entry.status),
        entry.lamport,
      );
      if (!row) throw new Error('an entry was not stored');
      upsertBytes.run(numberOf(row, 'eid'), entry.bytes);
    },
    entryById(id) {
      const row = byId.get(gid, idColumn(id));
      return row ? toEntry(row) : null;
    },
    entriesInRange(chain, from, to) {
      const cid = chains.find(chain);
      if (cid === null) return [];
      return [...inRange.all(cid, from, to), ...reaching.all(cid, to, Math.max(to, from - 1))].map(toEntry);
    },
    entriesOfRecord: (recordId) => ofRecord.all(gid, idColumn(recordId)).map(toEntry),
    entriesWithStatus: (status) => withStatus.all(gid, statusColumn(status)).map(toEntry),
    membershipEntries: () => ofLog.all(gid).map(toEntry),
    extents: () =>
      allExtents.all(gid).map((row) => ({
        chain: chains.chainAt(numberOf(row, 'cid')),
        coversFrom: numberOf(row, 'covers_from'),
        seq: numberOf(row, 'seq'),
        id: idOf<EntryId>(row, 'id'),
        before: idOf<EntryId>(row, 'before'),
      })),
    dropFolded(chain, from, to) {
      const cid = chains.find(chain);
      if (cid !== null) drop.run(cid, from, to);
    },
  };
}
