import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES } from '../../shared/ipc/carry-requests.ts';
import { MAX_PAIR_FILE_READ_BYTES } from '../../shared/ipc/pairing-requests.ts';
import { readBundleFile, readPairFile } from './bundle-file.ts';

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

  it('[PA8] a file of a pairing is bounded and refused in the same way, by its own names', async () => {
    const path = join(folder, 'computer-1.hearth-pair');
    await writeFile(path, Uint8Array.of(7));
    expect(await readPairFile(path)).toEqual({ ok: true, value: Uint8Array.of(7) });
    for (const size of [MAX_PAIR_FILE_READ_BYTES + 1, 10_000_000_000]) {
      await truncate(path, size);
      expect(await readPairFile(path)).toEqual({ ok: false, error: { tag: 'PairFileTooLarge' } });
    }
    const locked = join(folder, 'locked');
    await writeFile(locked, 'x', { mode: 0o000 });
    // Root reads whatever it likes; everybody else is refused.
    const expected = process.getuid?.() === 0 ? { ok: true } : { ok: false, error: { tag: 'PairFileNotOne' } };
    expect(await readPairFile(locked)).toMatchObject(expected);
    for (const missing of [join(folder, 'missing'), folder, '\0']) {
      expect(await readPairFile(missing)).toEqual({ ok: false, error: { tag: 'PairFileNotOne' } });
    }
  });
});
