import 'fake-indexeddb/auto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { startKeeper } from './testing/keeper-process.ts';
import { endMembers, type NetMember, netMember } from './testing/net-member.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
const ends: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});
afterEach(async () => {
  await endMembers();
  for (const end of ends.splice(0)) await end();
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  expect(unhandled).toEqual([]);
});

/** A WebSocket server that does what the test says with each socket. */
async function server(
  welcome: (socket: WebSocket, count: number) => void,
): Promise<{ address: string; count(): number }> {
  let count = 0;
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  sockets.on('connection', (socket) => {
    count += 1;
    socket.on('error', () => undefined);
    welcome(socket, count);
  });
  await once(sockets, 'listening');
  ends.push(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => sockets.close(resolve));
  });
  return { address: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`, count: () => count };
}

/** A TCP server that is no WebSocket server at all. */
async function tcpServer(welcome: (socket: Socket) => void): Promise<{ address: string; count(): number }> {
  let count = 0;
  const sockets = new Set<Socket>();
  const plain: Server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    welcome(socket);
  });
  plain.listen(0, '127.0.0.1');
  await once(plain, 'listening');
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => plain.close(resolve));
  });
  return { address: `ws://127.0.0.1:${(plain.address() as AddressInfo).port}`, count: () => count };
}

const roomAt = (...servers: string[]) => ({
  roomKey: 'room',
  topic: 'topic',
  password: 'derived',
  servers,
  boardKey: null,
  iceServers: [],
  connects: true,
});
const states = (member: NetMember) => member.all('serverState').map((p) => p.state);

/** A room at a bad server and at a good one: two members must meet all the same. */
async function meetBeside(address: string): Promise<NetMember> {
  const keeper = await startKeeper();
  ends.push(() => keeper.stop());
  const [ann, ben] = [await netMember(), await netMember()];
  ann.net.onEvent.roomOpen(roomAt(address, keeper.address));
  ben.net.onEvent.roomOpen(roomAt(keeper.address));
  await Promise.all([ann.first('channelOpened'), ben.first('channelOpened')]);
  return ann;
}

