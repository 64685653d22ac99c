/**
 * The exam of every `EntryStore`. An adapter's test runs it in three lines:
 *
 *   describe('SQLCipher', () => {
 *     entryStoreContract({ it, expect }, () => openFreshStore());
 *   });
 */
import {
  type DeviceId,
  type EntryId,
  idFromBytes,
  type MemberId,
  NO_ENTRY,
  NO_RECORD,
  type RecordId,
} from '../brand.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import type { ChainKey, EntryStore, RecordRow, StoredEntry } from '../ports/entry-store.ts';

/** The parts of a test runner that the exam needs; vitest's fit. */
export interface TestRunner {
  it(title: string, run: () => void): void;
  expect(actual: unknown): { toEqual(expected: unknown): void; toThrow(): void };
}

/** A store to examine, empty. */
export interface ExaminedStore {
  readonly store: EntryStore;
  /** Closes it, without a word to it, and opens what is on the disk. */
  reopen(): EntryStore;
}

const id32 = (n: number): EntryId => idFromBytes<EntryId>(new Uint8Array(32).fill(n));
const id16 = <I extends string>(n: number): I => idFromBytes<I>(new Uint8Array(16).fill(n));
const ANNA = id16<DeviceId>(0xa1);
const BEN = id16<DeviceId>(0xb1);
const chain = (fields: Partial<ChainKey> = {}): ChainKey => ({ deviceId: ANNA, inc: 1, lane: 'content', ...fields });

const entry = (n: number, fields: Partial<StoredEntry> = {}): StoredEntry => ({
  id: id32(n),
  chain: chain(),
  seq: n,
  coversFrom: fields.seq ?? n,
  before: n === 1 ? NO_ENTRY : id32(n - 1),
  kind: CONTENT_KIND.post,
  recordId: NO_RECORD,
  status: 'applied',
  lamport: n,
  bytes: Uint8Array.of(n, 0, 255),
  ...fields,
});

const record = (n: number, fields: Partial<RecordRow> = {}): RecordRow => ({
  recordId: id16<RecordId>(n),
  kind: CONTENT_KIND.post,
  memberId: id16<MemberId>(0xaa),
  parent: null,
  root: id16<RecordId>(n),
  createdAt: 1_000 + n,
  lamport: n,
  edited: false,
  deleted: false,
  arrivedAt: 5_000 + n,
  latest: { ...chain(), seq: n },
  value: '{"text":"grüezi 🌱"}',
  state: Uint8Array.of(1, 2, 3),
  ...fields,
});

const ids = (rows: readonly { readonly recordId: RecordId }[]): readonly RecordId[] => rows.map((row) => row.recordId);
const seqs = (rows: readonly StoredEntry[]): readonly number[] => rows.map((row) => row.seq);

function examineDurability({ it, expect }: TestRunner, open: () => ExaminedStore): void {
  it('[ST1] what a transaction wrote is there after the process died', () => {
    const { store, reopen } = open();
    store.transact(() => {
      store.putEntry(entry(1));
      store.putRecord(record(1));
      store.putHave({ holder: BEN, chain: chain(), seq: 1 });
      store.putMeta('cursor', Uint8Array.of(7));
    });
    const again = reopen();
    expect(again.entryById(id32(1))).toEqual(entry(1));
    expect(again.record(id16(1))).toEqual(record(1));
    expect(again.haves()).toEqual([{ holder: BEN, chain: chain(), seq: 1 }]);
    expect(again.meta('cursor')).toEqual(Uint8Array.of(7));
  });
  it('[ST2] a transaction that throws leaves nothing behind, and the error comes out', () => {
    const { store, reopen } = open();
    store.transact(() => {
      store.putEntry(entry(1));
      store.putRecord(record(1));
      store.putMeta('kept', Uint8Array.of(1));
    });
    expect(() =>
      store.transact(() => {
        store.putEntry(entry(1, { status: 'inert' }));
        store.putEntry(entry(2));
        store.putRecord(record(1, { deleted: true }));
        store.putMeta('kept', Uint8Array.of(2));
        store.deleteMeta('kept');
        store.dropFolded(chain(), 1, 2);
        throw new Error('in the middle');
      }),
    ).toThrow();
    const isAsBefore = (state: EntryStore): void => {
      expect(state.entryById(id32(1))).toEqual(entry(1));
      expect(state.entryById(id32(2))).toEqual(null);
      expect(seqs(state.entriesInRange(chain(), 1, 9))).toEqual([1]);
      expect(state.record(id16(1))?.deleted).toEqual(false);
      expect(state.meta('kept')).toEqual(Uint8Array.of(1));
    };
    isAsBefore(store);
    isAsBefore(reopen());
  });
  it('[ST2] a transaction gives back what its work returns and sees its own writes', () => {
    const { store } = open();
    const seen = store.transact(() => {
      store.putEntry(entry(1));
      return seqs(store.entriesInRange(chain(), 1, 1));
    });
    expect(seen).toEqual([1]);
  });
}

