import { connect } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { encodeMailRequest, NO_STORE, readMailAnswer } from '../../shared/sync/mail-frame.ts';
import { noFanOut } from './fan-out.ts';
import { createMailRoom, DEFAULT_MAIL_BOUNDS, GET_BYTES, GET_PARCELS, type MailRoomOptions } from './mail-room.ts';
import type { MailStore } from './mail-store.ts';
import { checksHere } from './put-check.ts';
import { createSignallingServer, DEFAULT_BOUNDS, type SignallingServer } from './signalling.ts';
import { type MailClient, mailboxOf, numberOf, openMailClient, parcelOf, putOf } from './testing/mail-client.ts';
import { USUAL_BOUNDS } from './testing/mail-store-contract.ts';
import { createMemoryMailStore } from './testing/memory-mail-store.ts';
import { readTickets } from './tickets.ts';

beforeAll(() => cryptoReady);
const STORE_ID = new Uint8Array(16).fill(7);
const DAY = 86_400_000;
const servers: SignallingServer[] = [];
const clients: WebSocket[] = [];
afterEach(async () => {
  for (const socket of clients.splice(0)) socket.terminate();
  for (const server of servers.splice(0)) await server.close();
});

interface Place {
  readonly address: string;
  readonly port: number;
  readonly server: SignallingServer;
  readonly store: MailStore;
  client(): Promise<MailClient>;
}

/** A keeper with mailboxes in memory, whose clock stands still unless the test moves it. */
async function start(options: Partial<MailRoomOptions> = {}, hasMail = true): Promise<Place> {
  const store = options.store ?? createMemoryMailStore(STORE_ID, USUAL_BOUNDS);
  const mail = createMailRoom({
    store,
    checks: checksHere,
    isTicket: null,
    fanOut: noFanOut,
    bounds: DEFAULT_MAIL_BOUNDS,
    clock: () => 100 * DAY,
    now: () => performance.now(),
    ...options,
  });
  const server = createSignallingServer({ ...DEFAULT_BOUNDS, now: () => 0, ...(hasMail && { mail }) });
  servers.push(server);
  const port = await server.listen(0, '127.0.0.1');
  const address = `ws://127.0.0.1:${port}`;
  return {
    address,
    port,
    server,
    store,
    async client() {
      const client = await openMailClient(address);
      clients.push(client.socket);
      return client;
    },
  };
}
const box = () => mailboxOf('ours');

