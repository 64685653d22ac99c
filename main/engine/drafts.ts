/** Drafts of one group: bodies that nobody but this person has seen, kept through crashes until shared or discarded. */
import * as Y from 'yjs';
import type { DeviceId, GroupId, MemberId, RecordId } from '../../shared/brand.ts';
import { CONTENT_KIND } from '../../shared/chain/kinds.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { EditableDoc, Saved } from '../../shared/ipc/views.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { EntryStore, RecordRow } from '../../shared/ports/entry-store.ts';
import type { Random } from '../../shared/ports/random.ts';
import { BODY_SCHEMA, copyBody, parseBodyValue } from '../../shared/record/body.ts';
import { clientIdOf, RECORD_NONCE_BYTES, recordIdOf } from '../../shared/record/ids.ts';
import { retellBody, writersOf } from '../../shared/record/retell.ts';
import { updateOfState } from '../../shared/record/state.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { DocumentText, OwnedDocument, OwnedDocuments } from './owned-documents.ts';
import type { DraftRow, DraftTable } from './store/draft-table.ts';

/** What a group's drafts are made of. */
export interface DraftParts {
  readonly groupId: GroupId;
  readonly memberId: MemberId;
  readonly deviceId: DeviceId;
  /** The incarnation that is written in now. */
  readonly inc: () => number;
  readonly table: DraftTable;
  readonly documents: OwnedDocuments;
  /** For edits: the records as they were shared. */
  readonly records: Pick<EntryStore, 'record'>;
  transact<T>(work: () => T): T;
  readonly clock: Clock;
  readonly random: Random;
}

/** A draft as it is when it is shared. */
export interface ReadyDraft extends DocumentText {
  readonly row: DraftRow;
  /** The draft's whole state. */
  readonly state: Uint8Array;
  /** For an edit: what it adds to the record. */
  readonly change: Uint8Array | null;
}

/** Requests about drafts. A failing disk throws `DiskError`. */
export interface Drafts {
  /** The draft that was left under `parent`, or a new one; with `copyOf` always a new one that begins with its words. */
  open(parent: RecordId | null, copyOf: Uint8Array | null): EditableDoc;
  /** The draft of a change to an own post or comment. */
  edit(recordId: RecordId): Result<EditableDoc, AppError>;
  update(recordId: RecordId, update: Uint8Array): Result<Saved, AppError>;
  discard(recordId: RecordId): Result<Saved, AppError>;
  ready(recordId: RecordId): Result<ReadyDraft, AppError>;
  /** Forgets a draft whose words were shared. */
  finish(recordId: RecordId): void;
  /**
   * Forgets drafts that a crash left behind after their words were shared, and
   * draws over those of an earlier self in this group, under whose keys nothing
   * can be shared any more: a change to an entry becomes a new draft with its words.
   */
  tidy(): void;
  /** Forgets every draft. */
  forgetAll(): void;
}

const unknown = err({ tag: 'RecordUnknown' } as const);

