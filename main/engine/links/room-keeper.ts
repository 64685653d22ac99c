/**
 * Keeps the rooms of one group open in net: opens what is due, closes what is
 * not. A room that is no longer due, or no longer with the board, stays while
 * somebody is on a channel in it, so that a newcomer whose invite was just used
 * up can finish, and the news of a new key arrives where the old one met.
 */
import type { netToEngine } from '../../../shared/ipc/engine-net.ts';
import type { ReachView } from '../../../shared/ipc/views.ts';
import type * as v from 'valibot';
import { helperToIceServer } from './helper-server.ts';
import type { EmitToNet } from './net-link.ts';
import { arePathsSame, type Paths } from './paths.ts';
import type { RoomSpec } from './rooms.ts';

/** How long a room that is not due any more may stay for those in it, milliseconds. */
const LINGER_MS = 10 * 60_000;

/** What net says of a meeting place. */
export type ServerState = v.InferOutput<(typeof netToEngine)['serverState']>['state'];

interface OpenRoom {
  readonly spec: RoomSpec;
  readonly paths: Paths;
  readonly channels: Set<number>;
  readonly servers: Map<string, { readonly state: ServerState; readonly since: number }>;
  /** When it stopped being due, or null. */
  undueAt: number | null;
}

/** See the file's head. */
export interface RoomKeeper {
  /** Opens and closes; true when something changed. */
  keep(due: readonly RoomSpec[], now: number): boolean;
  /** Net started anew and has no rooms: all are opened again. */
  reopen(): void;
  spec(roomKey: string): RoomSpec | null;
  channelOpened(roomKey: string, channelId: number): void;
  /** A room that is not due any more and empty now goes with the next `keep`: the last words are still on their way. */
  channelClosed(channelId: number): void;
  serverState(roomKey: string, server: string, state: ServerState, now: number): void;
  /** Each meeting place once, at its best. */
  servers(): ReachView['servers'];
  /** An open room of the group's board, or null. */
  boardRoom(): string | null;
  closeAll(): void;
}

const BEST_FIRST: readonly ServerState[] = ['answering', 'connecting', 'silent'];
const isSameRoom = (a: RoomSpec, b: RoomSpec): boolean =>
  a.password === b.password && a.servers.join(' ') === b.servers.join(' ');

/** Starts with no rooms; `pathsNow` says how those that are opened may be used. */
export function createRoomKeeper(emit: EmitToNet, clock: { now(): number }, pathsNow: () => Paths): RoomKeeper {
  const rooms = new Map<string, OpenRoom>();

  const open = (spec: RoomSpec, paths: Paths): void => {
    const { roomKey, password, boardKey } = spec;
    const since = clock.now();
    const asked = paths.isHidden ? [] : spec.servers;
    const servers = new Map(asked.map((server) => [server, { state: 'connecting' as const, since }]));
    rooms.set(roomKey, { spec, paths, channels: new Set(), servers, undueAt: null });
    emit('roomOpen', {
      roomKey,
      topic: roomKey,
      password,
      servers: [...asked],
      boardKey,
      iceServers: paths.helpers.map(helperToIceServer),
      connects: !paths.isHidden,
    });
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
        const isSame = spec !== undefined && arePaths && isSameRoom(spec, room.spec);
        if (isSame && spec.boardKey === room.spec.boardKey) {
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
    serverState(roomKey, server, state, now) {
      rooms.get(roomKey)?.servers.set(server, { state, since: now });
    },
    servers() {
      const best = new Map<string, { readonly state: ServerState; readonly since: number }>();
      for (const room of rooms.values()) {
        for (const [address, seen] of room.servers) {
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
