import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BEACON_BYTES } from '../../shared/ipc/lan-links.ts';
import { BEACON_GROUP, BEACON_PORT, type BeaconSocketParts } from './beacon-socket.ts';
import { createHub, type HubParts } from './create-hub.ts';
import { isOnNetwork } from './on-network.ts';

/** One hub over a port of its own, and what it told main. */
function hubOf(parts: Partial<HubParts> = {}) {
  const told: { readonly event: string; readonly payload: Record<string, unknown> }[] = [];
  let listeners: (() => void)[] = [];
  let hear: (message: unknown) => void = () => {};
  const hub = createHub({
    port: {
      send(message) {
        told.push(structuredClone(message) as (typeof told)[number]);
        for (const listener of listeners) listener();
      },
      receive: (listener) => {
        hear = listener;
      },
    },
    now: () => performance.now(),
    ...parts,
  });
  const running = {
    told,
    end: hub.end,
    say: (event: string, payload: unknown) => hear({ event, payload }),
    all: (event: string) => told.filter((one) => one.event === event).map(({ payload }) => payload),
    first: (event: string, count = 1) =>
      new Promise<Record<string, unknown>>((resolve) => {
        const look = (): void => {
          const found = told.filter((one) => one.event === event)[count - 1];
          if (!found) return;
          listeners = listeners.filter((other) => other !== look);
          resolve(found.payload);
        };
        listeners.push(look);
        look();
      }),
  };
  ends.push(() => hub.end());
  return running;
}
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const LOOPBACK = { address: '127.0.0.1', prefix: 8 };
const beaconOf = (byte: number) => new Uint8Array(BEACON_BYTES).fill(byte);

/** Beacons that a test hands in itself. */
function handedIn() {
  const opened: BeaconSocketParts[] = [];
  const sent: Uint8Array[] = [];
  const closed: string[] = [];
  return {
    opened,
    sent,
    closed,
    openBeacons: async (parts: BeaconSocketParts) => {
      opened.push(parts);
      return { send: (beacon: Uint8Array) => void sent.push(beacon), close: () => void closed.push(parts.address) };
    },
  };
}

