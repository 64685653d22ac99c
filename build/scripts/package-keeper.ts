/**
 * `npm run package:keeper`: makes `out/hearth-keeper-VERSION.tar.gz`, the keeper as an operator installs it: its two bundles,
 * the native part of its store, the systemd unit and the page that tells how. It needs Node 20 and nothing else.
 */
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'vite';
import { appEntries } from './app-entries.ts';
import { isProgram, projectPath, say } from './project.ts';
import { outputOf } from './run-command.ts';
import { viteBuild } from './vite-builds.ts';

/** What is copied beside the bundle, from the project to the package. */
const BESIDE: readonly (readonly [string, string])[] = [
  ['LICENSE', 'LICENSE'],
  ['docs/keeper.md', 'README.md'],
  ['build/resources/hearth-keeper.service', 'hearth-keeper.service'],
  ['node_modules/node-gyp-build', 'node_modules/node-gyp-build'],
  ...['package.json', 'LICENSE', 'dist/index.mjs', 'dist/index.cjs', 'prebuilds'].map(
    (part) => [`node_modules/@signalapp/sqlcipher/${part}`, `node_modules/@signalapp/sqlcipher/${part}`] as const,
  ),
];
/** Systems that the package is for; the native parts of others are left out. */
const PREBUILDS = ['linux-x64', 'linux-arm64'];

const version = (): string =>
  (JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string }).version;

/** Makes the folder `hearth-keeper` inside `parent`, and gives its path. */
export async function buildKeeper(parent: string): Promise<string> {
  const entries = appEntries.filter(({ source }) => source.startsWith('main/keeper/'));
  if (entries.length !== 2) throw new Error('the keeper and its thread are not both among the bundles');
  const folder = join(parent, 'hearth-keeper');
  await mkdir(folder, { recursive: true });
  for (const entry of entries) await build(viteBuild({ ...entry, output: basename(entry.output) }, folder, false));
  for (const [source, target] of BESIDE) {
    await cp(projectPath(source), join(folder, target), {
      recursive: true,
      dereference: true,
      filter: (path) => {
        const [, system] = /\/prebuilds\/([^/]+)/.exec(path) ?? [];
        return system === undefined || PREBUILDS.includes(system);
      },
    });
  }
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: 'hearth-keeper', version: version(), type: 'module', private: true }, null, 2)}\n`,
  );
  return folder;
}

if (isProgram(import.meta.url)) {
  await mkdir(projectPath('node_modules/.cache'), { recursive: true });
  const work = await mkdtemp(projectPath('node_modules/.cache/hearth-keeper-'));
  try {
    await buildKeeper(work);
    await mkdir(projectPath('out'), { recursive: true });
    const archive = projectPath('out', `hearth-keeper-${version()}.tar.gz`);
    await outputOf('tar', ['--owner=0', '--group=0', '-C', work, '-czf', archive, 'hearth-keeper']);
    say(`made ${archive}.`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
