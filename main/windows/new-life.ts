/**
 * Where the app goes on after a lock. Chromium's main process keeps remains of what was typed, since it serves input
 * methods, so a lock leaves this process for a new one; only an invite or a file that came in within that moment, which
 * must not be lost and must stand in no file and no switch, is waited for here.
 */

/** What it is made of. */
export interface NewLifeParts {
  /** False for tests that are attached to this process (launch-options.ts). */
  readonly mayLeave: boolean;
  /** True while the calendar stands in the app's place. */
  readonly isHidden: () => boolean;
  /** Something came in that nobody has taken yet. */
  readonly hasArrival: () => boolean;
  /** Ends this process and starts the next. */
  readonly leave: () => void;
}

/** See the file's head. */
export class NewLife {
  readonly #parts: NewLifeParts;
  #isOwed = false;

  constructor(parts: NewLifeParts) {
    this.#parts = parts;
  }

  /** Everything of the app has ended at a lock. True when nothing is to start here. */
  begin(): boolean {
    // A window that goes and comes again would be a question: the calendar stays, and the process with it.
    if (this.#parts.mayLeave && this.#parts.isHidden()) {
      this.#isOwed = true;
      return true;
    }
    return this.#leave();
  }

  /** The calendar is left. True when the process ends; `start` is called when the app was put off and goes on here. */
  afterCalendar(start: () => void): boolean {
    if (!this.#isOwed) return false;
    this.#isOwed = false;
    const isLeaving = this.#leave();
    if (!isLeaving) start();
    return isLeaving;
  }

  #leave(): boolean {
    if (!this.#parts.mayLeave || this.#parts.hasArrival()) return false;
    this.#parts.leave();
    return true;
  }
}
