import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type BoxAnswer, BoxLine, type BoxQuestion } from './box-line.ts';
import { type KeeperProcess, startKeeper } from './testing/keeper-process.ts';
import { endMembers, netMember } from './testing/net-member.ts';

let keeper: KeeperProcess;
beforeAll(async () => {
  keeper = await startKeeper();
});
afterAll(() => keeper.stop());

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await endMembers();
  for (const end of ends.splice(0)) await end();
});

const BOX = 'abcdefghijklmnopqrstuvwxyz234567';
const DATA = Uint8Array.from({ length: 552 }, (_, at) => at);
const sockets: WebSocket[] = [];

/** Asks one question and waits for what comes of it. */
const ask = (server: string, question: BoxQuestion, answerMs = 5_000): Promise<BoxAnswer> =>
  new Promise((resolve) => {
    new BoxLine({
      server,
      question,
      makeSocket: (url) => {
        const socket = new WebSocket(url);
        sockets.push(socket);
        return socket as unknown as globalThis.WebSocket;
      },
      answerMs,
      onAnswer: resolve,
    });
  });
const put = (box = BOX, data = DATA): BoxQuestion => ({ type: 'box-put', box, data, days: 7 });
const get = (box = BOX): BoxQuestion => ({ type: 'box-get', box });

/** A server that answers every question as the test says; undefined for never. */
async function server(answer: (question: { readonly type: string }) => string | Buffer | undefined): Promise<string> {
  const listening = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  listening.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const said = answer(JSON.parse(data.toString()) as { type: string });
      for (let n = 0; n < 40 && said !== undefined; n += 1) socket.send(said);
    });
  });
  await once(listening, 'listening');
  ends.push(async () => {
    for (const socket of listening.clients) socket.terminate();
    await new Promise((resolve) => listening.close(resolve));
  });
  return `ws://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

describe('a question to a real keeper', () => {
  it('[NT32] puts a box and finds it again, each on a socket of its own that is closed afterwards', async () => {
    sockets.length = 0;
    expect(await ask(keeper.address, get())).toEqual({ state: 'empty' });
    expect(await ask(keeper.address, put())).toEqual({ state: 'kept' });
    expect(await ask(keeper.address, put())).toEqual({ state: 'kept' });
    expect(await ask(keeper.address, put(BOX, DATA.slice(1)))).toEqual({ state: 'taken' });
    expect(await ask(keeper.address, get())).toEqual({ state: 'found', data: DATA });
    expect(sockets).toHaveLength(5);
    await expect.poll(() => sockets.every((socket) => socket.readyState === socket.CLOSED)).toBe(true);
  });

  it('[NT32] is asked by net for the engine, with the answer under the name of the question', async () => {
    const ann = await netMember();
    const box = BOX.replace('a', 'b');
    ann.net.onEvent.boxPut({ askId: 4, server: keeper.address, box, data: DATA, days: 3 });
    expect(await ann.first('boxAnswer')).toEqual({ askId: 4, state: 'kept' });
    ann.net.onEvent.boxGet({ askId: 9, server: keeper.address, box });
    expect(await ann.first('boxAnswer', ({ askId }) => askId === 9)).toEqual({ askId: 9, state: 'found', data: DATA });
  });

  it('[NT32] of which there are too many at once is not asked, and none is after net has closed', async () => {
    const mute = await server(() => undefined);
    const ann = await netMember();
    for (let askId = 0; askId < 20; askId += 1) ann.net.onEvent.boxGet({ askId, server: mute, box: BOX });
    expect(ann.all('boxAnswer').map(({ askId, state }) => [askId, state])).toEqual(
      [16, 17, 18, 19].map((askId) => [askId, 'silent']),
    );
    await ann.net.close();
    await expect.poll(() => ann.sockets.every((socket) => socket.readyState === WebSocket.CLOSED)).toBe(true);
    expect(ann.all('boxAnswer')).toHaveLength(4);
  });
});

describe('a question to another server', () => {
  it('[NT33] that knows no boxes, is not there, or is no address, is silent after a while', async () => {
    expect(await ask(await server(() => undefined), get(), 50)).toEqual({ state: 'silent' });
    expect(await ask('ws://127.0.0.1:1', get())).toEqual({ state: 'silent' });
    for (const address of ['https://127.0.0.1', 'ws://', 'rubbish', '']) {
      expect(await ask(address, get())).toEqual({ state: 'silent' });
    }
  });

  it('[NT33] that ends the connection over it, as an earlier keeper does, is silent', async () => {
    const listening = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    listening.on('connection', (socket) => socket.on('message', () => socket.close(1008)));
    await once(listening, 'listening');
    ends.push(() => new Promise((resolve) => listening.close(resolve)));
    const address = `ws://127.0.0.1:${(listening.address() as AddressInfo).port}`;
    expect(await ask(address, put())).toEqual({ state: 'silent' });
  });

  const answer = (more: object) => JSON.stringify({ type: 'box', box: BOX, data: null, ...more });
  it.each([
    ['what is not JSON', 'hello'],
    ['null', 'null'],
    ['binary', Buffer.from(answer({}))],
    ['another box', answer({ box: BOX.replace('a', 'b') })],
    ['no box', answer({ box: undefined })],
    ['the answer to another question', JSON.stringify({ type: 'box-put', box: BOX, state: 'kept' })],
    ['content that is not base64', answer({ data: 'not base64!!' })],
    ['content that is a number', answer({ data: 7 })],
    ['content over 1 KiB', answer({ data: Buffer.alloc(1_027).toString('base64') })],
    ['a whole megabyte', answer({ pad: '0'.repeat(1_000_000) })],
    ['prototype keys', `{"__proto__":{"type":"box","box":"${BOX}","data":null}}`],
  ])('[NT33] that answers %s again and again counts as silent', async (_, said) => {
    expect(await ask(await server(() => said), get())).toEqual({ state: 'silent' });
  });

  it('[NT33] that invents a state for a put counts as silent', async () => {
    const said = JSON.stringify({ type: 'box-put', box: BOX, state: 'found', data: 'AAAA' });
    expect(await ask(await server(() => said), put())).toEqual({ state: 'silent' });
  });
});
