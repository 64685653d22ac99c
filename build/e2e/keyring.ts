/**
 * A keychain as a desktop has one: gnome-keyring on a message bus of its own, for the user that runs the app. It holds
 * nothing of anybody, and goes with its folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf, runCommand } from '../scripts/run-command.ts';
import { needSystemPackages } from '../scripts/system-packages.ts';
import type { OpenOptions } from './app-driver.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** An open keychain. */
export interface Keyring {
  /** How an app is opened that is to find it. */
  readonly options: OpenOptions;
  /** Everything in it is lost, as after a new installation; another one takes its place. */
  lose(): Promise<void>;
  close(): void;
}

/** Opens a keychain. */
export async function openKeyring(stage: Stage): Promise<Keyring> {
  await needSystemPackages('keyring');
  const folder = await stage.folder('keyring');
  const address = `unix:path=${join(folder, 'bus')}`;
  const { user } = stage.command;
  const asUser = user === null ? [] : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups'];
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_RUNTIME_DIR: join(folder, 'runtime'),
    DBUS_SESSION_BUS_ADDRESS: address,
  };
  const start = (...words: string[]): ChildProcess => {
    const [program = '', ...args] = [...asUser, ...words];
    return spawn(program, args, { env, cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] });
  };
  const ask = (...words: string[]) => {
    const [program = '', ...args] = [...asUser, 'dbus-send', `--bus=${address}`, '--print-reply', ...words];
    return runCommand(program, args);
  };
  const hasOwner = async (): Promise<boolean> => {
    const answer = await ask(
      '--dest=org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      'org.freedesktop.DBus.NameHasOwner',
      'string:org.freedesktop.secrets',
    );
    return answer.stdout.includes('boolean true');
  };
  await mkdir(join(folder, 'runtime'), { mode: 0o700 });
  if (user !== null) await outputOf('chown', ['-R', `${user}:`, folder]);
  const bus = start('dbus-daemon', '--session', '--nofork', '--nopidfile', `--address=${address}`);
  await until(
    'the message bus',
    async () => (await ask('--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.GetId')).code === 0,
  );

  const unlock = async (): Promise<ChildProcess> => {
    const daemon = start('gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets');
    daemon.stdin?.end('the password of the test’s own account');
    await until('the keychain', hasOwner);
    return daemon;
  };
  let daemon = await unlock();
  return {
    options: { args: ['--password-store=gnome-libsecret'], env: { DBUS_SESSION_BUS_ADDRESS: address } },
    async lose() {
      daemon.kill('SIGKILL');
      await until('the keychain to be gone', async () => !(await hasOwner()));
      await rm(join(folder, '.local'), { recursive: true, force: true });
      daemon = await unlock();
    },
    close() {
      daemon.kill('SIGKILL');
      bus.kill('SIGKILL');
    },
  };
}
