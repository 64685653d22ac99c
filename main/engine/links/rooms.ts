/**
 * Which rooms a group meets in now (HP1 §7, SPEC LK1–LK3, LK7, LK10): today's
 * topic of every live epoch, the neighbouring day's around midnight, those of
 * epochs that somebody may not know to be over, and the rooms of invites. Where
 * a room is, is said by the group's own meeting places, and by those that were
 * found on a network (SPEC LN6); one that is nowhere is not opened.
 */
import { type GroupId, idFromBytes, idToBytes, type InviteId, type OpId } from '../../../shared/brand.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { hash } from '../../../shared/crypto/crypto.ts';
import {
  dayOf,
  groupRoomPassword,
  groupTopic,
  inviteKeys,
  inviteRoomPassword,
  inviteTopic,
  openRendezvousSeed,
  startOfDay,
} from '../../../shared/group/invite.ts';
import type { Epoch, InviteRow, Roster } from '../../../shared/group/roster.ts';
import { rendezvousSecret } from '../../../shared/group/epoch-key.ts';
import { pairRoomPassword, pairTopic } from '../../../shared/group/rendezvous.ts';
import { activeDevices, epochHeads } from '../../../shared/group/select.ts';
import type { PairedDevice } from '../group/group-values.ts';
import { isAnswered, type PendingJoin } from '../group/joins.ts';
import { logOpById } from '../group/log-ops.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { isLeaving } from '../group/past.ts';
import { peopleOf } from '../group/people.ts';
import { arrivalOf, devicesOnTheirWay } from '../pairing/arrivals.ts';
import { epochsBehind } from './superseded.ts';

/** A room to be in. */
export interface RoomSpec {
  /** Its topic: names the room on this computer too. */
  readonly roomKey: string;
  readonly password: string;
  /** The group's own meeting places. */
  readonly servers: readonly string[];
  /** What the room's names are derived from, 32 bytes; on a network the room is known by it. */
  readonly secret: Uint8Array;
  /** Whether this computer calls for the room on a network, or only listens there for those who do. */
  readonly isCalled: boolean;
  /** The group's board; null in the meeting room of an invite, and where somebody who had to go may still listen. */
  readonly boardKey: string | null;
  readonly kind: 'group' | 'invite';
  /** Lamport time of the epoch whose room this is, the same for everybody; 0 for an invite's. */
  readonly lamport: number;
  /** Days from today: not 0 where the others are looked for on other days than this computer's clock says. */
  readonly dayOffset: number;
  /** The day whose room it is, in days since 1970 UTC: the same for everybody in it. */
  readonly day: number;
  /** 32 bytes that both ends derive: what HELLO names the room by. */
  readonly tag: Uint8Array;
  /** The invite whose room this is. */
  readonly inviteId: InviteId | null;
}

const HOUR_MS = 3_600_000;
/** Around midnight UTC both days' rooms are open, for clocks that are wrong by less than this. */
const OVERLAP_MS = 2 * HOUR_MS;
/** Most concurrent epochs and invites that are listened for: each is a socket at every meeting place. */
const MAX_EPOCHS = 2;
const MAX_INVITE_ROOMS = 6;
/** Whoever was let in before an invite ended may come back for the answer so long after its end, milliseconds. */
export const AWAITED_MS = 30 * 24 * HOUR_MS;

/** The days whose rooms are open at `now`. */
export function roomDays(now: number): readonly number[] {
  const day = dayOf(now);
  const since = now - startOfDay(day);
  if (since < OVERLAP_MS) return [day, day - 1];
  return startOfDay(day + 1) - now <= OVERLAP_MS ? [day, day + 1] : [day];
}

/** How long the rooms of `now` stay the right ones, milliseconds. */
export function roomsHoldMs(now: number): number {
  const midnight = startOfDay(dayOf(now) + 1);
  const turns = [midnight - 24 * HOUR_MS + OVERLAP_MS + 1, midnight - OVERLAP_MS, midnight];
  return Math.min(...turns.filter((turn) => turn > now)) - now;
}

