/**
 * Composition root of the keeper, a program of its own that any member or
 * organisation leaves running. So far it is the meeting place alone: it helps
 * members who are online together to find each other, and newcomers to find an
 * invite of which they were told the words.
 */
import { isIPv6 } from 'node:net';
import { performance } from 'node:perf_hooks';
import { KEEPER_USAGE, readKeeperOptions } from './keeper-options.ts';
import { createSignallingServer, DEFAULT_BOUNDS } from './signalling.ts';

const options = readKeeperOptions(process.argv.slice(2), process.env);
if (!options.ok) {
  process.stderr.write(`The keeper does not understand ${options.error.option}. ${KEEPER_USAGE}\n`);
  process.exit(2);
}
const { host, port, ...bounds } = options.value;
const server = createSignallingServer({ ...DEFAULT_BOUNDS, ...bounds, now: () => performance.now() });

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void server.close().then(() => process.exit(0));
  });
}
try {
  const opened = await server.listen(port, host);
  process.stdout.write(`The keeper is open at ws://${isIPv6(host) ? `[${host}]` : host}:${opened}\n`);
} catch (error) {
  // The system's answer to a port that is taken or an address that is not ours: for the person at the terminal.
  process.stderr.write(`The keeper could not open ${host}:${port} (${(error as NodeJS.ErrnoException).code}).\n`);
  process.exit(1);
}
