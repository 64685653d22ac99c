/**
 * Real PostgreSQL and Redis servers from the system's packages, for tests: on
 * free ports of loopback, in folders of their own, as an ordinary user
 * (PostgreSQL refuses root), and ended by the test that started them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect as connectTcp } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderOf, isRoot, type OrdinaryUser, ordinaryUser } from '../scripts/ordinary-user.ts';
import { outputOf } from '../scripts/run-command.ts';

/** A server that a test may kill and start again on the same port with the same data. */
export interface TestServer {
  /** With a scheme, host and port; without a password. */
  readonly url: string;
  readonly port: number;
  /** Ends it at once, as a crash would. Its data stay. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** A port of loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const asUser = (user: OrdinaryUser | null, command: string, args: readonly string[]): [string, string[]] =>
  user === null
    ? [command, [...args]]
    : ['setpriv', [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--inh-caps=-all', command, ...args]];

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

interface Recipe {
  readonly name: string;
  readonly url: (port: number) => string;
  /** Prepares the data once and gives the command for this port. */
  prepare(folder: string, user: OrdinaryUser | null): Promise<(port: number) => readonly [string, readonly string[]]>;
  isReady(port: number): Promise<boolean>;
}

async function serve(recipe: Recipe): Promise<TestServer> {
  const user = isRoot() ? await ordinaryUser() : null;
  const folder = user ? await folderOf(user, recipe.name) : await mkdtemp(join(tmpdir(), `hearth-${recipe.name}-`));
  const commandFor = await recipe.prepare(folder, user);
  const port = await freePort();
  let child: ChildProcess | null = null;

  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const start = async (): Promise<void> => {
    // After a crash PostgreSQL waits for its own children to be gone, and ends if they are not yet: tried again.
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const [command, args] = commandFor(port);
      const [program, all] = asUser(user, command, args);
      child = spawn(program, all, { cwd: folder, stdio: 'ignore' });
      const started = child;
      const hasEnded = (): boolean => started.exitCode !== null || started.signalCode !== null;
      while (!hasEnded()) {
        if (await recipe.isReady(port)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${recipe.name} does not start`);
  };
  await start();
  return {
    url: recipe.url(port),
    port,
    kill,
    start,
    async remove() {
      await kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** A PostgreSQL server with an empty database. */
export async function startPostgres(): Promise<TestServer> {
  const [version = ''] = readdirIfThere('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  const bin = (name: string): string => join('/usr/lib/postgresql', version, 'bin', name);
  return serve({
    name: 'postgres',
    url: (port) => `postgresql://hearth@127.0.0.1:${port}/postgres`,
    async prepare(folder, user) {
      const data = join(folder, 'data');
      const init = ['-D', data, '-U', 'hearth', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
      await outputOf(...asUser(user, bin('initdb'), init));
      return (port) => [
        bin('postgres'),
        ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=60'],
      ];
    },
    isReady: async (port) =>
      (await outputOf(bin('pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).then(
        () => true,
        () => false,
      )) === true,
  });
}

/** A Redis server that keeps nothing. */
export const startRedis = (): Promise<TestServer> =>
  serve({
    name: 'redis',
    url: (port) => `redis://127.0.0.1:${port}`,
    prepare: async (folder) => (port) => [
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    ],
    isReady: answers,
  });

const readdirIfThere = (path: string): string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};
