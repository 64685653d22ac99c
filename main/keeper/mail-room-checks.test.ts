/** The room of mailboxes while puts are checked elsewhere, in their own time. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { encodeMailRequest, NO_STORE, readMailAnswer } from '../../shared/sync/mail-frame.ts';
import { createCheckPool } from './check-pool.ts';
import { startCheckThread } from './check-threads.ts';
import { noFanOut } from './fan-out.ts';
import { createMailRoom, DEFAULT_MAIL_BOUNDS } from './mail-room.ts';
import { checkPut, type PutChecks, type PutVerdict } from './put-check.ts';
import { createSignallingServer, DEFAULT_BOUNDS } from './signalling.ts';
import { mailboxOf, type MailClient, openMailClient, parcelOf, putOf } from './testing/mail-client.ts';
import { USUAL_BOUNDS } from './testing/mail-store-contract.ts';
import { createMemoryMailStore } from './testing/memory-mail-store.ts';

beforeAll(() => cryptoReady);
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
const box = mailboxOf('ours');

async function start(checks: PutChecks) {
  const store = createMemoryMailStore(new Uint8Array(16).fill(7), USUAL_BOUNDS);
  const now = () => 0;
  const room = { store, checks, isTicket: null, fanOut: noFanOut, bounds: DEFAULT_MAIL_BOUNDS, clock: now, now };
  const server = createSignallingServer({ ...DEFAULT_BOUNDS, now, mail: createMailRoom(room) });
  const address = `ws://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
  ends.push(() => server.close());
  return {
    store,
    server,
    async client(): Promise<MailClient> {
      const client = await openMailClient(address);
      ends.push(() => client.socket.terminate());
      return client;
    },
  };
}
/** Checks that the test answers itself. */
function heldChecks() {
  const held: ((verdict: PutVerdict) => void)[] = [];
  const checks: PutChecks = { check: () => new Promise((resolve) => held.push(resolve)), close: async () => {} };
  return { held, checks };
}

describe('a room whose puts are checked elsewhere', () => {
  it('[KP12] [KP16] answers the questions of one socket in their order, puts among them, and ends it at a forged one', async () => {
    const pool = createCheckPool({
      threads: 2,
      start: () => startCheckThread(new URL('./keeper.ts', import.meta.url).href),
      waitingBytes: 1 << 26,
      onAlone: () => {},
    });
    ends.push(() => pool.close());
    const place = await start(pool);
    const ann = await place.client();
    const others = await Promise.all([1, 2, 3].map(() => place.client()));
    const heard: string[] = [];
    ann.socket.on('message', (data: Buffer) => heard.push(readMailAnswer(data)?.type ?? 'nothing'));
    const puts = others.map((one, n) => one.put(mailboxOf(`other ${n}`), parcelOf(n, 262_144)));
    for (let n = 0; n < 10; n += 1) {
      ann.say(putOf(box, parcelOf(n, n % 2 === 0 ? 262_144 : 4_096)));
      ann.say({ type: 'get', mailbox: mailboxOf('empty').name, store: NO_STORE, after: 0 });
    }
    const forged = encodeMailRequest(putOf(box, parcelOf(98)));
    forged.set([1], forged.length - 1);
    ann.socket.send(forged);
    ann.say(putOf(box, parcelOf(99)));
    expect(await ann.closed).toBe(1008);
    expect(heard).toEqual(Array.from({ length: 10 }, () => ['kept', 'end']).flat());
    expect(await Promise.all(puts)).toEqual(['kept', 'kept', 'kept']);
    const [reader] = others;
    expect(await reader?.all(box)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('[KP16] a socket that ends while its put is checked harms nothing, and what came behind the put is not looked at', async () => {
    const { held, checks } = heldChecks();
    const place = await start(checks);
    const [ann, ben] = [await place.client(), await place.client()];
    ann.say(putOf(box, parcelOf(1)));
    ann.say(putOf(box, parcelOf(2)));
    await expect.poll(() => held.length).toBe(1);
    ann.socket.terminate();
    await expect.poll(() => place.server.size().sockets).toBe(1);
    held[0]?.(checkPut(putOf(box, parcelOf(1)) as Parameters<typeof checkPut>[0]) as PutVerdict);
    expect(await ben.all(box)).toEqual([1]);
    expect(held).toHaveLength(1);
  });

  it('[KP16] a put that found no room to wait is not kept: its socket is asked to come later', async () => {
    const { held, checks } = heldChecks();
    const place = await start(checks);
    const ann = await place.client();
    const put = ann.put(box, parcelOf(1));
    await expect.poll(() => held.length).toBe(1);
    held[0]?.('busy');
    await expect(put).rejects.toThrow('closed 1013');
    expect(await place.store.size()).toEqual({ parcels: 0, bytes: 0 });
  });
});
