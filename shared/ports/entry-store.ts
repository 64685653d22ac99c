/**
 * The truth on disk, as the protocol core sees it: entries, membership
 * operations, records with their projections, and what others are known to
 * have. SQLCipher in the app, memory in simulations; both sit the exam in
 * `shared/testing/entry-store-contract.ts`.
 *
 * Everything is synchronous, because SQLite is, and because an entry, its
 * head and its derived state have to change in one transaction.
 */
import type { DeviceId, EntryId, GroupId, MemberId, RecordId } from '../brand.ts';

/** The lane of a chain: operations on the membership log, or content. */
export type StoredLane = 'membership' | 'content';

/** Names one hash chain. */
export interface ChainKey {
  readonly deviceId: DeviceId;
  readonly inc: number;
  readonly lane: StoredLane;
}

/**
 * What happened to an entry after it was verified:
 * `applied` it took effect; `waiting` its record's earlier updates are not here
 * yet; `inert` verified but its content is not understood or breaks a bound;
 * `quarantined` beyond a removed member's frontier or behind a fork.
 */
export type EntryStatus = 'applied' | 'waiting' | 'inert' | 'quarantined';

/** One stored entry. */
export interface StoredEntry {
  readonly id: EntryId;
  readonly chain: ChainKey;
  /** Place in the chain. */
  readonly seq: number;
  /** First seq this entry stands for: its own, or for a segment the first entry folded into it (SPEC SG2). */
  readonly coversFrom: number;
  /** Id of the entry just before `coversFrom`: `prev`, or what a segment names. */
  readonly before: EntryId;
  readonly kind: number;
  readonly recordId: RecordId;
  readonly status: EntryStatus;
  readonly lamport: number;
  /** The encoded entry (`encodeEntry`), its payload perhaps erased. */
  readonly bytes: Uint8Array;
}

/** A record as projected: plain values, no document. */
export interface RecordRow {
  readonly recordId: RecordId;
  readonly kind: number;
  readonly memberId: MemberId;
  /** For comments and reactions: what it answers. */
  readonly parent: RecordId | null;
  /** The post at the top of the thread; its own id for a post; null while the parent is unknown. */
  readonly root: RecordId | null;
  /** Author's clock of the first entry, milliseconds. */
  readonly createdAt: number;
  readonly lamport: number;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** When this computer first had it, milliseconds. */
  readonly arrivedAt: number;
  /** Where the newest entry of the record stands: what "who has it" is computed from. */
  readonly latest: ChainKey & { readonly seq: number };
  /** Small typed value of the kind (a reaction, a name), or the body as text blocks; JSON. */
  readonly value: string;
  /** For kinds with a body what its document is made from (`shared/record/state.ts`: `updateOfState`), else null. Read only when the record is edited or updated. */
  readonly state: Uint8Array | null;
}

/** What one device is known to hold of one chain, contiguous from 1. */
export interface HaveRow {
  readonly holder: DeviceId;
  readonly chain: ChainKey;
  readonly seq: number;
}

/** Most posts of one instant that make a page longer: times are claimed, and somebody may claim one a thousand times. */
export const MAX_TIES = 500;

/** One group's part of the store. */
export interface EntryStore {
  /** Runs `work` in one durable transaction; when it throws nothing of it remains. Not nested. */
  transact<T>(work: () => T): T;

  /** Adds an entry, or replaces the one with the same id (status changed, payload erased). */
  putEntry(entry: StoredEntry): void;
  entryById(id: EntryId): StoredEntry | null;
  /** Entries of one chain with `coversFrom ≤ to` and `seq ≥ from`, by ascending seq. */
  entriesInRange(chain: ChainKey, from: number, to: number): readonly StoredEntry[];
  /** Entries of a record that are in the store one by one, by ascending (device, inc, seq). */
  entriesOfRecord(recordId: RecordId): readonly StoredEntry[];
  /** Every entry with the given status, by ascending lamport. */
  entriesWithStatus(status: EntryStatus): readonly StoredEntry[];
  /** All membership entries, by ascending lamport then id. */
  membershipEntries(): readonly StoredEntry[];
  /** The extents of every chain, for rebuilding runs when the group is opened; ascending by coversFrom. */
  extents(): readonly {
    readonly chain: ChainKey;
    readonly coversFrom: number;
    readonly seq: number;
    readonly id: EntryId;
    readonly before: EntryId;
  }[];
  /** Forgets the single entries of one chain that a segment stands for now. */
  dropFolded(chain: ChainKey, from: number, to: number): void;

  putRecord(row: RecordRow): void;
  /** Forgets a record whole, as if nothing had been said about it; nothing happens when it is not there. */
  dropRecord(recordId: RecordId): void;
  record(recordId: RecordId): RecordRow | null;
  /**
   * Posts by descending (createdAt, recordId), older than `before` when given: `limit` of them, and up to `MAX_TIES` of
   * the same instant as the last, so that a next page from there leaves none out. Deleted ones are left out.
   */
  posts(before: number | null, limit: number): readonly RecordRow[];
  /** Comments of a thread, ascending by (lamport, createdAt, recordId). */
  commentsOf(root: RecordId): readonly RecordRow[];
  /** Comments whose parent is unknown so far. */
  orphans(parent: RecordId): readonly RecordRow[];
  /** Reactions to a post or comment. */
  reactionsTo(target: RecordId): readonly RecordRow[];
  /**
   * True when `orphans` or `reactionsTo` has anything for this record: asked for every record that comes, of which few
   * have been answered before, so that it has to be cheap.
   */
  isAnswered(recordId: RecordId): boolean;
  /** Records of one kind, newest first. */
  recordsOfKind(kind: number): readonly RecordRow[];

  /** Keeps the greatest seq per holder and chain. */
  putHave(row: HaveRow): void;
  haves(): readonly HaveRow[];

  /** Small named values of the group (sealed with everything else by the store itself). */
  putMeta(key: string, value: Uint8Array): void;
  meta(key: string): Uint8Array | null;
  deleteMeta(key: string): void;
}

/** Which group a store handle belongs to is fixed when it is made. */
export interface GroupStores {
  forGroup(groupId: GroupId): EntryStore;
}
