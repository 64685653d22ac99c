/**
 * The keeper's unit run by a real systemd, in namespaces of its own. It needs root, systemd and its named hierarchy of
 * control groups, which not every machine of a check has: so it is among the long tests alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { mailboxOf, openMailClient, parcelOf } from '../../main/keeper/testing/mail-client.ts';
import { until } from '../e2e/until.ts';
import { buildKeeper } from '../scripts/package-keeper.ts';
import { projectPath } from '../scripts/project.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-service-'));
let systemd: ChildProcess | undefined;
let port = 0;
beforeAll(async () => {
  await cryptoReady;
  port = await freePort();
  const keeper = await buildKeeper(folder);
  const unit = projectPath('build/resources/hearth-keeper.service');
  systemd = spawn(projectPath('build/keeper/own-systemd.sh'), [unit, keeper, String(port)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
});
afterAll(async () => {
  systemd?.kill('SIGKILL');
  const group = `/sys/fs/cgroup/systemd/hearth-own-systemd-${systemd?.pid}`;
  await until('the service to be gone', () => isEmptied(group));
  removeGroups(group);
  rmSync(folder, { recursive: true, force: true });
});

/** A port of loopback that nobody listens at. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** The keeper's process as this machine counts it. */
function keeperPid(): number | null {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8') === '/usr/bin/node\0/opt/hearth-keeper/keeper.js\0')
        return Number(pid);
    } catch {
      // It ended between the two looks.
    }
  }
  return null;
}

/** Whether no process is left in a control group or below it. */
const isEmptied = (group: string): boolean =>
  readFileSync(join(group, 'cgroup.procs'), 'utf8') === '' &&
  readdirSync(group, { withFileTypes: true }).every(
    (entry) => !entry.isDirectory() || isEmptied(join(group, entry.name)),
  );

/** Control groups are removed from the innermost on; their files are not files. */
function removeGroups(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroups(join(group, entry.name));
  }
  rmdirSync(group);
}

/** Somebody whom the keeper answers, and the numbers of the parcels in the mailbox. */
const someone = () =>
  until('the keeper to answer', async () => {
    try {
      const client = await openMailClient(`ws://127.0.0.1:${port}`);
      return { client, there: await client.all(mailboxOf('ours')) };
    } catch {
      // Nobody listens yet.
      return null;
    }
  });
const statusOf = (pid: number, name: string): string | undefined =>
  new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];

it('[KP15] [KP7] systemd starts it as a user of its own without any right, and starts it again with all it had', async () => {
  const first = await someone();
  expect(first.there).toEqual([]);
  expect(await first.client.put(mailboxOf('ours'), parcelOf(1))).toBe('kept');
  const pid = await until('its process', keeperPid);
  expect(Number(statusOf(pid, 'Uid'))).toBeGreaterThan(60_000);
  expect(statusOf(pid, 'CapEff')).toBe('0000000000000000');
  expect([statusOf(pid, 'NoNewPrivs'), statusOf(pid, 'Seccomp')]).toEqual(['1', '2']);
  const state = `/proc/${pid}/root/var/lib/hearth-keeper`;
  expect(statSync(`${state}/`).mode & 0o777).toBe(0o700);
  expect(statSync(`${state}/store.db`).mode & 0o777).toBe(0o600);
  process.kill(pid, 'SIGKILL');
  await until('another process', () => ![null, pid].includes(keeperPid()));
  const second = await someone();
  expect(second.there).toEqual([1]);
  expect(await second.client.put(mailboxOf('ours'), parcelOf(2))).toBe('kept');
}, 120_000);