describe('mailboxes', () => {
  it('[KP8] keep what was signed with the write key, for whoever knows the name, over any number of sockets', async () => {
    const place = await start();
    const [ann, ben] = [await place.client(), await place.client()];
    for (const n of [1, 2, 3]) expect(await ann.put(box(), parcelOf(n))).toBe('kept');
    expect(await ben.put(box(), parcelOf(2))).toBe('kept');
    expect(await ben.put(box(), parcelOf(4, 262_144))).toBe('kept');
    expect(await ben.all(box())).toEqual([1, 2, 3, 4]);
    const { parcels, end } = await ann.get(box());
    expect(parcels.map(({ days }) => days)).toEqual([30, 30, 30, 30]);
    expect(end).toEqual({ type: 'end', store: STORE_ID, last: parcels[3]?.serial, more: false });
    expect((await ann.get(box(), parcels[1]?.serial, STORE_ID)).parcels.map((p) => numberOf(p.parcel))).toEqual([3, 4]);
  });

  it('[KP8] a put that the write key did not sign for just this parcel ends its socket, and nothing is kept', async () => {
    const place = await start();
    const theirs = mailboxOf('theirs');
    const forged = [
      { ...putOf(box(), parcelOf(1)), parcel: parcelOf(2) },
      { ...putOf(theirs, parcelOf(1)), writePk: box().keys.publicKey },
      { ...putOf(box(), parcelOf(1)), signature: new Uint8Array(64) },
      { ...putOf(box(), parcelOf(1)), writePk: new Uint8Array(32) },
    ];
    for (const request of forged) {
      const eve = await place.client();
      eve.say(request as Parameters<MailClient['say']>[0]);
      expect(await eve.closed).toBe(1008);
    }
    expect(await place.store.size()).toEqual({ parcels: 0, bytes: 0 });
    expect(await (await place.client()).put(box(), parcelOf(1))).toBe('kept');
  });

  it('[KP8] a key writes into its own mailbox only', async () => {
    const place = await start();
    const eve = await place.client();
    expect(await eve.put(mailboxOf('eve'), parcelOf(1))).toBe('kept');
    expect(await eve.all(box())).toEqual([]);
  });

  it('[KP9] one get brings 16 parcels or 1 MiB at most, says that there is more, and goes on where it ended', async () => {
    const place = await start();
    const ann = await place.client();
    const wanted = Array.from({ length: 40 }, (_, n) => n);
    for (const n of wanted) await ann.put(box(), parcelOf(n));
    const first = await ann.get(box());
    expect([first.parcels.length, first.end.more]).toEqual([GET_PARCELS, true]);
    expect(await ann.all(box())).toEqual(wanted);

    const large = mailboxOf('large');
    const sizes = [4_096, 262_144, 262_144, 262_144, 65_536, 262_144, 4_096];
    for (const [n, size] of sizes.entries()) await ann.put(large, parcelOf(n, size));
    const part = await ann.get(large);
    const bytes = part.parcels.reduce((sum, { parcel }) => sum + parcel.length, 0);
    expect([bytes <= GET_BYTES, part.parcels.length, part.end.more]).toEqual([true, 5, true]);
    expect(await ann.all(large)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('[KP9] a reader of another store begins at its first parcel', async () => {
    const place = await start();
    const ann = await place.client();
    await ann.put(box(), parcelOf(1));
    const { end } = await ann.get(box());
    expect((await ann.get(box(), end.last, STORE_ID)).parcels).toEqual([]);
    expect((await ann.get(box(), end.last, new Uint8Array(16).fill(8))).parcels).toHaveLength(1);
  });

  it('[KP9] an empty mailbox, one that never was and one that has expired answer with the same bytes', async () => {
    let now = 100 * DAY;
    const place = await start({ clock: () => now });
    const ann = await place.client();
    await ann.put(box(), parcelOf(1));
    now += 31 * DAY;
    const frames: string[] = [];
    ann.socket.on('message', (data: Buffer) => frames.push(data.toString('hex')));
    await ann.get(box());
    await ann.get(mailboxOf('never was'));
    expect(frames).toHaveLength(2);
    expect(new Set(frames).size).toBe(1);
  });

  it('[KP10] watchers hear that something new was put, not whoever put it, and not for what was there', async () => {
    const place = await start();
    const [ann, ben, cleo] = [await place.client(), await place.client(), await place.client()];
    for (const one of [ann, ben, cleo])
      one.say({ type: 'watch', mailbox: (one === cleo ? mailboxOf('x') : box()).name });
    for (const one of [ann, ben, cleo]) await one.get(box());
    await ann.put(box(), parcelOf(1));
    await expect.poll(() => ben.news()).toBe(1);
    await ann.put(box(), parcelOf(1));
    await ann.put(box(), parcelOf(2));
    await expect.poll(() => ben.news()).toBe(2);
    await cleo.get(box());
    expect([ann.news(), cleo.news()]).toEqual([0, 0]);
    ben.socket.terminate();
    await expect.poll(() => place.server.size().sockets).toBe(2);
    expect(await ann.put(box(), parcelOf(3))).toBe('kept');
  });

  it('[KP10] a socket watches at most 64 mailboxes', async () => {
    const place = await start();
    const eve = await place.client();
    for (let n = 0; n < 64; n += 1) eve.say({ type: 'watch', mailbox: mailboxOf(`box ${n}`).name });
    eve.say({ type: 'watch', mailbox: mailboxOf('box 3').name });
    await eve.get(box());
    eve.say({ type: 'watch', mailbox: mailboxOf('one more').name });
    expect(await eve.closed).toBe(1008);
  });

  it('[KP11] with tickets, a put without a known one or with a used-up one is refused; reading needs none', async () => {
    const ticket = new Uint8Array(32).fill(9);
    const read = readTickets(`# ours\n\n${Buffer.from(ticket).toString('hex')}\n`);
    if (!read.ok) throw new Error(read.error.tag);
    const place = await start({ isTicket: read.value });
    const ann = await place.client();
    expect(await ann.put(box(), parcelOf(1))).toBe('refused');
    expect(await ann.put(box(), parcelOf(1), new Uint8Array(32).fill(8))).toBe('refused');
    expect(await place.store.size()).toEqual({ parcels: 0, bytes: 0 });
    for (let n = 0; n < 200; n += 1) expect(await ann.put(box(), parcelOf(1), ticket)).toBe('kept');
    expect(await ann.put(box(), parcelOf(1), ticket)).toBe('refused');
    expect(await (await place.client()).all(box())).toEqual([1]);
  });

  it('[KP11] a line of the file that is no ticket is named by its number', () => {
    expect(readTickets(`${'0'.repeat(64)}\n${'0'.repeat(63)}`)).toEqual({
      ok: false,
      error: { tag: 'TicketLineRefused', line: 2 },
    });
  });

  it('[KP12] a full mailbox says so, and a store that is away closes with 1013 and acknowledges nothing', async () => {
    const place = await start({ store: createMemoryMailStore(STORE_ID, { ...USUAL_BOUNDS, mailboxParcels: 1 }) });
    const [ann, ben] = [await place.client(), await place.client()];
    expect([await ann.put(box(), parcelOf(1)), await ann.put(box(), parcelOf(2))]).toEqual(['kept', 'full']);
    await place.store.close();
    await expect(ann.put(box(), parcelOf(1))).rejects.toThrow('closed 1013');
    await expect(ben.get(box())).rejects.toThrow('closed 1013');
  });
});

describe('bad clients', () => {
  it('[KP1] what is no question ends its own socket; others are served', async () => {
    const place = await start();
    const ann = await place.client();
    const put = encodeMailRequest(putOf(box(), parcelOf(1)));
    const wrong: readonly (readonly [string | Uint8Array, number])[] = [
      ['{"type":"ping"}', 1003],
      [new Uint8Array(0), 1008],
      [put.subarray(0, -1), 1008],
      [Uint8Array.from([...put, 0]), 1008],
      [encodeMailRequest({ type: 'watch', mailbox: box().name }).subarray(0, 32), 1008],
      [Uint8Array.of(0x81, 0), 1008],
      [new Uint8Array(262_274), 1009],
    ];
    for (const [bytes, code] of wrong) {
      const eve = await place.client();
      eve.socket.send(bytes);
      expect([bytes.length, await eve.closed]).toEqual([bytes.length, code === 1009 ? expect.any(Number) : code]);
      expect(await ann.put(box(), parcelOf(1))).toBe('kept');
    }
  });

  it('[KP13] a keeper without mailboxes closes /mail with 1003, and one with them is a meeting place elsewhere', async () => {
    const without = await start({}, false);
    expect(await (await without.client()).closed).toBe(1003);
    const place = await start();
    const socket = new WebSocket(`${place.address}/mail2`);
    clients.push(socket);
    const heard = new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));
    socket.once('open', () => socket.send('{"type":"ping"}'));
    expect(await heard).toBe('{"type":"pong"}');
  });

  it('[KP12] a flood is read more slowly, is answered whole, and does not keep others from being served', async () => {
    let now = 0;
    const bounds = { ...DEFAULT_MAIL_BOUNDS, requestBurst: 10, requestsPerSecond: 1_000 };
    const place = await start({ bounds, now: () => now });
    const eve = await place.client();
    let answered = 0;
    eve.socket.on('message', (data: Buffer) => {
      if (readMailAnswer(data)?.type === 'end') answered += 1;
    });
    for (let n = 0; n < 1_000; n += 1) eve.say({ type: 'get', mailbox: box().name, store: NO_STORE, after: 0 });
    await expect.poll(() => answered).toBe(10);
    const ann = await place.client();
    expect(await ann.put(box(), parcelOf(1))).toBe('kept');
    expect(answered).toBe(10);
    while (answered < 1_000) {
      now += 10;
      await new Promise(setImmediate);
    }
    expect(answered).toBe(1_000);
  });

  it('[KP12] whoever does not read takes one part of an answer at a time and is ended; others are served', async () => {
    const bounds = { ...DEFAULT_MAIL_BOUNDS, readMs: 1_500 };
    const place = await start({ bounds });
    const ann = await place.client();
    for (let n = 0; n < 8; n += 1) await ann.put(box(), parcelOf(n, 262_144));
    const slow = await place.client();
    for (let n = 0; n < 64; n += 1) slow.say({ type: 'get', mailbox: box().name, store: NO_STORE, after: 0 });
    slow.socket.pause();
    await expect.poll(() => place.server.size().sockets, { timeout: 15_000 }).toBe(1);
    expect(await ann.all(box())).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('[KP12] raw rubbish at the door of mailboxes ends its own connection', async () => {
    const place = await start();
    const upgrade =
      'GET /mail HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    for (const tail of [
      Buffer.from([0x82, 0x05, 0x68]),
      Buffer.from([0xff, 0xff, 0xff]),
      Buffer.alloc(100_000, 0xff),
    ]) {
      const socket = connect(place.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      const gone = new Promise((resolve) => socket.once('close', resolve));
      socket.write(Buffer.concat([Buffer.from(upgrade), tail]));
      await gone;
    }
    expect(await (await place.client()).put(box(), parcelOf(1))).toBe('kept');
  });
});
