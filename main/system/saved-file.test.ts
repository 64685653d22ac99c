import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskErrorOf, saveFileTo } from './saved-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-saved-'));
  path = join(folder, 'for the others.hearth');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const NEW = new Uint8Array([1, 2, 3]);

describe('[SF6] a file that is saved where somebody chose', () => {
  it('[SF6] is there whole, in the place of an older one, and leaves nothing beside it', async () => {
    writeFileSync(path, 'older');
    expect(await saveFileTo(path, NEW)).toEqual({ ok: true, value: true });
    expect([...readFileSync(path)]).toEqual([...NEW]);
    expect(readdirSync(folder)).toEqual(['for the others.hearth']);
  });

  it('[SF6] that met a full disk (ENOSPC) says so, and the older one is as it was', async () => {
    writeFileSync(path, 'older');
    symlinkSync('/dev/full', `${path}.part`);
    expect(await saveFileTo(path, NEW)).toEqual({ ok: false, error: { tag: 'DiskFull' } });
    expect(readFileSync(path, 'utf8')).toBe('older');
    expect(readdirSync(folder)).toEqual(['for the others.hearth']);
    // With space again it works.
    expect((await saveFileTo(path, NEW)).ok).toBe(true);
  });

  it('[SF6] that cannot take its place, or has no folder, says so', async () => {
    mkdirSync(path);
    expect(await saveFileTo(path, NEW)).toEqual({ ok: false, error: { tag: 'DiskFailed' } });
    expect(readdirSync(folder)).toEqual(['for the others.hearth']);
    expect((await saveFileTo(join(folder, 'nowhere', 'file'), NEW)).ok).toBe(false);
  });

  it.each([
    ['ENOSPC', 'DiskFull'],
    ['EDQUOT', 'DiskQuota'],
    ['EROFS', 'DiskReadOnly'],
    ['EACCES', 'DiskReadOnly'],
    ['EIO', 'DiskFailed'],
    ['ERR_SOMETHING', 'DiskFailed'],
  ])('[SF6] %s is told as %s', (code, tag) => {
    expect(diskErrorOf(Object.assign(new Error(code), { code }))).toEqual({ tag });
  });
});
