/**
 * All groups' links, and the table to net (SPEC LK1–LK6): routes what net tells
 * to the group it is about. A disk that fails while a peer's entries come in
 * ends that channel and says so; nothing half-taken stays.
 */
import type { GroupId } from '../../../shared/brand.ts';
import type { netToEngine } from '../../../shared/ipc/engine-net.ts';
import type { EndpointParts } from '../../../shared/ipc/rpc.ts';
import type { ReachView } from '../../../shared/ipc/views.ts';
import type { Log } from '../../../shared/ports/log.ts';
import type { ReplicaChange } from '../../../shared/sync/replica.ts';
import type { PendingJoin, ToldOfJoin } from '../group/joins.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { type DiskErrorTag, diskErrorTag } from '../store/disk-error.ts';
import type { Timers } from '../system-ports.ts';
import { type Boxes, createBoxes } from './boxes.ts';
import { createGroupLink, type GroupLink, type RoomLink } from './group-link.ts';
import type { EmitToNet } from './net-link.ts';
import { boardKeyOf } from './rooms.ts';

/** A peer whose entries could not be stored is let in again after so long, milliseconds. */
const DISK_REST_MS = 30_000;

/** What the links are made of. */
export interface LinksParts {
  readonly timers: Timers;
  readonly log: Log;
  readonly emit: EmitToNet;
  readonly onReach: (groupId: GroupId) => void;
  readonly onRequestState: (groupId: GroupId, told: ToldOfJoin) => void;
  readonly onShutOut: (groupId: GroupId) => void;
  readonly onDiskError: (tag: DiskErrorTag) => void;
  /** Net has started, or started anew. */
  readonly onNetReady: () => void;
}

/** See the file's head. */
export interface Links {
  /** What net tells, by name. */
  readonly onEvent: EndpointParts<never, never, typeof netToEngine>['onEvent'];
  /** Boxes at meeting places. */
  readonly boxes: Boxes;
  /** Rooms that are no group's are routed to `side` as well. */
  addSide(side: RoomLink): void;
  removeSide(side: RoomLink): void;
  add(group: OpenGroup, join: () => PendingJoin | null): void;
  /** Leaves the group's rooms; with `forBoard` its board is forgotten too. */
  remove(groupId: GroupId): void;
  refresh(groupId: GroupId): void;
  replicaChanged(groupId: GroupId, change: ReplicaChange): void;
  /** A file brought something to this group. */
  broughtByFile(groupId: GroupId): void;
  reach(groupId: GroupId): ReachView;
  stop(): void;
}

const NO_REACH: ReachView = {
  servers: [],
  connectedNames: [],
  withOwn: false,
  lastExchangeAt: null,
  helpers: [],
  hiddenBy: null,
  directFailedAt: null,
};

/** Starts without groups. */
export function createLinks(parts: LinksParts): Links {
  const links = new Map<GroupId, GroupLink>();
  const sides = new Set<RoomLink>();
  const byChannel = new Map<number, RoomLink>();
  const boxes = createBoxes(parts);

  /** Runs what a peer set off; a failing disk ends that peer's channel. */
  function guarded(channelId: number | null, link: RoomLink | undefined, work: (link: RoomLink) => void): void {
    if (!link) return;
    try {
      work(link);
    } catch (error) {
      const tag = diskErrorTag(error);
      if (!tag) throw error;
      parts.onDiskError(tag);
      if (channelId === null) return;
      parts.emit('channelClose', { channelId, banMs: DISK_REST_MS });
      byChannel.delete(channelId);
      link.channelClosed(channelId);
    }
  }
  const linkOfRoom = (roomKey: string): RoomLink | undefined =>
    [...links.values(), ...sides].find((link) => link.hasRoom(roomKey));

  return {
    onEvent: {
      netReady() {
        byChannel.clear();
        for (const link of [...links.values(), ...sides]) guarded(null, link, () => link.netRestarted());
        boxes.netRestarted();
        parts.onNetReady();
      },
      serverState: ({ roomKey, server, state }) => linkOfRoom(roomKey)?.serverState(roomKey, server, state),
      channelOpened(channel) {
        const link = linkOfRoom(channel.roomKey);
        if (!link) {
          parts.emit('channelClose', { channelId: channel.channelId, banMs: 0 });
          return;
        }
        byChannel.set(channel.channelId, link);
        guarded(channel.channelId, link, () => link.channelOpened(channel));
      },
      channelFrame: ({ channelId, frame }) =>
        guarded(channelId, byChannel.get(channelId), (link) => link.frame(channelId, frame)),
      channelDrained: ({ channelId, bytes }) =>
        guarded(channelId, byChannel.get(channelId), (link) => link.drained(channelId, bytes)),
      channelClosed({ channelId }) {
        const link = byChannel.get(channelId);
        byChannel.delete(channelId);
        guarded(null, link, () => link?.channelClosed(channelId));
      },
      connectFailed: ({ roomKey }) => linkOfRoom(roomKey)?.connectFailed(roomKey),
      boardValue: ({ roomKey, slot, value }) =>
        guarded(null, linkOfRoom(roomKey), (link) => link.boardValue(slot, value)),
      boxAnswer: boxes.answered,
    },
    boxes,
    addSide: (side) => void sides.add(side),
    removeSide: (side) => void sides.delete(side),
    add(group, join) {
      const { groupId } = group;
      const link = createGroupLink({
        group,
        join,
        timers: parts.timers,
        emit: parts.emit,
        log: parts.log,
        onReach: () => parts.onReach(groupId),
        onRequestState: (told) => parts.onRequestState(groupId, told),
        onShutOut: () => parts.onShutOut(groupId),
      });
      links.set(groupId, link);
      link.refresh();
    },
    remove(groupId) {
      links.get(groupId)?.stop();
      links.delete(groupId);
      parts.emit('boardDrop', { boardKey: boardKeyOf(groupId) });
    },
    refresh: (groupId) => links.get(groupId)?.refresh(),
    replicaChanged: (groupId, change) => links.get(groupId)?.replicaChanged(change),
    broughtByFile: (groupId) => links.get(groupId)?.broughtByFile(),
    reach: (groupId) => links.get(groupId)?.reach() ?? NO_REACH,
    stop() {
      boxes.stop();
      for (const link of links.values()) link.stop();
      links.clear();
      sides.clear();
      byChannel.clear();
    },
  };
}
