/**
 * A Hearth that is used as a person uses it: started by itself, with keys pressed on the display. Nothing is attached to
 * it, so that what lies in its memory is its own doing; what drives other tests (Playwright) talks through Chromium's
 * main process and leaves there what it says and hears.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../scripts/project.ts';
import { outputOf } from '../scripts/run-command.ts';
import { shownWindows } from '../scripts/windows-on-display.ts';
import { allProcesses, killAll, type ProcessRow, treeOf } from './process-tree.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** See the file's head. */
export class UnattachedHearth {
  /** What was started: the first main process, or the launcher above it. */
  readonly started: ChildProcess;
  readonly #profile: string;
  readonly #display: string;

  /** Starts the app on a profile that no other app has open, by itself or by `npm start`, and waits for its window. */
  static async start(stage: Stage, profile: string, by: 'itself' | 'npm start' = 'itself'): Promise<UnattachedHearth> {
    const { command, display } = stage;
    const env = { ...command.env(display), HEARTH_PROFILE: profile };
    const child =
      by === 'itself'
        ? spawn(command.executable, [...command.args], { cwd: command.cwd, env, stdio: 'ignore' })
        : spawn(process.execPath, ['--import', 'tsx', 'build/scripts/start.ts'], {
            cwd: projectRoot,
            env,
            stdio: 'ignore',
          });
    const app = new UnattachedHearth(child, profile, display.name ?? '');
    await app.window();
    return app;
  }

  private constructor(started: ChildProcess, profile: string, display: string) {
    this.started = started;
    this.#profile = profile;
    this.#display = display;
  }

  /** Process id of Chromium's main process, which its lock on the profile names, or null between two of them. */
  main(): number | null {
    const link = linkOf(join(this.#profile, 'SingletonLock'));
    const pid = Number(link?.split('-').at(-1));
    return allProcesses().some((row) => row.pid === pid) ? pid : null;
  }

  /** Every process of the app. */
  processes(): readonly ProcessRow[] {
    return treeOf(this.main() ?? -1, this.#profile);
  }

  /** The window that is shown, by its number on the display. */
  window(): Promise<string> {
    return until('a window', async () => {
      const main = this.main();
      if (main === null) return null;
      const found = await this.#xdotool('search', '--onlyvisible', '--pid', String(main)).catch(() => '');
      return found.trim().split('\n').at(-1) || null;
    });
  }

  /** Titles of the windows that somebody sees on the display. */
  async titles(): Promise<readonly string[]> {
    // A window that goes while it is being asked about makes the answer fail.
    const windows = await shownWindows(this.#display).catch(() => []);
    return windows.filter(({ width }) => width > 100).map(({ title }) => title);
  }

  /** Moves the window and gives it a size, in pixels. */
  async placeAt(x: number, y: number, width: number, height: number): Promise<void> {
    const window = await this.window();
    await this.#xdotool('windowsize', '--sync', window, String(width), String(height));
    await this.#xdotool('windowmove', '--sync', window, String(x), String(y));
  }

  /** Where the window stands. */
  async place(): Promise<{ readonly x: number; readonly y: number; readonly width: number; readonly height: number }> {
    const said = await this.#xdotool('getwindowgeometry', '--shell', await this.window());
    const [x = 0, y = 0, width = 0, height = 0] = ['X', 'Y', 'WIDTH', 'HEIGHT'].map((name) =>
      Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(said)?.[1]),
    );
    return { x, y, width, height };
  }

  hasEngine(): boolean {
    return this.processes().some(({ command }) => command.includes('NodeService'));
  }

  /** Presses a key, such as `ctrl+l`, in the window. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#xdotool('windowfocus', '--sync', await this.window());
    await this.#xdotool('key', '--clearmodifiers', ...keys);
  }

  /** Types into whatever has the focus. */
  async type(text: string): Promise<void> {
    await this.#xdotool('windowfocus', '--sync', await this.window());
    await this.#xdotool('type', '--delay', '2', text);
  }

  async kill9(): Promise<void> {
    const rows = this.processes();
    killAll(rows);
    const pids = new Set(rows.map(({ pid }) => pid));
    await until('the processes to be gone', () => !allProcesses().some(({ pid }) => pids.has(pid)));
  }

  #xdotool(...args: readonly string[]): Promise<string> {
    return outputOf('xdotool', args, { env: { ...process.env, DISPLAY: this.#display } });
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    // Nobody holds the profile in this moment.
    return null;
  }
}
