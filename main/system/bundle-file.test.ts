import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES } from '../../shared/ipc/carry-requests.ts';
import { readBundleFile } from './bundle-file.ts';

describe('reading a file that carries entries', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearth-carried-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('[EG34] gives its bytes, and reads nothing of one that is too large', async () => {
    const path = join(folder, 'notes.hearth');
    await writeFile(path, Uint8Array.of(1, 2, 255));
    expect(await readBundleFile(path)).toEqual({ ok: true, value: Uint8Array.of(1, 2, 255) });
    await writeFile(path, new Uint8Array(0));
    expect(await readBundleFile(path)).toEqual({ ok: true, value: new Uint8Array(0) });
    await truncate(path, MAX_FILE_BYTES + 1);
    expect(await readBundleFile(path)).toEqual({ ok: false, error: { tag: 'BundleTooLarge' } });
    // Ten gigabytes of nothing take no space on the disk and no time here.
    await truncate(path, 10_000_000_000);
    expect(await readBundleFile(path)).toEqual({ ok: false, error: { tag: 'BundleTooLarge' } });
  });

  it('[EG34] says of what cannot be read that it is no such file', async () => {
    for (const path of [join(folder, 'missing'), folder, '\0']) {
      expect(await readBundleFile(path)).toEqual({ ok: false, error: { tag: 'BundleNotOne' } });
    }
  });
});
