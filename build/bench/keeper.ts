/**
 * The keeper against a bare `ws` echo server, both as processes of their own,
 * run after run in turns: connections held and what one costs in memory, and
 * operations a second over 64 sockets, each of which asks when it was answered.
 * The echo is sent as many bytes as the keeper's longer side carries. The client
 * that drives both has signed everything beforehand; it runs on the same cores.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { encodeMailRequest, NO_STORE } from '../../shared/sync/mail-frame.ts';
import { mailboxOf, parcelOf, putOf } from '../../main/keeper/testing/mail-client.ts';
import { comparedRow, type BenchRow, type Benchmark } from './row.ts';

const SOCKETS = 64;
/** Operations of one run of each kind. */
const OPERATIONS = 4_000;
/** Files that a process may have open here, which bounds what a server can hold. */
const MOST_FILES = Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1_024);
/** Connections held: two crowds of this size each, since one address has 28,000 ports to come from. */
const CROWD = Math.min(10_000, Math.floor((MOST_FILES - 200) / 2));
const GOAL = '≥ 0.5 × (want ≥ 0.8 ×)';
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const PROGRAM = fileURLToPath(new URL('./keeper-server.ts', import.meta.url));
const CROWDS = fileURLToPath(new URL('../keeper/crowd.ts', import.meta.url));

/** What is asked of the keeper, and how many bytes of the echo stand against it. */
interface Operation {
  readonly request: Uint8Array;
  readonly echoBytes: number;
}
interface Server {
  readonly child: ChildProcess;
  readonly port: number;
}

async function start(...args: readonly string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['--import', TSX, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit').then(() => ['']);
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), gone])) as [string];
  if (line === '') throw new Error(`${args.join(' ')} did not start`);
  return { child, line };
}
async function startServer(mode: 'echo' | 'keeper', folder: string): Promise<Server> {
  const { child, line } = await start(PROGRAM, mode, folder);
  return { child, port: Number(line) };
}
const residentKib = ({ child }: Server): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
/** Processor time of a server until now, in microseconds (a tick is 10 ms). */
function processorUs({ child }: Server): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Resident memory that one connection takes, in KiB, and how many were held. */
async function holdCrowd(server: Server): Promise<{ held: number; kib: number }> {
  const before = residentKib(server);
  const crowds: ChildProcess[] = [];
  let held = 0;
  for (const address of ['127.0.0.1', '127.0.0.1']) {
    const { child, line } = await start(CROWDS, String(server.port), String(CROWD), 'hold', address);
    crowds.push(child);
    held += Number(line.split(' ')[1]);
  }
  const kib = (residentKib(server) - before) / held;
  for (const child of crowds) child.kill('SIGKILL');
  return { held, kib };
}

/** Sends every request over 64 sockets and waits for the last frame of each answer. */
async function drive(server: Server, requests: readonly Uint8Array[], isLast: (data: Buffer) => boolean) {
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/mail`, { perMessageDeflate: false });
      await once(socket, 'open');
      return socket;
    }),
  );
  const [began, used] = [performance.now(), processorUs(server)];
  let next = 0;
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          const ask = (): void => {
            const request = requests[next];
            next += 1;
            if (request === undefined) resolve();
            else socket.send(request);
          };
          socket.on('message', (data: Buffer) => isLast(data) && ask());
          socket.on('close', (code) => reject(new Error(`closed ${code}`)));
          ask();
        }),
    ),
  );
  const perSecond = requests.length / ((performance.now() - began) / 1_000);
  const us = (processorUs(server) - used) / requests.length;
  for (const socket of sockets) {
    socket.removeAllListeners('close');
    socket.terminate();
  }
  return { perSecond, us };
}

/** See the file's head. */
export const keeper: Benchmark = {
  name: 'keeper',
  async run({ runs }): Promise<readonly BenchRow[]> {
    await cryptoReady;
    const folder = await mkdtemp(join(tmpdir(), 'hearth-bench-keeper-'));
    const [ours, theirs] = [await startServer('keeper', folder), await startServer('echo', folder)];
    try {
      const [mine, bare] = [await holdCrowd(ours), await holdCrowd(theirs)];
      const rows: BenchRow[] = [
        comparedRow('keeper: connections held', 'sockets', [mine.held], [bare.held], '≥ 5,000 (want 20,000)'),
        comparedRow('keeper: memory of a connection', 'KiB', [mine.kib], [bare.kib], '≤ 2 ×'),
      ];
      const boxes = Array.from({ length: SOCKETS }, (_, n) => mailboxOf(`box ${n}`));
      const boxAt = (n: number) => boxes[n % SOCKETS] ?? mailboxOf('');
      const getOf = (name: Uint8Array) => encodeMailRequest({ type: 'get', mailbox: name, store: NO_STORE, after: 0 });
      const isEnd = (data: Buffer): boolean => data[0] === 0x83;
      const isKept = (data: Buffer): boolean => {
        if (data[0] !== 0x81 || data[1] !== 0) throw new Error('a put was not kept');
        return true;
      };
      const isAnswered = (data: Buffer): boolean => isEnd(data) || (data[0] === 0x81 && isKept(data));
      const nothing = (n: number): Operation => ({
        request: getOf(mailboxOf(`empty ${n % 64}`).name),
        echoBytes: 55,
      });
      // Never the same parcel twice.
      const aPut = (n: number): Operation => ({
        request: encodeMailRequest(putOf(boxAt(n), parcelOf(n))),
        echoBytes: 4_225,
      });
      const aParcel = (n: number): Operation => ({
        request: getOf(mailboxOf(`one ${n % 64}`).name),
        echoBytes: 4_120,
      });
      const kinds = [
        { name: 'get of nothing new', operation: nothing },
        { name: 'put of 4 KiB', operation: aPut },
        { name: 'get of one parcel of 4 KiB', operation: aParcel },
        {
          // As docs/keeper.md reckons them, six questions to a put; half of them are given a parcel here.
          name: 'operations as groups mix them',
          operation: (n: number) => (n % 7 === 0 ? aPut(n + 100_000_000) : n % 7 < 4 ? nothing(n) : aParcel(n)),
        },
      ];
      const one = Array.from({ length: 64 }, (_, n) => encodeMailRequest(putOf(mailboxOf(`one ${n}`), parcelOf(n))));
      await drive(ours, one, isAnswered);
      for (const { name, operation } of kinds) {
        const [us, bareUs]: { perSecond: number; us: number }[][] = [[], []];
        // One of each to warm up, uncounted.
        for (let run = 0; run <= runs; run += 1) {
          const operations = Array.from({ length: OPERATIONS }, (_, n) => operation(run * OPERATIONS + n));
          const mineNow = await drive(
            ours,
            operations.map(({ request }) => request),
            isAnswered,
          );
          const echoed = operations.map(({ echoBytes }) => new Uint8Array(echoBytes));
          const bareNow = await drive(theirs, echoed, () => true);
          if (run === 0) continue;
          us?.push(mineNow);
          bareUs?.push(bareNow);
        }
        const values = (all: typeof us, key: 'perSecond' | 'us') => (all ?? []).map((found) => found[key]);
        rows.push(
          comparedRow(`keeper: ${name}`, 'a second', values(us, 'perSecond'), values(bareUs, 'perSecond'), GOAL),
          comparedRow(`keeper: ${name}, processor`, 'µs', values(us, 'us'), values(bareUs, 'us'), 'told, no goal'),
        );
      }
      return rows;
    } finally {
      for (const { child } of [ours, theirs]) child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
  },
};
