/**
 * The tables for networks that this computer is on: between main and the hub, which
 * has sockets there and no key, and what main passes on to and from the engine.
 * Nobody but the engine can read a beacon.
 */
import * as v from 'valibot';
import { request } from './rpc.ts';

/** Length of every beacon in bytes (SPEC LN1); a datagram of another length is none. */
export const BEACON_BYTES = 272;
/** Most networks on which may be looked at once. */
export const MAX_NETWORKS = 2;

const address = v.pipe(v.string(), v.ipv4());
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const beacon = v.pipe(
  v.custom<Uint8Array>((x) => x instanceof Uint8Array),
  v.check((bytes) => bytes.length === BEACON_BYTES),
);
/** Names a network while this computer is on it; made by main. */
export const networkId = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** Most networks of one computer that are told of. */
export const MAX_TOLD_NETWORKS = 16;
const network = v.object({
  id: networkId,
  /** What the system calls the way to it. */
  device: v.pipe(v.string(), v.maxLength(200)),
  /** This computer's address on it. */
  address,
});
/** A network that this computer is on, as the engine is told of it. */
export type LanNetwork = v.InferOutput<typeof network>;

/** main → hub, over the utility process's parent port. */
export const mainToHub = {
  /** Opens a meeting place at this address and listens for beacons on its network; `prefix`: its length in bits. */
  open: v.object({ address, prefix: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)) }),
  close: v.object({ address }),
  /** Sends a beacon to everybody on the network of this address. */
  send: v.object({ address, beacon }),
} as const;

/** hub → main. */
export const hubToMain = {
  /** The meeting place is open at this port, and beacons can be sent and heard. */
  opened: v.object({ address, port }),
  /** It is not: the meeting place, or the way to everybody on the network, could not be had. */
  failed: v.object({ address }),
  /** Something of the length of a beacon came from `from`. */
  heard: v.object({ address, from: address, beacon }),
} as const;

/** main → engine. */
export const lanToEngine = {
  /** This computer's meeting places on networks, from now on; none when it looks on no network. */
  ownPlaces: v.object({ places: v.pipe(v.array(v.object({ address, port })), v.maxLength(MAX_NETWORKS)) }),
  heardOnNetwork: v.object({ address, from: address, beacon }),
  /** The networks that this computer is on from now on. */
  networksAre: v.object({ networks: v.pipe(v.array(network), v.maxLength(MAX_TOLD_NETWORKS)) }),
} as const;

/** engine → main: to be sent on the network of this address. */
export const lanFromEngine = { sendBeacon: v.object({ address, beacon }) } as const;

/** One network that this computer is on. */
export interface NetworkView {
  readonly id: string;
  /** What the system calls the way to it, such as `en0` or `Wi-Fi`. */
  readonly device: string;
  /** This computer's address on it. */
  readonly address: string;
  /** `failed`: sockets could not be had there, or ended; it can be asked for again. */
  readonly state: 'off' | 'starting' | 'looking' | 'failed';
}

/** ui → main. */
export const lanRequests = {
  listNetworks: request(v.object({})).gives<readonly NetworkView[]>(),
  /** Looks for members on this network until it changes, Hearth is locked, or {@link lanRequests.leaveNetwork}. */
  lookOnNetwork: request(v.object({ id: networkId })).gives<null>(),
  leaveNetwork: request(v.object({ id: networkId })).gives<null>(),
} as const;
