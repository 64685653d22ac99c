/** Another start of the app on a profile that is open already, as the system does for a link or a double click. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { HearthApp } from './app-driver.ts';
import { allProcesses, environmentOf, type ProcessRow, treeOf } from './process-tree.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** Processes that were started for the app's profile and are not of the Hearth that is open there. */
export function strangersOf(app: HearthApp): readonly ProcessRow[] {
  const own = new Set(treeOf(app.pid, 'no profile').map(({ pid }) => pid));
  const isForProfile = ({ pid }: ProcessRow) => environmentOf(pid)?.includes(`HEARTH_PROFILE=${app.profile}`);
  return allProcesses().filter((row) => !own.has(row.pid) && isForProfile(row));
}

/**
 * Starts another Hearth and waits until it has ended; a start with overlong
 * arguments ends twice, since it starts itself anew with shortened ones.
 */
export async function startAgain(stage: Stage, app: HearthApp, ...args: readonly string[]): Promise<void> {
  const { command, display } = stage;
  const second = spawn(command.executable, [...command.args, ...args], {
    cwd: command.cwd,
    env: { ...command.env(display), HEARTH_PROFILE: app.profile },
    stdio: 'ignore',
  });
  await once(second, 'exit');
  await until('the second Hearth to be gone', () => strangersOf(app).length === 0);
}
