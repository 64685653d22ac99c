/** One group's life on the network: its rooms, its sessions, its board. `links.ts` routes net's events to it. */
import type { GroupId } from '../../../shared/brand.ts';
import { requestIdOf } from '../../../shared/group/join.ts';
import type { RequestId } from '../../../shared/group/op-types.ts';
import { memberOfDevice } from '../../../shared/group/select.ts';
import type { ReachView } from '../../../shared/ipc/views.ts';
import type { Log } from '../../../shared/ports/log.ts';
import type { ReplicaChange } from '../../../shared/sync/replica.ts';
import type { ByeTag } from '../../../shared/sync/bye.ts';
import { BAN_MS, type SessionEffect } from '../../../shared/sync/session-state.ts';
import { type ChannelEffect, createSessions } from '../../../shared/sync/sessions.ts';
import type { PendingJoin, ToldOfJoin } from '../group/joins.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { carryRequest, requestStateOf } from '../group/requests.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import { createAnnouncer } from './announcer.ts';
import { createDaySearch } from './day-search.ts';
import { doublesOf } from './doubles.ts';
import { createMeetings } from './meetings.ts';
import type { EmitToNet } from './net-link.ts';
import type { PassingPlaces } from './passing-places.ts';
import { reachOf } from './reach-of.ts';
import { restAfter } from './rest-after.ts';
import { createRoomKeeper } from './room-keeper.ts';
import type { RoomLink } from './room-link.ts';
import { hiddenBy, type Paths, pathsOf } from './paths.ts';
import { createPaidVisits, type PaidVisits, type PaidVisitsParts } from './paid-visits.ts';
import { type RoomSpec, roomsHoldMs, roomsOf } from './rooms.ts';
import { sparedRooms, sparingOf } from './sparing.ts';
import { sessionSetup } from './session-setup.ts';

/** Rooms are looked at again at least so often: a laptop that slept notices the new day. */
const LOOK_AGAIN_MS = 10 * 60_000;
/** What was said last on a channel has so long to arrive before its room may be left, milliseconds. */
const LAST_WORDS_MS = 5_000;

/** What a link is made of. */
export interface GroupLinkParts {
  readonly group: OpenGroup;
  /** The own request to join, while there is one. */
  readonly join: () => PendingJoin | null;
  readonly timers: Timers;
  readonly emit: EmitToNet;
  readonly log: Log;
  /** Meeting places on networks. */
  readonly passing: PassingPlaces;
  /** Servers, connected members or meetings changed. */
  readonly onReach: () => void;
  /** A member told what became of the own request. */
  readonly onRequestState: (told: ToldOfJoin) => void;
  /** A meeting place answers after it did not: what was open to it may be dead without knowing. */
  readonly onAnswersAgain: (server: string) => void;
  readonly paid: Pick<PaidVisitsParts, 'isPaid' | 'isByKeeper' | 'onLine'>;
  /** A peer said that this device does not belong to the group any more. */
  readonly onShutOut: () => void;
}

/** See the file's head. */
export interface GroupLink extends RoomLink {
  readonly groupId: GroupId;
  /** Opens and closes rooms as is due now. */
  refresh(): void;
  /** The replica committed something. */
  replicaChanged(change: ReplicaChange): void;
  /** Something came by another path than a channel: whoever is there is offered it. */
  broughtByFile(): void;
  /** When it connects over a line that is paid, and what may travel. */
  readonly visits: PaidVisits;
  /** All but the keepers. */
  reach(): Omit<ReachView, 'keeper'>;
  /** Says goodbye and leaves every room. */
  stop(): void;
}

/** With these a peer ends a session because its log says that we are out. */
const SHUT_OUT: readonly (ByeTag | 'Unknown')[] = ['Removed', 'InactiveDevice'];

