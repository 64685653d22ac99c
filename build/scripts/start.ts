/** `npm start`: builds what is stale, finds an Electron, and starts the app. Further arguments go to the app. */
import { spawn } from 'node:child_process';
import { BuildError } from './build-app.ts';
import { realDisplay } from './display.ts';
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
const app = spawn(command.executable, [...command.args, ...process.argv.slice(2)], {
  cwd: command.cwd,
  env: command.env(display),
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.kill(signal));
app.once('error', (error) => giveUp(`Electron did not start: ${error.message}`));
app.once('exit', async (code, signal) => {
  if (command.user !== null) await runCommand('xhost', [`-si:localuser:${TEST_USER}`]);
  process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
});
