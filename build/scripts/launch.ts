/**
 * How the app is started by everything that is not a package: `npm start`, whole-app tests, the demo, pictures.
 *
 * ```ts
 * const display = await openDisplay();
 * const command = await electronCommand();
 * const profile = await command.makeFolder('alice');
 * const app = await _electron.launch({
 *   executablePath: command.executable,
 *   args: [...command.args],
 *   cwd: command.cwd,
 *   chromiumSandbox: true,
 *   env: { ...command.env(display), HEARTH_PROFILE: profile },
 * });
 * // …
 * display.close();
 * ```
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildIfStale, distFolder } from './build-app.ts';
import { readStamp } from './build-stamp.ts';
import type { Display } from './display.ts';
import { type ElectronRuntime, findElectron } from './find-electron.ts';
import { folderOf, isRoot, lendApp, lendElectron, ordinaryUser, writeWrapper } from './ordinary-user.ts';
import { projectPath, projectRoot, say } from './project.ts';
import { needSystemPackages } from './system-packages.ts';

/** How to start the built app on this machine. */
export interface ElectronCommand {
  /** The program to start: Electron itself, or for root a wrapper that becomes Electron as an ordinary user. */
  readonly executable: string;
  /** Comes before all other arguments: the folder of the built app. */
  readonly args: readonly string[];
  /** A folder that the app's user can stand in. */
  readonly cwd: string;
  /** Name of the user that the app runs as, or null when that is the caller. */
  readonly user: string | null;
  readonly runtime: ElectronRuntime;
  /** The environment for the app on a display: the caller's, without what would change Electron or Node in it. */
  env(display: Display): Record<string, string>;
  /** A new empty folder that the app's user owns, such as a profile for HEARTH_PROFILE. The caller removes it. */
  makeFolder(name: string): Promise<string>;
}

/** What the built app needs beside Electron, by place in the app's folder. */
export const appParts: ReadonlyMap<string, string> = new Map(
  ['dist', 'package.json', 'node_modules/@signalapp/sqlcipher', 'node_modules/node-gyp-build'].map((part) => [
    part,
    projectPath(part),
  ]),
);

/** Builds the app if it is stale, finds an Electron and the system's packages, and says how to start it here. */
export async function electronCommand(): Promise<ElectronCommand> {
  await needSystemPackages('electron');
  await buildIfStale();
  return commandFor(await findElectron(), appParts, readStamp(distFolder)?.digest.slice(0, 16) ?? 'unbuilt');
}

/** {@link electronCommand} for any app folder and runtime; `key` names the contents of `parts`. */
export async function commandFor(
  runtime: ElectronRuntime,
  parts: ReadonlyMap<string, string>,
  key: string,
): Promise<ElectronCommand> {
  if (!isRoot()) {
    return {
      executable: runtime.executable,
      args: [projectRoot],
      cwd: projectRoot,
      user: null,
      runtime,
      env: cleanEnvironment,
      makeFolder: (name) => mkdtemp(join(tmpdir(), `hearth-${name}-`)),
    };
  }
  const user = await ordinaryUser();
  const runtimeKey = `${runtime.version}-${runtime.origin}-${basename(runtime.folder)}`;
  const lent = await lendElectron(user, runtime.folder, runtimeKey);
  const executable = await writeWrapper(user, join(lent, 'electron'), runtimeKey);
  return {
    executable,
    args: [await lendApp(user, parts, key)],
    cwd: user.home,
    user: user.name,
    runtime,
    env: cleanEnvironment,
    makeFolder: (name) => folderOf(user, name),
  };
}

function cleanEnvironment(display: Display): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(ELECTRON_|NODE_|npm_|VITEST|DISPLAY$)/.test(name)) env[name] = value;
  }
  if (display.name !== undefined) env.DISPLAY = display.name;
  return env;
}

/** Says who the app will run as, when that is not the caller. */
export function sayWhoRuns(command: ElectronCommand): void {
  if (command.user === null) return;
  say(
    `you are root, and Chromium's sandbox does not start for root. Hearth runs as the user ${command.user} instead, ` +
      'and keeps its data in that user’s home.',
  );
}