describe('a hub', () => {
  it('[LN10] hears on loopback what another one sends there, whole and from where it came', async () => {
    const [ann, ben] = [hubOf(), hubOf()];
    for (const hub of [ann, ben]) hub.say('open', LOOPBACK);
    await Promise.all([ann.first('opened'), ben.first('opened')]);
    ann.say('send', { address: LOOPBACK.address, beacon: beaconOf(7) });
    expect(await ben.first('heard')).toEqual({ address: '127.0.0.1', from: '127.0.0.1', beacon: beaconOf(7) });
  });

  it('[LN10] passes on nothing of another length', async () => {
    const hub = hubOf();
    hub.say('open', LOOPBACK);
    await hub.first('opened');
    const stranger = createSocket('udp4');
    ends.push(() => stranger.close());
    await new Promise<void>((resolve) => stranger.bind(0, '127.0.0.1', resolve));
    stranger.setMulticastInterface('127.0.0.1');
    for (const length of [0, 1, BEACON_BYTES - 1, BEACON_BYTES + 1, 1_400]) {
      stranger.send(new Uint8Array(length), BEACON_PORT, BEACON_GROUP);
    }
    stranger.send(beaconOf(9), BEACON_PORT, BEACON_GROUP);
    await hub.first('heard');
    expect(hub.all('heard').map(({ beacon }) => beacon)).toEqual([beaconOf(9)]);
  });

  it('[LN10] passes on eight of a flood from one address, sixty of one from many, and remembers 64 addresses', async () => {
    let time = 0;
    const hands = handedIn();
    const hub = hubOf({ now: () => time, openBeacons: hands.openBeacons });
    hub.say('open', LOOPBACK);
    await hub.first('opened');
    const hear = (from: string) => hands.opened[0]?.onBeacon(from, beaconOf(1));
    for (let i = 0; i < 10_000; i += 1) hear('127.0.0.2');
    expect(hub.all('heard')).toHaveLength(8);
    for (let i = 0; i < 10_000; i += 1) hear(`127.1.${i >> 8}.${i & 255}`);
    expect(hub.all('heard')).toHaveLength(60);
    time += 10_000;
    hear('127.0.0.3');
    expect(hub.all('heard')).toHaveLength(61);
  });

  it('[LN11] is a meeting place at that address that says nothing of itself and keeps no boxes', async () => {
    const hub = hubOf();
    hub.say('open', LOOPBACK);
    const { port } = await hub.first('opened');
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect([answer.status, await answer.text()]).toEqual([404, 'Nothing here.\n']);
    const [one, two] = [new WebSocket(`ws://127.0.0.1:${port}`), new WebSocket(`ws://127.0.0.1:${port}`)];
    ends.push(
      () => one.terminate(),
      () => two.terminate(),
    );
    await Promise.all([once(one, 'open'), once(two, 'open')]);
    one.send('{"type":"subscribe","topics":["a"]}');
    one.send('{"type":"ping"}');
    await once(one, 'message');
    two.send('{"type":"publish","topic":"a","data":"x"}');
    expect(String(((await once(one, 'message')) as [Buffer])[0])).toBe('{"type":"publish","topic":"a","data":"x"}');
    two.send(JSON.stringify({ type: 'box-put', box: 'a'.repeat(32), data: 'AAAA', days: 1 }));
    expect(JSON.parse(String(((await once(two, 'message')) as [Buffer])[0]))).toMatchObject({ state: 'full' });
  });

  it('[LN11] closes a network alone, and all when it ends', async () => {
    const hands = handedIn();
    const hub = hubOf({ openBeacons: hands.openBeacons });
    hub.say('open', LOOPBACK);
    hub.say('open', { address: '127.0.0.9', prefix: 8 });
    await hub.first('opened', 2);
    const ports = new Map(hub.all('opened').map(({ address, port }) => [address, port]));
    hub.say('close', { address: '127.0.0.9' });
    await expect(fetch(`http://127.0.0.9:${ports.get('127.0.0.9')}/`)).rejects.toThrow();
    expect((await fetch(`http://127.0.0.1:${ports.get('127.0.0.1')}/`)).status).toBe(404);
    await hub.end();
    await expect(fetch(`http://127.0.0.1:${ports.get('127.0.0.1')}/`)).rejects.toThrow();
    expect(hands.closed.sort()).toEqual(['127.0.0.1', '127.0.0.9']);
  });

  it('[LN14] says that it failed where the address is not ours, the socket fails, or there are three networks', async () => {
    const hub = hubOf();
    hub.say('open', { address: '192.0.2.1', prefix: 24 });
    expect(await hub.first('failed')).toEqual({ address: '192.0.2.1' });
    const hands = handedIn();
    const other = hubOf({ openBeacons: hands.openBeacons });
    for (const last of [1, 2, 3]) other.say('open', { address: `127.0.0.${last}`, prefix: 8 });
    expect(await other.first('failed')).toEqual({ address: '127.0.0.3' });
    await other.first('opened', 2);
    hands.opened[0]?.onFailed();
    expect(await other.first('failed', 2)).toEqual({ address: '127.0.0.1' });
    const refusing = hubOf({ openBeacons: () => Promise.reject(new Error('ENODEV')) });
    refusing.say('open', LOOPBACK);
    expect(await refusing.first('failed')).toEqual({ address: '127.0.0.1' });
    expect(refusing.all('opened')).toEqual([]);
  });

  it('takes nothing that is in no table', () => {
    const hub = hubOf();
    for (const payload of [null, { address: 'here' }, { address: '127.0.0.1', prefix: 33 }]) hub.say('open', payload);
    hub.say('send', { address: '127.0.0.1', beacon: new Uint8Array(3) });
    expect(hub.told).toEqual([]);
  });
});

describe('an address', () => {
  it('[LN10] is on a network by its first bits', () => {
    expect(isOnNetwork('192.168.1.255', '192.168.1.20', 24)).toBe(true);
    expect(isOnNetwork('192.168.2.1', '192.168.1.20', 24)).toBe(false);
    expect(isOnNetwork('172.20.10.9', '172.20.10.2', 28)).toBe(true);
    expect(isOnNetwork('172.20.10.17', '172.20.10.2', 28)).toBe(false);
    expect(isOnNetwork('1.2.3.4', '200.1.1.1', 0)).toBe(true);
    expect(isOnNetwork('200.1.1.2', '200.1.1.1', 32)).toBe(false);
  });
});
