/**
 * One life of the app between two locks: an engine and its two pages. Whatever
 * of the three ends by itself is made anew; a lock ends all three, and their
 * memory goes back to the system with them. What was typed leaves remains in
 * this process too, where Chromium serves input methods, so a lock leaves it as
 * well wherever that can be (new-life.ts).
 */
import type { BrowserWindow, MessageChannelMain } from 'electron';
import { ENGINE_PORT, eventChannel } from '../../shared/ipc/bridge.ts';
import type { mainToUi } from '../../shared/ipc/main-links.ts';
import type { EngineProcess } from '../system/engine-process.ts';
import type { PageName } from '../system/page-files.ts';

/** What ends by itself again and again is started at most this often, in milliseconds. */
const RESTART_MS = 3_000;
/** How long a page may take to close, in milliseconds. */
const CLOSE_MS = 1_000;
/** How long the ui may take before a lock to save what is being written, in milliseconds. */
const SAVE_MS = 1_000;
/** How long an engine that is killed may take to be gone, in milliseconds: a wipe has one second for the keys. */
const KILL_MS = 500;

/** What the app is made of. */
export interface HearthParts {
  readonly startEngine: (onCrash: () => void) => EngineProcess;
  readonly openWindow: (page: PageName) => BrowserWindow;
  readonly makeChannel: () => MessageChannelMain;
  /** The person closed the window. */
  readonly onClosed: () => void;
  /** All has ended at a lock. True when the app goes on in another process, or later, and nothing is to start here. */
  readonly goesOnElsewhere: () => Promise<boolean>;
  /** Milliseconds that never go back. */
  readonly now: () => number;
}

/** Closes a window as a person would, so that its page may send what it has; one that does not answer is destroyed. */
function closeWindow(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => window.destroy(), CLOSE_MS);
    window.once('closed', () => {
      clearTimeout(timer);
      resolve();
    });
    window.close();
  });
}

/** Engine, ui and net, kept together. */
export class Hearth {
  readonly #parts: HearthParts;
  #engine: EngineProcess | null = null;
  readonly #windows = new Map<PageName, BrowserWindow>();
  /** Pages whose scripts have run once: a port that comes before is lost. */
  readonly #ready = new Set<PageName>();
  readonly #startedAt = new Map<string, number>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  /** Starts and stops happen one after the other. */
  #work: Promise<void> = Promise.resolve();
  #isEnded = false;
  #locking: Promise<boolean> | null = null;
  #mayBeHeld = false;
  /** Engines whose process may still be there. */
  readonly #living = new Set<EngineProcess>();
  /** Set while the ui is waited for before a lock. */
  #onReadyToLock: ((isAllSaved: boolean) => void) | null = null;
  /** The window that is going away must not be brought back by whoever wants to see the app. */
  #isEnding = false;

  constructor(parts: HearthParts) {
    this.#parts = parts;
  }

  /** The window that people see, while there is one. */
  get window(): BrowserWindow | null {
    return this.#windows.get('app') ?? null;
  }

  /** Starts engine and pages. */
  start(): void {
    this.#isEnding = false;
    this.#startEngine();
    this.#openWindow('net');
    this.#openWindow('app');
  }

