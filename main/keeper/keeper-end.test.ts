/** A keeper that is told to end in the middle of puts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { startKeeperChild } from './testing/keeper-child.ts';
import { mailboxOf, openMailClient, parcelOf } from './testing/mail-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-keeper-end-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => cryptoReady);
const WRITERS = 8;

describe('a keeper that is told to end', () => {
  it('[KP7] [KP16] in the middle of puts ends by itself, having kept all that it acknowledged', async () => {
    const path = join(folder, 'store.db');
    const box = mailboxOf('ours');
    const acknowledged: number[] = [];
    let next = 0;
    for (let round = 0; round < 3; round += 1) {
      const keeper = await startKeeperChild([`--store=${path}`]);
      const wanted = acknowledged.length + 40;
      let ending: Promise<void> | null = null;
      const write = async (): Promise<void> => {
        const client = await openMailClient(keeper.address);
        for (;;) {
          const n = next;
          next += 1;
          const state = await client.put(box, parcelOf(n)).catch(() => 'cut');
          if (state === 'cut') return;
          expect(state).toBe('kept');
          acknowledged.push(n);
          if (acknowledged.length >= wanted) ending ??= keeper.end('SIGTERM');
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, write));
      await ending;
      expect([keeper.process.exitCode, keeper.said()]).toEqual([0, '']);
    }
    const keeper = await startKeeperChild([`--store=${path}`]);
    const held = new Set(await (await openMailClient(keeper.address)).all(box));
    expect(acknowledged.filter((n) => !held.has(n))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(120);
    await keeper.end('SIGTERM');
  }, 120_000);
});
