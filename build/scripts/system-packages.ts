/**
 * The Debian packages that a job needs: libraries of Electron, a display for tests, tools for making packages. As root
 * they are installed, and that is said; for anybody else the exact command is printed and the job stops there.
 */
import { accessSync } from 'node:fs';
import { getuid } from 'node:process';
import { giveUp, isProgram, say } from './project.ts';
import { type CommandOutcome, outputOf, runCommand } from './run-command.ts';

/** Packages by what they are for, with Debian's names. */
export const SYSTEM_PACKAGES = {
  /** What Electron itself loads. */
  electron: [
    'libgtk-3-0',
    'libnss3',
    'libasound2',
    'libgbm1',
    'libxss1',
    'libatk-bridge2.0-0',
    'libdrm2',
    'libcups2',
    'libnotify4',
    'libsecret-1-0',
    'dbus-x11',
  ],
  /** A display where there is none: whole-app tests, the demo, pictures. */
  display: ['xvfb'],
  /** Lets an ordinary user's program onto the display of root. */
  lending: ['x11-xserver-utils'],
  /** A keychain for whole-app tests. */
  keyring: ['gnome-keyring', 'dbus-daemon'],
  /** Making the .deb and the archives. */
  packaging: ['p7zip-full', 'xz-utils'],
  /** Drawing the icons, only after the drawing has changed. */
  drawing: ['librsvg2-bin'],
  /** Recording every network call of a running app. */
  tracing: ['strace'],
  /** Networks of namespaces: links, routers, slow lines, and a TURN server on their internet. */
  networks: ['iproute2', 'nftables', 'socat', 'coturn', 'tcpdump'],
  /** Looking at a program's windows from outside. */
  watching: ['x11-utils', 'x11-apps'],
  /** Pressing keys from outside, where a program is to be used without anything attached to it. */
  pressing: ['xdotool'],
  /** Making certificates that nobody vouches for. */
  certificates: ['openssl'],
  /** The servers that a keeper of many instances works with. */
  databases: ['postgresql', 'redis-server'],
  /** Reads the keeper's unit as a service's own system will. */
  units: ['systemd'],
} as const;

/** A kind of job, for {@link needSystemPackages}. */
export type SystemNeed = keyof typeof SYSTEM_PACKAGES;

/** The wanted packages that are neither installed nor provided by an installed one (Debian 13 renamed some with t64). */
export function missingPackages(wanted: readonly string[], dpkgLines: string): string[] {
  const present = new Set<string>();
  for (const line of dpkgLines.split('\n')) {
    const [status, name, provides = ''] = line.split('\t');
    if (status !== 'installed' || name === undefined) continue;
    present.add(name);
    for (const provided of provides.split(',')) present.add(provided.replace(/\(.*\)/, '').trim());
  }
  return wanted.filter((name) => !present.has(name));
}

/** Sees to it that the packages for these jobs are there, or ends the program saying how to get them. */
export async function needSystemPackages(...needs: readonly SystemNeed[]): Promise<void> {
  if (process.platform !== 'linux' || !isDebian()) return;
  const wanted = [...new Set(needs.flatMap((need) => SYSTEM_PACKAGES[need]))];
  const missing = await missingNow(wanted);
  if (missing.length === 0) return;
  if (getuid?.() !== 0) {
    giveUp(
      `these Debian packages are missing. Install them and run this again:\n  sudo apt-get install ${missing.join(' ')}`,
    );
  }
  say(`installing Debian packages that this needs: ${missing.join(' ')}.`);
  const update = await aptGet('update');
  if (update.code !== 0) giveUp(`apt-get update failed: ${lastLines(update.stderr)}`);
  const names = await Promise.all(missing.map(nameHere));
  const install = await aptGet('install', '-y', '--no-install-recommends', ...names);
  if (install.code !== 0) giveUp(`apt-get install ${names.join(' ')} failed: ${lastLines(install.stderr)}`);
}

/**
 * Runs apt-get without questions. Another one at work is waited for, up to ten minutes; of ours only one is at work, since
 * `update` waits for nobody.
 */
export function aptGet(...args: readonly string[]): Promise<CommandOutcome> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return runCommand('flock', ['/tmp/hearth-apt.lock', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=600', ...args], {
    env,
  });
}

const isDebian = (): boolean => {
  try {
    accessSync('/var/lib/dpkg/status');
    return true;
  } catch {
    return false;
  }
};

async function missingNow(wanted: readonly string[]): Promise<string[]> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own notation
  const format = '${db:Status-Status}\\t${Package}\\t${Provides}\\n';
  return missingPackages(wanted, await outputOf('dpkg-query', ['-W', '-f', format]));
}

/** The name under which this release has the package. */
async function nameHere(name: string): Promise<string> {
  const policy = await runCommand('apt-cache', ['policy', name]);
  return /Candidate: (?!\(none\))/.test(policy.stdout) ? name : `${name}t64`;
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-4).join('\n');

if (isProgram(import.meta.url)) {
  await needSystemPackages(...(Object.keys(SYSTEM_PACKAGES) as SystemNeed[]));
}
