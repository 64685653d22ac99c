import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_CLIENT_MESSAGE_BYTES, MAX_TOPICS_PER_SOCKET } from './client-message.ts';
import {
  createSignallingServer,
  DEFAULT_BOUNDS,
  MESSAGE_BURST,
  type SignallingOptions,
  type SignallingServer,
} from './signalling.ts';
import { PLAIN_SENTENCE } from './front.ts';

const open: SignallingServer[] = [];
const members: WebSocket[] = [];

/** A server on loopback whose clock stands still unless the test moves it. */
async function start(bounds: Partial<SignallingOptions> = {}): Promise<{ server: SignallingServer; port: number }> {
  const server = createSignallingServer({ ...DEFAULT_BOUNDS, now: () => 0, ...bounds });
  open.push(server);
  return { server, port: await server.listen(0, '127.0.0.1') };
}

/** A client that keeps what it is told. */
async function member(port: number): Promise<{ socket: WebSocket; heard: unknown[]; say(message: unknown): void }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  members.push(socket);
  const heard: unknown[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return { socket, heard, say: (message) => socket.send(JSON.stringify(message)) };
}

/** Resolves when everything that `one` said before has been handled. */
async function settled(one: { socket: WebSocket; heard: unknown[]; say(message: unknown): void }): Promise<void> {
  const before = one.heard.length;
  one.say({ type: 'ping' });
  while (!one.heard.slice(before).some((m) => (m as { type: string }).type === 'pong'))
    await once(one.socket, 'message');
}

it('[NT43] a pong tells the time to the minute, and none where the server was given no clock', async () => {
  for (const [clock, pong] of [
    [() => 1_795_000_059_999, { type: 'pong', time: 1_795_000_020_000 }],
    [undefined, { type: 'pong' }],
  ] as const) {
    const { port } = await start(clock ? { clock } : {});
    const ann = await member(port);
    await settled(ann);
    expect(ann.heard).toEqual([pong]);
  }
});

const publishes = (heard: readonly unknown[]) => heard.filter((m) => (m as { type: string }).type === 'publish');

/** Two honest members meet: the proof that a server still works. */
async function meet(port: number): Promise<void> {
  const ann = await member(port);
  const ben = await member(port);
  ann.say({ type: 'subscribe', topics: ['meeting'] });
  await settled(ann);
  ben.say({ type: 'publish', topic: 'meeting', data: 'hello' });
  await settled(ben);
  await settled(ann);
  expect(publishes(ann.heard)).toEqual([{ type: 'publish', topic: 'meeting', data: 'hello' }]);
  ann.socket.terminate();
  ben.socket.terminate();
}

/** A plain TCP connection that says `text`. */
async function raw(port: number, text: string | Buffer): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (text.length > 0) socket.write(text);
  return socket;
}

const closed = (socket: Socket): Promise<unknown> => {
  socket.resume();
  // Not `once`, which rejects on a reset: here a reset is a good end.
  return new Promise((resolve) => (socket.destroyed ? resolve(null) : socket.once('close', resolve)));
};

afterEach(async () => {
  for (const socket of members.splice(0)) socket.terminate();
  for (const server of open.splice(0)) await server.close();
});

