/** `npm start`: builds what is stale, finds an Electron, and starts the app. Further arguments go to the app. */
import { type ChildProcess, spawn } from 'node:child_process';
import { BuildError } from './build-app.ts';
import { type Display, realDisplay } from './display.ts';
import { electronCommand, sayWhoRuns } from './launch.ts';
import { TEST_USER } from './ordinary-user.ts';
import { giveUp } from './project.ts';
import { runCommand } from './run-command.ts';
import { needSystemPackages } from './system-packages.ts';

const display = await realDisplay();
if (display === null) {
  giveUp(
    'there is no display to show a window on (DISPLAY is not set, or nothing answers there). ' +
      'Start Hearth from a desktop session, or run `npm run demo`, which brings a display of its own.',
  );
}
const command = await electronCommand().catch((error: unknown) => {
  if (error instanceof BuildError) giveUp(error.message);
  throw error;
});
sayWhoRuns(command);
if (command.user !== null) {
  await needSystemPackages('lending');
  await runCommand('xhost', [`+si:localuser:${TEST_USER}`]);
}
let app: ChildProcess;
/** Arguments of the start that a lock or a wipe asked for: the app leaves its process then (main/system/start-anew.ts). */
let next: readonly string[] | null = null;

function start(args: readonly string[]): void {
  next = null;
  app = spawn(command.executable, args, {
    cwd: command.cwd,
    env: command.env(display as Display),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  app.on('message', (message) => {
    next = (message as { readonly startAnew: readonly string[] }).startAnew;
  });
  app.once('error', (error) => giveUp(`Electron did not start: ${error.message}`));
  app.once('exit', (code, signal) => {
    if (next !== null && signal === null) start(next);
    else void end(code, signal);
  });
}

async function end(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
  if (command.user !== null) await runCommand('xhost', [`-si:localuser:${TEST_USER}`]);
  process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.kill(signal));
start([...command.args, ...process.argv.slice(2)]);
