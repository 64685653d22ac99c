/**
 * A Hearth that is used as a person uses it: started by itself, with keys pressed on the display. Nothing is attached to
 * it, so that what lies in its memory is its own doing; what drives other tests (Playwright) talks through Chromium's
 * main process and leaves there what it says and hears.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { outputOf } from '../scripts/run-command.ts';
import { allProcesses, killAll, type ProcessRow, treeOf } from './process-tree.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** See the file's head. */
export class UnattachedHearth {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #display: string;

  /** Starts the app on a profile that no other app has open, and waits until its window is there. */
  static async start(stage: Stage, profile: string): Promise<UnattachedHearth> {
    const { command, display } = stage;
    const child = spawn(command.executable, [...command.args], {
      cwd: command.cwd,
      env: { ...command.env(display), HEARTH_PROFILE: profile },
      stdio: 'ignore',
    });
    const app = new UnattachedHearth(child, profile, display.name ?? '');
    await app.window();
    return app;
  }

  private constructor(child: ChildProcess, profile: string, display: string) {
    this.#child = child;
    this.#profile = profile;
    this.#display = display;
  }

  processes(): readonly ProcessRow[] {
    return treeOf(this.#child.pid ?? 0, this.#profile);
  }

  /** The pages and the engine: what a lock ends. */
  ownProcesses(): readonly ProcessRow[] {
    return this.processes().filter(({ command }) => /--type=(renderer|utility).*(engine|renderer)/.test(command));
  }

  /** The window that is shown, by its number on the display. */
  window(): Promise<string> {
    return until('a window', async () => {
      const main = this.processes().find(({ command }) => !command.includes('--type='));
      if (!main) return null;
      const found = await this.#xdotool('search', '--onlyvisible', '--pid', String(main.pid)).catch(() => '');
      return found.trim().split('\n').at(-1) || null;
    });
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
