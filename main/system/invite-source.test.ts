import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  boundedLink,
  findArrival,
  MAX_INVITE_FILE_BYTES,
  MAX_LINK_CHARACTERS,
  readInviteFile,
  shortenedArguments,
} from './invite-source.ts';

describe('finding what the app was started with among arguments', () => {
  it('[NT23] takes the last link or invite file and nothing else', () => {
    expect(findArrival(['/app', '--flag', 'hearth://join/#abc'], '/ann')).toEqual({ link: 'hearth://join/#abc' });
    expect(findArrival(['HEARTH://JOIN/#ABC'], '/ann')).toEqual({ link: 'HEARTH://JOIN/#ABC' });
    expect(findArrival(['hearth://one', 'two.hearth-invite'], '/ann')).toEqual({
      path: '/ann/two.hearth-invite',
    });
    expect(findArrival(['/x.HEARTH-INVITE'], '/ann')).toEqual({ path: '/x.HEARTH-INVITE' });
    expect(findArrival(['hearth://one', 'notes-2026-11-26.hearth'], '/ann')).toEqual({
      path: '/ann/notes-2026-11-26.hearth',
    });
    for (const args of [[], ['/app'], ['--x=hearth://join/#a'], ['https://hearth.example'], ['notes.txt'], ['']]) {
      expect(findArrival(args, '/ann')).toBeNull();
    }
  });

  it('[NT23] keeps one character over the bound of a long link, so that it is refused as too long', () => {
    const link = `hearth://join/#${'a'.repeat(100_000)}`;
    expect(findArrival([link], '/')).toEqual({ link: link.slice(0, MAX_LINK_CHARACTERS + 1) });
    expect(boundedLink('hearth:')).toBe('hearth:');
  });
});

describe('handing arguments to a running instance', () => {
  it('[NT23] leaves ordinary arguments alone', () => {
    expect(shortenedArguments([])).toBeNull();
    expect(shortenedArguments(['/app', '--a', 'x'.repeat(MAX_LINK_CHARACTERS)])).toBeNull();
  });
  it.each([
    ['one of 100 kB', ['/app', `hearth://${'a'.repeat(100_000)}`]],
    ['a thousand short ones', Array.from({ length: 1_000 }, () => 'a'.repeat(20))],
    ['three of 4 KiB in three-byte characters', Array.from({ length: 3 }, () => '鐘'.repeat(4_000))],
  ])('[NT23] shortens %s below what Chromium passes on, and only once', (_name, args) => {
    const shortened = shortenedArguments(args) ?? [];
    expect(shortened.length).toBeGreaterThan(0);
    expect(Buffer.byteLength(shortened.join('\0'))).toBeLessThan(30 * 1024);
    expect(shortenedArguments(shortened)).toBeNull();
    expect(args[0]?.startsWith(shortened[0] ?? '?')).toBe(true);
  });
  it('[NT23] a shortened link is still too long to be an invite', () => {
    const shortened = shortenedArguments(['/app', `hearth://join/#${'a'.repeat(100_000)}`]) ?? [];
    expect(findArrival(shortened, '/')).toMatchObject({ link: expect.stringMatching(/^.{4097}$/) });
  });
});

describe('reading an invite file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearth-invite-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('[NT23] gives the bytes up to the bound and too long a text beyond it', async () => {
    const path = join(folder, 'a.hearth-invite');
    await writeFile(path, Uint8Array.of(1, 2, 255));
    expect(await readInviteFile(path)).toEqual(Uint8Array.of(1, 2, 255));
    await writeFile(path, new Uint8Array(MAX_INVITE_FILE_BYTES).fill(7));
    expect(await readInviteFile(path)).toHaveLength(MAX_INVITE_FILE_BYTES);
    await writeFile(path, new Uint8Array(MAX_INVITE_FILE_BYTES + 1));
    expect(await readInviteFile(path)).toMatch(/^x{4097}$/);
  });
  it('[NT23] gives empty text for what cannot be read', async () => {
    expect(await readInviteFile(join(folder, 'missing'))).toBe('');
    expect(await readInviteFile(folder)).toBe('');
    expect(await readInviteFile('\0')).toBe('');
  });
});
