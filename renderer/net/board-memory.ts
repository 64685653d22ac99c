/** Remembers boards between runs with y-indexeddb, which is given only what a board may hold. */
import * as idb from 'lib0/indexeddb';
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import type { BoardMemory } from './board.ts';
import { isBoardUpdate } from './board-guard.ts';

/** A board that cannot be read within this time is forgotten, in milliseconds. */
const LOAD_MS = 10_000;
/** Most updates that are kept one by one; y-indexeddb folds them at 500. */
const MAX_KEPT_UPDATES = 2_000;

const databaseOf = (boardKey: string): string => `board-${boardKey}`;

/** Forgets a board that no room has open. Never rejects: what cannot be deleted is no more readable than before. */
export const forgetBoard = (boardKey: string): Promise<void> =>
  idb.deleteDB(databaseOf(boardKey)).catch(() => undefined);

/** How the board `boardKey` is remembered; for `BoardParts.remember`. */
export function rememberBoard(boardKey: string): (doc: Y.Doc) => BoardMemory {
  return (doc) => {
    const name = databaseOf(boardKey);
    let isOver = false;
    const opened = removeUnlessSound(name).then(() => (isOver ? null : new IndexeddbPersistence(name, doc)));
    const loaded = within(
      LOAD_MS,
      opened.then(async (store) => {
        await store?.whenSynced;
      }),
    );
    return {
      loaded,
      async close() {
        // y-indexeddb writes what is on the board when it has loaded, so a board that closes early waits for that.
        await loaded;
        await (await opened)?.destroy();
      },
      async forget() {
        isOver = true;
        await opened.then((store) => store?.destroy()).catch(() => undefined);
        await forgetBoard(boardKey);
      },
    };
  };
}

/** y-indexeddb applies what it finds unseen, and a failure there would be heard by nobody. */
async function removeUnlessSound(name: string): Promise<void> {
  const database = await idb.openDB(name, (db) =>
    idb.createStores(db, [['updates', { autoIncrement: true }], ['custom']]),
  );
  const updates: unknown[] = await idb
    .getAll(idb.transact(database, ['updates'], 'readonly')[0] as IDBObjectStore)
    .finally(() => database.close());
  if (updates.length > MAX_KEPT_UPDATES || !updates.every(isSound)) await idb.deleteDB(name);
}

function isSound(update: unknown): boolean {
  try {
    return update instanceof Uint8Array && isBoardUpdate(update);
  } catch {
    // The parse boundary: Yjs throws on bytes that are no update.
    return false;
  }
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('not in time')), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
