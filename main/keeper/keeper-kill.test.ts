/** Kills of a keeper in the middle of writing; HEARTH_KEEPER_KILLS of them in the long run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { PARCEL_SIZES } from '../../shared/sync/mail-frame.ts';
import { createSeededRandom } from '../../shared/testing/seeded-random.ts';
import { startKeeperChild } from './testing/keeper-child.ts';
import { mailboxOf, openMailClient, parcelOf } from './testing/mail-client.ts';

const KILLS = Number(process.env.HEARTH_KEEPER_KILLS ?? 20);
const SEED = Number(process.env.HEARTH_FIRST_SEED ?? 20_261);
const WRITERS = 4;
/** Kills after which another mailbox is written to, before one is full. */
const KILLS_OF_A_MAILBOX = 40;
const folder = mkdtempSync(join(tmpdir(), 'hearth-keeper-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => cryptoReady);

describe('a keeper that is killed', () => {
  it(`[KP7] in the middle of writing has everything that it acknowledged, ${KILLS} times (seed ${SEED})`, async () => {
    const random = createSeededRandom(SEED);
    const path = join(folder, 'store.db');
    let box = mailboxOf('ours');
    const acknowledged = new Set<number>();
    let next = 0;
    let putsUnderWay = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const keeper = await startKeeperChild([`--store=${path}`]);
      let isDying = false;
      const reader = await openMailClient(keeper.address);
      const held = new Set(await reader.all(box));
      expect([...acknowledged].filter((n) => !held.has(n))).toEqual([]);
      if (kill % KILLS_OF_A_MAILBOX === 0) {
        box = mailboxOf(`ours from ${kill}`);
        acknowledged.clear();
      }
      const until = acknowledged.size + 3 + random.int(40);
      const write = async (): Promise<void> => {
        const client = await openMailClient(keeper.address);
        for (;;) {
          const n = next;
          next += 1;
          const size = PARCEL_SIZES[n % 8 === 0 ? 2 : 0];
          // Refused only by the kill: the connection ends before an answer.
          const state = await client.put(box, parcelOf(n, size)).catch(() => 'cut');
          if (state === 'cut') {
            putsUnderWay += 1;
            return;
          }
          expect(state).toBe('kept');
          acknowledged.add(n);
          if (acknowledged.size >= until && !isDying) {
            isDying = true;
            setTimeout(() => keeper.process.kill('SIGKILL'), random.int(8));
          }
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, write));
      await keeper.end();
    }
    const keeper = await startKeeperChild([`--store=${path}`]);
    const client = await openMailClient(keeper.address);
    const held = await client.all(box);
    expect(new Set(held).size).toBe(held.length);
    expect([...acknowledged].filter((n) => !held.includes(n))).toEqual([]);
    expect(putsUnderWay).toBeGreaterThanOrEqual(KILLS);
    await keeper.end('SIGTERM');
  }, 3_600_000);
});

describe('a keeper that cannot start', () => {
  it('[KP7] [KP11] says in a sentence why: a store in use, a file that is none, a line that is no ticket', async () => {
    const path = join(folder, 'busy.db');
    const keeper = await startKeeperChild([`--store=${path}`]);
    await expect(startKeeperChild([`--store=${path}`])).rejects.toThrow('Another keeper has this store open');
    await keeper.end('SIGTERM');
    const text = join(folder, 'tickets.txt');
    const secret = 'f'.repeat(63);
    writeFileSync(text, `# tickets\n${secret}\n`);
    await expect(startKeeperChild([`--store=${text}`])).rejects.toThrow('not a keeper’s store');
    const refusal = startKeeperChild([`--store=${path}`, `--tickets=${text}`]);
    await expect(refusal).rejects.toThrow('Line 2 of the file of tickets');
    await expect(refusal).rejects.not.toThrow(secret);
  });
});
