/**
 * One real Hearth: the built app in a real Electron, with a profile folder of its own. It is started, closed, killed and
 * opened again here; what a person does in it is in `person.ts`.
 */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { CALENDAR_ORIGIN, NET_ORIGIN, UI_ORIGIN } from '../../shared/ipc/bridge.ts';
import { STRACE_OPTIONS } from './net-record.ts';
import type { Computer } from './networks/computer.ts';
import { killAll, type ProcessRow, treeOf } from './process-tree.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** How one Hearth is started. */
export interface OpenOptions {
  /** An existing profile folder; a new empty one otherwise. */
  readonly profile?: string;
  /** Further arguments, such as a deep link. */
  readonly args?: readonly string[];
  /** Further environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Records every network call of the whole process tree with strace into this file. */
  readonly trace?: string;
  /** The computer of a made-up network that it runs on; this machine otherwise. */
  readonly computer?: Computer;
  /** Size of the window in pixels. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** The longest a step of a person may take on a slow machine, in milliseconds. */
export const STEP_MS = 30_000;
/** The longest that two apps may need until they have told each other everything, in milliseconds. */
export const SYNC_MS = 60_000;

/** Lets two apps on one machine find each other: without it Chromium names its addresses over multicast DNS. */
const LOCAL_PEERS = '--hearth-local-peers';
/** Playwright cannot follow a lock into another process; what goes on there is seen with `UnattachedHearth`. */
const SAME_PROCESS = '--hearth-same-process';

/** See the head of this file. */
export class HearthApp {
  readonly name: string;
  readonly profile: string;
  /** Where files are saved to and opened from, in the place of a dialog. */
  readonly files: string;
  /** How far the engine's clock is ahead from the next start on, milliseconds. */
  clockAheadMs = 0;
  readonly #stage: Stage;
  readonly #options: OpenOptions;
  #electron: ElectronApplication | null = null;
  #ended: Promise<void> = Promise.resolve();
  /** Errors of the pages: uncaught ones and what they wrote to the console, by page. */
  readonly problems: { readonly page: 'ui' | 'net'; readonly text: string }[] = [];
  /** What the process wrote to its outputs, for a test that has to explain itself. */
  output = '';

  constructor(
    stage: Stage,
    name: string,
    folders: { readonly profile: string; readonly files: string },
    options: OpenOptions,
  ) {
    this.#stage = stage;
    this.name = name;
    this.profile = folders.profile;
    this.files = folders.files;
    this.#options = options;
  }

