/** The keeper as an operator installs it, started outside the project, and its unit as systemd reads it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { mailboxOf, openMailClient, parcelOf } from '../../main/keeper/testing/mail-client.ts';
import { buildKeeper } from '../scripts/package-keeper.ts';
import { projectPath } from '../scripts/project.ts';
import { runCommand } from '../scripts/run-command.ts';
import { startPostgres, startRedis } from './test-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-keeper-package-'));
let program: string;
beforeAll(async () => {
  await cryptoReady;
  program = join(await buildKeeper(folder), 'keeper.js');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the packaged keeper with nothing of ours in its environment; gives its address and a way to end it. */
async function startPackaged(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [program], {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', HEARTH_KEEPER_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const exited = once(child, 'exit');
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
  const address = /ws:\/\/\S+/.exec(String(line))?.[0];
  if (address === undefined) throw new Error(complaints.join(''));
  return {
    address,
    /** Its exit code, and all that it complained about. */
    async end() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      return { code: (await closed)[0] as number, complaints: complaints.join('') };
    },
  };
}

describe('the packaged keeper', () => {
  it('[KP13] [KP16] runs from any folder, set up by its environment, keeps parcels in a file for itself alone, has its threads, and ends when told', async () => {
    const path = join(folder, 'store.db');
    const keeper = await startPackaged({ HEARTH_KEEPER_STORE: path });
    const client = await openMailClient(keeper.address);
    expect(await client.put(mailboxOf('a'), parcelOf(1))).toBe('kept');
    expect(await client.all(mailboxOf('a'))).toEqual([1]);
    // A thread that lacked its program would have been complained about by now.
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(await keeper.end()).toEqual({ code: 0, complaints: '' });
  }, 60_000);

  it('[KP14] has what it needs for PostgreSQL and Redis', async () => {
    const [postgres, redis] = [await startPostgres(), await startRedis()];
    try {
      writeFileSync(join(folder, 'postgres'), postgres.url);
      writeFileSync(join(folder, 'redis'), redis.url);
      const keeper = await startPackaged({
        HEARTH_KEEPER_POSTGRES: join(folder, 'postgres'),
        HEARTH_KEEPER_REDIS: join(folder, 'redis'),
      });
      const client = await openMailClient(keeper.address);
      expect(await client.put(mailboxOf('a'), parcelOf(1))).toBe('kept');
      expect(await client.all(mailboxOf('a'))).toEqual([1]);
      expect(await keeper.end()).toEqual({ code: 0, complaints: '' });
    } finally {
      await redis.remove();
      await postgres.remove();
    }
  }, 120_000);

  it('[KP15] has a unit that systemd takes, and that leaves the service no more than it needs', async () => {
    const unit = projectPath('build/resources/hearth-keeper.service');
    const verified = await runCommand('systemd-analyze', ['verify', '--man=no', unit]);
    expect(verified.stderr.split('\n').filter((line) => line.includes('hearth-keeper'))).toEqual([]);
    // "Exposure" in tenths, by systemd's own list; a service without any hardening has 9.6.
    const judged = await runCommand('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit]);
    expect([judged.code, judged.stdout.match(/Overall exposure level.*/)?.[0]]).toEqual([0, expect.any(String)]);
  });
});