  /**
   * Takes the window away, lets the ui save what is being written, ends
   * everything and lets it start anew, locked. When something could not be saved
   * and everybody who asks `mayBeHeld`, the window comes back instead, and the
   * answer is false. One lock at a time: whoever asks meanwhile waits for it.
   */
  lock(mayBeHeld: boolean): Promise<boolean> {
    this.#leaveTheScreen();
    this.#mayBeHeld = mayBeHeld && (this.#locking === null || this.#mayBeHeld);
    this.#locking ??= this.#then(async () => {
      const isAllSaved = await this.#saveWhatIsWritten();
      const isHeld = !isAllSaved && this.#mayBeHeld && !this.#isEnded;
      if (!isHeld) await this.#endAll();
      const isToStart = !isHeld && !this.#isEnded && !(await this.#parts.goesOnElsewhere());
      this.#locking = null;
      if (isHeld) this.#stay();
      // It may have been ended for good meanwhile.
      else if (isToStart && !this.#isEnded) this.start();
      return !isHeld;
    });
    return this.#locking;
  }

  /** The ui's answer to `willLock`. */
  readyToLock(isAllSaved: boolean): void {
    this.#onReadyToLock?.(isAllSaved);
  }

  /** Ends everything for good. */
  end(): Promise<void> {
    this.#isEnded = true;
    this.#leaveTheScreen();
    return this.#then(() => this.#endAll());
  }

  /** Ends everything at once and saves nothing: for a wipe. Resolves when no engine can write any more, or after half a second. */
  async kill(): Promise<void> {
    this.#isEnded = true;
    this.#isEnding = true;
    this.#onReadyToLock?.(true);
    for (const timer of this.#restarts) clearTimeout(timer);
    this.#restarts.clear();
    const windows = [...this.#windows.values()];
    this.#windows.clear();
    this.#engine = null;
    for (const window of windows) window.destroy();
    const gone = Promise.all([...this.#living].map((engine) => engine.kill()));
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, KILL_MS))]);
  }

  /** Starts again what {@link kill} ended, when the wipe came to nothing. */
  revive(): Promise<void> {
    return this.#then(async () => {
      this.#isEnded = false;
      this.start();
    });
  }

  /** Ends the net page with all its connections; another one comes by itself. */
  renewNet(): void {
    this.#windows.get('net')?.destroy();
  }

  /** Tells the ui. */
  tell(event: keyof typeof mainToUi): void {
    this.window?.webContents.send(eventChannel(event));
  }

  /** Tells the engine of now which file or folder the person picked. */
  notePicked(token: string, path: string): void {
    this.#engine?.notePicked(token, path);
  }

  /** Brings the window to the front. */
  show(): void {
    const window = this.window;
    if (window === null || this.#isEnding) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #then<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#work.then(step);
    this.#work = done.then(() => undefined);
    return done;
  }

  #leaveTheScreen(): void {
    this.#isEnding = true;
    for (const window of this.#windows.values()) window.hide();
  }

  /** What could not be saved stands on the screen again, and the ui says so. */
  #stay(): void {
    this.#isEnding = false;
    this.show();
    this.tell('lockHeld');
  }

  /**
   * A page that closes may lose what the engine still has in hand, so it is
   * asked while it lives. A page that does not answer could not be brought back
   * either: true, as when all is saved.
   */
  async #saveWhatIsWritten(): Promise<boolean> {
    if (this.#engine === null || !this.#windows.has('app') || !this.#ready.has('app')) return true;
    const isAllSaved = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(true), SAVE_MS);
      this.#onReadyToLock = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.tell('willLock');
    });
    this.#onReadyToLock = null;
    return isAllSaved;
  }

  async #endAll(): Promise<void> {
    for (const timer of this.#restarts) clearTimeout(timer);
    this.#restarts.clear();
    const windows = [...this.#windows.values()];
    this.#windows.clear();
    const engine = this.#engine;
    this.#engine = null;
    // The pages first: the words typed in the last moment are on their way to the engine when a page has gone.
    await Promise.all(windows.map(closeWindow));
    await engine?.stop();
    if (engine !== null) this.#living.delete(engine);
  }

  #startEngine(): void {
    const engine: EngineProcess = this.#parts.startEngine(() => {
      this.#living.delete(engine);
      if (this.#engine !== engine) return;
      this.#engine = null;
      this.#again('engine', () => {
        this.#startEngine();
        this.tell('engineRestarted');
        this.#connect('app');
        this.#connect('net');
      });
    });
    this.#engine = engine;
    this.#living.add(engine);
    this.#startedAt.set('engine', this.#parts.now());
  }

  #openWindow(page: PageName): void {
    const window = this.#parts.openWindow(page);
    this.#windows.set(page, window);
    this.#ready.delete(page);
    this.#startedAt.set(page, this.#parts.now());
    // Also after a reload: the page that comes up has no port.
    window.webContents.on('dom-ready', () => {
      if (this.#windows.get(page) !== window) return;
      this.#ready.add(page);
      this.#connect(page);
    });
    window.webContents.on('render-process-gone', () => {
      if (this.#windows.get(page) !== window) return;
      this.#windows.delete(page);
      this.#again(page, () => this.#openWindow(page));
      window.destroy();
    });
    window.on('closed', () => {
      if (this.#windows.get(page) !== window) return;
      this.#windows.delete(page);
      if (page === 'app') this.#parts.onClosed();
      else this.#again(page, () => this.#openWindow(page));
    });
  }

  /** Lays a line between the engine and a page. */
  #connect(page: PageName): void {
    const contents = this.#windows.get(page)?.webContents;
    if (this.#engine === null || contents === undefined || !this.#ready.has(page)) return;
    const { port1, port2 } = this.#parts.makeChannel();
    this.#engine.connect(page === 'app' ? 'ui' : 'net', port1);
    contents.postMessage(ENGINE_PORT, null, [port2]);
  }

  #again(what: string, start: () => void): void {
    const since = this.#parts.now() - (this.#startedAt.get(what) ?? 0);
    const timer = setTimeout(
      () => {
        this.#restarts.delete(timer);
        start();
      },
      Math.max(0, RESTART_MS - since),
    );
    this.#restarts.add(timer);
  }
}
