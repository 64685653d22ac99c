/** The real keeper as a process of its own, for tests that kill it, starve it or start several. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../keeper.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A running keeper. */
export interface KeeperChild {
  /** `ws://127.0.0.1:…` */
  readonly address: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** All that it has written to its terminal. */
  said(): string;
  /** Ends it at once (SIGKILL), or as an operator would (SIGTERM), and waits until it is gone. */
  end(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Starts a keeper on loopback with these options; resolves when it listens, rejects with what it said when it ends. */
export async function startKeeperChild(options: readonly string[]): Promise<KeeperChild> {
  const given = options.some((option) => option.startsWith('--port=')) ? options : ['--port=0', ...options];
  const child = spawn(process.execPath, ['--import', TSX, PROGRAM, ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const exited = once(child, 'exit');
  const first = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
  const address = /ws:\/\/\S+/.exec(String(first[0]))?.[0];
  if (address === undefined) throw new Error(`the keeper did not open: ${said.join('')}`);
  return {
    address,
    port: Number(new URL(address).port),
    process: child,
    said: () => said.join(''),
    async end(signal = 'SIGKILL') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}
