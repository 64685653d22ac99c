/**
 * Keeps the rooms of one group open in net: opens what is due, closes what is
 * not. A room is where the group's own meeting places are and those that pass
 * (SPEC LN6). One that is no longer due, or no longer with the board, stays while
 * somebody is on a channel in it, so that a newcomer whose invite was just used
 * up can finish, and the news of a new key arrives where the old one met.
 */
import type { ReachView } from '../../../shared/ipc/views.ts';
import type { PassingPlaces } from './passing-places.ts';
import type { RoomSpec } from './rooms.ts';
import type { EmitToNet } from './net-link.ts';

/** How long a room that is not due any more may stay for those in it, milliseconds. */
const LINGER_MS = 10 * 60_000;

type ServerState = ReachView['servers'][number]['state'];

/** Where a room is. */
interface Whereabouts {
  /** The group's own meeting places, and those on networks. */
  readonly servers: readonly string[];
  /** Addresses of computers that were heard on networks. */
  readonly nearby: readonly string[];
  /** Whether this computer's address is kept from peers that were not heard there. */
  readonly hidesAddress: boolean;
}

interface OpenRoom {
  spec: RoomSpec;
  where: Whereabouts;
  readonly channels: Set<number>;
  readonly servers: Map<string, { readonly state: ServerState; readonly since: number }>;
  /** When it stopped being due, or null. */
  undueAt: number | null;
}

/** See the file's head. */
export interface RoomKeeper {
  /** Opens and closes; true when something changed. A room that is elsewhere now goes on, with the channels in it. */
  keep(due: readonly RoomSpec[], now: number): boolean;
  /** Net started anew and has no rooms: all are opened again. */
  reopen(): void;
  spec(roomKey: string): RoomSpec | null;
  channelOpened(roomKey: string, channelId: number): void;
  /** A room that is not due any more and empty now goes with the next `keep`: the last words are still on their way. */
  channelClosed(channelId: number): void;
  serverState(roomKey: string, server: string, state: ServerState, now: number): void;
  /** Each of the group's own meeting places once, at its best. */
  servers(): ReachView['servers'];
  /** An open room of the group's board, or null. */
  boardRoom(): string | null;
  closeAll(): void;
}

const BEST_FIRST: readonly ServerState[] = ['answering', 'connecting', 'silent'];
const isSameWhere = (a: Whereabouts, b: Whereabouts): boolean =>
  a.servers.join(' ') === b.servers.join(' ') &&
  a.nearby.join(' ') === b.nearby.join(' ') &&
  a.hidesAddress === b.hidesAddress;

/** Starts with no rooms. */
export function createRoomKeeper(
  emit: EmitToNet,
  clock: { now(): number },
  passing: Pick<PassingPlaces, 'serversOf' | 'nearbyOf' | 'isLooking'>,
): RoomKeeper {
  const rooms = new Map<string, OpenRoom>();

  const whereIs = ({ servers, secret }: RoomSpec): Whereabouts => ({
    servers: [...new Set([...servers, ...passing.serversOf(secret)])],
    nearby: passing.nearbyOf(secret),
    hidesAddress: passing.isLooking(),
  });
  const begin = (room: OpenRoom): void => {
    for (const server of room.where.servers) {
      if (!room.servers.has(server)) room.servers.set(server, { state: 'connecting', since: clock.now() });
    }
  };
  const open = (spec: RoomSpec): void => {
    const room: OpenRoom = { spec, where: whereIs(spec), channels: new Set(), servers: new Map(), undueAt: null };
    rooms.set(spec.roomKey, room);
    begin(room);
    const { roomKey, password, boardKey } = spec;
    const where = { ...room.where, servers: [...room.where.servers], nearby: [...room.where.nearby] };
    emit('roomOpen', { roomKey, topic: roomKey, password, ...where, boardKey });
  };
  /** Says where a room is now; true when that is elsewhere. */
  const place = (room: OpenRoom): boolean => {
    const where = whereIs(room.spec);
    if (isSameWhere(where, room.where)) return false;
    room.where = where;
    for (const server of [...room.servers.keys()]) if (!where.servers.includes(server)) room.servers.delete(server);
    begin(room);
    const told = { ...where, servers: [...where.servers], nearby: [...where.nearby] };
    emit('roomServers', { roomKey: room.spec.roomKey, ...told });
    return true;
  };
  const close = (roomKey: string): void => {
    rooms.delete(roomKey);
    emit('roomClose', { roomKey });
  };

  return {
    keep(due, now) {
      let changed = false;
      const wanted = new Map(due.map((spec) => [spec.roomKey, spec]));
      for (const [roomKey, room] of [...rooms]) {
        const spec = wanted.get(roomKey);
        const isSame = spec?.password === room.spec.password;
        const isDue = isSame && spec.boardKey === room.spec.boardKey;
        if (isDue) room.spec = spec;
        if (place(room)) changed = true;
        if (isDue && room.where.servers.length > 0) {
          room.undueAt = null;
          continue;
        }
        room.undueAt ??= now;
        const mayLinger = spec === undefined || isSame;
        if (mayLinger && room.channels.size > 0 && now - room.undueAt < LINGER_MS) continue;
        close(roomKey);
        changed = true;
      }
      for (const spec of due) {
        if (rooms.has(spec.roomKey) || whereIs(spec).servers.length === 0) continue;
        open(spec);
        changed = true;
      }
      return changed;
    },
    reopen() {
      for (const { spec } of [...rooms.values()]) open(spec);
    },
    spec: (roomKey) => rooms.get(roomKey)?.spec ?? null,
    channelOpened: (roomKey, channelId) => void rooms.get(roomKey)?.channels.add(channelId),
    channelClosed(channelId) {
      for (const room of rooms.values()) room.channels.delete(channelId);
    },
    serverState(roomKey, server, state, now) {
      const servers = rooms.get(roomKey)?.servers;
      if (servers?.has(server)) servers.set(server, { state, since: now });
    },
    servers() {
      const best = new Map<string, { readonly state: ServerState; readonly since: number }>();
      for (const room of rooms.values()) {
        for (const [address, seen] of room.servers) {
          if (!room.spec.servers.includes(address)) continue;
          const known = best.get(address);
          const rank = BEST_FIRST.indexOf(seen.state) - BEST_FIRST.indexOf(known?.state ?? 'silent');
          if (!known || rank < 0 || (rank === 0 && seen.since > known.since)) best.set(address, seen);
        }
      }
      return [...best].map(([address, seen]) => ({ address, ...seen }));
    },
    boardRoom: () => [...rooms.values()].find(({ spec }) => spec.boardKey !== null)?.spec.roomKey ?? null,
    closeAll() {
      for (const roomKey of [...rooms.keys()]) close(roomKey);
    },
  };
}