function examineEntries({ it, expect }: TestRunner, open: () => ExaminedStore): void {
  it('[ST3] an entry put again under its id replaces the first', () => {
    const { store } = open();
    store.putEntry(entry(1));
    store.putEntry(entry(1, { status: 'quarantined', bytes: Uint8Array.of(9) }));
    expect(store.entryById(id32(1))).toEqual(entry(1, { status: 'quarantined', bytes: Uint8Array.of(9) }));
    expect(seqs(store.entriesInRange(chain(), 1, 9))).toEqual([1]);
    expect(store.entryById(id32(9))).toEqual(null);
  });
  it('[ST4] a range gives what overlaps it, by ascending place, of that chain alone', () => {
    const { store } = open();
    for (const seq of [12, 3, 4, 11]) store.putEntry(entry(seq));
    store.putEntry(entry(10, { coversFrom: 5, kind: CONTENT_KIND.segment }));
    store.putEntry(entry(101, { seq: 4, chain: chain({ deviceId: BEN }) }));
    store.putEntry(entry(102, { seq: 4, chain: chain({ inc: 2 }) }));
    store.putEntry(entry(103, { seq: 4, chain: chain({ lane: 'membership' }), kind: 4 }));
    expect(seqs(store.entriesInRange(chain(), 4, 11))).toEqual([4, 10, 11]);
    expect(seqs(store.entriesInRange(chain(), 6, 7))).toEqual([10]);
    expect(seqs(store.entriesInRange(chain(), 13, 20))).toEqual([]);
    expect(store.entriesInRange(chain({ inc: 2 }), 1, 9).map((found) => found.id)).toEqual([id32(102)]);
  });
  it('[ST4] entries of a record, of a status and of the membership lane come in their stated order', () => {
    const { store } = open();
    const recordId = id16<RecordId>(0x77);
    store.putEntry(entry(5, { recordId, lamport: 9 }));
    store.putEntry(entry(2, { recordId, lamport: 30, status: 'waiting' }));
    store.putEntry(entry(50, { seq: 1, recordId, chain: chain({ deviceId: BEN }), status: 'waiting', lamport: 20 }));
    store.putEntry(entry(60, { seq: 2, chain: chain({ lane: 'membership' }), kind: 4, lamport: 8 }));
    store.putEntry(entry(61, { seq: 1, chain: chain({ lane: 'membership' }), kind: 1, lamport: 3 }));
    expect(store.entriesOfRecord(recordId).map((found) => found.id)).toEqual([id32(2), id32(5), id32(50)]);
    expect(store.entriesWithStatus('waiting').map((found) => found.id)).toEqual([id32(50), id32(2)]);
    expect(store.membershipEntries().map((found) => found.id)).toEqual([id32(61), id32(60)]);
  });
  it('[ST5] folding forgets the single entries of the range and nothing else', () => {
    const { store } = open();
    for (const seq of [1, 2, 3, 4]) store.putEntry(entry(seq));
    store.putEntry(entry(5, { coversFrom: 2, kind: CONTENT_KIND.segment }));
    store.putEntry(entry(6));
    store.putEntry(entry(103, { seq: 3, chain: chain({ deviceId: BEN }) }));
    store.dropFolded(chain(), 2, 5);
    expect(seqs(store.entriesInRange(chain(), 1, 9))).toEqual([1, 5, 6]);
    expect(seqs(store.entriesInRange(chain({ deviceId: BEN }), 1, 9))).toEqual([3]);
    expect(store.extents().filter((extent) => extent.chain.deviceId === ANNA)).toEqual([
      { chain: chain(), coversFrom: 1, seq: 1, id: id32(1), before: NO_ENTRY },
      { chain: chain(), coversFrom: 2, seq: 5, id: id32(5), before: id32(4) },
      { chain: chain(), coversFrom: 6, seq: 6, id: id32(6), before: id32(5) },
    ]);
  });
}

