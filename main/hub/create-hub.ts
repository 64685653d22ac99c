/**
 * The hub, apart from Electron: on each network that it is told, a meeting place
 * for the members there, and a socket for beacons (SPEC LN10, LN11). It holds no
 * key and reads nothing of what passes.
 */
import type * as v from 'valibot';
import { type hubToMain, mainToHub, MAX_NETWORKS } from '../../shared/ipc/lan-links.ts';
import { createEndpoint, type Port } from '../../shared/ipc/rpc.ts';
import { noRequests } from '../../shared/ipc/ui-engine.ts';
import { createSignallingServer, type SignallingOptions, type SignallingServer } from '../keeper/signalling.ts';
import { createBeaconBounds } from './beacon-bounds.ts';
import { type BeaconSocket, type BeaconSocketParts, openBeaconSocket } from './beacon-socket.ts';

/**
 * Bounds of a meeting place for those on one network: thirty members with the
 * rooms of a few groups each, every room on a socket of its own.
 */
const BOUNDS: Omit<SignallingOptions, 'now'> = {
  maxSockets: 1_024,
  maxSocketsPerAddress: 256,
  maxSocketsPerTopic: 64,
  maxBoxes: 0,
  isSilent: true,
  pingMs: 30_000,
  handshakeMs: 10_000,
};

/** What a hub is made of. */
export interface HubParts {
  readonly port: Port;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Another way to beacons than the real one. */
  readonly openBeacons?: (parts: BeaconSocketParts) => Promise<BeaconSocket>;
}

interface OpenNetwork {
  readonly server: SignallingServer;
  /** Null until it is open. */
  beacons: BeaconSocket | null;
  isClosed: boolean;
}

/** Starts a hub that is on no network. `end` closes everything. */
export function createHub(parts: HubParts): { readonly end: () => Promise<void> } {
  const networks = new Map<string, OpenNetwork>();
  const openBeacons = parts.openBeacons ?? openBeaconSocket;

  async function close(address: string): Promise<void> {
    const network = networks.get(address);
    networks.delete(address);
    if (network === undefined) return;
    network.isClosed = true;
    network.beacons?.close();
    await network.server.close();
  }

  async function fail(address: string, network: OpenNetwork): Promise<void> {
    if (networks.get(address) !== network) return;
    await close(address);
    main.emit('failed', { address });
  }

  async function open({ address, prefix }: v.InferOutput<typeof mainToHub.open>): Promise<void> {
    await close(address);
    if (networks.size >= MAX_NETWORKS) return main.emit('failed', { address });
    const bounds = createBeaconBounds(parts.now);
    const network: OpenNetwork = {
      server: createSignallingServer({ ...BOUNDS, now: parts.now }),
      beacons: null,
      isClosed: false,
    };
    networks.set(address, network);
    try {
      const port = await network.server.listen(0, address);
      const beacons = await openBeacons({
        address,
        prefix,
        onBeacon(from, beacon) {
          if (bounds.admits(from)) main.emit('heard', { address, from, beacon });
        },
        onFailed: () => void fail(address, network),
      });
      network.beacons = beacons;
      if (network.isClosed) beacons.close();
      else main.emit('opened', { address, port });
    } catch {
      // The system's answer to an address that is gone or a network without multicast: the person is told.
      await fail(address, network);
    }
  }

  const main = createEndpoint<typeof noRequests, typeof noRequests, typeof mainToHub, typeof hubToMain>({
    port: parts.port,
    served: noRequests,
    handlers: {},
    called: noRequests,
    heard: mainToHub,
    onEvent: {
      open: (network) => void open(network),
      close: ({ address }) => void close(address),
      send: ({ address, beacon }) => networks.get(address)?.beacons?.send(beacon),
    },
    onDefect: () => undefined,
  });

  return { end: async () => void (await Promise.all([...networks.keys()].map(close))) };
}
