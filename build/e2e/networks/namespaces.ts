/**
 * Network namespaces of Linux: a computer's own interfaces, routes and firewall, for real, on this machine. Every name
 * begins with the id of the process that made it, and only what was made here is ever ended. Needs root.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { outputOf, runCommand } from '../../scripts/run-command.ts';

const PREFIX = 'hearth-net-';
/** Where `ip netns` keeps them. */
const FOLDER = '/run/netns';

/** One namespace of this process. */
export interface Namespace {
  /** The name for `ip`, not the one that a topology uses. */
  readonly id: string;
  /** Runs lines of a shell in it; throws with their last words when one of them fails. */
  run(...lines: readonly string[]): Promise<string>;
  /** Starts a program in it, which does not outlive this process. */
  start(command: string, args: readonly string[], stdio: 'pipe' | 'ipc'): ChildProcess;
  /** What comes before a command that is to run in it. */
  readonly enter: readonly string[];
  /** Ends it with the links that it holds. The programs in it must be gone. */
  remove(): Promise<void>;
}

/** Makes a namespace with a loopback interface and nothing else. */
export async function makeNamespace(name: string): Promise<Namespace> {
  const id = `${PREFIX}${process.pid}-${name}`;
  await outputOf('ip', ['netns', 'add', id]);
  const enter = ['nsenter', `--net=${FOLDER}/${id}`];
  const run = (...lines: readonly string[]): Promise<string> =>
    outputOf('nsenter', [...enter.slice(1), 'sh', '-e', '-c', lines.join('\n')]);
  // Networks come and go here with every test: no address may wait for a neighbour's objection to it.
  await run('ip link set lo up', 'sysctl -q -w net.ipv6.conf.default.accept_dad=0 net.ipv4.conf.all.rp_filter=0');
  return {
    id,
    enter,
    run,
    start: (command, args, stdio) =>
      spawn('nsenter', [...enter.slice(1), 'setpriv', '--pdeathsig', 'KILL', command, ...args], {
        stdio: stdio === 'ipc' ? ['ignore', 'ignore', 'inherit', 'ipc'] : ['ignore', 'pipe', 'pipe'],
      }),
    async remove() {
      await runCommand('ip', ['netns', 'delete', id]);
    },
  };
}

/** Removes what processes left that were killed before they could. */
export async function removeLeftNamespaces(): Promise<void> {
  for (const id of await readdir(FOLDER).catch(() => [])) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(id)?.[1]);
    if (Number.isInteger(pid) && !isAlive(pid)) await runCommand('ip', ['netns', 'delete', id]);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
