/**
 * Composition root of the keeper, a program of its own that any member or
 * organisation leaves running. It is the meeting place of members who are
 * online together, keeps invites for newcomers who were told their words, and,
 * given a store, mailboxes for those who are never online together. Where it is
 * told to, it also says to computers how they are seen from outside (STUN).
 */
import { isIPv6 } from 'node:net';
import { performance } from 'node:perf_hooks';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { startChecks } from './check-threads.ts';
import { KEEPER_USAGE, readKeeperOptions } from './keeper-options.ts';
import { createMailRoom, DEFAULT_MAIL_BOUNDS } from './mail-room.ts';
import { openPlaces } from './places.ts';
import { createSignallingServer, DEFAULT_BOUNDS } from './signalling.ts';
import { createStunServer } from './stun.ts';
import { startSweeping } from './sweeping.ts';
import { type IsTicket, readTicketFile } from './tickets.ts';

function giveUp(sentence: string, code: number): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

const read = readKeeperOptions(process.argv.slice(2), process.env);
if (!read.ok) giveUp(`The keeper does not understand ${read.error.option}. ${KEEPER_USAGE}`, 2);
const options = read.value;
const { host, port, stunPort } = options;
const now = (): number => performance.now();
const clock = (): number => Date.now();
// What the keeper writes is for its own user alone.
process.umask(0o077);
await cryptoReady;

/** The tickets of the file, or why not. */
function loadTickets(path: string): IsTicket | string {
  const tickets = readTicketFile(path);
  if (tickets.ok) return tickets.value;
  return tickets.error.tag === 'TicketLineRefused'
    ? `Line ${tickets.error.line} of the file of tickets is not 64 hexadecimal digits.`
    : `The file of tickets could not be read (${tickets.error.code}).`;
}

let isTicket: IsTicket | null = null;
if (options.tickets !== null) {
  const path = options.tickets;
  const loaded = loadTickets(path);
  if (typeof loaded === 'string') giveUp(loaded, 1);
  isTicket = loaded;
  // New tickets count without a restart; a file with a fault in it leaves the old ones in force.
  process.on('SIGHUP', () => {
    const again = loadTickets(path);
    if (typeof again === 'string') process.stderr.write(`${again} The earlier tickets still count.\n`);
    else isTicket = again;
  });
}

// What was acknowledged is there; whoever looks after the keeper has it started again, and the file read anew.
const onLost = (): never => giveUp('The disk did not take what was written to the store. The keeper has ended.', 1);
const opened = await openPlaces(options, clock, onLost);
if (typeof opened === 'string') giveUp(opened, 1);
const { store, boxes, fanOut, close } = opened;

const onAlone = (): void => void process.stderr.write('No thread checks signatures; the keeper does it by itself.\n');
const checks = store && startChecks(import.meta.url, onAlone);
const mail =
  store &&
  checks &&
  createMailRoom({
    store,
    checks,
    fanOut,
    bounds: DEFAULT_MAIL_BOUNDS,
    isTicket: isTicket && ((name) => isTicket?.(name) === true),
    clock,
    now,
  });
const server = createSignallingServer({
  clock,
  ...DEFAULT_BOUNDS,
  maxSockets: options.maxSockets,
  maxSocketsPerAddress: options.maxSocketsPerAddress,
  maxBoxes: options.maxBoxes,
  now,
  fanOut,
  ...(boxes && { boxes }),
  ...(mail && { mail }),
});
const stun = stunPort === null ? null : createStunServer({ now });
const stopSweeping = store ? startSweeping(store, clock) : () => {};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopSweeping();
    void Promise.all([server.close(), stun?.close()])
      .then(() => checks?.close())
      .then(close)
      .then(() => process.exit(0));
  });
}
/** Opens one port; a keeper that cannot have all that it was told to have ends. */
async function open(asked: number, listen: () => Promise<number>): Promise<number> {
  try {
    return await listen();
  } catch (error) {
    // The system's answer to a port that is taken or an address that is not ours: for the person at the terminal.
    return giveUp(`The keeper could not open ${host}:${asked} (${(error as NodeJS.ErrnoException).code}).`, 1);
  }
}
const written = isIPv6(host) ? `[${host}]` : host;
process.stdout.write(`The keeper is open at ws://${written}:${await open(port, () => server.listen(port, host))}\n`);
if (stun !== null && stunPort !== null) {
  const at = await open(stunPort, () => stun.listen(stunPort, host));
  process.stdout.write(`It tells computers how they are seen from outside at stun:${written}:${at}\n`);
}
