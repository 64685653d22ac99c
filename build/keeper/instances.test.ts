/** Several instances of the keeper behind one address, with the real servers. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { type KeeperChild, startKeeperChild } from '../../main/keeper/testing/keeper-child.ts';
import { mailboxOf, openMailClient, parcelOf, type TestMailbox } from '../../main/keeper/testing/mail-client.ts';
import { openTcpBalancer, type TcpBalancer } from './tcp-balancer.ts';
import { startPostgres, startRedis, type TestServer } from './test-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-instances-'));
let postgres: TestServer;
let redis: TestServer;
let balancer: TcpBalancer;
const instances: (KeeperChild | null)[] = [null, null];

const startInstance = async (index: number): Promise<KeeperChild> => {
  const made = await startKeeperChild([
    `--postgres=${join(folder, 'postgres-url')}`,
    `--redis=${join(folder, 'redis-url')}`,
    '--max-sockets-per-address=0',
  ]);
  instances[index] = made;
  return made;
};
const instance = (index: number): KeeperChild => {
  const found = instances[index];
  if (!found) throw new Error(`instance ${index} is not running`);
  return found;
};

beforeAll(async () => {
  await cryptoReady;
  postgres = await startPostgres();
  redis = await startRedis();
  writeFileSync(join(folder, 'postgres-url'), `${postgres.url}\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'redis-url'), `${redis.url}\n`, { mode: 0o600 });
  await startInstance(0);
  await startInstance(1);
  balancer = await openTcpBalancer(() => instances.flatMap((one) => (one ? [one.port] : [])));
}, 180_000);
afterAll(async () => {
  await balancer.close();
  for (const one of instances) await one?.end();
  await redis.remove();
  await postgres.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A signalling socket and what it heard. */
async function signalling(address: string) {
  const socket = new WebSocket(address);
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return {
    socket,
    heard,
    say: (message: unknown) => socket.send(JSON.stringify(message)),
    async settled() {
      const before = heard.length;
      socket.send('{"type":"ping"}');
      await expect.poll(() => heard.slice(before).some((text) => text.startsWith('{"type":"pong"'))).toBe(true);
    },
  };
}

