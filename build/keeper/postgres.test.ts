import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import type { MailStore } from '../../main/keeper/mail-store.ts';
import { createPostgresBoxes, createPostgresMailStore } from '../../main/keeper/postgres-mail-store.ts';
import { openPostgres, type PostgresPool } from '../../main/keeper/postgres-pool.ts';
import { mailStoreContract, sampleDeposit, USUAL_BOUNDS } from '../../main/keeper/testing/mail-store-contract.ts';
import { startPostgres, type TestServer } from './test-servers.ts';

let server: TestServer;
let databases = 0;
const pools: PostgresPool[] = [];
beforeAll(async () => {
  server = await startPostgres();
}, 180_000);
afterAll(async () => {
  for (const pool of pools) await pool.close();
  await server.remove();
});

const makeId = (): Uint8Array => Uint8Array.from(randomBytes(16));
async function newDatabase(): Promise<string> {
  databases += 1;
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(`CREATE DATABASE keeper_${databases}`);
  await client.end();
  return server.url.replace(/postgres$/, `keeper_${databases}`);
}
async function open(url: string) {
  const opened = await openPostgres(url, makeId);
  if (!opened.ok) throw new Error(opened.error);
  pools.push(opened.value.pool);
  return opened.value;
}

mailStoreContract('a store in PostgreSQL', async () => {
  const urls = new Map<MailStore, string>();
  const at = async (url: string, bounds: Parameters<typeof createPostgresMailStore>[2]) => {
    const { pool, id } = await open(url);
    const store = createPostgresMailStore(pool, id, bounds);
    urls.set(store, url);
    return store;
  };
  return {
    create: async (bounds) => at(await newDatabase(), bounds),
    async reopen(store, bounds) {
      await store.close();
      return at(urls.get(store) ?? '', bounds);
    },
  };
});

describe('a database that several instances share', () => {
  it('[KP14] gets its tables once, when eight instances start at once, and all know it by the same name', async () => {
    const url = await newDatabase();
    const opened = await Promise.all(Array.from({ length: 8 }, () => open(url)));
    expect(new Set(opened.map(({ id }) => Buffer.from(id).toString('hex'))).size).toBe(1);
    await Promise.all(opened.map(({ pool }) => pool.close()));
  });

  it('[KP14] loses nothing and doubles nothing when two instances put into one mailbox at once, with sweeps in between', async () => {
    const url = await newDatabase();
    const [one, two] = [await open(url), await open(url)];
    const stores = [one, two].map(({ pool, id }) => createPostgresMailStore(pool, id, USUAL_BOUNDS));
    const now = 1_000 * 86_400_000;
    const puts = Array.from({ length: 200 }, (_, n) =>
      stores[n % 2]!.put(sampleDeposit('a', n % 100, 4_096, 't'), now),
    );
    const sweeps = Array.from({ length: 10 }, () => stores[0]!.sweep(now));
    const outcomes = await Promise.all(puts);
    await Promise.all(sweeps);
    expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(100);
    expect(outcomes.filter((outcome) => outcome === 'again')).toHaveLength(100);
    expect(await stores[1]!.size()).toEqual({ parcels: 100, bytes: 100 * 4_096 });
  });

  it('[KP14] a reader who follows the serials while others write misses none', async () => {
    const url = await newDatabase();
    const [one, two] = [await open(url), await open(url)];
    const stores = [one, two].map(({ pool, id }) => createPostgresMailStore(pool, id, USUAL_BOUNDS));
    const now = 1_000 * 86_400_000;
    const { mailbox } = sampleDeposit('a', 0);
    const seen = new Set<number>();
    let isDone = false;
    const reading = (async () => {
      for (let after = 0; ; ) {
        const wasDone = isDone;
        const page = await stores[1]!.get(mailbox, after, { parcels: 4, bytes: 1 << 20 }, now);
        for (const { serial, parcel } of page?.parcels ?? []) {
          after = serial;
          seen.add(Buffer.from(parcel).readUInt32BE(0));
        }
        if (wasDone && page?.parcels.length === 0) return;
      }
    })();
    try {
      await Promise.all(Array.from({ length: 300 }, (_, n) => stores[n % 2]!.put(sampleDeposit('a', n), now)));
    } finally {
      isDone = true;
    }
    await reading;
    expect(seen.size).toBe(300);
  });

  it('[KP14] of another version stays as it is; a server that is not there, a wrong database and no rights are told', async () => {
    const url = await newDatabase();
    const { pool } = await open(url);
    await pool.ask('UPDATE keeper_meta SET version = 2', []);
    expect(await openPostgres(url, makeId)).toEqual({ ok: false, error: 'version' });
    expect(await openPostgres(url.replace(/keeper_\d+$/, 'nowhere'), makeId)).toEqual({ ok: false, error: 'away' });
    expect(await openPostgres('postgresql://a@127.0.0.1:1/a', makeId)).toEqual({ ok: false, error: 'away' });
  });

  it('[KP14] has the boxes of all instances: the first content stands, for the days asked for, and they are bounded', async () => {
    const url = await newDatabase();
    let now = 1_000 * 86_400_000;
    const [one, two] = [await open(url), await open(url)];
    const [a, b] = [one, two].map(({ pool }) => createPostgresBoxes(pool, 2, () => now));
    expect(await Promise.all([a!.put('x', 'AAAA', 3), b!.put('x', 'AAAA', 3)])).toEqual(['kept', 'kept']);
    expect(await b!.put('x', 'BBBB', 3)).toBe('taken');
    expect([await b!.get('x'), await b!.get('y')]).toEqual(['AAAA', null]);
    expect([await a!.put('y', 'CCCC', 9), await a!.put('z', 'DDDD', 1)]).toEqual(['kept', 'full']);
    now += 3 * 86_400_000;
    expect(await b!.get('x')).toBeNull();
    expect(await b!.put('z', 'DDDD', 1)).toBe('kept');
    expect(await a!.put('x', 'BBBB', 1)).toBe('full');
    await one.pool.close();
    expect([await a!.get('y'), await a!.put('y', 'CCCC', 9)]).toEqual(['away', 'full']);
  });
});
