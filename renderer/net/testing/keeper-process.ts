/** The real keeper as a process of its own, on a free port of loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A running keeper. */
export interface KeeperProcess {
  /** `ws://127.0.0.1:…` */
  readonly address: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a keeper; `port` 0 takes a free one, `options` are further ones of its command line. */
export async function startKeeper(port = 0, options: readonly string[] = []): Promise<KeeperProcess> {
  const program = fileURLToPath(new URL('../../../main/keeper/keeper.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, `--port=${port}`, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const address = /ws:\/\/\S+/.exec(line)?.[0];
  if (address === undefined) throw new Error(`the keeper said ${line}`);
  return {
    address,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