/** Puts numbered parcels at `address` until told to stop, over a new connection whenever one ends. */
function keepPutting(address: string, box: TestMailbox, from: number) {
  const acknowledged: number[] = [];
  let cuts = 0;
  let isStopped = false;
  const run = async (): Promise<void> => {
    let client = await openMailClient(address);
    for (let n = from; !isStopped; ) {
      const state = await client.put(box, parcelOf(n)).catch(() => 'cut');
      if (state === 'kept') {
        acknowledged.push(n);
        n += 1;
        continue;
      }
      expect(state).toBe('cut');
      cuts += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      client = await openMailClient(address);
    }
    client.socket.terminate();
  };
  const running = run();
  return {
    acknowledged,
    cuts: () => cuts,
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

const allOf = async (address: string, box: TestMailbox): Promise<number[]> => {
  const client = await openMailClient(address);
  const found = await client.all(box);
  client.socket.terminate();
  return found;
};
const missing = (held: readonly number[], acknowledged: readonly number[]): number[] => {
  const all = new Set(held);
  return acknowledged.filter((n) => !all.has(n));
};

describe('two instances behind one address', () => {
  it('[KP14] are one keeper: mailboxes, news, meeting and boxes', async () => {
    const box = mailboxOf('shared');
    const [ann, ben] = [await openMailClient(instance(0).address), await openMailClient(instance(1).address)];
    ben.say({ type: 'watch', mailbox: box.name });
    await ben.get(box);
    // Redis takes the subscription a moment later; a put that is too early for it is found by the next.
    let n = 0;
    await expect
      .poll(async () => {
        n += 1;
        await ann.put(box, parcelOf(n));
        return ben.news();
      })
      .toBeGreaterThan(0);
    expect(await ben.all(box)).toEqual(Array.from({ length: n }, (_, i) => i + 1));

    const [cleo, dan] = [await signalling(instance(0).address), await signalling(instance(1).address)];
    cleo.say({ type: 'subscribe', topics: ['tree'] });
    await cleo.settled();
    await expect
      .poll(() => {
        dan.say({ type: 'publish', topic: 'tree', data: 'hello' });
        return cleo.heard;
      })
      .toContain('{"type":"publish","topic":"tree","data":"hello"}');
    expect(dan.heard).toEqual([]);

    const name = 'a'.repeat(32);
    cleo.say({ type: 'box-put', box: name, data: 'AAAA', days: 3 });
    await expect.poll(() => cleo.heard.at(-1)).toContain('"state":"kept"');
    dan.say({ type: 'box-get', box: name });
    await expect.poll(() => dan.heard.at(-1)).toContain('"data":"AAAA"');
    for (const { socket } of [ann, ben, cleo, dan]) socket.terminate();
  });

  it('[KP14] one is killed in the middle of puts: the other goes on, and all that was acknowledged is there', async () => {
    const box = mailboxOf('one killed');
    const writers = [0, 1, 2, 3].map((w) => keepPutting(balancer.address, box, w * 100_000));
    await expect
      .poll(() => writers.every(({ acknowledged }) => acknowledged.length > 20), { timeout: 20_000 })
      .toBe(true);
    const dying = instance(0);
    instances[0] = null;
    await dying.end('SIGKILL');
    const then = writers.map(({ acknowledged }) => acknowledged.length);
    await expect
      .poll(() => writers.every(({ acknowledged }, w) => acknowledged.length > (then[w] ?? 0) + 20), {
        timeout: 20_000,
      })
      .toBe(true);
    await Promise.all(writers.map((one) => one.stop()));
    const cuts = writers.reduce((sum, one) => sum + one.cuts(), 0);
    expect(cuts).toBeGreaterThan(0);
    const held = await allOf(balancer.address, box);
    expect(new Set(held).size).toBe(held.length);
    for (const { acknowledged } of writers) expect(missing(held, acknowledged)).toEqual([]);
    await startInstance(0);
    expect(missing(await allOf(instance(0).address, box), held)).toEqual([]);
  });

  it('[KP14] PostgreSQL is killed in the middle of puts and comes back: what was acknowledged is there', async () => {
    const box = mailboxOf('postgres killed');
    const writers = [0, 1, 2, 3].map((w) => keepPutting(balancer.address, box, w * 100_000));
    await expect
      .poll(() => writers.every(({ acknowledged }) => acknowledged.length > 20), { timeout: 20_000 })
      .toBe(true);
    await postgres.kill();
    const then = writers.map(({ acknowledged }) => acknowledged.length);
    await expect.poll(() => writers.every((one) => one.cuts() > 0), { timeout: 20_000 }).toBe(true);
    // A put that was under way at the kill may have been committed just before it; after that nothing is acknowledged.
    const after = writers.map(({ acknowledged }) => acknowledged.length);
    expect(after.every((count, w) => count - (then[w] ?? 0) <= 1)).toBe(true);
    // While it is away, members still meet.
    const [cleo, dan] = [await signalling(instance(0).address), await signalling(instance(0).address)];
    cleo.say({ type: 'subscribe', topics: ['still'] });
    await cleo.settled();
    dan.say({ type: 'publish', topic: 'still', data: 1 });
    await expect.poll(() => cleo.heard).toContain('{"type":"publish","topic":"still","data":1}');
    for (const { socket } of [cleo, dan]) socket.terminate();
    await postgres.start();
    await expect
      .poll(() => writers.every(({ acknowledged }, w) => acknowledged.length > (after[w] ?? 0) + 20), {
        timeout: 60_000,
      })
      .toBe(true);
    await Promise.all(writers.map((one) => one.stop()));
    const held = await allOf(balancer.address, box);
    expect(new Set(held).size).toBe(held.length);
    for (const { acknowledged } of writers) expect(missing(held, acknowledged)).toEqual([]);
  }, 120_000);

  it('[KP14] Redis is killed and comes back: each instance serves its own meanwhile, and then both are one again', async () => {
    const box = mailboxOf('redis killed');
    const [ann, ben] = [await openMailClient(instance(0).address), await openMailClient(instance(1).address)];
    const near = await openMailClient(instance(0).address);
    for (const one of [ben, near]) {
      one.say({ type: 'watch', mailbox: box.name });
      await one.get(box);
    }
    await redis.kill();
    expect(await ann.put(box, parcelOf(1))).toBe('kept');
    await expect.poll(() => near.news()).toBe(1);
    expect([ben.news(), await ben.all(box)]).toEqual([0, [1]]);
    await redis.start();
    // Whoever watched is told to look once more, since nobody knows what was lost.
    await expect.poll(() => ben.news(), { timeout: 20_000 }).toBeGreaterThan(0);
    const before = ben.news();
    let n = 1;
    await expect
      .poll(
        async () => {
          n += 1;
          await ann.put(box, parcelOf(n));
          return ben.news();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(before);
    for (const { socket } of [ann, ben, near]) socket.terminate();
  }, 60_000);

  it('[KP13] [KP14] says neither addresses nor names of anything on its terminal, and no password in its arguments', async () => {
    for (const one of instances) {
      expect(one?.said()).toBe('');
      expect(one?.process.spawnargs.join(' ')).not.toMatch(/(postgres(ql)?|redis):/);
    }
    writeFileSync(join(folder, 'wrong-url'), 'mysql://a:secret@host/b');
    await expect(startKeeperChild([`--postgres=${join(folder, 'wrong-url')}`])).rejects.toThrow(
      'does not hold an address',
    );
    await expect(startKeeperChild([`--redis=${join(folder, 'wrong-url')}`])).rejects.not.toThrow('secret');
    await expect(startKeeperChild([`--redis=${join(folder, 'nowhere')}`])).rejects.toThrow('does not hold an address');
  });
});
