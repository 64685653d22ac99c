/**
 * Finds an Electron to run Hearth with: an explicit one (HEARTH_ELECTRON), the binary that the installed `electron`
 * package already has, that package's own download, and at last a stand-in from the package registry.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { FALLBACK, fallbackFits, fallbackForPackaging, fallbackForRunning } from './fallback-electron.ts';
import { giveUp, isProgram, say } from './project.ts';
import { runDownload } from './run-download.ts';

/** An Electron on this machine. */
export interface ElectronRuntime {
  /** The folder that holds the executable and everything it needs. */
  readonly folder: string;
  readonly executable: string;
  /** For example `45.4.1`. */
  readonly version: string;
  /** `stand-in` is the old one from the registry: good enough to build and test here, never to ship. */
  readonly origin: 'named' | 'installed' | 'stand-in';
}

/** Electron's own download: 20 s to begin, then as long as a slow line needs. */
const DOWNLOAD_LIMITS = { beginMs: 20_000, wholeMs: 900_000 };
/** After a failed download, the next try waits this long, in milliseconds: a day. */
const RETRY_AFTER_MS = 24 * 3_600_000;

const electronPackage = (): string => dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** The runtime for starting and testing the app. `purpose` decides which form of the stand-in is made. */
export async function findElectron(purpose: 'run' | 'package' = 'run'): Promise<ElectronRuntime> {
  const named = process.env.HEARTH_ELECTRON;
  if (named) return namedRuntime(named);
  const installed = installedRuntime() ?? (await downloadedRuntime());
  if (installed !== null) return installed;
  if (!fallbackFits()) {
    giveUp(
      'Electron could not be downloaded, and there is no stand-in for this kind of machine. ' +
        'Connect to the internet and try again, or name an Electron with HEARTH_ELECTRON=/path/to/electron.',
    );
  }
  const folder = purpose === 'run' ? await fallbackForRunning() : await fallbackForPackaging();
  say(`Electron's own download cannot be reached, so this runs on the stand-in Electron ${FALLBACK.electronVersion}.`);
  return { folder, executable: join(folder, 'electron'), version: FALLBACK.electronVersion, origin: 'stand-in' };
}

/** HEARTH_ELECTRON may name the executable or its folder. */
function namedRuntime(named: string): ElectronRuntime {
  if (!existsSync(named)) giveUp(`HEARTH_ELECTRON names ${named}, and there is nothing there.`);
  const executable = statSync(named).isDirectory() ? join(named, 'electron') : named;
  const folder = dirname(executable);
  return { folder, executable, version: versionOf(folder), origin: 'named' };
}

function versionOf(folder: string): string {
  const file = join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown';
}

/** What the `electron` package fetched earlier: it writes `path.txt` when that is complete. */
function installedRuntime(): ElectronRuntime | null {
  const pathFile = join(electronPackage(), 'path.txt');
  if (!existsSync(pathFile)) return null;
  const executable = join(electronPackage(), 'dist', readFileSync(pathFile, 'utf8'));
  if (!existsSync(executable)) return null;
  const folder = join(electronPackage(), 'dist');
  return { folder, executable, version: versionOf(folder), origin: 'installed' };
}

async function downloadedRuntime(): Promise<ElectronRuntime | null> {
  const note = join(cacheFolder(), 'electron-download-failed');
  if (existsSync(note) && Date.now() - statSync(note).mtimeMs < RETRY_AFTER_MS) return null;
  say('looking for Electron, which is downloaded once.');
  const isThere = await runDownload(process.execPath, [join(electronPackage(), 'install.js')], DOWNLOAD_LIMITS);
  const runtime = isThere ? installedRuntime() : null;
  if (runtime === null) {
    await mkdir(dirname(note), { recursive: true });
    await writeFile(note, 'Electron could not be downloaded; the next try is a day after this file was written.\n');
  }
  return runtime;
}

if (isProgram(import.meta.url)) {
  const runtime = await findElectron();
  process.stdout.write(`${runtime.executable}\n`);
}
