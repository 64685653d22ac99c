import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  BOX_ANSWER_CHARACTERS,
  BOX_PUTS_PER_HOUR,
  createBoxes,
  isBoxData,
  MAX_BOX_CHARACTERS,
  MAX_BOX_DAYS,
} from './boxes.ts';
import { createSignallingServer, DEFAULT_BOUNDS, type SignallingOptions, type SignallingServer } from './signalling.ts';

const DAY = 86_400_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const nameOf = (n: number): string => `${LETTERS[n >> 5]}${LETTERS[n & 31]}`.padStart(32, 'a');
const dataOf = (n: number, bytes = 552): string => Buffer.alloc(bytes, n).toString('base64');

describe('boxes', () => {
  it('[NT28] keep the first content: the same again is kept, another is told that the box is taken', () => {
    const boxes = createBoxes({ maxBoxes: 10, now: () => 0 });
    expect(boxes.put(nameOf(1), dataOf(1), 3)).toBe('kept');
    expect(boxes.put(nameOf(1), dataOf(2), 30)).toBe('taken');
    expect(boxes.put(nameOf(1), dataOf(1), 3)).toBe('kept');
    expect(boxes.get(nameOf(1))).toBe(dataOf(1));
    expect(boxes.get(nameOf(2))).toBeNull();
    expect(boxes.size).toBe(1);
  });

  it('[NT29] are kept for the days asked for, 30 at most, counted from the last put; then others may have the name', () => {
    let now = 0;
    const boxes = createBoxes({ maxBoxes: 10, now: () => now });
    boxes.put(nameOf(1), dataOf(1), 3);
    boxes.put(nameOf(2), dataOf(2), 9_999);
    now = 2 * DAY;
    boxes.put(nameOf(1), dataOf(1), 3);
    boxes.put(nameOf(2), dataOf(2), 1);
    now = 5 * DAY - 1;
    expect(boxes.get(nameOf(1))).toBe(dataOf(1));
    now = 5 * DAY;
    expect(boxes.get(nameOf(1))).toBeNull();
    expect(boxes.put(nameOf(1), dataOf(7), 1)).toBe('kept');
    now = MAX_BOX_DAYS * DAY - 1;
    expect(boxes.get(nameOf(2))).toBe(dataOf(2));
    now += 1;
    expect(boxes.put(nameOf(2), dataOf(3), 1)).toBe('kept');
    expect(boxes.get(nameOf(2))).toBe(dataOf(3));
  });

  it('[NT30] are bounded in all; expired ones make room, others do not', () => {
    let now = 0;
    const boxes = createBoxes({ maxBoxes: 3, now: () => now });
    for (let n = 0; n < 3; n += 1) expect(boxes.put(nameOf(n), dataOf(n), n + 1)).toBe('kept');
    expect(boxes.put(nameOf(9), dataOf(9), 1)).toBe('full');
    expect(boxes.put(nameOf(0), dataOf(0), 1)).toBe('kept');
    now = DAY;
    expect(boxes.put(nameOf(9), dataOf(9), 1)).toBe('kept');
    expect(boxes.put(nameOf(8), dataOf(8), 1)).toBe('full');
    expect([boxes.size, boxes.get(nameOf(1))]).toEqual([3, dataOf(1)]);
    expect(createBoxes({ maxBoxes: 0, now: () => 0 }).put(nameOf(1), dataOf(1), 1)).toBe('full');
  });

  it('[NT30] hold at most 1,368 characters each, which are 1,024 bytes and the rest of a group of three', () => {
    expect(dataOf(1, 1_024)).toHaveLength(MAX_BOX_CHARACTERS);
    expect([isBoxData(dataOf(1, 1_024)), isBoxData(dataOf(1, 1_027))]).toEqual([true, false]);
  });
});

const open: SignallingServer[] = [];
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const server of open.splice(0)) await server.close();
});

async function start(bounds: Partial<SignallingOptions> = {}): Promise<{ server: SignallingServer; port: number }> {
  const server = createSignallingServer({ ...DEFAULT_BOUNDS, now: () => 0, ...bounds });
  open.push(server);
  return { server, port: await server.listen(0, '127.0.0.1') };
}

