/**
 * One document on the screen: a replica of the record's Y.Doc, its changes on
 * their way to the engine, and whether the engine has them on disk.
 */
import * as Y from 'yjs';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { EditableDoc, Saved } from '../../../../shared/ipc/views.ts';
import type { Result } from '../../../../shared/result.ts';

/** Name of the shared type that holds the text (`EditableDoc`). */
export const BODY = 'body';
/** How long typing may rest before what was written is sent to be saved, in milliseconds (HP1 batching). */
export const REST_MS = 500;
/** The longest that words wait to be sent while typing never rests, in milliseconds. */
export const LONGEST_WAIT_MS = 2_000;

/** Where the words are. `saved` only ever follows the engine's answer. */
export type SaveState =
  | { readonly state: 'unchanged' }
  | { readonly state: 'saving' }
  | { readonly state: 'saved'; readonly savedAt: number }
  | { readonly state: 'failed'; readonly error: AppError };

export interface PageSession {
  readonly doc: Y.Doc;
  readonly body: Y.XmlFragment;
  readonly state: () => SaveState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Sends what is not saved yet and waits for the answer. */
  readonly save: () => Promise<void>;
  /** Sends what is not saved yet within this very call: for a page that is going away and will hear no answer. */
  readonly sendNow: () => void;
  /** Lets go of the document. What is not saved by then is gone: for pages that were saved, deleted or discarded. */
  readonly abandon: () => void;
}

/** What a session needs of the world. */
export interface PageSessionParts {
  readonly opened: EditableDoc;
  /** Hands one update to the engine. */
  readonly send: (update: Uint8Array) => Promise<Result<Saved, AppError>>;
  /** Calls back once after so many milliseconds; the answer calls it off. */
  readonly after: (callback: () => void, ms: number) => () => void;
}

/** Opens a document for writing. */
export function openPageSession({ opened, send, after }: PageSessionParts): PageSession {
  const doc = new Y.Doc();
  if (opened.update.length > 0) Y.applyUpdate(doc, opened.update);
  // After the update: Yjs takes another id by chance when it meets its own in an update, and the engine refuses that.
  doc.clientID = opened.clientId;

  let state: SaveState = { state: 'unchanged' };
  let unsent: Uint8Array[] = [];
  let sending: Promise<void> | null = null;
  let stopRest: () => void = () => undefined;
  let stopLongest: (() => void) | null = null;
  let closed = false;
  const listeners = new Set<() => void>();
  const enter = (next: SaveState) => {
    state = next;
    for (const listener of [...listeners]) listener();
  };

  // Listens from here on: what was loaded above is no change.
  doc.on('update', (update: Uint8Array) => {
    if (closed) return;
    unsent.push(update);
    if (state.state !== 'saving') enter({ state: 'saving' });
    stopRest();
    stopRest = after(() => void save(), REST_MS);
    stopLongest ??= after(() => void save(), LONGEST_WAIT_MS);
  });

  const sendUnsent = async (): Promise<void> => {
    while (unsent.length > 0) {
      const update = unsent.length === 1 && unsent[0] ? unsent[0] : Y.mergeUpdates(unsent);
      unsent = [];
      enter({ state: 'saving' });
      const answer = await send(update);
      if (!answer.ok) {
        // Kept in front of what came meanwhile: the next try sends it all.
        unsent = [update, ...unsent];
        enter({ state: 'failed', error: answer.error });
        return;
      }
      if (unsent.length === 0) enter({ state: 'saved', savedAt: answer.value.savedAt });
    }
  };

  const stopWaiting = () => {
    stopRest();
    stopLongest?.();
    stopLongest = null;
  };

  const save = async (): Promise<void> => {
    stopWaiting();
    // A loop: whoever waited beside us may have begun to send first.
    while (sending !== null) await sending;
    if (closed || unsent.length === 0) return;
    sending = sendUnsent().finally(() => {
      sending = null;
    });
    await sending;
  };

  const sendNow = () => {
    // Beside a save under way as well: nobody will be there to send it after that one's answer.
    if (!closed && unsent.length > 0) void send(Y.mergeUpdates(unsent));
  };

  const letGo = () => {
    closed = true;
    stopWaiting();
    listeners.clear();
    doc.destroy();
  };

  return {
    doc,
    body: doc.getXmlFragment(BODY),
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    save,
    sendNow,
    abandon: letGo,
  };
}
