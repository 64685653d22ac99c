/** A keeper among thousands of connections and among rubbish; more of both in the long run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { startKeeperChild } from '../../main/keeper/testing/keeper-child.ts';
import { mailboxOf, openMailClient, parcelOf } from '../../main/keeper/testing/mail-client.ts';

/** 10,000 in the long run. */
const CONNECTIONS = Number(process.env.HEARTH_KEEPER_CONNECTIONS ?? 2_000);
/** Pieces of rubbish, or an hour of them in the long run. */
const RUBBISH = Number(process.env.HEARTH_KEEPER_RUBBISH ?? 10_000);
const RUBBISH_MS = Number(process.env.HEARTH_KEEPER_RUBBISH_MS ?? 0);
/** Resident memory that a keeper may have, in MiB, however many talk to it. */
const MOST_MIB = 600;

const CROWD = fileURLToPath(new URL('./crowd.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const folder = mkdtempSync(join(tmpdir(), 'hearth-crowds-'));
const children: ChildProcess[] = [];
beforeAll(() => cryptoReady);
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function startCrowd(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', TSX, CROWD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }) };
}

const residentMib = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

describe('crowds', () => {
  it(`[KP12] a keeper with ${CONNECTIONS} connections serves an honest client, and none is left when they have gone`, async () => {
    const keeper = await startKeeperChild([
      `--store=${join(folder, 'crowd.db')}`,
      '--max-sockets-per-address=0',
      `--max-sockets=${CONNECTIONS + 10}`,
    ]);
    const { child, lines } = startCrowd(String(keeper.port), String(CONNECTIONS));
    const gone = once(child, 'exit').then(() => ['the crowd ended by itself']);
    const [line] = await Promise.race([once(lines, 'line'), gone]);
    expect(line).toBe(`open ${CONNECTIONS}`);
    const ann = await openMailClient(keeper.address);
    const box = mailboxOf('ours');
    for (let n = 0; n < 20; n += 1) expect(await ann.put(box, parcelOf(n))).toBe('kept');
    expect(await ann.all(box)).toHaveLength(20);
    expect(residentMib(keeper.process.pid)).toBeLessThan(MOST_MIB);
    child.kill('SIGKILL');
    // As many again find room: the first were let go.
    const again = startCrowd(String(keeper.port), String(CONNECTIONS));
    expect(await once(again.lines, 'line')).toEqual([`open ${CONNECTIONS}`]);
    expect(await ann.put(box, parcelOf(20))).toBe('kept');
    await keeper.end('SIGTERM');
  }, 300_000);

  it('[KP12] rubbish at line rate ends only the connections that it comes over; an honest client is served all the while', async () => {
    const keeper = await startKeeperChild([`--store=${join(folder, 'rubbish.db')}`]);
    const { lines } = startCrowd(String(keeper.port), '64', 'garbage');
    let [pieces, bytes] = [0, 0];
    lines.on('line', (line) => {
      [pieces = 0, bytes = 0] = line.split(' ').slice(1).map(Number);
    });
    const box = mailboxOf('ours');
    const until = performance.now() + RUBBISH_MS;
    let honest = 0;
    let client = await openMailClient(keeper.address);
    const kept = new Set<number>();
    while (pieces < RUBBISH || performance.now() < until) {
      const n = honest % 500;
      expect(await client.put(box, parcelOf(n))).toBe('kept');
      kept.add(n);
      honest += 1;
      if (honest % 50 === 0) {
        expect(new Set(await client.all(box))).toEqual(kept);
        client.socket.terminate();
        client = await openMailClient(keeper.address);
      }
      expect(residentMib(keeper.process.pid)).toBeLessThan(MOST_MIB);
    }
    console.info(`${pieces} pieces of rubbish, ${Math.round(bytes / 1e6)} MB; ${honest} honest puts meanwhile.`);
    expect(honest).toBeGreaterThan(20);
    expect(keeper.process.exitCode).toBeNull();
    expect(keeper.said()).toBe('');
    await keeper.end('SIGTERM');
  }, 4_000_000);
});
