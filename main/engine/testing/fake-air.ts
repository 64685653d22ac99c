/**
 * What lies between the net processes of a test: who meets whom by a server
 * that both reach, channels, and boards that are passed on along them.
 */
import type { engineToNet, IceServer, netToEngine } from '../../../shared/ipc/engine-net.ts';
import type { createEndpoint } from '../../../shared/ipc/rpc.ts';
import type { noRequests } from '../../../shared/ipc/ui-engine.ts';

/** A room that an engine asked for. */
export interface Room {
  readonly roomKey: string;
  readonly topic: string;
  readonly password: string;
  readonly servers: readonly string[];
  readonly nearby: readonly string[];
  readonly hidesAddress: boolean;
  readonly boardKey: string | null;
  readonly iceServers: readonly IceServer[];
  readonly connects: boolean;
}
/** One end of a channel. */
export interface Channel {
  readonly id: number;
  readonly roomKey: string;
  readonly net: Net;
  peer: Channel | null;
}
/** One net process. */
export interface Net {
  readonly name: string;
  readonly rooms: Map<string, Room>;
  readonly boards: Map<string, Map<string, Uint8Array>>;
  readonly channels: Map<number, Channel>;
  readonly banned: Set<string>;
  emit: ReturnType<
    typeof createEndpoint<typeof noRequests, typeof noRequests, typeof engineToNet, typeof netToEngine>
  >['emit'];
}

/** See the file's head. */
export interface FakeAir {
  /** Pairs that cannot reach each other. */
  readonly apart: Set<string>;
  /** Servers that somebody cannot reach, each as `name server`. */
  readonly shut: Set<string>;
  stateOf(name: string, server: string): 'silent' | 'answering';
  /** A channel breaks for the other end. */
  drop(channel: Channel): void;
  spreadBoard(from: Net, boardKey: string, slot: string, value: Uint8Array): void;
  /** Opens the first connection that is possible and not there; false when there is none. */
  connectNext(): boolean;
}

/** An unordered pair, for `apart`. */
export const pairOf = (a: string, b: string): string => [a, b].sort().join('+');

/** Between the net processes `nets`; what they are to hear is handed to `later`. */
export function createFakeAir(nets: ReadonlyMap<string, Net>, later: (event: () => void) => void): FakeAir {
  const apart = new Set<string>();
  const shut = new Set<string>();
  const stateOf = (name: string, server: string) => (shut.has(`${name} ${server}`) ? 'silent' : 'answering');
  let nextChannel = 1;

  const drop = (channel: Channel): void => {
    channel.net.channels.delete(channel.id);
    const { peer } = channel;
    channel.peer = null;
    if (!peer) return;
    peer.peer = null;
    peer.net.channels.delete(peer.id);
    later(() => peer.net.emit('channelClosed', { channelId: peer.id }));
  };

  function spreadBoard(from: Net, boardKey: string, slot: string, value: Uint8Array): void {
    const board = from.boards.get(boardKey) ?? new Map<string, Uint8Array>();
    from.boards.set(boardKey, board);
    if (board.get(slot) === value) return;
    board.set(slot, value);
    for (const { roomKey, boardKey: other } of from.rooms.values()) {
      if (other === boardKey) later(() => from.emit('boardValue', { roomKey, slot, value }));
    }
    for (const channel of from.channels.values()) {
      const room = from.rooms.get(channel.roomKey);
      const peerRoom = channel.peer?.net.rooms.get(channel.peer.roomKey);
      if (room?.boardKey === boardKey && channel.peer && peerRoom?.boardKey) {
        spreadBoard(channel.peer.net, peerRoom.boardKey, slot, value);
      }
    }
  }

  function connect(a: Net, b: Net, room: Room): void {
    const one: Channel = { id: nextChannel++, roomKey: room.roomKey, net: a, peer: null };
    const two: Channel = { id: nextChannel++, roomKey: room.roomKey, net: b, peer: one };
    one.peer = two;
    a.channels.set(one.id, one);
    b.channels.set(two.id, two);
    const [left, right] = [new Uint8Array(32).fill(one.id), new Uint8Array(32).fill(two.id)];
    const { roomKey } = room;
    later(() =>
      a.emit('channelOpened', {
        roomKey,
        channelId: one.id,
        initiator: true,
        localFingerprint: left,
        remoteFingerprint: right,
      }),
    );
    later(() =>
      b.emit('channelOpened', {
        roomKey,
        channelId: two.id,
        initiator: false,
        localFingerprint: right,
        remoteFingerprint: left,
      }),
    );
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const [boardKey, otherKey] = [from.rooms.get(roomKey)?.boardKey, to.rooms.get(roomKey)?.boardKey];
      if (!boardKey || !otherKey) continue;
      for (const [slot, value] of from.boards.get(boardKey) ?? []) spreadBoard(to, otherKey, slot, value);
    }
  }

  /** Opens the first connection that is possible and not there. */
  function connectNext(): boolean {
    const all = [...nets.values()];
    for (const a of all) {
      for (const b of all) {
        if (a.name >= b.name || apart.has(pairOf(a.name, b.name))) continue;
        for (const room of a.rooms.values()) {
          const other = b.rooms.get(room.roomKey);
          const canMeet =
            other?.password === room.password &&
            other.connects &&
            room.connects &&
            other.servers.some(
              (server) =>
                room.servers.includes(server) && ![a, b].some(({ name }) => stateOf(name, server) === 'silent'),
            );
          const isJoined = [...a.channels.values()].some((one) => one.roomKey === room.roomKey && one.peer?.net === b);
          const isBanned = a.banned.has(`${room.roomKey}/${b.name}`) || b.banned.has(`${room.roomKey}/${a.name}`);
          if (!canMeet || isJoined || isBanned) continue;
          connect(a, b, room);
          return true;
        }
      }
    }
    return false;
  }

  return { apart, shut, stateOf, drop, spreadBoard, connectNext };
}
