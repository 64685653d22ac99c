/**
 * Chromium's sandbox does not start for root, and an app tested without its sandbox is another app. So where these
 * scripts run as root (as CI does), the app runs as an ordinary user that exists for nothing else.
 */
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { makeFolderOnce } from './cache-folder.ts';
import { say } from './project.ts';
import { outputOf, runCommand } from './run-command.ts';

/** Name of the user that runs the app for root. */
export const TEST_USER = 'hearth-test';

/** A user of this system. */
export interface OrdinaryUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** Whether these scripts run as root on a system with users as Linux has them. */
export const isRoot = (): boolean => process.platform === 'linux' && getuid?.() === 0;

/** The ordinary user, made when it is not there. Only root can ask. */
export async function ordinaryUser(): Promise<OrdinaryUser> {
  if ((await runCommand('getent', ['passwd', TEST_USER])).code !== 0) {
    say(`adding the user ${TEST_USER}, which runs the app so that Chromium's sandbox is on.`);
    // Two runs may start at once: code 9 says that the other was first.
    const added = await runCommand('useradd', ['-r', '-m', '-s', '/usr/sbin/nologin', TEST_USER]);
    if (added.code !== 0 && added.code !== 9) throw new Error(`useradd failed: ${added.stderr}`);
  }
  const [name = '', , uid, gid, , home = ''] = (await outputOf('getent', ['passwd', TEST_USER])).trim().split(':');
  return { name, uid: Number(uid), gid: Number(gid), home };
}

/** An empty folder that the user owns, for profiles and files that both sides touch. */
export async function folderOf(user: OrdinaryUser, prefix: string): Promise<string> {
  const parent = join(user.home, 'runs');
  await mkdir(parent, { recursive: true });
  await removeOld(parent);
  await chmod(user.home, 0o755);
  const folder = await mkdtemp(join(parent, `${prefix}-`));
  await chown(folder, user.uid, user.gid);
  return folder;
}

/** Copies an Electron to where the user can read it, once, with the sandbox's helper set up as a package would. */
export async function lendElectron(user: OrdinaryUser, folder: string, key: string): Promise<string> {
  const lent = join(user.home, 'electron', key);
  await makeFolderOnce(lent, async (work) => {
    await outputOf('cp', ['-a', `${folder}/.`, work]);
    await outputOf('chown', ['-R', 'root:root', work]);
    await chmod(work, 0o755);
    // Where the kernel gives ordinary users no namespaces, the sandbox needs its helper to be setuid root.
    const namespaces = await runCommand('setpriv', [...asUser(user), 'unshare', '--user', 'true']);
    if (namespaces.code !== 0) await chmod(join(work, 'chrome-sandbox'), 0o4755);
  });
  return lent;
}

/** Copies the parts of the app to where the user can read them, once for each build (`key`). */
export async function lendApp(user: OrdinaryUser, parts: ReadonlyMap<string, string>, key: string): Promise<string> {
  const lent = join(user.home, 'app', key);
  await removeOld(join(user.home, 'app'), key);
  await makeFolderOnce(lent, async (work) => {
    for (const [inside, source] of parts) await cp(source, join(work, inside), { recursive: true, dereference: true });
    await outputOf('chmod', ['-R', 'a+rX', work]);
    await chmod(work, 0o755);
  });
  return lent;
}

/** What earlier runs left is removed after this time, in milliseconds: a day, which no run lasts. */
const KEPT_MS = 24 * 3_600_000;

/** Removes folders of earlier runs, so that a machine that builds every day does not fill up. */
async function removeOld(parent: string, except?: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const folder = join(parent, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
    if (name !== except && Date.now() - mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
}

const asUser = (user: OrdinaryUser): string[] => [
  `--reuid=${user.uid}`,
  `--regid=${user.gid}`,
  '--init-groups',
  '--inh-caps=-all',
];

/**
 * Writes a program that starts `executable` as the user and becomes it: the same process id, the same standard input
 * and output, so that Playwright can talk to it, and a SIGKILL meets Electron itself. (`runuser` would stay in between.)
 * `key` names the wrapper; `home` is where the program keeps its data.
 */
export async function writeWrapper(
  user: OrdinaryUser,
  executable: string,
  key: string,
  home: string = user.home,
): Promise<string> {
  const folder = join(user.home, 'start');
  const wrapper = join(folder, `electron-${key}`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    `${wrapper}.${process.pid}`,
    `#!/bin/sh
# Starts Electron as ${user.name}. Made by build/scripts/ordinary-user.ts.
export HOME='${home}' USER='${user.name}' LOGNAME='${user.name}' SHELL=/bin/sh
export XDG_RUNTIME_DIR="$HOME/runtime" DBUS_SESSION_BUS_ADDRESS="\${DBUS_SESSION_BUS_ADDRESS:-disabled:}"
unset XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME XAUTHORITY SUDO_USER
umask 077
cd "$HOME" || exit 1
exec setpriv ${asUser(user).join(' ')} '${executable}' "$@"
`,
  );
  await chmod(`${wrapper}.${process.pid}`, 0o755);
  await outputOf('mv', ['-f', `${wrapper}.${process.pid}`, wrapper]);
  await mkdir(join(home, 'runtime'), { recursive: true, mode: 0o700 });
  await chown(join(home, 'runtime'), user.uid, user.gid);
  return wrapper;
}
