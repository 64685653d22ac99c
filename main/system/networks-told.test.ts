import { expect, it } from 'vitest';
import type { LanNetwork } from '../../shared/ipc/lan-links.ts';
import { createNetworksTold } from './networks-told.ts';
import type { Network } from './networks.ts';

const HOME: Network = { id: 'a', device: 'wlan0', address: '10.0.0.2', prefix: 24 };
const HOTSPOT: Network = { id: 'b', device: 'wlan0', address: '172.20.10.2', prefix: 28 };

it('[MT5] the engine is told of networks when it starts, when they change, and not else', () => {
  let networks: readonly Network[] = [HOME];
  const told: (readonly LanNetwork[])[] = [];
  const engine = { networksAre: (next: readonly LanNetwork[]) => void told.push(next) };
  let look = () => {};
  let isThere = false;
  const networksTold = createNetworksTold({
    networks: () => networks,
    engine: () => (isThere ? engine : null),
    every: (_ms, work) => {
      look = work;
    },
  });
  look();
  expect(told).toEqual([]);
  isThere = true;
  networksTold.greet(engine);
  look();
  const shown = ({ id, device, address }: Network) => ({ id, device, address });
  expect(told).toEqual([[shown(HOME)]]);
  networks = [HOTSPOT];
  look();
  look();
  networks = [];
  look();
  expect(told).toEqual([[shown(HOME)], [shown(HOTSPOT)], []]);
  // Another engine knows nothing of what the one before it was told.
  networksTold.greet(engine);
  expect(told).toHaveLength(4);
});