/** Names the group's board on this computer; tells nothing about the group to whoever sees the profile. */
export const boardKeyOf = (groupId: GroupId): string =>
  idFromBytes(hash('board-key', idToBytes(groupId)).subarray(0, 16));

const tagOf = (topic: string, password: string): Uint8Array => hash('room-tag', utf8(topic), utf8(password));

function roomOf(topic: string, password: string, rest: Omit<RoomSpec, 'roomKey' | 'password' | 'tag'>): RoomSpec {
  return { roomKey: topic, password, tag: tagOf(topic, password), ...rest };
}

/** Days whose rooms are due, and how far from today they are looked for. */
type Days = readonly (readonly [day: number, dayOffset: number])[];

function daysOf(now: number, dayOffset: number | null): Days {
  const today = roomDays(now);
  const others = dayOffset === null ? [] : roomDays(now + dayOffset * 24 * HOUR_MS);
  return [
    ...today.map((day) => [day, 0] as const),
    ...others.filter((day) => !today.includes(day)).map((day) => [day, dayOffset ?? 0] as const),
  ];
}

function inviteRooms(
  rvSeed: Uint8Array,
  inviteId: InviteId,
  servers: readonly string[],
  days: Days,
): readonly RoomSpec[] {
  return days.map(([day, dayOffset]) =>
    roomOf(inviteTopic(rvSeed, day), inviteRoomPassword(rvSeed, day), {
      servers,
      secret: rvSeed,
      isCalled: true,
      boardKey: null,
      kind: 'invite',
      lamport: 0,
      dayOffset,
      day,
      inviteId,
    }),
  );
}

/** The rooms of some epochs; none of an epoch whose key is not here. */
function epochRooms(
  group: OpenGroup,
  epochs: readonly Epoch[],
  days: Days,
  rest: Pick<RoomSpec, 'servers' | 'boardKey' | 'isCalled'>,
): readonly RoomSpec[] {
  const { epochKeys } = group.replica.keys();
  return epochs.flatMap(({ epochId }) => {
    const key = epochKeys.get(epochId);
    if (!key) return [];
    const lamport = group.store.entryById(epochId as string as OpId)?.lamport ?? 0;
    const shared = { ...rest, secret: rendezvousSecret(key), kind: 'group', inviteId: null, lamport } as const;
    return days.map(([day, dayOffset]) =>
      roomOf(groupTopic(key, day), groupRoomPassword(key, day), { ...shared, dayOffset, day }),
    );
  });
}

/** The seed of an invite's rooms: every member has it, who may admit by the secret, others sealed in the log. */
export function rendezvousSeed(group: OpenGroup, invite: InviteRow): Uint8Array | null {
  const { inviteSecrets, epochKeys } = group.replica.keys();
  const secret = inviteSecrets.get(invite.inviteId);
  if (secret) return inviteKeys(group.groupId, secret).rvSeed;
  const op = logOpById(group, invite.op);
  const epochKey = op?.type === 'inviteCreate' ? epochKeys.get(op.rvEpoch) : undefined;
  return op?.type === 'inviteCreate' && epochKey ? openRendezvousSeed(op, epochKey) : null;
}

/** Invites by which somebody came in of whom nothing was heard since, not even the name. */
function awaitedInvites(group: OpenGroup, roster: Roster): ReadonlySet<InviteId> {
  const people = peopleOf(group);
  return new Set(
    roster.members.flatMap(({ memberId, joinedBy }) => {
      const op = people.get(memberId).name === '' ? logOpById(group, joinedBy) : null;
      return op?.type === 'admit' ? [op.request.inviteId] : [];
    }),
  );
}

