/** Puts checked by real threads, which are killed, missing, overrun and closed. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, hash } from '../../shared/crypto/crypto.ts';
import { type CheckPoolOptions, createCheckPool } from './check-pool.ts';
import { startCheckThread } from './check-threads.ts';
import { checkPut, type PutChecks, type PutToCheck } from './put-check.ts';
import { mailboxOf, parcelOf, putOf } from './testing/mail-client.ts';

beforeAll(() => cryptoReady);
const HERE = new URL('./keeper.ts', import.meta.url).href;
const pools: PutChecks[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

const signed = (n: number, size = 4_096): PutToCheck =>
  putOf(mailboxOf(`box ${n % 3}`), parcelOf(n, size)) as PutToCheck & { type: 'put' };
const forged = (n: number): PutToCheck => ({ ...signed(n), parcel: parcelOf(n + 1) });
const random = (): PutToCheck => ({
  writePk: Uint8Array.from(randomBytes(32)),
  signature: Uint8Array.from(randomBytes(64)),
  parcel: Uint8Array.from(randomBytes(4_096)),
});

/** A pool, its threads as they were started, and how often it was left alone. */
function open(options: Partial<CheckPoolOptions> = {}) {
  const started: Worker[] = [];
  let alone = 0;
  const pool = createCheckPool({
    threads: 1,
    waitingBytes: 1 << 26,
    onAlone: () => {
      alone += 1;
    },
    ...options,
    start() {
      const worker = (options.start ?? (() => startCheckThread(HERE)))();
      started.push(worker);
      return worker;
    },
  });
  pools.push(pool);
  return { pool, started, alone: () => alone };
}

describe('a pool of checking threads', () => {
  it('[KP16] says of each put what this thread would say, whichever thread it went to and whatever came between', async () => {
    const { pool, started, alone } = open({ threads: 2 });
    const puts = Array.from({ length: 60 }, (_, n) => {
      if (n % 5 === 4) return n % 2 === 0 ? forged(n) : random();
      return signed(n, n % 7 === 0 ? 262_144 : 4_096);
    });
    const verdicts = await Promise.all(puts.map((put) => pool.check(put)));
    expect(verdicts).toEqual(puts.map(checkPut));
    expect(verdicts.filter((one) => one === 'forged')).toHaveLength(12);
    const [first] = puts;
    if (!first) throw new Error('no put');
    expect(verdicts[0]).toEqual({ mailbox: mailboxOf('box 0').name, digest: hash('parcel', first.parcel) });
    expect([started.length, alone()]).toEqual([2, 0]);
  });

  it('[KP16] a thread killed in the middle is started anew, and what it had is checked again', async () => {
    const { pool, started, alone } = open();
    expect(await pool.check(signed(0))).not.toBe('forged');
    for (let kill = 1; kill <= 3; kill += 1) {
      const puts = Array.from({ length: 40 }, (_, n) => (n % 4 === 0 ? forged(n) : signed(n)));
      const all = Promise.all(puts.map((put) => pool.check(put)));
      // After the first messages were handed to it, and long before it is through.
      await new Promise(setImmediate);
      await started.at(-1)?.terminate();
      expect(await all).toEqual(puts.map(checkPut));
      expect([started.length, alone()]).toEqual([kill + 1, 0]);
    }
  });

  it('[KP16] threads that die before they do anything are not started for ever: the keeper checks by itself, and says so', async () => {
    const { pool, started, alone } = open({
      threads: 2,
      start() {
        const worker = startCheckThread(HERE);
        void worker.terminate();
        return worker;
      },
    });
    const puts = [signed(1), forged(2), random(), signed(3)];
    expect(await Promise.all(puts.map((put) => pool.check(put)))).toEqual(puts.map(checkPut));
    expect([started.length, alone()]).toEqual([2, 1]);
  });

  it('[KP16] where no thread can be had, the keeper checks by itself, and says so', async () => {
    const { pool, alone } = open({
      start() {
        throw new Error('no more threads');
      },
    });
    expect(alone()).toBe(1);
    expect(await Promise.all([pool.check(signed(1)), pool.check(forged(2))])).toEqual([checkPut(signed(1)), 'forged']);
  });

  it('[KP16] what waits is bounded: beyond it a put is not looked at, and is taken again when there is room', async () => {
    const { pool } = open({ waitingBytes: 10 * 4_096 });
    const puts = Array.from({ length: 12 }, (_, n) => pool.check(signed(n)));
    expect(await puts[10]).toBe('busy');
    expect(await puts[11]).toBe('busy');
    const first = await Promise.all(puts.slice(0, 10));
    expect(first.filter((one) => one === 'busy' || one === 'forged')).toEqual([]);
    expect(await pool.check(signed(13))).toEqual(checkPut(signed(13)));
  });

  it('[KP16] closed with work under way, it answers everything and leaves no thread', async () => {
    const { pool, started } = open({ threads: 2 });
    await Promise.all([pool.check(signed(1)), pool.check(signed(2))]);
    const ends = started.map((worker) => once(worker, 'exit'));
    const waiting = Array.from({ length: 60 }, (_, n) => pool.check(signed(n)));
    await new Promise(setImmediate);
    await pool.close();
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => 'busy'));
    expect(await pool.check(signed(1))).toBe('busy');
    await Promise.all(ends);
    expect(started).toHaveLength(2);
  });
});
