/**
 * `EntryStore` in memory, with the crash semantics of a durable one: what was
 * not committed when the process died is gone, what was committed is there
 * when the store is opened again.
 */
import type { EntryId, RecordId } from '../brand.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import {
  type ChainKey,
  type EntryStore,
  type HaveRow,
  MAX_TIES,
  type RecordRow,
  type StoredEntry,
} from '../ports/entry-store.ts';

/** What a crash throws out of the operation it strikes; a defect everywhere but in a simulation. */
export class SimulatedCrash extends Error {
  constructor() {
    super('the process died here');
    this.name = 'SimulatedCrash';
  }
}

/** A disk that outlives the store opened on it. */
export interface MemoryDisk {
  /** Opens the store as it was last committed; handles from before stop working. */
  open(): EntryStore;
  /** The process dies now: every open handle throws from here on. */
  crash(): void;
  /** The process dies inside the `n`-th write from now (1 is the next one). */
  crashAtWrite(n: number): void;
  /** An independent copy of what is committed. */
  clone(): MemoryDisk;
}

interface Tables {
  readonly entries: Map<EntryId, StoredEntry>;
  readonly records: Map<RecordId, RecordRow>;
  readonly haves: Map<string, HaveRow>;
  readonly meta: Map<string, Uint8Array>;
}

const chainText = (chain: ChainKey): string => `${chain.lane}/${chain.deviceId}/${chain.inc}`;
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const bySeq = (a: StoredEntry, b: StoredEntry): number => a.seq - b.seq || byText(a.id, b.id);
const byThreadOrder = (a: RecordRow, b: RecordRow): number =>
  a.lamport - b.lamport || a.createdAt - b.createdAt || byText(a.recordId, b.recordId);
const newestFirst = (a: RecordRow, b: RecordRow): number => b.createdAt - a.createdAt || byText(b.recordId, a.recordId);

