/**
 * All groups' links, and the table to net (SPEC LK1–LK6): routes what net tells
 * to the group it is about. A disk that fails while a peer's entries come in
 * ends that channel and says so; nothing half-taken stays.
 */
import type { GroupId } from '../../../shared/brand.ts';
import type { netToEngine } from '../../../shared/ipc/engine-net.ts';
import type { EndpointParts } from '../../../shared/ipc/rpc.ts';
import type { JoinKeeperView } from '../../../shared/ipc/keeper-views.ts';
import type { ReachView } from '../../../shared/ipc/views.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Log } from '../../../shared/ports/log.ts';
import type { Random } from '../../../shared/ports/random.ts';
import type { ReplicaChange } from '../../../shared/sync/replica.ts';
import type { PendingJoin, ToldOfJoin } from '../group/joins.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { type DiskErrorTag, diskErrorTag } from '../store/disk-error.ts';
import type { Timers } from '../system-ports.ts';
import { type Boxes, createBoxes } from './boxes.ts';
import { createGroupLink, type GroupLink } from './group-link.ts';
import { createGroupMail, type GroupMail } from './mail/group-mail.ts';
import { createJoinMail, type JoinMail } from './mail/join-mail.ts';
import { createMailAsks } from './mail/mail-asks.ts';
import type { EmitToNet } from './net-link.ts';
import { createPassingPlaces, type PassingPlaces } from './passing-places.ts';
import type { RoomLink } from './room-link.ts';
import { boardKeyOf } from './rooms.ts';

/** A peer whose entries could not be stored is let in again after so long, milliseconds. */
const DISK_REST_MS = 30_000;

/** What the links are made of. */
export interface LinksParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly log: Log;
  readonly emit: EmitToNet;
  readonly onReach: (groupId: GroupId) => void;
  /** What is known of a group's keepers is other than before: who-has-it sentences may differ. */
  readonly onKeeper: (groupId: GroupId) => void;
  readonly onRequestState: (groupId: GroupId, told: ToldOfJoin) => void;
  readonly onShutOut: (groupId: GroupId) => void;
  readonly onDiskError: (tag: DiskErrorTag) => void;
  /** Has a beacon sent on the network on which this computer has that address. */
  readonly sendBeacon: (address: string, beacon: Uint8Array) => void;
  /** Whether the line of this computer is paid by the megabyte now. */
  readonly isPaid: () => boolean;
  /** Net has started, or started anew. */
  readonly onNetReady: () => void;
}

/** See the file's head. */
export interface Links {
  /** What net tells, by name. */
  readonly onEvent: EndpointParts<never, never, typeof netToEngine>['onEvent'];
  /** Boxes at meeting places. */
  readonly boxes: Boxes;
  /** Meeting places on networks. */
  readonly passing: PassingPlaces;
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
  /** The own request with the keepers of a group that one asks to join, or null. */
  joinKeeper(groupId: GroupId): JoinKeeperView | null;
  /** This computer is on other networks, or their lines are paid otherwise. */
  lineChanged(): void;
  /** Lets all text of a group pass for some minutes over a line that is paid. */
  openPaidLine(groupId: GroupId): void;
  /** Asks the group's keepers now. */
  lookAtKeepers(groupId: GroupId): void;
  stop(): void;
}

const NO_REACH: ReachView = {
  servers: [],
  onNetwork: null,
  connectedNames: [],
  withOwn: false,
  lastExchangeAt: null,
  helpers: [],
  hiddenBy: null,
  directFailedAt: null,
  keeper: null,
  file: { madeAt: null, takenAt: null },
  sparing: null,
};

