/**
 * The last guard of a board: an update that looks sound is applied to a shadow
 * of the document first. Yjs throws on some updates after a part of them is in
 * (25,185 of 200,000 changed ones, by the design's count), and how large a board
 * becomes is known only afterwards. Both then happen to the shadow alone.
 */
import * as Y from 'yjs';

/** What an update would do to the board. */
export type Trial = 'fits' | 'overflows' | 'breaks';

/** A shadow that follows one document. */
export class BoardGate {
  readonly #doc: Y.Doc;
  readonly #maxBytes: number;
  #shadow: Y.Doc;
  /** Bytes at the last measuring, and what came since: an upper bound of the shadow's size. */
  #bytes = 0;

  /** `maxBytes` bounds the document as one update. */
  constructor(doc: Y.Doc, maxBytes: number) {
    this.#doc = doc;
    this.#maxBytes = maxBytes;
    this.#shadow = new Y.Doc();
    this.#renew();
    doc.on('update', (update: Uint8Array) => {
      this.#bytes += update.length;
      Y.applyUpdate(this.#shadow, update);
    });
  }

  /** Tries an update. What fits may be applied to the document, and has to be, before the next trial. */
  try(update: Uint8Array): Trial {
    try {
      Y.applyUpdate(this.#shadow, update);
    } catch {
      // Yjs's own boundary: a sound-looking update that names what cannot be.
      this.#renew();
      return 'breaks';
    }
    this.#bytes += update.length;
    if (!this.isOverfull()) return 'fits';
    this.#renew();
    return 'overflows';
  }

  /** Whether the board is larger than it may be. Measured only when the estimate says so. */
  isOverfull(): boolean {
    if (this.#bytes > this.#maxBytes) this.#bytes = Y.encodeStateAsUpdate(this.#shadow).length;
    return this.#bytes > this.#maxBytes;
  }

  #renew(): void {
    const state = Y.encodeStateAsUpdate(this.#doc);
    this.#shadow.destroy();
    this.#shadow = new Y.Doc();
    Y.applyUpdate(this.#shadow, state);
    this.#bytes = state.length;
  }
}