/** Links one group. */
export function createGroupLink(parts: GroupLinkParts): GroupLink {
  const { group, timers, emit, log, passing } = parts;
  const { replica, ports } = group;
  const rooms = createRoomKeeper(emit, ports.clock, passing, pathsNow);
  const visits = createPaidVisits({
    timers,
    clock: ports.clock,
    ...parts.paid,
    isInTouch: () => roomOfChannel.size > 0,
    onChange(isOver) {
      // Whoever is there is told, and then the rooms are left.
      if (isOver) carryOut(sessions.leave('Done', now()));
      refresh();
      parts.onReach();
    },
  });
  const sessions = createSessions({ source: replica, directory: replica, travels: visits.travels });
  const meetings = createMeetings(group);
  const search = createDaySearch(group, timers, () => parts.join()?.since ?? null);
  const onRefused = (tag: string): void => log.event('board.refused', { tag });
  const announcer = createAnnouncer({ group, timers, emit, boardRoom: rooms.boardRoom, onRefused });
  const roomOfChannel = new Map<number, RoomSpec>();
  const applicants = new Map<number, RequestId>();
  const queue: ChannelEffect[] = [];
  let isBusy = false;
  let membershipChanged = false;
  let writtenHere = false;
  let stopWake: StopTimer = () => {};
  let stopLook: StopTimer = () => {};
  let stopTidy: StopTimer = () => {};
  let isStopped = false;
  /** When the connections go that were there when the group decided to hide, on the steady clock; null for none. */
  let hidesAt: number | null = null;
  /** When a direct connection was last tried in vain, with none since. */
  let directFailedAt: number | null = null;

  const now = (): number => timers.steadyNow();

  /** When the group decides to hide, whoever is connected is told so before the connections go. */
  function pathsNow(): Paths {
    const paths = pathsOf(group);
    if (hiddenBy(group) !== 'group' || roomOfChannel.size === 0) return paths;
    if (hidesAt === null) {
      hidesAt = now() + LAST_WORDS_MS;
      stopTidy();
      stopTidy = timers.after(LAST_WORDS_MS, refresh);
    }
    return { ...paths, isHidden: now() >= hidesAt };
  }

  /** The room of every channel to somebody who belongs. */
  const servedRooms = (): readonly RoomSpec[] =>
    sessions.peers().flatMap(({ channelId, serving }) => (serving && roomOfChannel.get(channelId)) || []);

  /** Opens and closes rooms as is due; true when something changed. */
  function keepRooms(): boolean {
    const dayOffset = search.offset(servedRooms().length > 0);
    const all = roomsOf(group, parts.join(), ports.clock.now(), dayOffset);
    const due = visits.isOut() ? all : sparedRooms(group, all);
    // Whoever hides does not call on a network either.
    passing.seek(group.groupId, pathsNow().isHidden ? [] : due);
    return rooms.keep(due, now());
  }

  /** Closes what `doublesOf` finds. */
  function closeDoubles(): void {
    for (const channelId of doublesOf(sessions.peers(), (id) => roomOfChannel.get(id) ?? null)) {
      emit('channelClose', { channelId, banMs: BAN_MS });
      forget(channelId);
      carryOut(sessions.channelClosed(channelId, now()));
    }
  }

  function forget(channelId: number): void {
    rooms.channelClosed(channelId);
    roomOfChannel.delete(channelId);
    applicants.delete(channelId);
  }

  function noteMeeting(channelId: number): void {
    const peer = sessions.peers().find((one) => one.channelId === channelId)?.peer;
    const roster = replica.roster();
    const memberId = peer && roster && memberOfDevice(roster, peer.deviceId);
    if (memberId) meetings.note(memberId);
  }

  function onRequest(channelId: number, blob: Uint8Array): void {
    const inviteId = roomOfChannel.get(channelId)?.inviteId;
    if (!inviteId) return;
    applicants.set(channelId, requestIdOf(blob));
    carryOut(sessions.answerRequest(channelId, carryRequest(group, inviteId, blob), now()));
  }

  function act(channelId: number, effect: SessionEffect): void {
    switch (effect.type) {
      case 'send':
        visits.stirred();
        emit('channelSend', { channelId, frame: effect.frame });
        return;
      case 'close':
        if (effect.by !== 'channel') {
          const restMs = effect.by === 'us' ? restAfter(effect.reason) : 0;
          emit('channelClose', { channelId, banMs: Math.max(effect.banMs, restMs) });
        }
        log.event('session.closed', { by: effect.by, reason: effect.reason });
        forget(channelId);
        stopTidy();
        stopTidy = timers.after(LAST_WORDS_MS, refresh);
        // A member that knows the invite says that nobody comes in by it any more.
        if (effect.by === 'peer' && effect.reason === 'ApplicantRefused') parts.onRequestState('invite-closed');
        if (effect.by === 'peer' && SHUT_OUT.includes(effect.reason)) parts.onShutOut();
        parts.onReach();
        return;
      case 'serving':
        search.met(servedRooms().map((room) => room.dayOffset));
        noteMeeting(channelId);
        closeDoubles();
        parts.onReach();
        return;
      case 'stored':
        noteMeeting(channelId);
        return;
      case 'request':
        onRequest(channelId, effect.blob);
        return;
      case 'requestState':
        parts.onRequestState(effect.state);
        return;
      case 'scored':
        log.event('session.scored', { tag: effect.tag, invalidSignature: effect.invalidSignature });
        return;
      default:
        return;
    }
  }

  /** Carries effects out in the order in which they came, also those that carrying out brings about. */
  function carryOut(effects: readonly ChannelEffect[]): void {
    queue.push(...effects);
    if (isBusy) return;
    isBusy = true;
    try {
      for (;;) {
        for (let next = queue.shift(); next; next = queue.shift()) act(next.channelId, next.effect);
        if (!followUp()) break;
      }
    } finally {
      isBusy = false;
      armWake();
    }
  }

  /** What a change of the replica means here, once the step that caused it is over. True when it did something. */
  function followUp(): boolean {
    const [hadMembership, hadWriting] = [membershipChanged, writtenHere];
    membershipChanged = false;
    writtenHere = false;
    if (hadMembership) {
      announcer.rosterChanged();
      keepRooms();
      for (const [channelId, requestId] of [...applicants]) {
        const state = requestStateOf(group, requestId);
        if (state === 'held' || state === 'unknown') continue;
        applicants.delete(channelId);
        queue.push(...sessions.answerRequest(channelId, state, now()));
      }
    }
    if (hadWriting) queue.push(...sessions.changed(now()));
    return hadMembership || hadWriting;
  }

  function armWake(): void {
    stopWake();
    const at = isStopped ? null : sessions.nextWakeAt();
    if (at !== null) stopWake = timers.after(Math.max(0, at - now()), () => carryOut(sessions.tick(now())));
  }

  function refresh(): void {
    if (isStopped) return;
    const wallNow = ports.clock.now();
    if (keepRooms()) parts.onReach();
    announcer.changed();
    stopLook();
    stopLook = timers.after(Math.min(roomsHoldMs(wallNow), LOOK_AGAIN_MS), refresh);
  }

  return {
    groupId: group.groupId,
    visits,
    hasRoom: (roomKey) => rooms.spec(roomKey) !== null,
    refresh,
    replicaChanged(change) {
      if (isStopped) return;
      if (change.membership) membershipChanged = true;
      // What a peer brought, the sessions pass on by themselves.
      if (!change.remote) writtenHere = true;
      if (!change.remote && (change.membership || change.records.length > 0)) visits.wrote();
      if (change.membership || change.records.length > 0) announcer.changed();
      if (!change.remote) carryOut([]);
    },
    broughtByFile() {
      if (isStopped) return;
      writtenHere = true;
      carryOut([]);
    },
    netRestarted() {
      for (const channelId of [...roomOfChannel.keys()]) {
        forget(channelId);
        carryOut(sessions.channelClosed(channelId, now()));
      }
      rooms.reopen();
      announcer.again();
      refresh();
    },
    channelOpened(channel) {
      const room = rooms.spec(channel.roomKey);
      if (!room) return;
      directFailedAt = null;
      visits.stirred();
      roomOfChannel.set(channel.channelId, room);
      rooms.channelOpened(channel.roomKey, channel.channelId);
      const join = group.isMember() ? null : parts.join();
      carryOut(sessions.open(sessionSetup(group, join, room, channel), now()));
    },
    frame(channelId, frame) {
      visits.stirred();
      carryOut(sessions.frame(channelId, frame, now()));
    },
    drained: (channelId, bytes) => carryOut(sessions.drained(channelId, bytes, now())),
    channelClosed: (channelId) => carryOut(sessions.channelClosed(channelId, now())),
    serverState(roomKey, server, state, time) {
      if (rooms.serverState(roomKey, server, { state, time }, ports.clock.now())) parts.onAnswersAgain(server);
      if (state !== 'connecting') passing.answers(server, state === 'answering');
      parts.onReach();
    },
    connectFailed() {
      directFailedAt = ports.clock.now();
      parts.onReach();
    },
    boardValue: (slot, value) => announcer.read(slot, value),
    reach: () =>
      reachOf({
        group,
        servers: rooms.servers,
        onNetwork: () => passing.view(group.groupId),
        peers: sessions.peers(),
        directFailedAt,
        isOut: visits.isOut(),
        sparing: sparingOf(group, visits, parts.paid.isByKeeper()),
      }),
    stop() {
      visits.stop();
      carryOut(sessions.leave('Done', now()));
      isStopped = true;
      passing.seek(group.groupId, []);
      announcer.stop();
      stopWake();
      stopLook();
      stopTidy();
      rooms.closeAll();
    },
  };
}
