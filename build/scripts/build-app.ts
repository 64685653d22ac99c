/**
 * `npm run build`: makes `dist/`, the whole app as plain files. Together with package.json and
 * node_modules/@signalapp/sqlcipher (and node-gyp-build, which finds its binary) it runs from any folder.
 */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { appEntries, missingEntries } from './app-entries.ts';
import { type BuildStamp, readStamp, sourceDigest } from './build-stamp.ts';
import { giveUp, isProgram, projectPath, say } from './project.ts';
import { viteBuild } from './vite-builds.ts';

/** Where the finished build stands. */
export const distFolder = projectPath('dist');

/** Thrown when a file that the app is made of is not there, or a bundle came out in a form that cannot ship. */
export class BuildError extends Error {}

/**
 * Builds every bundle beside `dist/` and then puts the new folder in its place, so that nobody ever sees half a build
 * and two builds at once do no harm.
 */
export async function buildApp(options: { sourcemaps: boolean } = { sourcemaps: false }): Promise<void> {
  const missing = missingEntries();
  if (missing.length > 0) {
    const list = missing.map((entry) => `  ${entry.source} (${entry.name})`).join('\n');
    throw new BuildError(`these files of the app are not there, so it cannot be built:\n${list}`);
  }
  const digest = sourceDigest();
  await mkdir(projectPath('node_modules/.cache'), { recursive: true });
  const work = await mkdtemp(projectPath('node_modules/.cache/hearth-build-'));
  try {
    await asProduction(async () => {
      for (const entry of appEntries) await build(viteBuild(entry, work, options.sourcemaps));
    });
    await checkBundles(work);
    await writeFile(
      join(work, 'build.json'),
      JSON.stringify({ digest, sourcemaps: options.sourcemaps } satisfies BuildStamp),
    );
    await replaceFolder(work, distFolder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Vite's plugins ask NODE_ENV, whatever the mode says, and a test runner sets it to `test`: React's pages would come out
 * in their development form, which does not start in a built app.
 */
async function asProduction(work: () => Promise<void>): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/** Builds unless `dist/` already holds exactly these sources. */
export async function buildIfStale(): Promise<void> {
  if (readStamp(distFolder)?.digest === sourceDigest()) return;
  say('building the app, which takes a few seconds.');
  await buildApp();
}

/** Moves `from` to `to`; what stood there is moved aside first and removed after. */
async function replaceFolder(from: string, to: string): Promise<void> {
  const old = `${from}-old`;
  await rename(to, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}

/**
 * Refuses bundles that would only fail on a person's computer: a sandboxed preload that requires more than `electron`,
 * and a page with a script or style in it, which the Content-Security-Policy forbids.
 */
async function checkBundles(dist: string): Promise<void> {
  for (const entry of appEntries) {
    const text = readFileSync(join(dist, entry.output), 'utf8');
    if (entry.kind === 'preload') {
      const foreign = requiredModules(text).filter((name) => name !== 'electron');
      if (foreign.length > 0) throw new BuildError(`${entry.source} requires ${foreign.join(', ')} inside the sandbox`);
      const beside = (await readdir(join(dist, 'preload'))).filter((name) => !name.endsWith('.cjs'));
      if (beside.length > 0) throw new BuildError(`a preload must be one file, and there is ${beside.join(', ')} too`);
    }
    if (entry.kind === 'page') {
      const problem = inlineCode(text);
      if (problem !== null) throw new BuildError(`${entry.source}: ${problem}, which the page's policy forbids`);
      const developed = await developmentFiles(dirname(join(dist, entry.output)));
      if (developed.length > 0)
        throw new BuildError(`${entry.source}: ${developed.join(', ')} was built for development`);
    }
  }
}

/** Scripts of a page that were compiled for development. */
async function developmentFiles(folder: string): Promise<string[]> {
  const scripts = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js'));
  return scripts.filter((name) => readFileSync(join(folder, name), 'utf8').includes('jsxDEV)('));
}

/** Names in `require("…")` of a CommonJS bundle. */
export const requiredModules = (code: string): string[] =>
  [...code.matchAll(/\brequire\(\s*["'`]([^"'`]+)["'`]\s*\)/g)].map((match) => match[1]!);

/** The first piece of code that stands in the page itself, in words, or null. */
export function inlineCode(html: string): string | null {
  if (/<script(?![^>]*\bsrc=)[^>]*>/i.test(html)) return 'a script without src';
  if (/<style[\s>]/i.test(html)) return 'a style element';
  if (/\sstyle=/i.test(html)) return 'a style attribute';
  if (/\son[a-z]+=/i.test(html)) return 'an event handler attribute';
  return null;
}

if (isProgram(import.meta.url)) {
  const started = performance.now();
  try {
    await buildApp({ sourcemaps: process.argv.includes('--sourcemaps') });
    say(`built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  } catch (error) {
    if (error instanceof BuildError) giveUp(error.message);
    throw error;
  }
}
