/**
 * The board of one group: what each device last announced, sealed, in one tiny
 * document that y-webrtc passes on and y-indexeddb remembers. It can be lost,
 * thrown away or vandalised at no cost but a moment, and nothing here trusts it.
 */
import * as Y from 'yjs';
import { MAX_ANNOUNCEMENT_BYTES } from '../../shared/ipc/engine-net.ts';
import { BoardGate } from './board-gate.ts';
import { BOARD_MAP, isBoardUpdate, judgeBoardMessage, SLOT } from './board-guard.ts';

/** Largest board in bytes, as one update. */
export const MAX_BOARD_BYTES = 64 * 1024;
/** A board that overflows is started anew at most this often, in milliseconds; in between it takes in no more. */
export const RENEW_MS = 10 * 60_000;

/** How a board is remembered between runs. */
export interface BoardMemory {
  /** Resolves when what was remembered is in the document; rejects when that cannot be read. */
  readonly loaded: Promise<void>;
  /** Stops remembering. */
  close(): Promise<void>;
  /** Stops remembering and forgets all. */
  forget(): Promise<void>;
}

/** What a board is made of. */
export interface BoardParts {
  readonly remember: (doc: Y.Doc) => BoardMemory;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** An announcement appeared or changed. */
  readonly onValue: (slot: string, value: Uint8Array) => void;
  /** The document was thrown away and another one begun: rooms have to carry that one. */
  readonly onRenewed: () => void;
}

/** One group's board, shared by all rooms of the group. */
export class Board {
  readonly #parts: BoardParts;
  readonly #own = new Map<string, Uint8Array>();
  #doc = new Y.Doc();
  #gate = new BoardGate(this.#doc, MAX_BOARD_BYTES);
  #memory: BoardMemory | null = null;
  /** Settles when the last memory was opened or given up. */
  #settled: Promise<void> = Promise.resolve();
  #isClosed = false;
  #renewedAt: number | null = null;

  constructor(parts: BoardParts) {
    this.#parts = parts;
    this.#observe();
    this.#load();
  }

  /** The document that rooms carry; another one after `onRenewed`. */
  get doc(): Y.Doc {
    return this.#doc;
  }

  /** Resolves when what was remembered is on the board, or could not be read and was forgotten. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Every announcement that has the right form. */
  values(): [slot: string, value: Uint8Array][] {
    return [...this.#map().entries()].filter((entry): entry is [string, Uint8Array] => isAnnouncement(...entry));
  }

  /** Puts this device's announcement in its slot. */
  put(slot: string, value: Uint8Array): void {
    if (this.#isClosed || !isAnnouncement(slot, value)) return;
    this.#own.set(slot, value);
    this.#doc.transact(() => this.#map().set(slot, value), this);
    if (this.#gate.isOverfull()) this.#renew();
  }

  /** Judges a message for y-webrtc; one that would make the board too large is held back, and may renew it. */
  judge(message: Uint8Array): 'pass' | 'drop' | 'hostile' {
    if (this.#isClosed) return 'drop';
    const judged = judgeBoardMessage(message);
    if (judged.is !== 'pass' || judged.update === null) return judged.is;
    const trial = this.#gate.try(judged.update);
    if (trial === 'fits') return 'pass';
    if (trial === 'breaks') return 'hostile';
    // Not in the middle of a connection's event: the rooms end their connections when the board is renewed.
    queueMicrotask(() => this.#renew());
    return 'drop';
  }

  /** Lets go of the document and its memory, which stays. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#memory?.close().catch(() => undefined);
    this.#doc.destroy();
  }

  /** Lets go of the document and forgets the board for good. */
  async forget(): Promise<void> {
    this.#isClosed = true;
    await this.#memory?.forget().catch(() => undefined);
    this.#doc.destroy();
  }

  #map(): Y.Map<unknown> {
    return this.#doc.getMap(BOARD_MAP);
  }

  #observe(): void {
    this.#map().observe((event, transaction) => {
      if (transaction.origin === this) return;
      for (const slot of event.keysChanged) {
        const value = this.#map().get(slot);
        if (isAnnouncement(slot, value)) this.#parts.onValue(slot, value);
      }
    });
  }

  #load(): void {
    const doc = this.#doc;
    const memory = this.#parts.remember(doc);
    this.#memory = memory;
    this.#settled = memory.loaded.then(
      () => {
        if (this.#doc !== doc || this.#isClosed) return;
        // What lies on disk is no more trusted than what comes over the wire.
        if (!isIntact(doc) || this.#gate.isOverfull()) this.#renew();
      },
      () => {
        if (this.#doc !== doc || this.#isClosed) return undefined;
        this.#memory = null;
        return memory.forget().catch(() => undefined);
      },
    );
  }

  #renew(): void {
    const now = this.#parts.now();
    if (this.#isClosed || (this.#renewedAt !== null && now - this.#renewedAt < RENEW_MS)) return;
    this.#renewedAt = now;
    const [old, memory] = [this.#doc, this.#memory];
    this.#doc = new Y.Doc();
    this.#gate = new BoardGate(this.#doc, MAX_BOARD_BYTES);
    this.#memory = null;
    for (const [slot, value] of this.#own) this.#map().set(slot, value);
    this.#observe();
    const doc = this.#doc;
    const forgotten = (memory?.forget() ?? Promise.resolve()).catch(() => undefined);
    this.#settled = forgotten.then(() => {
      if (this.#doc !== doc || this.#isClosed) return undefined;
      this.#load();
      return this.#settled;
    });
    this.#parts.onRenewed();
    old.destroy();
  }
}

function isAnnouncement(slot: string, value: unknown): value is Uint8Array {
  return SLOT.test(slot) && value instanceof Uint8Array && value.length <= MAX_ANNOUNCEMENT_BYTES;
}

function isIntact(doc: Y.Doc): boolean {
  try {
    return isBoardUpdate(Y.encodeStateAsUpdate(doc));
  } catch {
    // Yjs throws on a document that it cannot walk; such a board is not worth keeping.
    return false;
  }
}