/** One open handle. `write` reports every change before it is made, so that a crash can strike there. */
function openTables(tables: Tables, check: () => void, write: () => void): EntryStore {
  let undo: (() => void)[] | null = null;
  /** Entries by chain, kept beside the table because replicas ask by chain all the time. */
  const chains = new Map<string, StoredEntry[]>();
  const chainOf = (chain: ChainKey): StoredEntry[] => {
    const key = chainText(chain);
    const list = chains.get(key) ?? [];
    chains.set(key, list);
    return list;
  };
  const unlist = (entry: StoredEntry): void => {
    const list = chainOf(entry.chain);
    const at = list.findIndex((other) => other.id === entry.id);
    if (at >= 0) list.splice(at, 1);
  };
  const enlist = (entry: StoredEntry): void => {
    const list = chainOf(entry.chain);
    const at = list.findLastIndex((other) => bySeq(other, entry) < 0);
    list.splice(at + 1, 0, entry);
  };
  for (const entry of tables.entries.values()) enlist(entry);

  function set<K, V>(table: Map<K, V>, key: K, value: V | undefined): void {
    check();
    write();
    const before = table.get(key);
    const put = (next: V | undefined): void => {
      if (next === undefined) table.delete(key);
      else table.set(key, next);
    };
    undo?.push(() => put(before));
    put(value);
  }
  function setEntry(id: EntryId, entry: StoredEntry | undefined): void {
    const before = tables.entries.get(id);
    set(tables.entries, id, entry);
    const swap = (out: StoredEntry | undefined, into: StoredEntry | undefined): void => {
      if (out) unlist(out);
      if (into) enlist(into);
    };
    undo?.push(() => swap(entry, before));
    swap(before, entry);
  }
  /** What answers a record, kept beside the table because every new record asks what came before it. */
  const answersByParent = new Map<RecordId, Set<RecordId>>();
  const trackAnswer = (before: RecordRow | undefined, after: RecordRow | undefined): void => {
    if (before?.parent) answersByParent.get(before.parent)?.delete(before.recordId);
    if (!after?.parent) return;
    const answers = answersByParent.get(after.parent) ?? new Set<RecordId>();
    answersByParent.set(after.parent, answers.add(after.recordId));
  };
  const answersTo = (parent: RecordId, isWanted: (row: RecordRow) => boolean): readonly RecordRow[] => {
    check();
    return [...(answersByParent.get(parent) ?? [])]
      .flatMap((recordId) => tables.records.get(recordId) ?? [])
      .filter(isWanted)
      .sort(byThreadOrder);
  };
  for (const row of tables.records.values()) trackAnswer(undefined, row);
  function setRecord(recordId: RecordId, row: RecordRow | undefined): void {
    const before = tables.records.get(recordId);
    set(tables.records, recordId, row);
    undo?.push(() => trackAnswer(row, before));
    trackAnswer(before, row);
  }
  const selectRecords = (isWanted: (row: RecordRow) => boolean): RecordRow[] => {
    check();
    return [...tables.records.values()].filter(isWanted);
  };

  return {
    transact(work) {
      check();
      if (undo) throw new Error('transactions are not nested');
      undo = [];
      try {
        return work();
      } catch (failure) {
        for (const step of undo.reverse()) step();
        throw failure;
      } finally {
        undo = null;
      }
    },
    putEntry: (entry) => setEntry(entry.id, entry),
    entryById(id) {
      check();
      return tables.entries.get(id) ?? null;
    },
    entriesInRange(chain, from, to) {
      check();
      return chainOf(chain).filter((entry) => entry.coversFrom <= to && entry.seq >= from);
    },
    entriesOfRecord(recordId) {
      check();
      return [...tables.entries.values()]
        .filter((entry) => entry.recordId === recordId && entry.kind !== CONTENT_KIND.segment)
        .sort((a, b) => byText(a.chain.deviceId, b.chain.deviceId) || a.chain.inc - b.chain.inc || bySeq(a, b));
    },
    entriesWithStatus(status) {
      check();
      return [...tables.entries.values()]
        .filter((entry) => entry.status === status)
        .sort((a, b) => a.lamport - b.lamport || byText(a.id, b.id));
    },
    membershipEntries() {
      check();
      return [...tables.entries.values()]
        .filter((entry) => entry.chain.lane === 'membership')
        .sort((a, b) => a.lamport - b.lamport || byText(a.id, b.id));
    },
    extents() {
      check();
      return [...tables.entries.values()]
        .map(({ chain, coversFrom, seq, id, before }) => ({ chain, coversFrom, seq, id, before }))
        .sort((a, b) => a.coversFrom - b.coversFrom || byText(a.id, b.id));
    },
    dropFolded(chain, from, to) {
      check();
      for (const entry of [...chainOf(chain)]) {
        if (entry.coversFrom === entry.seq && entry.seq >= from && entry.seq <= to) setEntry(entry.id, undefined);
      }
    },
    putRecord: (row) => setRecord(row.recordId, row),
    dropRecord: (recordId) => setRecord(recordId, undefined),
    record(recordId) {
      check();
      return tables.records.get(recordId) ?? null;
    },
    posts: (before, limit) =>
      selectRecords(
        (row) => row.kind === CONTENT_KIND.post && !row.deleted && (before === null || row.createdAt < before),
      )
        .sort(newestFirst)
        .filter((row, i, rows) => i < limit || (i < limit + MAX_TIES && row.createdAt === rows[limit - 1]?.createdAt)),
    commentsOf: (root) =>
      selectRecords((row) => row.kind === CONTENT_KIND.comment && row.root === root).sort(byThreadOrder),
    orphans: (parent) => answersTo(parent, (row) => row.kind === CONTENT_KIND.comment && row.root === null),
    reactionsTo: (target) => answersTo(target, (row) => row.kind === CONTENT_KIND.reaction),
    isAnswered: (recordId) =>
      answersTo(
        recordId,
        (row) => row.kind === CONTENT_KIND.reaction || (row.kind === CONTENT_KIND.comment && row.root === null),
      ).length > 0,
    recordsOfKind: (kind) => selectRecords((row) => row.kind === kind).sort(newestFirst),
    putHave(row) {
      const key = `${row.holder}/${chainText(row.chain)}`;
      if (row.seq > (tables.haves.get(key)?.seq ?? 0)) set(tables.haves, key, row);
    },
    haves() {
      check();
      return [...tables.haves.values()];
    },
    putMeta: (key, value) => set(tables.meta, key, value),
    meta(key) {
      check();
      return tables.meta.get(key) ?? null;
    },
    deleteMeta: (key) => set(tables.meta, key, undefined),
  };
}

function diskOf(tables: Tables): MemoryDisk {
  let generation = 0;
  let writesLeft = Number.POSITIVE_INFINITY;
  return {
    open() {
      generation += 1;
      const own = generation;
      const check = (): void => {
        if (own !== generation) throw new SimulatedCrash();
      };
      return openTables(tables, check, () => {
        writesLeft -= 1;
        if (writesLeft > 0) return;
        writesLeft = Number.POSITIVE_INFINITY;
        generation += 1;
        throw new SimulatedCrash();
      });
    },
    crash() {
      generation += 1;
    },
    crashAtWrite(n) {
      writesLeft = n;
    },
    clone: () =>
      diskOf({
        entries: new Map(tables.entries),
        records: new Map(tables.records),
        haves: new Map(tables.haves),
        meta: new Map(tables.meta),
      }),
  };
}

/** An empty disk for one group. */
export const createMemoryDisk = (): MemoryDisk =>
  diskOf({ entries: new Map(), records: new Map(), haves: new Map(), meta: new Map() });
