/**
 * `npm run check:package`: installs the .deb as a person would, starts the installed program without any test tool,
 * sees its window, reads its fuses, and uninstalls it. For anybody but root it unpacks the .deb instead of installing.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { listPackage } from '@electron/asar';
import { fuseProblems, readFuses } from '../config/fuses.mjs';
import { cacheFolder } from './cache-folder.ts';
import { type Display, openDisplay } from './display.ts';
import { folderOf, isRoot, ordinaryUser, writeWrapper } from './ordinary-user.ts';
import { outFolder, packageApp } from './package-app.ts';
import { giveUp, isProgram, say } from './project.ts';
import { outputOf } from './run-command.ts';
import { aptGet, needSystemPackages } from './system-packages.ts';
import { coloursIn, shownWindows, type XWindow } from './windows-on-display.ts';

/** How long the installed program may take until its window shows something, in milliseconds. */
const WINDOW_TIMEOUT_MS = 60_000;
/** A window with less colours than this shows nothing: antialiased text alone makes more. */
const FEW_COLOURS = 8;

let failures = 0;
function report(isGood: boolean, sentence: string): void {
  if (!isGood) failures += 1;
  process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${sentence}\n`);
}

/** The .deb in `out/`, made first if there is none. */
async function packageFile(): Promise<string> {
  const find = (): string | undefined => readdirSync(outFolder).find((name) => name.endsWith('.deb'));
  if (!existsSync(outFolder) || find() === undefined) await packageApp([]);
  const name = find() ?? giveUp('there is no .deb in out/, and making one brought none.');
  return join(outFolder, name);
}

/** Puts the package's files in place; the result is where they are and how they go away again. */
async function install(deb: string): Promise<{ root: string; remove: () => Promise<void> }> {
  if (!isRoot()) {
    const root = await mkdtemp(join(tmpdir(), 'hearth-package-'));
    await outputOf('dpkg-deb', ['-x', deb, root]);
    report(true, 'unpacked (only root can install)');
    return { root, remove: () => rm(root, { recursive: true, force: true }) };
  }
  // Left by a run of this check that was cut off; without it an installed Hearth is the person's own.
  const mark = join(cacheFolder(), 'package-under-check');
  if (existsSync('/opt/Hearth') && !existsSync(mark)) {
    giveUp('Hearth is installed on this computer already, and this check would remove it. Nothing was done.');
  }
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(mark, '');
  const apt = await aptGet('install', '-y', '--reinstall', '--no-install-recommends', deb);
  if (apt.code !== 0) giveUp(`the package does not install: ${apt.stderr.trim().split('\n').slice(-5).join('\n')}`);
  report(existsSync('/opt/Hearth/hearth'), 'installed with apt-get, program in /opt/Hearth');
  report(existsSync('/usr/bin/hearth'), 'the command `hearth` is there');
  return {
    root: '/',
    remove: async () => {
      const removed = await aptGet('purge', '-y', 'hearth');
      const isGone = !existsSync('/opt/Hearth') && !existsSync('/usr/bin/hearth');
      report(removed.code === 0 && isGone, 'uninstalled, and nothing of it is left in /opt or /usr/bin');
      if (removed.code !== 0) say(removed.stderr.trim());
      if (isGone) await rm(mark);
    },
  };
}

/** Whether a path in the archive is of no bundle and not of the store: sources, tests, maps, other packages. */
const isStrange = (path: string): boolean =>
  !/^\/(dist|package\.json|node_modules(\/(@signalapp(\/sqlcipher)?|node-gyp-build))?)(\/|$)/.test(path) ||
  /\.(ts|tsx|map|md)$/.test(path);

function checkFiles(root: string): void {
  const desktop = readFileSync(join(root, 'usr/share/applications/hearth.desktop'), 'utf8');
  report(desktop.includes('x-scheme-handler/hearth'), 'opens hearth:// links');
  report(desktop.includes('application/x-hearth-invite'), 'opens .hearth-invite files');
  report(existsSync(join(root, 'usr/share/icons/hicolor/256x256/apps/hearth.png')), 'has its icon');
  const resources = join(root, 'opt/Hearth/resources');
  const archive = join(resources, 'app.asar');
  const strange = existsSync(archive) ? listPackage(archive, { isPack: false }).filter(isStrange) : ['no archive'];
  report(strange.length === 0, `its archive holds the app and nothing else${strange.map((path) => ` ${path}`).join()}`);
  const foreign = ['app', 'default_app.asar', 'app-update.yml'].filter((name) => existsSync(join(resources, name)));
  report(
    foreign.length === 0,
    `nothing beside it that Electron would load${foreign.map((name) => `: ${name}`).join()}`,
  );
}

async function checkFuses(executable: string): Promise<void> {
  const fuses = await readFuses(executable);
  const problems = fuseProblems(fuses);
  const words = Object.entries(fuses).map(([name, state]) => `${name} ${state}`);
  report(problems.length === 0, `fuses: ${problems.length > 0 ? problems.join('; ') : words.join(', ')}`);
}

/** Waits until the program shows a window with something in it. */
async function firstPicture(display: Display, hasEnded: () => boolean): Promise<XWindow | null> {
  const name = display.name ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'hearth-picture-'));
  const deadline = Date.now() + WINDOW_TIMEOUT_MS;
  try {
    while (Date.now() < deadline && !hasEnded()) {
      const window = (await shownWindows(name)).find(({ className }) => className.toLowerCase().startsWith('hearth'));
      if (window !== undefined && (await coloursIn(name, window, join(folder, 'picture.xwd'))) >= FEW_COLOURS)
        return window;
      await wait(250);
    }
    return null;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Whether a process of the program that shows pages runs under Chromium's system call filter. */
function pagesAreSandboxed(executable: string): boolean {
  const pages = readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return command.startsWith(executable) && command.includes('--type=renderer');
    } catch {
      return false;
    }
  });
  return pages.length > 0 && pages.every((pid) => /^Seccomp:\s2$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
}

/** Starts the program on a display of its own as an ordinary user, and watches it from outside. */
async function checkRun(executable: string): Promise<void> {
  const display = await openDisplay({ alwaysVirtual: true });
  const user = isRoot() ? await ordinaryUser() : null;
  const home = user === null ? await mkdtemp(join(tmpdir(), 'hearth-home-')) : await folderOf(user, 'package');
  const program = user === null ? executable : await writeWrapper(user, executable, 'packaged', home);
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), DISPLAY: display.name };
  // A debugger is asked for, so that its refusal can be seen.
  const app = spawn(program, ['--inspect=0'], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  app.stdout.setEncoding('utf8').on('data', (text: string) => (words += text));
  app.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const ended = new Promise<void>((resolve) => app.once('close', () => resolve()));
  const started = Date.now();
  try {
    const window = await firstPicture(display, () => app.exitCode !== null);
    if (window === null) report(false, `no window with anything in it. The program said:\n${words.slice(-2000)}`);
    else {
      const size = `${window.width} × ${window.height}`;
      report(
        true,
        `its window “${window.title}” (${size}) was there after ${((Date.now() - started) / 1000).toFixed(1)} s`,
      );
      report(pagesAreSandboxed(executable), "its pages run in Chromium's sandbox");
    }
    report(!words.includes('Debugger listening'), 'it lets no debugger in (--inspect)');
    app.kill('SIGTERM');
    const isEnded = await Promise.race([ended.then(() => true), wait(15_000, false)]);
    report(isEnded, 'it ends when it is asked to');
    if (!isEnded) app.kill('SIGKILL');
  } finally {
    display.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Runs every check; the result is the number of those that failed. */
export async function checkPackage(): Promise<number> {
  await needSystemPackages('electron', 'display', 'watching');
  const deb = await packageFile();
  const { root, remove } = await install(deb);
  try {
    const executable = join(root, 'opt/Hearth/hearth');
    checkFiles(root);
    await checkFuses(executable);
    await checkRun(executable);
  } finally {
    await remove();
  }
  return failures;
}

if (isProgram(import.meta.url)) {
  if (process.platform !== 'linux') giveUp('this checks the .deb, so it runs on Linux.');
  const failed = await checkPackage();
  say(failed === 0 ? 'the package is good.' : `${failed} of the checks on the package failed.`);
  process.exitCode = failed === 0 ? 0 : 1;
}
