/**
 * The truth on disk (HP1 §8): `hearth.db`, one SQLCipher file that the engine
 * alone opens. Everything that is said to be saved was committed here first.
 */
import type { GroupId, MemberId } from '../../../shared/brand.ts';
import { keyedHash } from '../../../shared/crypto/crypto.ts';
import { utf8 } from '../../../shared/bytes.ts';
import type { GroupStores } from '../../../shared/ports/entry-store.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { type Census, takeCensus } from './census.ts';
import { type DatabaseInput, type OpenStoreError, openDatabase, type SqlDatabase } from './database.ts';
import { createDocumentUpdates, type DocumentUpdates } from './document-updates.ts';
import { createDraftTable, type DraftTable } from './draft-table.ts';
import { forgetGroup } from './forget-group.ts';
import { createGroupStore, type GroupStore } from './group-store.ts';
import { createJoinTable, type JoinTable } from './join-table.ts';
import { createJournalTable, type JournalTable } from './journal-table.ts';
import { createKeyValues, type KeyValues } from './key-values.ts';
import { type StoreTally, stampOf, tallyStore } from './tally.ts';

/** The open store. Its calls throw `DiskError` when the disk fails. */
export interface SqlcipherStore extends GroupStores {
  forGroup(groupId: GroupId): GroupStore;
  draftsOf(groupId: GroupId): DraftTable;
  /** Deletes every row of a group; handles to it that were given before must not be used again. */
  forgetGroup(groupId: GroupId): void;
  readonly journal: JournalTable;
  readonly documents: DocumentUpdates;
  readonly joins: JoinTable;
  readonly values: KeyValues;
  /** Counts what is held. */
  census(): Census;
  /** The whole file, and when it was last found sound. */
  readonly soundness: Pick<SqlDatabase, 'checkedAt' | 'check'>;
  /** What a person would count in it; `members` are this person's ids in their groups. */
  tally(members: readonly MemberId[]): StoreTally;
  /** See `stampOf`. */
  stamp(): string;
  /** See `SqlDatabase.copyInto`. */
  copyInto(path: string): void;
  /** One durable transaction over everything above. */
  transact<T>(work: () => T): T;
  close(): void;
}

/** `HK(DMK, 'db', 'hearth')`: the raw key of the file, from the vault's master key. */
export const storeKey = (masterKey: Redacted<Uint8Array>): Redacted<Uint8Array> =>
  new Redacted(keyedHash(masterKey.reveal(), 'db', utf8('hearth')));

/** Opens or makes a database; tests put a failing disk in its place. */
export type OpenDatabase = typeof openDatabase;

/** Opens the store at `path`, or makes it when `create` is set. */
export function openSqlcipherStore(
  input: DatabaseInput,
  open: OpenDatabase = openDatabase,
): Result<SqlcipherStore, OpenStoreError> {
  const opened = open(input);
  if (!opened.ok) return opened;
  const db = opened.value;
  const stores = new Map<GroupId, GroupStore>();
  return ok({
    forGroup(groupId) {
      const store = stores.get(groupId) ?? createGroupStore(db, groupId);
      stores.set(groupId, store);
      return store;
    },
    draftsOf: (groupId) => createDraftTable(db, groupId),
    forgetGroup(groupId) {
      forgetGroup(db, groupId);
      stores.delete(groupId);
    },
    journal: createJournalTable(db),
    documents: createDocumentUpdates(db),
    joins: createJoinTable(db),
    values: createKeyValues(db),
    census: () => takeCensus(db),
    soundness: db,
    tally: (members) => tallyStore(db, members),
    stamp: () => stampOf(db),
    copyInto: (path) => db.copyInto(path),
    transact: (work) => db.transact(work),
    close: () => db.close(),
  });
}
