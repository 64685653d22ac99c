import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { missingEntries } from './app-entries.ts';
import { inlineCode, requiredModules } from './build-app.ts';
import { readStamp, sourceDigest } from './build-stamp.ts';

describe('a page with code in it is refused', () => {
  test.each([
    ['<script>go()</script>', 'a script without src'],
    ['<style>a{}</style>', 'a style element'],
    ['<div style="top:0">', 'a style attribute'],
    ['<body onload="go()">', 'an event handler attribute'],
  ])('%s', (html, problem) => {
    expect(inlineCode(html)).toBe(problem);
  });

  test('a page that only names files is fine', () => {
    expect(
      inlineCode('<script type="module" crossorigin src="./a.js"></script><link rel="stylesheet" href="a.css">'),
    ).toBe(null);
  });
});

test('every require of a preload is found', () => {
  expect(requiredModules(`let a = require("electron"); require('node:fs'); xrequire("no")`)).toEqual([
    'electron',
    'node:fs',
  ]);
});

describe('what a build is made of', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'hearth-stamp-'));
    mkdirSync(join(root, 'main'));
    writeFileSync(join(root, 'main/main.ts'), 'export const a = 1;');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test('a changed or renamed source makes the build stale, a changed test does not', () => {
    const before = sourceDigest(root);
    writeFileSync(join(root, 'main/main.test.ts'), 'anything');
    expect(sourceDigest(root)).toBe(before);
    writeFileSync(join(root, 'main/main.ts'), 'export const a = 2;');
    const changed = sourceDigest(root);
    expect(changed).not.toBe(before);
    rmSync(join(root, 'main/main.ts'));
    writeFileSync(join(root, 'main/other.ts'), 'export const a = 2;');
    expect(sourceDigest(root)).not.toBe(changed);
  });

  test('a folder without a finished build has no stamp', () => {
    expect(readStamp(root)).toBe(null);
  });

  test('an entry whose source is not there is named', () => {
    const names = missingEntries(undefined, root).map((entry) => entry.source);
    expect(names).toContain('main/engine/engine.ts');
    expect(names).not.toContain('main/main.ts');
  });
});
