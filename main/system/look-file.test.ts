import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLook, writeLook } from './look-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-look-'));
  path = join(folder, 'profile', 'look.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('[TC7] the look', () => {
  it('[TC7] is kept, also in a profile that was not there yet, and leaves no other file', () => {
    writeLook(path, { isNeutral: true });
    expect(readLook(path)).toEqual({ isNeutral: true });
    writeLook(path, { isNeutral: false });
    expect(readLook(path)).toEqual({ isNeutral: false });
    expect(readdirSync(join(folder, 'profile'))).toEqual(['look.json']);
  });

  it('[SF6] [TC7] stays as it was when the disk is full (ENOSPC), and changes when there is space again', () => {
    writeLook(path, { isNeutral: true });
    symlinkSync('/dev/full', `${path}.tmp`);
    expect(() => writeLook(path, { isNeutral: false })).toThrow('ENOSPC');
    expect(readLook(path)).toEqual({ isNeutral: true });
    rmSync(`${path}.tmp`);
    writeLook(path, { isNeutral: false });
    expect(readLook(path)).toEqual({ isNeutral: false });
  });
  it.each(['', '{', 'null', '{"isNeutral":"yes"}', '{"isNeutral":true,"name":"Our group"}', '\0\0\0'])(
    '[TC7] is the usual one when the file holds %j',
    (content) => {
      mkdirSync(join(folder, 'profile'));
      writeFileSync(path, content);
      expect(readLook(path)).toEqual({ isNeutral: false });
    },
  );

  it('[TC7] is the usual one when there is no file, or a folder in its place', () => {
    expect(readLook(path)).toEqual({ isNeutral: false });
    mkdirSync(path, { recursive: true });
    expect(readLook(path)).toEqual({ isNeutral: false });
  });
});