describe('what members can do', () => {
  it('[NT1] passes a publication to the others on its topic, as it came, without a count of listeners', async () => {
    const { port } = await start();
    const [ann, ben, cleo] = [await member(port), await member(port), await member(port)];
    for (const one of [ann, ben]) {
      one.say({ type: 'subscribe', topics: ['tree', 'river'] });
      await settled(one);
    }
    cleo.say({ type: 'subscribe', topics: ['other'] });
    await settled(cleo);
    ann.say({ type: 'publish', topic: 'tree', data: 'sealed', pad: '···' });
    await settled(ann);
    await settled(ben);
    await settled(cleo);
    expect(publishes(ben.heard)).toEqual([{ type: 'publish', topic: 'tree', data: 'sealed', pad: '···' }]);
    expect(publishes(ann.heard)).toEqual([]);
    expect(publishes(cleo.heard)).toEqual([]);
  });

  it('[NT1] stops after unsubscribe and forgets topics and sockets that are gone', async () => {
    const { server, port } = await start();
    const [ann, ben] = [await member(port), await member(port)];
    ann.say({ type: 'subscribe', topics: ['tree'] });
    await settled(ann);
    expect(server.size()).toMatchObject({ sockets: 2, topics: 1 });
    ann.say({ type: 'unsubscribe', topics: ['tree', 'never'] });
    await settled(ann);
    expect(server.size().topics).toBe(0);
    ben.say({ type: 'publish', topic: 'tree', data: 'x' });
    ben.say({ type: 'subscribe', topics: ['tree'] });
    await settled(ben);
    await settled(ann);
    expect(publishes(ann.heard)).toEqual([]);
    ben.socket.close();
    await once(ben.socket, 'close');
    await expect.poll(() => server.size()).toMatchObject({ sockets: 1, topics: 0 });
  });

  it('[NT2] says one plain sentence to a browser and nothing about anybody', async () => {
    const { port } = await start();
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { host: 'evil.example' } });
    expect([answer.status, await answer.text()]).toEqual([200, PLAIN_SENTENCE]);
    expect((await fetch(`http://127.0.0.1:${port}/status`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(404);
  });
});

describe('hostile input', () => {
  /** Frames that end y-webrtc's own server, and their cousins. */
  const frames: readonly [string, string | Buffer, number][] = [
    ['the frame that ends the stock server: text that is not JSON', 'hello', 1008],
    ['topics that cannot be walked', '{"type":"subscribe","topics":5}', 1008],
    ['null', 'null', 1008],
    ['a number', '7', 1008],
    ['an empty frame', '', 1008],
    ['an array', '[]', 1008],
    ['prototype keys for fields', '{"__proto__":{"type":"ping"},"constructor":1}', 1008],
    ['a topic that is an object', '{"type":"publish","topic":{"toString":1},"data":1}', 1008],
    ['a topic of 200 characters', JSON.stringify({ type: 'subscribe', topics: ['t'.repeat(200)] }), 1008],
    ['an empty topic', '{"type":"publish","topic":""}', 1008],
    ['an unknown type', '{"type":"announce"}', 1008],
    ['15,000 nested arrays', `{"type":"publish","topic":"a","data":${'['.repeat(15_000)}`, 1008],
    ['binary', Buffer.from('{"type":"ping"}'), 1003],
    ['one byte over the bound', 'x'.repeat(MAX_CLIENT_MESSAGE_BYTES + 1), 1009],
    ['1 MB', 'x'.repeat(1024 * 1024), 1009],
  ];
  it.each(frames)('[NT3] %s ends its own socket only', async (_name, frame, code) => {
    const { server, port } = await start();
    const eve = await member(port);
    const ended = once(eve.socket, 'close');
    eve.socket.send(frame);
    // Ours closes with a code where `ws` got to send one; a frame too large may be cut off at once.
    expect([code, 1006]).toContain((await ended)[0]);
    await meet(port);
    await expect.poll(() => server.size()).toEqual({ connections: 0, sockets: 0, topics: 0, boxes: 0 });
  });

  it('[NT3] topics named like built-in properties are ordinary topics', async () => {
    const { port } = await start();
    const [ann, eve] = [await member(port), await member(port)];
    const topics = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    ann.say({ type: 'subscribe', topics });
    await settled(ann);
    for (const topic of topics) eve.say({ type: 'publish', topic, data: topic });
    await settled(eve);
    await settled(ann);
    expect(publishes(ann.heard).map((m) => (m as { topic: string }).topic)).toEqual(topics);
    expect(({} as { type?: unknown }).type).toBeUndefined();
  });

  it('[NT3] text that is not UTF-8, frames that break RFC 6455, and half of an upgrade end their own connection', async () => {
    const { server, port } = await start({ handshakeMs: 150 });
    const upgrade =
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    const broken: readonly (string | Buffer)[] = [
      Buffer.concat([Buffer.from(upgrade), Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])]), // bad UTF-8
      Buffer.concat([Buffer.from(upgrade), Buffer.from([0x81, 0x05, 0x68, 0x65])]), // not masked
      Buffer.concat([Buffer.from(upgrade), Buffer.from([0xff, 0xff, 0xff])]), // reserved bits
      upgrade.replace('13', '99'),
      upgrade.replace('websocket', 'h2c'),
      upgrade.slice(0, 60),
      'GET / HTTP/1.1\r\n',
      'nonsense\r\n\r\n',
      Buffer.alloc(100_000, 0xff),
      '',
    ];
    for (const text of broken) await closed(await raw(port, text));
    await meet(port);
    await expect.poll(() => server.size().connections).toBe(0);
  });

  it('[NT4] listens to at most 64 topics for one socket', async () => {
    const { server, port } = await start();
    const eve = await member(port);
    const names = Array.from({ length: MAX_TOPICS_PER_SOCKET }, (_, i) => `t${i}`);
    eve.say({ type: 'subscribe', topics: names });
    eve.say({ type: 'subscribe', topics: names });
    await settled(eve);
    expect(server.size().topics).toBe(MAX_TOPICS_PER_SOCKET);
    const ended = once(eve.socket, 'close');
    eve.say({ type: 'subscribe', topics: ['one more'] });
    expect((await ended)[0]).toBe(1008);
    await expect.poll(() => server.size().topics).toBe(0);
  });

  it('[NT4] takes a burst whole, then slows a flood down and ends it; others do not notice', async () => {
    const { port } = await start();
    const ann = await member(port);
    ann.say({ type: 'subscribe', topics: ['tree'] });
    await settled(ann);
    const eve = await member(port);
    const ended = once(eve.socket, 'close');
    for (let i = 0; i < 5_000; i += 1) eve.say({ type: 'publish', topic: 'tree', data: i });
    await ended;
    await meet(port);
    await settled(ann);
    expect(publishes(ann.heard).map((m) => (m as { data: number }).data)).toEqual(
      Array.from({ length: MESSAGE_BURST }, (_, i) => i),
    );
  });

  it('[NT4] reads a slowed socket again when its time has come', async () => {
    let now = 0;
    const { port } = await start({ now: () => now });
    const ann = await member(port);
    for (let i = 0; i < MESSAGE_BURST - 1; i += 1) ann.say({ type: 'ping' });
    await settled(ann);
    now += 1_000;
    for (let i = 0; i < 21; i += 1) ann.say({ type: 'ping' });
    await expect.poll(() => ann.heard.length).toBe(MESSAGE_BURST + 20);
    now += 60_000;
    await settled(ann);
  });

  it('[NT4] ends a socket that does not read what it is sent', async () => {
    let now = 0;
    const { server, port } = await start({ now: () => (now += 1_000) });
    const slow = await member(port);
    slow.say({ type: 'subscribe', topics: ['tree'] });
    await settled(slow);
    slow.socket.pause();
    const eve = await member(port);
    const data = 'x'.repeat(MAX_CLIENT_MESSAGE_BYTES - 100);
    // Until the server's bound is reached: the system's own buffers take some first.
    for (let sent = 0; server.size().topics > 0; sent += 1) {
      expect(sent).toBeLessThan(2_000);
      eve.say({ type: 'publish', topic: 'tree', data });
      await settled(eve);
    }
    await expect.poll(() => server.size().sockets).toBe(1);
  });

  it('[NT5] bounds sockets in all, per address and per topic', async () => {
    const all = await start({ maxSockets: 3, maxSocketsPerTopic: 2 });
    const three = [await member(all.port), await member(all.port), await member(all.port)];
    await closed(await raw(all.port, ''));
    const refused = once(three[2]!.socket, 'close');
    for (const one of three) {
      one.say({ type: 'subscribe', topics: ['tree'] });
      if (one !== three[2]) await settled(one);
    }
    expect((await refused)[0]).toBe(1013);
    await expect.poll(() => all.server.size().connections).toBe(2);
    const again = await member(all.port);
    await settled(again);

    const address = await start({ maxSocketsPerAddress: 2 });
    const two = [await member(address.port), await member(address.port)];
    await closed(await raw(address.port, 'GET / HTTP/1.1\r\nX-Forwarded-For: 10.9.9.9\r\nHost: a\r\n\r\n'));
    two[0]!.socket.terminate();
    await expect.poll(() => address.server.size().connections).toBe(1);
    await settled(await member(address.port));
  });

  it('[MT1] asks those who said nothing whether they are there, and nobody else', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { port } = await start({ pingMs: 1_000 });
      const [talker, quiet] = [await member(port), await member(port)];
      const asked = { talker: 0, quiet: 0 };
      talker.socket.on('ping', () => (asked.talker += 1));
      quiet.socket.on('ping', () => (asked.quiet += 1));
      for (let round = 1; round <= 3; round += 1) {
        await settled(talker);
        const isAsked = once(quiet.socket, 'ping');
        vi.advanceTimersByTime(1_000);
        await isAsked;
        // What was sent to the talker in that round came before this answer.
        await settled(talker);
        expect(asked).toEqual({ talker: 0, quiet: round });
      }
      // It falls silent: one round for what it said last, and then it is asked.
      vi.advanceTimersByTime(1_000);
      const isAsked = once(talker.socket, 'ping');
      vi.advanceTimersByTime(1_000);
      await isAsked;
    } finally {
      vi.useRealTimers();
    }
  });

  it('[NT5] ends sockets that no longer answer', async () => {
    const { server, port } = await start({ pingMs: 40 });
    const live = await member(port);
    const dead = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: false });
    members.push(dead);
    await once(dead, 'close');
    await expect.poll(() => server.size().sockets).toBe(1);
    await settled(live);
  });
});
