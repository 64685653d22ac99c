/**
 * Beacons on one network: datagrams to a multicast group that no router passes
 * on (SPEC LN10). Group and interface are named for each socket, so that it
 * works where the system knows no route: on a cable between two computers.
 */
import { createSocket, type Socket } from 'node:dgram';
import { BEACON_BYTES } from '../../shared/ipc/lan-links.ts';
import { isOnNetwork } from './on-network.ts';

/** Administratively scoped for one organisation (RFC 2365, 6.2); picked by chance. */
export const BEACON_GROUP = '239.195.71.18';
/** In the range that no service is registered in (RFC 6335, 6); picked by chance. */
export const BEACON_PORT = 52_741;

/** Beacons on one network. */
export interface BeaconSocket {
  send(beacon: Uint8Array): void;
  close(): void;
}

/** What a socket is opened with. */
export interface BeaconSocketParts {
  /** Our address on the network, and how many of its bits all computers there have in common. */
  readonly address: string;
  readonly prefix: number;
  /** Something of the length of a beacon came from an address of the network. */
  readonly onBeacon: (from: string, beacon: Uint8Array) => void;
  /** The socket failed after it was open. */
  readonly onFailed: () => void;
}

/** Opens the socket; rejects with what the system says. */
export function openBeaconSocket(parts: BeaconSocketParts): Promise<BeaconSocket> {
  const { address, prefix } = parts;
  // Several programs of one computer may listen: two people who use it, each as their own user.
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (bytes, { address: from }) => {
    if (bytes.length === BEACON_BYTES && isOnNetwork(from, address, prefix)) parts.onBeacon(from, bytes);
  });
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once('error', refuse);
    socket.bind({ port: BEACON_PORT, exclusive: false }, () => {
      try {
        joinGroup(socket, address);
      } catch (error) {
        refuse(error as Error);
        return;
      }
      socket.off('error', refuse);
      let isClosed = false;
      socket.on('error', () => {
        if (!isClosed) parts.onFailed();
      });
      resolve({
        // What a network does not take today it may take the next time; a beacon that is lost is followed by another.
        send: (beacon) => socket.send(beacon, BEACON_PORT, BEACON_GROUP, () => undefined),
        close() {
          isClosed = true;
          socket.close();
        },
      });
    });
  });
}

function joinGroup(socket: Socket, address: string): void {
  socket.setMulticastInterface(address);
  socket.addMembership(BEACON_GROUP, address);
  socket.setMulticastTTL(1);
  // Another Hearth on this computer is somebody else.
  socket.setMulticastLoopback(true);
}
