/**
 * Keeps the rooms of one group open in net: opens what is due, closes what is
 * not. A room is where the group's own meeting places are and those that pass
 * (SPEC LN6). One that is no longer due, or no longer with the board, stays while
 * somebody is on a channel in it, so that a newcomer whose invite was just used
 * up can finish, and the news of a new key arrives where the old one met.
 */
import type { netToEngine } from '../../../shared/ipc/engine-net.ts';
import type { ReachView } from '../../../shared/ipc/views.ts';
import type * as v from 'valibot';
import { helperToIceServer } from './helper-server.ts';
import type { PassingPlaces } from './passing-places.ts';
import type { EmitToNet } from './net-link.ts';
import { arePathsSame, type Paths } from './paths.ts';
import type { RoomSpec } from './rooms.ts';

/** How long a room that is not due any more may stay for those in it, milliseconds. */
const LINGER_MS = 10 * 60_000;

/** What net says of a meeting place. */
export type ServerState = v.InferOutput<(typeof netToEngine)['serverState']>['state'];

type ServerSeen = Omit<ReachView['servers'][number], 'address' | 'state'> & { readonly state: ServerState };

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
  readonly paths: Paths;
  readonly channels: Set<number>;
  readonly servers: Map<string, ServerSeen>;
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
  /** `time` is what the server's own clock says, or null. True when it was silent in this room and answers again. */
  serverState(
    roomKey: string,
    server: string,
    told: { readonly state: ServerState; readonly time: number | null },
    now: number,
  ): boolean;
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

/** Starts with no rooms; `pathsNow` says how those that are opened may be used. */
export function createRoomKeeper(
  emit: EmitToNet,
  clock: { now(): number },
  passing: Pick<PassingPlaces, 'serversOf' | 'nearbyOf' | 'isLooking'>,
  pathsNow: () => Paths,
): RoomKeeper {
  const rooms = new Map<string, OpenRoom>();

  /** Whoever hides is nowhere, on no network either. */
  const whereIs = ({ servers, secret }: RoomSpec, { isHidden }: Paths): Whereabouts =>
    isHidden
      ? { servers: [], nearby: [], hidesAddress: true }
      : {
          servers: [...new Set([...servers, ...passing.serversOf(secret)])],
          nearby: passing.nearbyOf(secret),
          hidesAddress: passing.isLooking(),
        };
  const begin = (room: OpenRoom): void => {
    for (const server of room.where.servers) {
      if (!room.servers.has(server))
        room.servers.set(server, { state: 'connecting', since: clock.now(), clockAheadMs: null });
    }
  };
  const open = (spec: RoomSpec, paths: Paths): void => {
    const where = whereIs(spec, paths);
    const room: OpenRoom = { spec, where, paths, channels: new Set(), servers: new Map(), undueAt: null };
    rooms.set(spec.roomKey, room);
    begin(room);
    const { roomKey, password, boardKey } = spec;
    emit('roomOpen', {
      roomKey,
      topic: roomKey,
      password,
      servers: [...where.servers],
      nearby: [...where.nearby],
      hidesAddress: where.hidesAddress,
      boardKey,
      iceServers: paths.helpers.map(helperToIceServer),
      connects: !paths.isHidden,
    });
  };
  /** Says where a room is now; true when that is elsewhere. */
  const place = (room: OpenRoom): boolean => {
    const where = whereIs(room.spec, room.paths);
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
      const paths = pathsNow();
      // Whoever hides meets nobody: only a board is left to be remembered.
      const kept = paths.isHidden ? due.filter(({ boardKey }) => boardKey !== null) : due;
      const wanted = new Map(kept.map((spec) => [spec.roomKey, spec]));
      for (const [roomKey, room] of [...rooms]) {
        const spec = wanted.get(roomKey);
        const arePaths = arePathsSame(paths, room.paths);
        const isSame = arePaths && spec?.password === room.spec.password;
        const isDue = isSame && spec.boardKey === room.spec.boardKey;
        if (isDue) room.spec = spec;
        if (arePaths && place(room)) changed = true;
        // Whoever hides has rooms that are nowhere.
        if (isDue && (paths.isHidden || room.where.servers.length > 0)) {
          room.undueAt = null;
          continue;
        }
        room.undueAt ??= now;
        const mayLinger = arePaths && !paths.isHidden && (spec === undefined || isSame);
        if (mayLinger && room.channels.size > 0 && now - room.undueAt < LINGER_MS) continue;
        close(roomKey);
        changed = true;
      }
      for (const spec of kept) {
        if (rooms.has(spec.roomKey)) continue;
        if (!paths.isHidden && whereIs(spec, paths).servers.length === 0) continue;
        open(spec, paths);
        changed = true;
      }
      return changed;
    },
    reopen() {
      for (const { spec, paths } of [...rooms.values()]) open(spec, paths);
    },
    spec: (roomKey) => rooms.get(roomKey)?.spec ?? null,
    channelOpened: (roomKey, channelId) => void rooms.get(roomKey)?.channels.add(channelId),
    channelClosed(channelId) {
      for (const room of rooms.values()) room.channels.delete(channelId);
    },
    serverState(roomKey, server, { state, time }, now) {
      const servers = rooms.get(roomKey)?.servers;
      const clockAheadMs = time === null ? null : now - time;
      const before = servers?.get(server);
      if (before) servers?.set(server, { state, since: now, clockAheadMs });
      return before?.state === 'silent' && state === 'answering';
    },
    servers() {
      const best = new Map<string, ServerSeen>();
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