const garbage: (string | Buffer)[] = [
  '',
  'null',
  '[]',
  '7',
  '{',
  '{"type":5}',
  '{"__proto__":1}',
  '{"type":"publish"}',
  '{"type":"publish","topic":"topic"}',
  '{"type":"publish","topic":"topic","data":{"type":"announce","from":"x"}}',
  '{"type":"publish","topic":"topic","data":"AAAA"}',
  '{"type":"publish","topic":"topic","data":"not base64!"}',
  '{"type":"publish","topic":"other","data":"AAAA"}',
  '{"type":"publish","topic":{"a":1},"data":"AAAA"}',
  `{"type":"publish","topic":"topic","data":"${'A'.repeat(40_000)}"}`,
  `{"type":"publish","topic":"topic","data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  'x'.repeat(3_000_000),
  Buffer.alloc(1_000, 1),
];

describe('a server that', () => {
  it('[NT25] sends garbage of every kind does not keep members from meeting elsewhere', async () => {
    const bad = await server((socket) => {
      for (const text of garbage) socket.send(text);
    });
    const ann = await meetBeside(bad.address);
    await ann.first('serverState', (p) => p.server === bad.address && p.state === 'silent');
    expect(states(ann)).toContain('answering');
  });

  it('[NT25] goes on sending garbage is given up for a while, again and again', async () => {
    const bad = await server((socket) => {
      const more = (): void => {
        if (socket.readyState === socket.OPEN) socket.send('nonsense', () => setImmediate(more));
      };
      more();
    });
    const ann = await netMember();
    ann.net.onEvent.roomOpen(roomAt(bad.address));
    await expect.poll(bad.count, { timeout: 20_000 }).toBeGreaterThan(3);
    expect(states(ann)).toEqual(['connecting', 'silent']);
  });

  it('[NT25] takes the connection and never answers is silent', async () => {
    const mute = await server(() => undefined);
    const ann = await netMember();
    ann.net.onEvent.roomOpen(roomAt(mute.address));
    await ann.first('serverState', (p) => p.state === 'silent');
    await expect.poll(mute.count, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(states(ann)).toEqual(['connecting', 'silent']);
  });

  const stages: readonly [string, (socket: Socket) => void][] = [
    ['at once', (socket) => socket.destroy()],
    ['after the first byte', (socket) => socket.once('data', () => socket.destroy())],
    ['in the middle of its answer', (socket) => socket.once('data', () => socket.end('HTTP/1.1 101 Switching'))],
    ['never, and never answers', () => undefined],
    ['after telling that it is another service', (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello')],
    [
      'after a wrong key',
      (socket) =>
        socket.end(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
        ),
    ],
    ['after binary noise', (socket) => socket.end(Buffer.alloc(2_000, 0x81))],
  ];
  it.each(stages)('[NT25] ends a connection %s is silent, and is tried for ever', async (_name, welcome) => {
    const bad = await tcpServer(welcome);
    const ann = await netMember();
    ann.net.onEvent.roomOpen(roomAt(bad.address));
    await expect.poll(bad.count, { timeout: 20_000 }).toBeGreaterThan(3);
    expect(states(ann)).toEqual(['connecting', 'silent']);
  });

  it('[NT25] closes after each of the first messages does no harm', async () => {
    const bad = await server((socket, count) => {
      let heard = 0;
      socket.on('message', (text: Buffer) => {
        heard += 1;
        if (text.includes('ping')) socket.send('{"type":"pong"}');
        if (heard >= count) socket.close();
      });
    });
    const ann = await meetBeside(bad.address);
    await expect.poll(bad.count, { timeout: 20_000 }).toBeGreaterThan(5);
    expect(states(ann)).toContain('answering');
  });

  it('[NT25] is dead at first is found when it comes up', async () => {
    const first = await startKeeper();
    await first.stop();
    const [ann, ben] = [await netMember(), await netMember()];
    for (const one of [ann, ben]) one.net.onEvent.roomOpen(roomAt(first.address));
    await ann.first('serverState', (p) => p.state === 'silent');
    const second = await startKeeper(Number(new URL(first.address).port));
    ends.push(() => second.stop());
    await Promise.all([ann, ben].map((one) => one.first('channelOpened')));
    expect(states(ann)).toEqual(['connecting', 'silent', 'answering']);
  });

  it.each([
    'http://127.0.0.1:9',
    'ws://',
    'nonsense',
    'ws://127.0.0.1:1/#fragment',
    'wss://[',
    'file:///etc/passwd',
    '',
  ])('[NT25] has the address %s is silent, and nothing else happens', async (address) => {
    const ann = await netMember();
    ann.net.onEvent.roomOpen(roomAt(address));
    await ann.first('serverState', (p) => p.state === 'silent');
  });

  it('[NT25] repeats what it was told, to everybody and for ever, brings about nothing new', async () => {
    const heard: Buffer[] = [];
    const clients = new Set<WebSocket>();
    const parrot = await server((socket) => {
      clients.add(socket);
      socket.on('close', () => clients.delete(socket));
      socket.on('message', (text: Buffer) => {
        if (text.includes('"ping"')) socket.send('{"type":"pong"}');
        if (!text.includes('publish')) return;
        heard.push(text);
        for (const client of clients) for (const old of heard) client.send(old, { binary: false });
      });
    });
    const [ann, ben] = [await netMember(), await netMember()];
    for (const one of [ann, ben]) one.net.onEvent.roomOpen(roomAt(parrot.address));
    const [{ channelId }] = await Promise.all([ann.first('channelOpened'), ben.first('channelOpened')]);
    for (const client of clients) for (const old of heard) client.send(old, { binary: false });
    ann.net.onEvent.channelSend({ channelId: channelId as number, frame: Uint8Array.of(1) });
    await ben.first('channelFrame');
    expect([ann, ben].map((one) => one.all('channelOpened').length)).toEqual([1, 1]);
    expect([...ann.all('channelClosed'), ...ben.all('channelClosed')]).toEqual([]);
    expect(heard.every((text) => text.length % 4_096 === 0)).toBe(true);
  });
});
