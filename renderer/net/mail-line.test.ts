import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { mailboxOf } from '../../shared/group/mailbox.ts';
import {
  encodeMailAnswer,
  encodeMailRequest,
  type MailAnswer,
  NO_STORE,
  NO_TICKET,
} from '../../shared/sync/mail-frame.ts';
import { putRequest } from '../../shared/sync/mail-parcel.ts';
import { mailAddress } from './mail-line.ts';
import { MailLines } from './mail-lines.ts';
import { startKeeper } from './testing/keeper-process.ts';
import { QUICK } from './testing/net-member.ts';

beforeAll(() => cryptoReady);
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const box = () => mailboxOf(new Uint8Array(32).fill(3), 2_900);
const get = (after = 0) => encodeMailRequest({ type: 'get', mailbox: box().name, store: NO_STORE, after });

/** Net's end of the table, and what it told. */
function lines() {
  const told: { readonly name: string; readonly payload: Record<string, unknown> }[] = [];
  const sockets: WebSocket[] = [];
  let wake = (): void => undefined;
  const mail = new MailLines({
    world: {
      makeSocket: (url) => {
        const socket = new WebSocket(url);
        sockets.push(socket);
        return socket as unknown as globalThis.WebSocket;
      },
      random: () => 0.5,
      lineTimes: QUICK,
    },
    tell: (name, payload) => {
      told.push({ name, payload });
      wake();
    },
  });
  ends.push(() => mail.close());
  const next = async (count = 1) => {
    while (told.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return told[count - 1]?.payload;
  };
  return { mail, told, sockets, next };
}

/** The real keeper as a process of its own, with mailboxes or without. */
async function realKeeper(withStore = true): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-keeper-'));
  const keeper = await startKeeper(0, withStore ? [`--store=${join(folder, 'mail.db')}`] : []);
  ends.push(async () => {
    await keeper.stop();
    rmSync(folder, { recursive: true });
  });
  return keeper.address;
}

/** A server that answers as a test says. */
async function falseKeeper(serve: (socket: ServerSocket, message: Uint8Array) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket) => socket.on('message', (data) => serve(socket, new Uint8Array(data as Buffer))));
  ends.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const say = (socket: ServerSocket, answer: MailAnswer): void => socket.send(encodeMailAnswer(answer));
const store = (byte = 1): Uint8Array => new Uint8Array(16).fill(byte);
const parcelAnswer = (serial: number, of = store()): MailAnswer => ({
  type: 'parcel',
  store: of,
  serial,
  days: 30,
  parcel: new Uint8Array(4_096),
});

describe('a question about a mailbox', () => {
  it('[NT45] goes to /mail below the meeting place', () => {
    expect(mailAddress('wss://meet.example')).toBe('wss://meet.example/mail');
    expect(mailAddress('wss://meet.example/a/')).toBe('wss://meet.example/a/mail');
    expect(mailAddress('https://meet.example')).toBeNull();
    expect(mailAddress('nonsense')).toBeNull();
  });

  it('[NT45] a real keeper keeps, gives back and tells watchers, each over a socket of its own that is closed again', async () => {
    const server = await realKeeper();
    const { mail, sockets, told, next } = lines();
    const watch = encodeMailRequest({ type: 'watch', mailbox: box().name });
    mail.onEvent.mailWatch({ watchId: 9, server, request: watch });
    mail.onEvent.mailGet({ askId: 1, server, request: get() });
    expect(await next(1)).toMatchObject({ askId: 1, state: 'given', parcels: [], more: false });
    const parcel = new Uint8Array(4_096).fill(7);
    mail.onEvent.mailPut({ askId: 2, server, request: putRequest(box(), parcel, NO_TICKET) });
    await next(3);
    expect(
      told
        .slice(1)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['mailKept', 'mailNews']);
    mail.onEvent.mailGet({ askId: 3, server, request: get() });
    expect(await next(4)).toMatchObject({ askId: 3, state: 'given', parcels: [{ days: 30, parcel }] });
    expect(sockets).toHaveLength(4);
    mail.onEvent.mailUnwatch({ watchId: 9 });
    expect(sockets.every(({ readyState }) => readyState >= WebSocket.CLOSING)).toBe(true);
  });

  it('[NT46] a meeting place without mailboxes is told from one that does not answer', async () => {
    const { mail, next } = lines();
    mail.onEvent.mailGet({ askId: 1, server: await realKeeper(false), request: get() });
    expect(await next(1)).toEqual({ askId: 1, state: 'none' });
    mail.onEvent.mailPut({ askId: 2, server: 'ws://127.0.0.1:1', request: get() });
    expect(await next(2)).toEqual({ askId: 2, state: 'silent' });
    mail.onEvent.mailGet({ askId: 3, server: 'file:///etc/passwd', request: get() });
    expect(await next(3)).toEqual({ askId: 3, state: 'silent' });
  });

  it.each<[string, (socket: ServerSocket) => void]>([
    ['text', (socket) => socket.send('hello')],
    ['garbage', (socket) => socket.send(new Uint8Array(99))],
    ['the answer to another question', (socket) => say(socket, { type: 'kept', state: 'kept' })],
    ['news', (socket) => say(socket, { type: 'news' })],
    ['nothing', () => undefined],
    ['a cut', (socket) => socket.terminate()],
    ['parcels without an end', (socket) => say(socket, parcelAnswer(1))],
    [
      'parcels of two stores',
      (socket) => {
        say(socket, parcelAnswer(1));
        say(socket, parcelAnswer(2, store(2)));
      },
    ],
    [
      'an end of another store',
      (socket) => {
        say(socket, parcelAnswer(1));
        say(socket, { type: 'end', store: store(2), last: 1, more: false });
      },
    ],
    [
      'seventeen parcels',
      (socket) => {
        for (let i = 1; i <= 17; i += 1) say(socket, parcelAnswer(i));
      },
    ],
  ])('[NT46] answered with %s is answered by nobody', async (_, serve) => {
    const { mail, sockets, next } = lines();
    mail.onEvent.mailGet({ askId: 1, server: await falseKeeper(serve), request: get() });
    expect(await next(1)).toEqual({ askId: 1, state: 'silent' });
    expect(sockets[0]?.readyState).toBeGreaterThanOrEqual(WebSocket.CLOSING);
  });

  it('[NT45] beyond eight at once wait for their turn, and all are answered', async () => {
    const server = await realKeeper();
    const { mail, sockets, told, next } = lines();
    for (let askId = 1; askId <= 20; askId += 1) mail.onEvent.mailGet({ askId, server, request: get() });
    await new Promise((resolve) => setImmediate(resolve));
    expect(sockets.length).toBeLessThanOrEqual(8);
    await next(20);
    expect(told.every(({ payload }) => payload['state'] === 'given')).toBe(true);
  });
});

describe('a watch', () => {
  it('[NT47] that ends is opened again, and what is no news ends it', async () => {
    let connections = 0;
    const server = await falseKeeper((socket) => {
      connections += 1;
      if (connections === 1) socket.terminate();
      else if (connections === 2) socket.send('hello');
      else say(socket, { type: 'news' });
    });
    const { mail, next } = lines();
    const request = encodeMailRequest({ type: 'watch', mailbox: box().name });
    mail.onEvent.mailWatch({ watchId: 4, server, request });
    expect(await next(1)).toEqual({ watchId: 4 });
    expect(connections).toBe(3);
  });
});