/** Drafts over the store. */
export function createDrafts(parts: DraftParts): Drafts {
  const { table, documents, groupId, clock } = parts;

  const baseOf = (recordId: RecordId): Uint8Array | null => {
    const state = parts.records.record(recordId)?.state;
    return state ? updateOfState(groupId, recordId, state) : null;
  };
  const documentOf = (row: DraftRow): OwnedDocument => ({
    recordId: row.recordId,
    clientId: clientIdOf(groupId, row.recordId, parts.deviceId, parts.inc()),
    base: row.nonce ? null : baseOf(row.recordId),
  });
  const editable = (row: DraftRow): EditableDoc => {
    const document = documentOf(row);
    return { recordId: row.recordId, clientId: document.clientId, update: documents.stateOf(document) };
  };
  const forget = (recordId: RecordId): void =>
    parts.transact(() => {
      table.delete(recordId);
      documents.delete(recordId);
    });

  function create(parent: RecordId | null, copyOf: Uint8Array | null): DraftRow {
    const nonce = parts.random.bytes(RECORD_NONCE_BYTES);
    const row: DraftRow = {
      recordId: recordIdOf(groupId, parts.memberId, nonce),
      nonce,
      kind: parent ? CONTENT_KIND.comment : CONTENT_KIND.post,
      parent,
      updatedAt: clock.now(),
    };
    parts.transact(() => {
      table.put(row);
      if (copyOf) documents.start(row.recordId, copyBody(copyOf, documentOf(row).clientId));
    });
    return row;
  }

  /** An own record that may be edited here, or why not. */
  function editableRecord(recordId: RecordId): Result<RecordRow, AppError> {
    const record = parts.records.record(recordId);
    const isBody = record?.kind === CONTENT_KIND.post || record?.kind === CONTENT_KIND.comment;
    if (!record || !isBody || record.deleted) return unknown;
    if (record.memberId !== parts.memberId) return err({ tag: 'RecordNotYours' });
    // The editor would delete what a later version wrote and this one does not know.
    return parseBodyValue(record.value).schema > BODY_SCHEMA ? err({ tag: 'RecordNewer' }) : ok(record);
  }

  function changeOf(row: DraftRow, state: Uint8Array): Uint8Array | null {
    const base = row.nonce ? null : baseOf(row.recordId);
    if (!base) return null;
    const change = Y.diffUpdate(state, Y.encodeStateVectorFromUpdate(base));
    const { clientId } = documentOf(row);
    // Begun in an earlier incarnation: nobody would take it from this one, so its words are typed anew.
    return writersOf(change).every((client) => client === clientId) ? change : retellBody(base, state, clientId);
  }

  /** Whether a draft was begun by somebody whom this person is not any more. */
  function isEarlier({ recordId, nonce }: DraftRow): boolean {
    if (nonce) return recordIdOf(groupId, parts.memberId, nonce) !== recordId;
    const record = parts.records.record(recordId);
    return record !== null && record.memberId !== parts.memberId;
  }

  /** The new draft that was left under `parent`. One that was shared when the disk refused to forget it is forgotten now. */
  function leftUnder(parent: RecordId | null): DraftRow | null {
    for (let row = table.findNew(parent); row; row = table.findNew(parent)) {
      if (!parts.records.record(row.recordId)) return row;
      forget(row.recordId);
    }
    return null;
  }

  return {
    open: (parent, copyOf) => editable((copyOf ? null : leftUnder(parent)) ?? create(parent, copyOf)),
    edit(recordId) {
      const record = editableRecord(recordId);
      if (!record.ok) return record;
      const { kind, parent } = record.value;
      const row = table.find(recordId) ?? { recordId, nonce: null, kind, parent, updatedAt: clock.now() };
      parts.transact(() => table.put(row));
      return ok(editable(row));
    },
    update(recordId, update) {
      const row = table.find(recordId);
      if (!row) return unknown;
      const savedAt = clock.now();
      const stored = documents.update(documentOf(row), update, () => table.put({ ...row, updatedAt: savedAt }));
      return stored.ok ? ok({ savedAt }) : stored;
    },
    discard(recordId) {
      if (!table.find(recordId)) return unknown;
      forget(recordId);
      return ok({ savedAt: clock.now() });
    },
    ready(recordId) {
      const row = table.find(recordId);
      if (!row) return unknown;
      const document = documentOf(row);
      const state = documents.stateOf(document);
      return ok({ row, state, change: changeOf(row, state), ...documents.textOf(document) });
    },
    finish: forget,
    tidy() {
      for (const row of table.list()) {
        if (isEarlier(row)) {
          const state = documents.stateOf(documentOf(row));
          parts.transact(() => {
            create(row.parent, state);
            forget(row.recordId);
          });
        } else if (row.nonce && parts.records.record(row.recordId)) forget(row.recordId);
      }
    },
    forgetAll() {
      for (const row of table.list()) forget(row.recordId);
    },
  };
}