function examineRecords({ it, expect }: TestRunner, open: () => ExaminedStore): void {
  it('[ST3] a dropped record is gone with its document, and can be put anew', () => {
    const { store } = open();
    store.putRecord(record(1));
    store.putRecord(record(2));
    store.dropRecord(id16(1));
    store.dropRecord(id16(9));
    expect(store.record(id16(1))).toEqual(null);
    expect(ids(store.posts(null, 10))).toEqual([id16(2)]);
    store.putRecord(record(1, { state: null }));
    expect(store.record(id16(1))).toEqual(record(1, { state: null }));
  });
  it('[ST6] posts come newest first, without deleted ones, from before an instant, so many at most', () => {
    const { store } = open();
    for (const n of [1, 2, 3, 4]) store.putRecord(record(n));
    store.putRecord(record(5, { createdAt: 1_004 }));
    store.putRecord(record(3, { deleted: true }));
    store.putRecord(record(6, { kind: CONTENT_KIND.comment }));
    expect(ids(store.posts(null, 10))).toEqual([id16(5), id16(4), id16(2), id16(1)]);
    expect(ids(store.posts(null, 2))).toEqual([id16(5), id16(4)]);
    expect(ids(store.posts(1_004, 10))).toEqual([id16(2), id16(1)]);
    expect(store.record(id16(3))?.deleted).toEqual(true);
  });
  it('[ST6] a page is as long as it was asked to be, and has all posts of the instant that it ends in', () => {
    const { store } = open();
    for (const [n, createdAt] of [1_000, 1_001, 1_001, 1_001, 1_002].entries())
      store.putRecord(record(n + 1, { createdAt }));
    expect(ids(store.posts(null, 1))).toEqual([id16(5)]);
    for (const limit of [2, 3, 4]) expect(ids(store.posts(null, limit))).toEqual([5, 4, 3, 2].map((n) => id16(n)));
    expect(ids(store.posts(1_001, 2))).toEqual([id16(1)]);
    expect(ids(store.posts(null, 5))).toEqual([5, 4, 3, 2, 1].map((n) => id16(n)));
  });
  it('[ST7] a thread is its comments in order; those without a known post wait apart; reactions are apart', () => {
    const { store } = open();
    const root = id16<RecordId>(1);
    const comment = { kind: CONTENT_KIND.comment, parent: root, root };
    store.putRecord(record(1));
    store.putRecord(record(2, { ...comment, lamport: 9 }));
    store.putRecord(record(3, { ...comment, lamport: 4, createdAt: 8 }));
    store.putRecord(record(4, { ...comment, lamport: 4, createdAt: 7 }));
    store.putRecord(record(5, { ...comment, root: null, parent: id16<RecordId>(0x99) }));
    store.putRecord(record(6, { ...comment, kind: CONTENT_KIND.reaction, state: null }));
    expect(ids(store.commentsOf(root))).toEqual([id16(4), id16(3), id16(2)]);
    expect(ids(store.orphans(id16<RecordId>(0x99)))).toEqual([id16(5)]);
    expect(ids(store.orphans(root))).toEqual([]);
    expect(store.reactionsTo(root)).toEqual([record(6, { ...comment, kind: CONTENT_KIND.reaction, state: null })]);
    // One with a reaction, one with a comment that waits for it, a comment that nobody answered, and none at all.
    const asked = [1, 0x99, 2, 0x98].map((n) => store.isAnswered(id16<RecordId>(n)));
    expect(asked).toEqual([true, true, false, false]);
    expect(ids(store.recordsOfKind(CONTENT_KIND.comment))).toEqual([id16(5), id16(2), id16(3), id16(4)]);
  });
  it('[ST8] what a holder has of a chain is one row that never goes back', () => {
    const { store } = open();
    store.putHave({ holder: BEN, chain: chain(), seq: 4 });
    store.putHave({ holder: BEN, chain: chain({ lane: 'membership' }), seq: 2 });
    store.putHave({ holder: BEN, chain: chain(), seq: 6 });
    store.putHave({ holder: BEN, chain: chain(), seq: 5 });
    expect(store.haves().toSorted((a, b) => a.seq - b.seq)).toEqual([
      { holder: BEN, chain: chain({ lane: 'membership' }), seq: 2 },
      { holder: BEN, chain: chain(), seq: 6 },
    ]);
  });
  it('[ST8] a named value is replaced and deleted', () => {
    const { store } = open();
    store.putMeta('a', Uint8Array.of(1));
    store.putMeta('a', Uint8Array.of(2));
    expect(store.meta('a')).toEqual(Uint8Array.of(2));
    store.deleteMeta('a');
    store.deleteMeta('never there');
    expect(store.meta('a')).toEqual(null);
  });
}

/** Registers the whole exam; `open` makes a new empty store each time. */
export function entryStoreContract(runner: TestRunner, open: () => ExaminedStore): void {
  examineDurability(runner, open);
  examineEntries(runner, open);
  examineRecords(runner, open);
}
