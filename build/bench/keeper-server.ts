/**
 * What `keeper.ts` measures, each as a process of its own: `echo`, a bare `ws`
 * server that sends back what it gets, or `keeper`, the keeper with its SQLite
 * store and without the rates of one socket, of which a benchmark has few.
 * Tells its port on stdout.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { startChecks } from '../../main/keeper/check-threads.ts';
import { noFanOut } from '../../main/keeper/fan-out.ts';
import { createMailRoom, DEFAULT_MAIL_BOUNDS } from '../../main/keeper/mail-room.ts';
import { MAILBOX_BYTES_HELD } from '../../main/keeper/mail-store.ts';
import { createSignallingServer, DEFAULT_BOUNDS } from '../../main/keeper/signalling.ts';
import { openSqliteMailStore } from '../../main/keeper/sqlite-mail-store.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { MAX_MAIL_MESSAGE_BYTES } from '../../shared/sync/mail-frame.ts';

const [mode, folder = ''] = process.argv.slice(2);
const UNBOUND = 1e12;

async function echo(): Promise<number> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    perMessageDeflate: false,
    maxPayload: MAX_MAIL_MESSAGE_BYTES,
    backlog: 4_096,
  });
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => socket.terminate());
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function keeper(): Promise<number> {
  await cryptoReady;
  const bounds = { maxBytes: 1e12, mailboxParcels: 1_000_000, mailboxBytes: MAILBOX_BYTES_HELD * 1_000 };
  const store = openSqliteMailStore(join(folder, 'store.db'), bounds, () => Uint8Array.from(randomBytes(16)));
  if (!store.ok) throw new Error(store.error.tag);
  const mail = createMailRoom({
    store: store.value,
    checks: startChecks(new URL('../../main/keeper/keeper.ts', import.meta.url).href, () => {
      throw new Error('the threads ended');
    }),
    isTicket: null,
    fanOut: noFanOut,
    bounds: {
      ...DEFAULT_MAIL_BOUNDS,
      requestsPerSecond: UNBOUND,
      requestBurst: UNBOUND,
      bytesPerSecond: UNBOUND,
      byteBurst: UNBOUND,
    },
    clock: () => Date.now(),
    now: () => performance.now(),
  });
  const server = createSignallingServer({
    ...DEFAULT_BOUNDS,
    maxSockets: 1_000_000,
    maxSocketsPerAddress: 0,
    now: () => performance.now(),
    mail,
  });
  return server.listen(0, '127.0.0.1');
}

process.stdout.write(`${await (mode === 'echo' ? echo() : keeper())}\n`);