/** Starts without groups. */
export function createLinks(parts: LinksParts): Links {
  const links = new Map<GroupId, GroupLink>();
  const sides = new Set<RoomLink>();
  const byChannel = new Map<number, RoomLink>();
  const boxes = createBoxes(parts);
  const passing = createPassingPlaces({
    ...parts,
    send: parts.sendBeacon,
    onChange() {
      for (const link of links.values()) {
        guarded(null, link, () => link.refresh());
        parts.onReach(link.groupId);
      }
    },
  });
  const asks = createMailAsks(parts);
  const mails = new Map<GroupId, GroupMail>();
  const joinMails = new Map<GroupId, JoinMail>();

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

  /** Runs what a keeper set off; false when the disk did not take it. */
  function keptByDisk(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      const tag = diskErrorTag(error);
      if (!tag) throw error;
      parts.onDiskError(tag);
      return false;
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
        asks.netRestarted();
        parts.onNetReady();
      },
      serverState: ({ roomKey, server, state, time }) => linkOfRoom(roomKey)?.serverState(roomKey, server, state, time),
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
      ...asks.onEvent,
    },
    boxes,
    passing,
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
        passing,
        onReach: () => parts.onReach(groupId),
        onRequestState: (told) => parts.onRequestState(groupId, told),
        onAnswersAgain(server) {
          mails.get(groupId)?.answersAgain(server);
          joinMails.get(groupId)?.answersAgain(server);
        },
        onShutOut: () => parts.onShutOut(groupId),
        paid: {
          isPaid: parts.isPaid,
          isByKeeper: () => mails.get(groupId)?.isAnswered() ?? false,
          onLine: () => mails.get(groupId)?.lineChanged(),
        },
      });
      links.set(groupId, link);
      link.refresh();
      const mail = createGroupMail({
        group,
        asks,
        timers: parts.timers,
        log: parts.log,
        onChange: () => parts.onKeeper(groupId),
        onTaken: () => links.get(groupId)?.broughtByFile(),
        guarded: keptByDisk,
        line: link.visits,
      });
      mails.set(groupId, mail);
      mail.refresh();
      const joinMail = createJoinMail({
        group,
        join,
        asks,
        timers: parts.timers,
        log: parts.log,
        onChange: () => parts.onReach(groupId),
        onTold: (told) => parts.onRequestState(groupId, told),
        guarded: keptByDisk,
      });
      joinMails.set(groupId, joinMail);
      joinMail.refresh();
    },
    remove(groupId) {
      links.get(groupId)?.stop();
      links.delete(groupId);
      mails.get(groupId)?.stop();
      mails.delete(groupId);
      joinMails.get(groupId)?.stop();
      joinMails.delete(groupId);
      parts.emit('boardDrop', { boardKey: boardKeyOf(groupId) });
    },
    refresh(groupId) {
      links.get(groupId)?.refresh();
      mails.get(groupId)?.refresh();
      joinMails.get(groupId)?.refresh();
    },
    replicaChanged(groupId, change) {
      links.get(groupId)?.replicaChanged(change);
      const mail = mails.get(groupId);
      // Within the replica's own step: it is still answering for what changed.
      if (change.membership && mail) parts.timers.after(0, () => mails.get(groupId) === mail && mail.refresh());
      if (change.membership || change.records.length > 0) mail?.changed(change.remote);
    },
    broughtByFile: (groupId) => links.get(groupId)?.broughtByFile(),
    reach(groupId) {
      const reach = links.get(groupId)?.reach();
      return reach ? { ...reach, keeper: mails.get(groupId)?.view() ?? null } : NO_REACH;
    },
    joinKeeper: (groupId) => joinMails.get(groupId)?.view() ?? null,
    lookAtKeepers(groupId) {
      mails.get(groupId)?.lookNow();
      joinMails.get(groupId)?.lookNow();
    },
    lineChanged() {
      parts.emit('networksChanged', {});
      for (const link of links.values()) guarded(null, link, () => link.visits.lineChanged());
    },
    openPaidLine: (groupId) => links.get(groupId)?.visits.open(),
    stop() {
      boxes.stop();
      passing.stop();
      for (const mail of mails.values()) mail.stop();
      mails.clear();
      for (const joinMail of joinMails.values()) joinMail.stop();
      joinMails.clear();
      asks.stop();
      for (const link of links.values()) link.stop();
      links.clear();
      sides.clear();
      byChannel.clear();
    },
  };
}
