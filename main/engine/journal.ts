/** The private journal: documents that are sealed into no entry and offered to nobody (SPEC DC1–DC4). */
import { type DeviceId, idFromBytes, type RecordId } from '../../shared/brand.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { EditableDoc, JournalRow, Saved } from '../../shared/ipc/views.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Random } from '../../shared/ports/random.ts';
import { excerptOf } from '../../shared/record/blocks.ts';
import { clientIdOf, PRIVATE } from '../../shared/record/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { OwnedDocument, OwnedDocuments } from './owned-documents.ts';
import type { JournalTable } from './store/journal-table.ts';

/** First words shown in the list, in characters. */
const EXCERPT_CHARACTERS = 200;
/** The journal's chains never fork within one store; a restore would begin the next incarnation. */
const INC = 1;

/** What the journal is made of. */
export interface JournalParts {
  readonly table: JournalTable;
  readonly documents: OwnedDocuments;
  /** One durable transaction. */
  transact<T>(work: () => T): T;
  /** Names this computer in client ids. */
  readonly device: DeviceId;
  readonly clock: Clock;
  readonly random: Random;
  /** Called after each commit. */
  readonly onChange: () => void;
}

/** Requests about the journal. A failing disk throws `DiskError`. */
export interface Journal {
  list(before: number | null, limit: number): readonly JournalRow[];
  create(): EditableDoc;
  open(recordId: RecordId): Result<EditableDoc, AppError>;
  update(recordId: RecordId, update: Uint8Array): Result<Saved, AppError>;
  delete(recordId: RecordId): Result<Saved, AppError>;
  /** The entry's whole state, for copying it into a draft. */
  stateOf(recordId: RecordId): Result<Uint8Array, AppError>;
}

/** The journal over the store. */
export function createJournal(parts: JournalParts): Journal {
  const { table, documents, clock } = parts;
  const documentOf = (recordId: RecordId): OwnedDocument => ({
    recordId,
    clientId: clientIdOf(PRIVATE, recordId, parts.device, INC),
    base: null,
  });
  const editable = (recordId: RecordId): EditableDoc => {
    const document = documentOf(recordId);
    return { recordId, clientId: document.clientId, update: documents.stateOf(document) };
  };
  const unknown = err({ tag: 'RecordUnknown' } as const);

  return {
    list: (before, limit) => table.list(before, limit),
    create() {
      const now = clock.now();
      // A page that was opened and left without a word is taken again, so that the list does not fill with them.
      const recordId = table.findEmpty()?.recordId ?? idFromBytes<RecordId>(parts.random.bytes(16));
      parts.transact(() => table.put({ recordId, createdAt: now, updatedAt: now, excerpt: '', text: '' }));
      parts.onChange();
      return editable(recordId);
    },
    open: (recordId) => (table.find(recordId) ? ok(editable(recordId)) : unknown),
    update(recordId, update) {
      const row = table.find(recordId);
      if (!row) return unknown;
      const savedAt = clock.now();
      const stored = documents.update(documentOf(recordId), update, ({ blocks, text }) =>
        table.put({
          recordId,
          createdAt: row.createdAt,
          updatedAt: savedAt,
          excerpt: excerptOf(blocks, EXCERPT_CHARACTERS),
          text,
        }),
      );
      if (!stored.ok) return stored;
      parts.onChange();
      return ok({ savedAt });
    },
    delete(recordId) {
      if (!table.find(recordId)) return unknown;
      parts.transact(() => {
        table.delete(recordId);
        documents.delete(recordId);
      });
      parts.onChange();
      return ok({ savedAt: clock.now() });
    },
    stateOf: (recordId) => (table.find(recordId) ? ok(documents.stateOf(documentOf(recordId))) : unknown),
  };
}
