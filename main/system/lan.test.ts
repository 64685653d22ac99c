import { describe, expect, it } from 'vitest';
import { BEACON_BYTES } from '../../shared/ipc/lan-links.ts';
import { type HubHears, Lan } from './lan.ts';
import type { Network } from './networks.ts';

const HOME: Network = { id: 'home', device: 'wlan0', address: '192.168.1.20', prefix: 24 };
const CABLE: Network = { id: 'cable', device: 'eth0', address: '169.254.3.4', prefix: 16 };
const THIRD: Network = { id: 'third', device: 'eth1', address: '10.0.0.5', prefix: 8 };
const BEACON = new Uint8Array(BEACON_BYTES);

/** A Lan whose hub and engine only note what they are told. */
function setUp(isProxied = false) {
  const log: string[] = [];
  const hubs: HubHears[] = [];
  let networks: readonly Network[] = [HOME, CABLE, THIRD];
  let look: (() => void) | null = null;
  const lan = new Lan({
    startHub(hears) {
      hubs.push(hears);
      log.push('hub started');
      return {
        open: ({ address }) => void log.push(`open ${address}`),
        close: (address) => void log.push(`close ${address}`),
        send: ({ address }) => void log.push(`send ${address}`),
        end: () => void log.push('hub ended'),
      };
    },
    networks: () => networks,
    mayLook: () => !isProxied,
    engine: () => ({
      ownPlaces: (places) =>
        void log.push(`places ${places.map(({ address, port }) => `${address}:${port}`).join(' ')}`),
      networksAre: () => undefined,
      heard: ({ from }) => void log.push(`heard ${from}`),
    }),
    onChange: () => void log.push('changed'),
    every: (_, work) => {
      look = work;
      return () => {
        look = null;
      };
    },
  });
  const states = async () => {
    const answer = await lan.handlers.listNetworks({});
    return answer.ok ? answer.value.map(({ id, state }) => `${id} ${state}`) : [];
  };
  return {
    lan,
    states,
    hub: () => hubs.at(-1) as HubHears,
    taken: () => log.splice(0),
    move(next: readonly Network[]) {
      networks = next;
      look?.();
    },
    isWatching: () => look !== null,
  };
}

