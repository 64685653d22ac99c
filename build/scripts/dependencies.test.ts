import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectPath } from './project.ts';

type Versions = Record<string, string>;
const about = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as {
  dependencies: Versions;
  devDependencies: Versions;
};
const page = readFileSync(projectPath('docs/dependencies.md'), 'utf8');
const [, inApp = '', forBuilding = ''] = page.split(/^## (?:In the app|For building and testing)$/m);

/** Names and reasons in the first two columns of a table. */
const rowsOf = (part: string): [string, string][] =>
  [...part.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map(([, name = '', reason = '']) => [name, reason.trim()]);

test.each([
  ['in the app', inApp, about.dependencies],
  ['for building and testing', forBuilding, about.devDependencies],
])('each package %s has its reason in docs/dependencies.md, and each reason its package', (_, part, versions) => {
  const rows = rowsOf(part);
  expect(rows.map(([name]) => name)).toEqual(Object.keys(versions).sort());
  expect(rows.filter(([, reason]) => reason === '')).toEqual([]);
});

test('versions are exact', () => {
  const loose = Object.entries({ ...about.dependencies, ...about.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('the lock file names no host', () => {
  expect(readFileSync(projectPath('package-lock.json'), 'utf8')).not.toMatch(/"resolved"/);
});
