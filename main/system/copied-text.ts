/** Text that the app put on the clipboard, taken away again: an invite must not be pasted somewhere by accident later. */

/** How long copied text stays, in milliseconds (HP1 §8). */
export const COPIED_MS = 60_000;

/** As much of Electron's clipboard as is used: it answers at once in old versions and by promise in new ones. */
export interface TextClipboard {
  readText(): string | Promise<string>;
  writeText(text: string): void | Promise<void>;
  clear(): void | Promise<void>;
}

/** Remembers what was copied until it is cleared. */
export class CopiedText {
  readonly #clipboard: TextClipboard;
  #text: string | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(clipboard: TextClipboard) {
    this.#clipboard = clipboard;
  }

  /** Copies, and clears after a minute. */
  async copy(text: string): Promise<void> {
    clearTimeout(this.#timer);
    this.#text = text;
    this.#timer = setTimeout(() => void this.clear(), COPIED_MS);
    await this.#clipboard.writeText(text);
  }

  /** Clears what was copied, if it is still there; anything else on the clipboard is not ours. */
  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    const text = this.#text;
    this.#text = null;
    if (text !== null && (await this.#clipboard.readText()) === text) await this.#clipboard.clear();
  }
}
