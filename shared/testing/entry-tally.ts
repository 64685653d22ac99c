/**
 * Counts entries that reach a replica, by the path that brought them: new ones,
 * and those that it held or had been brought already. It reads what is on the
 * wire, so that entries which a session passes over count as well.
 */
import { decodeEntry } from '../chain/entry.ts';
import { laneOf } from '../chain/kinds.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { joinFrame, MAX_MESSAGE_BYTES, type PartialMessage } from '../sync/frame.ts';
import { decodeMessage } from '../sync/message-codec.ts';

/** The ways from one device to another. */
export const PATHS = ['direct', 'lan', 'file', 'keeper'] as const;
export type Path = (typeof PATHS)[number];

/** Entries and their bytes. */
export interface Amount {
  readonly entries: number;
  readonly bytes: number;
}
/** What a path brought. */
export interface PathTally {
  /** What the receiver did not have. */
  readonly fresh: Amount;
  /** Content that it had, and was sent all the same. */
  readonly again: Amount;
  /** The same of operations. */
  readonly log: Amount;
  /** What the network itself doubled; nobody sent it twice. */
  readonly copied: Amount;
}

/** One device of the moment: its store, and what was brought to it since its process began. */
export interface Receiver {
  readonly store: EntryStore;
  readonly brought: Set<string>;
}

/** See the file's head. */
export interface EntryTally {
  readonly of: Readonly<Record<Path, PathTally>>;
  /** A frame that is about to be given to a session. `isCopy`: the network made it. */
  frame(channelId: number, path: Path, frame: Uint8Array, isCopy: boolean, to: Receiver): void;
  /** Entries that are about to be taken in. */
  entries(path: Path, entries: readonly Uint8Array[], to: Receiver): void;
}

type Column = keyof PathTally;
const NOTHING: Amount = { entries: 0, bytes: 0 };

/** Starts at nothing. */
export function createEntryTally(): EntryTally {
  const empty = (): Record<Column, Amount> => ({ fresh: NOTHING, again: NOTHING, log: NOTHING, copied: NOTHING });
  const of = { direct: empty(), lan: empty(), file: empty(), keeper: empty() };
  const partials = new Map<number, PartialMessage>();

  function take(path: Path, entries: readonly Uint8Array[], isCopy: boolean, to: Receiver): void {
    for (const bytes of entries) {
      const entry = decodeEntry(bytes);
      if (!entry.ok) continue;
      const { id, header } = entry.value;
      const had: Column = laneOf(header.kind) === 'membership' ? 'log' : 'again';
      const has = to.brought.has(id) || to.store.entryById(id) !== null;
      const column: Column = isCopy ? 'copied' : has ? had : 'fresh';
      to.brought.add(id);
      const sum = of[path][column];
      of[path][column] = { entries: sum.entries + 1, bytes: sum.bytes + bytes.length };
    }
  }

  return {
    of,
    frame(channelId, path, frame, isCopy, to) {
      const joined = joinFrame(partials.get(channelId) ?? null, frame, MAX_MESSAGE_BYTES);
      partials.delete(channelId);
      if (!joined.ok) return;
      if (joined.value.partial) partials.set(channelId, joined.value.partial);
      const message = joined.value.message && decodeMessage(joined.value.message);
      if (!message?.ok) return;
      if (message.value.type === 'entries' || message.value.type === 'push')
        take(path, message.value.entries, isCopy, to);
    },
    entries: (path, entries, to) => take(path, entries, false, to),
  };
}