/** Rooms that this computer and another own one share until the new one has the group's keys (SPEC PA9). */
function pairRooms(devices: readonly PairedDevice[], servers: readonly string[], days: Days): readonly RoomSpec[] {
  const shared = { servers, isCalled: true, boardKey: null, kind: 'group', lamport: 0, inviteId: null } as const;
  return devices.flatMap(({ seed }) =>
    days.map(([day, dayOffset]) =>
      roomOf(pairTopic(seed, day), pairRoomPassword(seed, day), { ...shared, secret: seed, dayOffset, day }),
    ),
  );
}

/** The rooms of a group that this person belongs to. */
function memberRooms(group: OpenGroup, now: number, dayOffset: number | null): readonly RoomSpec[] {
  const roster = group.replica.roster();
  const servers = group.values.servers();
  if (!roster) return [];
  const days = daysOf(now, null);
  const wider = activeDevices(roster).length > 1 ? daysOf(now, dayOffset) : days;
  const board = boardKeyOf(group.groupId);
  const heads = epochHeads(roster).slice(0, MAX_EPOCHS);
  const rooms: RoomSpec[] = [
    ...epochRooms(group, heads, wider, { servers, boardKey: board, isCalled: true }),
    // Whoever had to go has their passwords: what is said there is said to them as well, and nobody calls for them.
    ...epochRooms(group, epochsBehind(group, now), days, { servers, boardKey: null, isCalled: false }),
  ];
  // Holders of a used or revoked invite are told so by those who may admit, rather than left to wait. And whoever was
  // let in while away finds the way in through any member.
  const awaited = awaitedInvites(group, roster);
  const isHeard = ({ inviteId, expiresAt, closed }: InviteRow): boolean =>
    awaited.has(inviteId) ? expiresAt + AWAITED_MS > now : expiresAt > now && (closed === null || group.mayAdmit());
  // Six rooms are not many: whoever is waited for has no other way in, and an invite that ended is only told so.
  const rank = ({ inviteId, closed }: InviteRow): number => (closed === null ? 0 : awaited.has(inviteId) ? 1 : 2);
  const heard = roster.invites
    .filter(isHeard)
    .reverse()
    .sort((a, b) => rank(a) - rank(b));
  for (const invite of heard.slice(0, MAX_INVITE_ROOMS)) {
    const rvSeed = rendezvousSeed(group, invite);
    if (rvSeed) rooms.push(...inviteRooms(rvSeed, invite.inviteId, servers, days));
  }
  rooms.push(...pairRooms(devicesOnTheirWay(group, now), servers, days));
  return rooms;
}

/**
 * All rooms that a group should be in at `now`, also those that are nowhere yet; `join` while this person only
 * asks to belong, `dayOffset` when the others are looked for on another day.
 */
export function roomsOf(
  group: OpenGroup,
  join: PendingJoin | null,
  now: number,
  dayOffset: number | null = null,
): readonly RoomSpec[] {
  // Whoever leaves stays where the others are until one of them has heard it; newcomers are theirs no more.
  if (group.values.leavingUntil() !== null) {
    return isLeaving(group, now) ? memberRooms(group, now, dayOffset).filter((room) => room.kind === 'group') : [];
  }
  if (group.isMember()) return memberRooms(group, now, dayOffset);
  const arriving = join === null ? arrivalOf(group, now) : null;
  if (arriving) return pairRooms([arriving], group.values.servers(), daysOf(now, dayOffset));
  // Removed a moment ago, as far as the log is here: the rest of it comes in the group's rooms.
  if (!join) return memberRooms(group, now, dayOffset).filter((room) => room.kind === 'group');
  const { invite, inviteId, state } = join;
  // Those named in the invite, and those that the person added since.
  const servers = group.values.servers();
  if (isAnswered(state) || invite.expiresAt + AWAITED_MS <= now) return [];
  const { rvSeed } = inviteKeys(invite.groupId, invite.secret);
  return inviteRooms(rvSeed, inviteId, servers, daysOf(now, dayOffset));
}
