/**
 * One's own documents while they are edited: journal entries and drafts. A few
 * are kept in memory as Yjs documents; the truth is the updates on the disk,
 * and what was not committed is not in memory either (SPEC DC1–DC4).
 */
import * as Y from 'yjs';
import type { RecordId } from '../../shared/brand.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { type TextBlock, textOfBlocks } from './text-of-blocks.ts';
import { blocksOf } from '../../shared/record/body.ts';
import { MAX_STATE_BYTES } from '../../shared/record/gate.ts';
import { parseUpdate } from '../../shared/record/yjs-update.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type DocumentUpdates, MERGE_AFTER_ROWS } from './store/document-updates.ts';

/** Documents held open at once: more than anybody edits, few enough not to matter. */
const MAX_OPEN = 8;

/** One document's place: where it begins, and who writes. */
export interface OwnedDocument {
  readonly recordId: RecordId;
  /** The only client id under which the ui may write. */
  readonly clientId: number;
  /** What stands before the first update: a shared record's own state when it is edited, else null. */
  readonly base: Uint8Array | null;
}
/** What a document says after an update. */
export interface DocumentText {
  readonly blocks: readonly TextBlock[];
  /** Plain words; empty when nothing is written. */
  readonly text: string;
}
/** Why an update is refused; nothing was stored. */
export type UpdateRefused = Extract<AppError, { tag: 'IpcRefused' | 'RecordNotYours' | 'RecordTooLarge' }>;

/** See the file's head. */
export interface OwnedDocuments {
  /** The whole state as one Yjs update (V1). */
  stateOf(document: OwnedDocument): Uint8Array;
  textOf(document: OwnedDocument): DocumentText;
  /**
   * Stores an update; `commit` runs in the same transaction with what the
   * document says then. When it throws, the document is as before.
   */
  update(
    document: OwnedDocument,
    update: Uint8Array,
    commit: (text: DocumentText) => void,
  ): Result<null, UpdateRefused>;
  /** Puts a state in place of everything, in the caller's transaction. */
  start(recordId: RecordId, state: Uint8Array): void;
  /** Forgets a document, in the caller's transaction. */
  delete(recordId: RecordId): void;
}

/** Documents over the table of their updates. */
export function createOwnedDocuments(store: {
  readonly documents: DocumentUpdates;
  transact<T>(work: () => T): T;
}): OwnedDocuments {
  const open = new Map<RecordId, Y.Doc>();
  const close = (recordId: RecordId): void => {
    open.get(recordId)?.destroy();
    open.delete(recordId);
  };

  function docOf({ recordId, base }: OwnedDocument): Y.Doc {
    const known = open.get(recordId);
    if (known) return known;
    const doc = new Y.Doc();
    if (base) Y.applyUpdate(doc, base);
    for (const update of store.documents.list(recordId)) Y.applyUpdate(doc, update);
    open.set(recordId, doc);
    for (const oldest of open.keys()) {
      if (open.size <= MAX_OPEN) break;
      close(oldest);
    }
    return doc;
  }

  const textOf = (doc: Y.Doc): DocumentText => {
    const blocks = blocksOf(doc);
    return { blocks, text: textOfBlocks(blocks) };
  };

  /** Applies within the bounds; the document has to be dropped when it is refused. */
  function apply(doc: Y.Doc, clientId: number, update: Uint8Array): UpdateRefused | null {
    const parsed = parseUpdate(update);
    if (!parsed.ok) {
      const isTooLarge = /^UpdateToo/.test(parsed.error.tag);
      return { tag: isTooLarge ? 'RecordTooLarge' : 'IpcRefused' };
    }
    const isOwn = parsed.value.sections.every(({ client }) => client === clientId || doc.store.clients.has(client));
    if (!isOwn) return { tag: 'RecordNotYours' };
    try {
      Y.applyUpdate(doc, update);
    } catch {
      return { tag: 'IpcRefused' }; // a parse boundary: the ui's process may be anybody's by now
    }
    if (doc.store.pendingStructs || doc.store.pendingDs) return { tag: 'IpcRefused' };
    return Y.encodeStateAsUpdate(doc).length > MAX_STATE_BYTES ? { tag: 'RecordTooLarge' } : null;
  }

  return {
    stateOf: (document) => Y.encodeStateAsUpdate(docOf(document)),
    textOf: (document) => textOf(docOf(document)),
    update(document, update, commit) {
      const { recordId, clientId } = document;
      const doc = docOf(document);
      const refused = apply(doc, clientId, update);
      if (refused) {
        close(recordId);
        return err(refused);
      }
      try {
        store.transact(() => {
          const rows = store.documents.append(recordId, update);
          if (rows >= MERGE_AFTER_ROWS) store.documents.replace(recordId, Y.encodeStateAsUpdate(doc));
          commit(textOf(doc));
        });
      } catch (error) {
        // Memory must not know what the disk does not.
        close(recordId);
        throw error;
      }
      return ok(null);
    },
    start(recordId, state) {
      close(recordId);
      store.documents.replace(recordId, state);
    },
    delete(recordId) {
      close(recordId);
      store.documents.delete(recordId);
    },
  };
}