  /** The running Electron; throws when the app is not running. */
  get electron(): ElectronApplication {
    if (this.#electron === null) throw new Error(`${this.name}'s Hearth is not running`);
    return this.#electron;
  }

  get isRunning(): boolean {
    return this.#electron !== null;
  }

  /** Process id of what was started: Electron's main process, or strace above it. */
  get pid(): number {
    const { pid } = this.electron.process();
    if (pid === undefined) throw new Error(`${this.name}'s Hearth has no process`);
    return pid;
  }

  /** Every process of this app. */
  processes(): readonly ProcessRow[] {
    return treeOf(this.pid, this.profile);
  }

  /** Starts the app and waits until its window shows something. `args` are for this start only. */
  async start(args: readonly string[] = []): Promise<this> {
    if (this.#electron !== null) throw new Error(`${this.name}'s Hearth is running already`);
    const { command, display } = this.#stage;
    const electron = await _electron.launch({
      executablePath: await this.#executable(),
      args: [
        ...command.args,
        // On a network of their own, apps find each other as anywhere.
        ...(this.#options.computer === undefined ? [LOCAL_PEERS] : []),
        SAME_PROCESS,
        ...(this.#options.args ?? []),
        ...args,
      ],
      cwd: command.cwd,
      chromiumSandbox: true,
      env: {
        ...command.env(display),
        HEARTH_PROFILE: this.profile,
        HEARTH_TEST_FILES: this.files,
        HEARTH_TEST_CLOCK_AHEAD_MS: String(this.clockAheadMs),
        ...this.#options.env,
      },
      timeout: STEP_MS,
    });
    this.#electron = electron;
    const child = electron.process();
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (this.output += String(bytes)));
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        if (this.#electron === electron) this.#electron = null;
        resolve();
      };
      if (child.exitCode !== null || child.signalCode !== null) end();
      else child.once('exit', end);
    });
    // What a test does never reaches the display's own keyboard and mouse: to the system nobody is there.
    await this.setIdleState('active');
    electron.on('window', (page) => this.#watch(page));
    for (const page of electron.windows()) this.#watch(page);
    await this.ui().catch((error: unknown) => {
      throw new Error(`${this.name}'s Hearth showed nothing.\n${this.report()}`, { cause: error });
    });
    return this;
  }

  /** What the processes printed and the pages complained about, for somebody who has to find out why. */
  report(): string {
    return [this.output.slice(-4_000), ...this.problems.map(({ page, text }) => `${page}: ${text}`)].join('\n');
  }

  /** The page that the person looks at, once it shows something. */
  ui(): Promise<Page> {
    return until(`${this.name}'s window`, async () => {
      const page = this.#pageOf(UI_ORIGIN);
      if (page === null) return null;
      try {
        return (await page.locator('#root > *').count()) > 0 ? page : null;
      } catch (error) {
        // Locking closes the page that is being looked at, and another one comes.
        if (page.isClosed()) return null;
        throw error;
      }
    });
  }

  /** The page that the person looks at; it is there once {@link ui} has answered. */
  get page(): Page {
    const page = this.#pageOf(UI_ORIGIN);
    if (page === null) throw new Error(`${this.name}'s Hearth shows no window`);
    return page;
  }

  /** The hidden page that has the network. */
  net(): Promise<Page> {
    return until(`${this.name}'s net page`, () => this.#pageOf(NET_ORIGIN));
  }

  /** The calendar that waits behind the app. */
  calendar(): Promise<Page> {
    return until(`${this.name}'s calendar`, () => this.#pageOf(CALENDAR_ORIGIN));
  }

  /** What the system says about whether somebody touches the computer. */
  setIdleState(state: 'active' | 'idle' | 'locked'): Promise<void> {
    return this.electron.evaluate(({ powerMonitor }, said) => {
      powerMonitor.getSystemIdleState = () => said;
    }, state);
  }

  /** The computer sleeps, or locks its screen. */
  powerEvent(event: 'suspend' | 'lock-screen'): Promise<boolean> {
    return this.electron.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);
  }

  /** Titles of all windows, and whether each can be seen. */
  windows(): Promise<readonly { readonly title: string; readonly isVisible: boolean }[]> {
    return this.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({ title: window.getTitle(), isVisible: window.isVisible() })),
    );
  }

  /**
   * Ctrl and a letter, pressed in the window that is seen, on the way of a real
   * key: what Playwright presses comes to the page alone, past main.
   */
  pressCtrl(letter: string): Promise<void> {
    return this.electron.evaluate(({ BrowserWindow }, keyCode) => {
      const seen = BrowserWindow.getAllWindows().find((window) => window.isVisible());
      for (const type of ['keyDown', 'keyUp'] as const)
        seen?.webContents.sendInputEvent({ type, keyCode, modifiers: ['control'] });
    }, letter);
  }

  /** The headers that main sends with the document of `page`, by lower-case name. */
  headersOf(page: Page): Promise<Readonly<Record<string, string>>> {
    return this.electron.evaluate(async ({ webContents }, address) => {
      const contents = webContents.getAllWebContents().find((one) => one.getURL() === address);
      if (contents === undefined) throw new Error(`no page at ${address}`);
      const response = await contents.session.fetch(address);
      return Object.fromEntries(response.headers.entries());
    }, page.url());
  }

  /** Closes the app as a person does, and waits until nothing of it runs. */
  async close(): Promise<void> {
    const rows = this.processes();
    await this.electron.close();
    await this.#gone(rows);
  }

  /** Kills every process of the app at once. Nothing happens when it is not running. */
  async kill9(): Promise<void> {
    if (this.#electron === null) return;
    const rows = this.processes();
    killAll(rows);
    await this.#gone(rows);
  }

  /** Waits until the app has ended by itself. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  /** Closes the app and starts it again on the same profile. */
  async reopen(): Promise<this> {
    if (this.isRunning) await this.close();
    return this.start();
  }

  /** What the ui page complained about: uncaught errors, policy violations, errors on its console. */
  uiProblems(): readonly string[] {
    return this.problems.filter(({ page }) => page === 'ui').map(({ text }) => text);
  }

  async #gone(rows: readonly ProcessRow[]): Promise<void> {
    await this.#ended;
    const pids = new Set(rows.map(({ pid }) => pid));
    await until(`${this.name}'s processes to be gone`, () =>
      treeOf(-1, this.profile).some(({ pid }) => pids.has(pid)) ? null : true,
    );
  }

  #pageOf(origin: string): Page | null {
    const pages = this.#electron?.windows() ?? [];
    return pages.findLast((page) => !page.isClosed() && page.url().startsWith(`${origin}/`)) ?? null;
  }

  #watch(page: Page): void {
    page.setDefaultTimeout(STEP_MS);
    const where = (): 'ui' | 'net' => (page.url().startsWith(`${NET_ORIGIN}/`) ? 'net' : 'ui');
    page.on('pageerror', (error) => this.problems.push({ page: where(), text: String(error.stack ?? error) }));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push({ page: where(), text: message.text() });
    });
  }

  /** Electron itself, or a program that starts it under strace, or on another computer, or both. */
  async #executable(): Promise<string> {
    const { executable } = this.#stage.command;
    const { trace, computer } = this.#options;
    const traced = trace === undefined ? executable : await this.#traced(executable, trace);
    return computer === undefined ? traced : computer.programFor(traced, await this.#stage.folder('computer'));
  }

  async #traced(executable: string, trace: string): Promise<string> {
    const folder = await this.#stage.folder('strace');
    const program = join(folder, 'start');
    const strace = ['strace', ...STRACE_OPTIONS, '-A', '-o', trace].map((word) => `'${word}'`).join(' ');
    await writeFile(program, `#!/bin/sh\nexec ${strace} '${executable}' "$@"\n`);
    await chmod(program, 0o755);
    return program;
  }
}
