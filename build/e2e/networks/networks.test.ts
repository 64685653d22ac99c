import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INTERNET_ADDRESS, Network } from './network.ts';
import { outputHas, stopAll } from './programs.ts';
import { lan, oneRouter, ownRouters } from './topology.ts';

let network: Network;
beforeAll(async () => {
  network = await Network.open('ann', 'ben');
});
afterAll(() => network.close());

/** Whether the machine at an address answers a computer: no is an answer as well. */
const reaches = (from: string, to: string): Promise<boolean> =>
  network
    .computer(from)
    .namespace.run(`timeout 1 bash -c 'exec 3<>/dev/tcp/${to}/9' 2>&1 || true`, 'true')
    .then((said) => said.includes('refused'));

/** Tells whoever asks at one of the addresses as whom they came. */
const ECHO = `
for (const own of process.argv.slice(1)) {
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('message', (text, { address, port }) => socket.send(address + ':' + port, port, address));
  socket.bind(7, own, () => console.log('ready at', own));
}
`;
/** Sends 400 datagrams to two addresses and tells what came back: how many, after how long at least, and as whom. */
const ASK = `
const socket = require('node:dgram').createSocket('udp4');
const begun = performance.now(); let least = Infinity; let back = 0; const seen = new Set();
socket.on('message', (text, { address }) => { back += 1; least = Math.min(least, performance.now() - begun); seen.add(text.toString()); });
let sent = 0;
const sending = setInterval(() => {
  for (let i = 0; i < 10; i += 1) for (const to of process.argv.slice(1)) socket.send('x', 7, to);
  sent += 1;
  if (sent === 20) clearInterval(sending);
}, 10);
setTimeout(() => { console.log(JSON.stringify({ back, least, seen: [...seen] })); process.exit(); }, 1500);
`;
const SECOND_ADDRESS = '203.0.113.2';

describe('networks of namespaces', () => {
  it('without a cable a computer reaches nothing', async () => {
    expect(await reaches('ann', INTERNET_ADDRESS)).toBe(false);
  });

  it('on a LAN computers reach each other and nothing else, while the cable is in', async () => {
    await network.wire(lan('ann', 'ben'));
    expect(await reaches('ann', '10.77.0.12')).toBe(true);
    expect(await reaches('ann', INTERNET_ADDRESS)).toBe(false);
    await network.unplug('ben');
    expect(await reaches('ann', '10.77.0.12')).toBe(false);
    await network.plug('ben');
    expect(await reaches('ann', '10.77.0.12')).toBe(true);
  });

  it('behind one router they reach each other and the internet', async () => {
    await network.wire(oneRouter(['ann', 'ben']));
    expect(await reaches('ann', '10.77.0.12')).toBe(true);
    expect(await reaches('ann', INTERNET_ADDRESS)).toBe(true);
  });

  describe('to two far ends', () => {
    beforeAll(async () => {
      await network.internet.run(`ip address add ${SECOND_ADDRESS}/24 dev net0`);
      const echo = network.internet.start(process.execPath, ['-e', ECHO, INTERNET_ADDRESS, SECOND_ADDRESS], 'pipe');
      await outputHas(echo, /at 203.0.113.2/);
      return () => stopAll([echo]);
    });
    const ask = async (): Promise<{ back: number; least: number; seen: string[] }> => {
      const { namespace } = network.computer('ann');
      return JSON.parse(await namespace.run(`'${process.execPath}' -e "${ASK}" ${INTERNET_ADDRESS} ${SECOND_ADDRESS}`));
    };

    it('a cone router shows one port, and the other router is not to be passed from outside', async () => {
      await network.wire(ownRouters(['ann', 'ben'], 'cone'));
      const { back, seen } = await ask();
      expect(back).toBe(400);
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatch(/^203\.0\.113\.10:/);
      expect(await reaches('ann', '10.77.1.11')).toBe(false);
      expect(await reaches('ann', '203.0.113.11')).toBe(false);
    });

    it('a symmetric router shows another port to each', async () => {
      await network.wire(ownRouters(['ann', 'ben'], 'symmetric'));
      expect((await ask()).seen).toHaveLength(2);
    });

    it('a slow line keeps every packet for its time and loses some', async () => {
      await network.wire(ownRouters(['ann', 'ben'], 'cone', { delayMs: 150, lossPercent: 5 }));
      const { back, least } = await ask();
      expect(least).toBeGreaterThanOrEqual(300);
      expect(back).toBeGreaterThan(200);
      expect(back).toBeLessThan(400);
    });
  });
});
