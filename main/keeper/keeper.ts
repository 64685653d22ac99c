/**
 * Composition root of the keeper, a program of its own that any member or
 * organisation leaves running. So far it is the meeting place alone: it helps
 * members who are online together to find each other, newcomers to find an
 * invite of which they were told the words, and, where it is told to, both to
 * learn how they are seen from outside (STUN).
 */
import { isIPv6 } from 'node:net';
import { performance } from 'node:perf_hooks';
import { KEEPER_USAGE, readKeeperOptions } from './keeper-options.ts';
import { createSignallingServer, DEFAULT_BOUNDS } from './signalling.ts';
import { createStunServer } from './stun.ts';

const options = readKeeperOptions(process.argv.slice(2), process.env);
if (!options.ok) {
  process.stderr.write(`The keeper does not understand ${options.error.option}. ${KEEPER_USAGE}\n`);
  process.exit(2);
}
const { host, port, stunPort, ...bounds } = options.value;
const now = (): number => performance.now();
const server = createSignallingServer({ ...DEFAULT_BOUNDS, ...bounds, now });
const stun = stunPort === null ? null : createStunServer({ now });
const written = isIPv6(host) ? `[${host}]` : host;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.all([server.close(), stun?.close()]).then(() => process.exit(0));
  });
}
/** Opens one port; a keeper that cannot have all that it was told to have ends. */
async function open(asked: number, listen: () => Promise<number>): Promise<number> {
  try {
    return await listen();
  } catch (error) {
    // The system's answer to a port that is taken or an address that is not ours: for the person at the terminal.
    process.stderr.write(`The keeper could not open ${host}:${asked} (${(error as NodeJS.ErrnoException).code}).\n`);
    process.exit(1);
  }
}
process.stdout.write(`The keeper is open at ws://${written}:${await open(port, () => server.listen(port, host))}\n`);
if (stun !== null && stunPort !== null) {
  const opened = await open(stunPort, () => stun.listen(stunPort, host));
  process.stdout.write(`It tells computers how they are seen from outside at stun:${written}:${opened}\n`);
}