/** Asks one thing after the other on one socket; the answers as text. */
async function client(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return {
    socket,
    async ask(message: unknown): Promise<string> {
      const heard = once(socket, 'message');
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
      return String((await heard)[0]);
    },
  };
}
const put = (n: number, more: object = {}) => ({ type: 'box-put', box: nameOf(n), data: dataOf(n), days: 7, ...more });
const get = (n: number) => ({ type: 'box-get', box: nameOf(n) });

describe('a keeper with boxes', () => {
  it('[NT28] gives what one socket put to another, after the first is gone', async () => {
    const { server, port } = await start();
    const ann = await client(port);
    expect(JSON.parse(await ann.ask(put(1)))).toEqual({ type: 'box-put', box: nameOf(1), state: 'kept' });
    ann.socket.terminate();
    const ben = await client(port);
    expect(JSON.parse(await ben.ask(get(1)))).toMatchObject({ type: 'box', box: nameOf(1), data: dataOf(1) });
    expect(JSON.parse(await ben.ask(put(1, { data: dataOf(2) })))).toMatchObject({ state: 'taken' });
    expect(server.size().boxes).toBe(1);
  });

  it('[NT31] answers as many characters whether a box is full, empty, or was never there', async () => {
    const { port } = await start();
    const ann = await client(port);
    await ann.ask(put(1));
    await ann.ask(put(2, { data: dataOf(2, 1_024) }));
    const answers = [await ann.ask(get(1)), await ann.ask(get(2)), await ann.ask(get(3))];
    expect(answers.map((answer) => answer.length)).toEqual(Array(3).fill(BOX_ANSWER_CHARACTERS));
    expect((JSON.parse(answers[2] ?? '') as { data: unknown }).data).toBeNull();
  });

  it('[NT30] takes 20 puts an hour from one socket, and any number of questions', async () => {
    let now = 0;
    const { server, port } = await start({ now: () => now });
    const ann = await client(port);
    for (let n = 0; n < BOX_PUTS_PER_HOUR; n += 1) expect(await ann.ask(put(n))).toContain('kept');
    expect(await ann.ask(put(99))).toContain('full');
    expect(server.size().boxes).toBe(BOX_PUTS_PER_HOUR);
    expect(await ann.ask(get(3))).toContain(dataOf(3));
    now = 3_600_000 / BOX_PUTS_PER_HOUR;
    expect(await ann.ask(put(99))).toContain('kept');
    expect(await ann.ask(put(98))).toContain('full');
  });

  const rubbish: readonly [string, object][] = [
    ['a name that is none', put(1, { box: 'a' })],
    ['a name in capitals', put(1, { box: nameOf(1).toUpperCase() })],
    ['a name that is longer', put(1, { box: `${nameOf(1)}a` })],
    ['a built-in name', put(1, { box: '__proto__' })],
    ['a name that is a list', put(1, { box: [nameOf(1)] })],
    ['content that is not base64', put(1, { data: 'not base64!!' })],
    ['content that is empty', put(1, { data: '' })],
    ['content over 1 KiB', put(1, { data: dataOf(1, 1_027) })],
    ['content that is an object', put(1, { data: { length: 4 } })],
    ['no days', put(1, { days: 0 })],
    ['half a day', put(1, { days: 0.5 })],
    ['days in words', put(1, { days: '7' })],
    ['days beyond counting', put(1, { days: 1e300 })],
    ['a question without a name', { type: 'box-get' }],
    ['a question for another name', { type: 'box-get', box: 'constructor' }],
    ['an answer', { type: 'box', box: nameOf(1), data: null }],
  ];
  it.each(rubbish)('[NT3] %s ends its own socket and nothing else', async (_, message) => {
    const { server, port } = await start();
    const eve = await client(port);
    const ended = once(eve.socket, 'close');
    eve.socket.send(JSON.stringify(message));
    expect((await ended)[0]).toBe(1008);
    const ann = await client(port);
    expect(await ann.ask(put(1))).toContain('kept');
    expect(server.size().boxes).toBe(1);
  });
});
