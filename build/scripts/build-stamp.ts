import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from './project.ts';

/** What a build is made of: a change in any of these makes `dist/` stale. Tests are left out. */
const INPUTS = [
  'main',
  'renderer',
  'shared',
  'build/config/aliases.ts',
  'build/scripts/app-entries.ts',
  'build/scripts/build-app.ts',
  'build/scripts/vite-builds.ts',
  'package-lock.json',
  'package.json',
];

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.endsWith('.md');

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return isTest(path) ? [] : [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((child) => child.name !== 'node_modules')
    .flatMap((child) => filesUnder(join(path, child.name)));
}

/**
 * SHA-256 (hex) over names and contents of everything the build reads. Contents, not times: a checkout changes times,
 * and a stale app that looks fresh wastes an afternoon.
 */
export function sourceDigest(root: string = projectRoot): string {
  const hash = createHash('sha256');
  for (const file of INPUTS.flatMap((input) => filesUnder(join(root, input))).sort()) {
    hash.update(`${relative(root, file)}\0`).update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

/** Left in `dist/` by a finished build. */
export interface BuildStamp {
  /** {@link sourceDigest} of what it was built from. */
  readonly digest: string;
  /** Whether source maps are beside the bundles; a release has none. */
  readonly sourcemaps: boolean;
}

/** The stamp of the build in `dist`, or null where there is none that finished. */
export function readStamp(dist: string): BuildStamp | null {
  const path = join(dist, 'build.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BuildStamp) : null;
}
