/**
 * The quick hide: a calendar in the window's place, in the same moment, before
 * anything else happens. The calendar waits loaded from the start, since a
 * window that is made first takes a blink too long.
 */
import type { BrowserWindow } from 'electron';

/** After so many milliseconds the same key leads back. Frightened hands press a key twice. */
export const KEY_REST_MS = 3_000;

/** What the quick hide is made of. */
export interface QuickHideParts {
  /** Opens the calendar's window, unseen. */
  readonly openCalendar: () => BrowserWindow;
  /** The app's window, while there is one. */
  readonly window: () => BrowserWindow | null;
  /** Locks the app, whether or not it was open. */
  readonly lock: () => void;
  /** Brings the app's window to the front. */
  readonly show: () => void;
  /** Goes on in another process; false when there is no need, and `show` shows the app. */
  readonly leave: (calendar: BrowserWindow) => boolean;
  /** The person closed the calendar. */
  readonly onClosed: () => void;
  /** Milliseconds that never go back. */
  readonly now: () => number;
}

/** See the file's head. */
export class QuickHide {
  readonly #parts: QuickHideParts;
  #calendar: BrowserWindow | null = null;
  #hiddenAt: number | null = null;

  constructor(parts: QuickHideParts) {
    this.#parts = parts;
  }

  /** True while the calendar stands in the app's place. */
  get isHidden(): boolean {
    return this.#hiddenAt !== null;
  }

  /** Loads the calendar behind everything else. */
  prepare(): BrowserWindow {
    if (this.#calendar !== null) return this.#calendar;
    const calendar = this.#parts.openCalendar();
    this.#calendar = calendar;
    calendar.on('closed', () => {
      if (this.#calendar !== calendar) return;
      this.#calendar = null;
      this.#parts.onClosed();
    });
    calendar.webContents.on('render-process-gone', () => {
      if (this.#calendar !== calendar) return;
      this.#calendar = null;
      calendar.destroy();
      // An empty window would be a question; a calendar that comes a moment later is not.
      const next = this.prepare();
      if (this.isHidden) next.show();
    });
    return calendar;
  }

  /** The key was pressed: hides, or leads back when it has been hidden for a while. */
  press(): void {
    if (this.#hiddenAt === null) this.hide();
    else if (this.#parts.now() - this.#hiddenAt >= KEY_REST_MS) this.comeBack();
  }

  /** Shows the calendar where the app was, takes the app away, and locks it. */
  hide(): void {
    if (this.isHidden) return;
    this.#hiddenAt = this.#parts.now();
    const calendar = this.prepare();
    const window = this.#parts.window();
    if (window !== null) {
      calendar.setBounds(window.getBounds());
      if (window.isMaximized()) calendar.maximize();
    }
    // This order, so that what lies behind both is never seen.
    calendar.show();
    window?.hide();
    calendar.focus();
    this.#parts.lock();
  }

  /** Leads back to the lock screen. */
  comeBack(): void {
    if (this.#hiddenAt === null) return;
    this.#hiddenAt = null;
    // The calendar stays until this process has gone: nothing is seen of what lies behind it.
    if (this.#calendar !== null && this.#parts.leave(this.#calendar)) return;
    this.#parts.show();
    this.#calendar?.hide();
  }

  /** Brings what stands on the screen to the front: the calendar while it hides the app. */
  front(): void {
    const calendar = this.#calendar;
    if (!this.isHidden || calendar === null) {
      this.#parts.show();
      return;
    }
    if (calendar.isMinimized()) calendar.restore();
    calendar.show();
    calendar.focus();
  }
}
