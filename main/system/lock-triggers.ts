/** What makes the computer lock Hearth by itself: nobody touches it, it sleeps, its screen is locked, its user changes. */

/** As much of Electron's `powerMonitor` as is used; tests put a double in its place. */
export interface PowerEvents {
  on(event: 'suspend' | 'lock-screen' | 'user-did-resign-active', listener: () => void): unknown;
  /**
   * `locked` where the system says so; `idle` when nobody touched the computer
   * for `idleThreshold` seconds.
   */
  getSystemIdleState(idleThreshold: number): 'active' | 'idle' | 'locked' | 'unknown';
}

/** What the triggers are made of. */
export interface LockTriggerParts {
  readonly power: PowerEvents;
  readonly lock: () => void;
  /** Runs `work` every so many milliseconds, for as long as the app runs. */
  readonly every: (ms: number, work: () => void) => void;
  /** The computer's clock, milliseconds since 1970: it goes on while the computer sleeps. */
  readonly now: () => number;
}

/** How often the system is asked whether somebody is there, in milliseconds. */
export const LOOK_MS = 5_000;
/** A look that comes so much too late, in milliseconds, means that the computer slept and did not say so. */
const SLEPT_MS = 60_000;

/** Locks by itself while somebody is in; see the file's head. */
export class LockTriggers {
  readonly #parts: LockTriggerParts;
  /** Seconds without a touch after which it locks; null while there is nothing to lock. */
  #idleSeconds: number | null = null;
  #lookedAt: number;

  constructor(parts: LockTriggerParts) {
    this.#parts = parts;
    this.#lookedAt = parts.now();
    // `lock-screen` comes on Windows and macOS, a change of user on macOS; on Linux the look below sees a locked screen.
    for (const event of ['suspend', 'lock-screen', 'user-did-resign-active'] as const) {
      parts.power.on(event, () => this.#fire());
    }
    parts.every(LOOK_MS, () => this.#look());
  }

  /** True from unlocking to the next lock. */
  get isArmed(): boolean {
    return this.#idleSeconds !== null;
  }

  /** Somebody is in: from now on it locks after so many minutes without a touch. */
  arm(minutes: number): void {
    this.#idleSeconds = minutes * 60;
  }

  /** Nothing is open any more. */
  disarm(): void {
    this.#idleSeconds = null;
  }

  #look(): void {
    const now = this.#parts.now();
    const slept = now - this.#lookedAt > LOOK_MS + SLEPT_MS;
    this.#lookedAt = now;
    if (this.#idleSeconds === null) return;
    const state = this.#parts.power.getSystemIdleState(this.#idleSeconds);
    if (slept || state === 'idle' || state === 'locked') this.#fire();
  }

  #fire(): void {
    if (this.#idleSeconds === null) return;
    this.#idleSeconds = null;
    this.#parts.lock();
  }
}
