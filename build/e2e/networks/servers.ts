/** The servers that real programs run on the internet of a made-up network. */
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { projectPath } from '../../scripts/project.ts';
import { INTERNET_ADDRESS, type Network } from './network.ts';
import { outputHas, stopAll } from './programs.ts';

/** A server that runs. */
export interface Server {
  readonly address: string;
  stop(): Promise<void>;
}

/** Our keeper, as `npm run keeper` starts it, with these further options. */
export async function startKeeper(network: Network, ...options: readonly string[]): Promise<Server> {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const args = ['--import', tsx, projectPath('main/keeper/keeper.ts'), `--host=${INTERNET_ADDRESS}`, ...options];
  const program = network.internet.start(process.execPath, args, 'pipe');
  const [, address = ''] = await outputHas(program, /open at (ws:\S+)/);
  return server(program, address);
}

const server = (program: ChildProcess, address: string): Server => ({ address, stop: () => stopAll([program]) });