describe('looking on a network', () => {
  it('[LN12] [LN15] begins with the person’s word for that network and nothing before it', async () => {
    const { lan, states, hub, taken } = setUp();
    expect(await states()).toEqual(['home off', 'cable off', 'third off']);
    lan.send({ address: HOME.address, beacon: BEACON });
    expect(taken()).toEqual([]);
    await lan.handlers.lookOnNetwork({ id: 'home' });
    expect(taken()).toEqual(['hub started', `open ${HOME.address}`, 'changed']);
    expect(await states()).toEqual(['home starting', 'cable off', 'third off']);
    hub().heard({ address: HOME.address, from: '192.168.1.9', beacon: BEACON });
    expect(taken()).toEqual([]);
    hub().opened({ address: HOME.address, port: 4_000 });
    expect(taken()).toEqual([`places ${HOME.address}:4000`, 'changed']);
    expect(await states()).toEqual(['home looking', 'cable off', 'third off']);
    hub().heard({ address: HOME.address, from: '192.168.1.9', beacon: BEACON });
    hub().heard({ address: CABLE.address, from: '169.254.9.9', beacon: BEACON });
    // WebRTC may use every network only once the engine has told net to hide their addresses.
    expect(lan.isLooking).toBe(false);
    lan.send({ address: CABLE.address, beacon: BEACON });
    expect(lan.isLooking).toBe(false);
    lan.send({ address: HOME.address, beacon: BEACON });
    expect(lan.isLooking).toBe(true);
    expect(taken()).toEqual(['heard 192.168.1.9', `send ${HOME.address}`]);
    // To ask twice is to ask once.
    await lan.handlers.lookOnNetwork({ id: 'home' });
    expect(taken()).toEqual([]);
  });

  it('[LN12] ends with it: the place first, and the hub with the last one', async () => {
    const { lan, hub, taken } = setUp();
    await lan.handlers.lookOnNetwork({ id: 'home' });
    await lan.handlers.lookOnNetwork({ id: 'cable' });
    hub().opened({ address: HOME.address, port: 1 });
    hub().opened({ address: CABLE.address, port: 2 });
    taken();
    await lan.handlers.leaveNetwork({ id: 'home' });
    expect(taken()).toEqual([`close ${HOME.address}`, `places ${CABLE.address}:2`, 'changed']);
    await lan.handlers.leaveNetwork({ id: 'cable' });
    expect(taken()).toEqual([`close ${CABLE.address}`, 'places ', 'hub ended', 'changed']);
    await lan.handlers.leaveNetwork({ id: 'cable' });
    expect(taken()).toEqual(['changed']);
  });

  it('[LN12] ends where the network is another one, and is not begun again when it is back', async () => {
    const { lan, states, hub, taken, move } = setUp();
    await states();
    await lan.handlers.lookOnNetwork({ id: 'home' });
    hub().opened({ address: HOME.address, port: 1 });
    taken();
    move([{ ...HOME, id: 'home with another gateway' }, CABLE]);
    expect(taken()).toEqual([`close ${HOME.address}`, 'places ', 'hub ended', 'changed']);
    move([HOME, CABLE]);
    expect(taken()).toEqual(['changed']);
    expect(await states()).toEqual(['home off', 'cable off']);
    // What a hub that was ended still says is not heard.
    hub().opened({ address: HOME.address, port: 1 });
    hub().crashed();
    expect(taken()).toEqual([]);
  });

  it('[LN12] ends with a lock, a wipe and the end, and asks again', async () => {
    const { lan, states, hub, taken, isWatching } = setUp();
    await states();
    expect(isWatching()).toBe(true);
    await lan.handlers.lookOnNetwork({ id: 'home' });
    hub().opened({ address: HOME.address, port: 1 });
    taken();
    lan.send({ address: HOME.address, beacon: BEACON });
    taken();
    lan.end();
    expect([taken(), isWatching(), lan.isLooking]).toEqual([['hub ended'], false, false]);
    expect(await states()).toEqual(['home off', 'cable off', 'third off']);
  });

  it('[LN14] that fails or ends by itself says so, and can be asked for again', async () => {
    const { lan, states, hub, taken } = setUp();
    await lan.handlers.lookOnNetwork({ id: 'home' });
    hub().failed({ address: HOME.address });
    expect((await states())[0]).toBe('home failed');
    await lan.handlers.lookOnNetwork({ id: 'home' });
    hub().opened({ address: HOME.address, port: 1 });
    taken();
    hub().crashed();
    expect(taken()).toEqual(['places ', 'changed']);
    expect((await states())[0]).toBe('home failed');
    await lan.handlers.lookOnNetwork({ id: 'home' });
    expect(taken()).toEqual(['hub started', `open ${HOME.address}`, 'changed']);
  });

  it('[RN6] [LN14] is refused by name while everything has to go through a proxy, and nothing is started', async () => {
    const { lan, taken } = setUp(true);
    const refused = { ok: false, error: { tag: 'NetworkProxied' } };
    expect(await lan.handlers.lookOnNetwork({ id: 'home' })).toEqual(refused);
    expect(taken()).toEqual([]);
  });

  it('[LN14] is refused by name on a network that is gone, and on a third one', async () => {
    const { lan } = setUp();
    expect(await lan.handlers.lookOnNetwork({ id: 'nowhere' })).toEqual({ ok: false, error: { tag: 'NetworkGone' } });
    await lan.handlers.lookOnNetwork({ id: 'home' });
    await lan.handlers.lookOnNetwork({ id: 'cable' });
    expect(await lan.handlers.lookOnNetwork({ id: 'third' })).toEqual({
      ok: false,
      error: { tag: 'TooManyNetworks' },
    });
  });
});
