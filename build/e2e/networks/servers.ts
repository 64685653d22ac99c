/** The servers that real programs run on the internet of a made-up network. */
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { projectPath } from '../../scripts/project.ts';
import { INTERNET_ADDRESS, type Network } from './network.ts';
import { outputHas, stopAll } from './programs.ts';

/** A server that runs. */
export interface Server {
  readonly address: string;
  /** What it has printed. */
  output(): string;
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

/** Name and password that {@link startTurn} takes. */
export const TURN_LOGIN = { user: 'harbour', password: 'made for this test' } as const;
const TURN_PORT = 3_479;

/** Debian's coturn, on another port than our keeper's STUN. */
export async function startTurn(network: Network): Promise<Server> {
  const args = [
    [
      '-n',
      '--verbose',
      '--no-cli',
      '--no-tls',
      '--no-dtls',
      '--lt-cred-mech',
      '--realm=hearth.test',
      '--log-file=stdout',
    ],
    [`--user=${TURN_LOGIN.user}:${TURN_LOGIN.password}`],
    [`--listening-ip=${INTERNET_ADDRESS}`, `--listening-port=${TURN_PORT}`, `--relay-ip=${INTERNET_ADDRESS}`],
    ['--pidfile=/dev/null', '--userdb=/dev/null'],
  ].flat();
  const program = network.internet.start('turnserver', args, 'pipe');
  await outputHas(program, /Total General servers/);
  return server(program, `turn:${INTERNET_ADDRESS}:${TURN_PORT}`);
}

function server(program: ChildProcess, address: string): Server {
  let output = '';
  program.stdout?.on('data', (bytes) => (output += String(bytes)));
  return { address, output: () => output, stop: () => stopAll([program]) };
}
