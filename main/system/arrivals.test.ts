import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Arrived, Arrivals } from './arrivals.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-arrivals-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('what the app was started or woken with', () => {
  it('[NT41] an invite and a file wait side by side, each is told of and given away once', async () => {
    const told: Arrived[] = [];
    const arrivals = new Arrivals((what) => told.push(what));
    const path = join(folder, 'notes.HEARTH');
    await writeFile(path, 'sealed');
    await arrivals.takeIn({ link: 'hearth://join/#x' });
    await arrivals.takeIn({ path });
    expect(told).toEqual(['invite', 'bundle']);
    expect(arrivals.isWaiting).toBe(true);
    expect(arrivals.takeInvite()).toBe('hearth://join/#x');
    expect(arrivals.takeInvite()).toBeNull();
    expect(await arrivals.takeBundle()).toEqual({ ok: true, value: new Uint8Array(Buffer.from('sealed')) });
    expect(await arrivals.takeBundle()).toEqual({ ok: true, value: null });
    expect(arrivals.isWaiting).toBe(false);
  });

  it('[NT41] a file that is gone by the time it is taken is said to be none', async () => {
    const arrivals = new Arrivals(() => undefined);
    await arrivals.takeIn({ path: join(folder, 'gone.hearth') });
    expect(await arrivals.takeBundle()).toEqual({ ok: false, error: { tag: 'BundleNotOne' } });
  });

  it('[NT41] nothing is nothing', async () => {
    const arrivals = new Arrivals(() => expect.unreachable('nothing arrived'));
    await arrivals.takeIn(null);
    expect(arrivals.isWaiting).toBe(false);
  });
});
