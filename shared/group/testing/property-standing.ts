/**
 * Founder safety, no effect after a cut, least authority, single use and
 * frontiers as checks of one history, each in the plainest way (SPEC GR5, GR7,
 * GR8, GR9, GR10, GR16, GR24). They read the log and the roster only.
 */
import type { DeviceId, InviteId, MemberId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import type { FrontierRow, PlacedType, Role } from '../op-types.ts';
import { newcomerOf } from '../request.ts';
import type { Roster } from '../roster.ts';
import { needsTenure } from '../tenures.ts';
import type { Finding } from './property-interference.ts';
import type { History } from './history.ts';

/** An accepted operation with its place in the history. */
interface Accepted {
  readonly i: number;
  readonly logOp: LogOp;
  readonly type: PlacedType;
  /** Whose device wrote it. */
  readonly author: MemberId | null;
}

/** The accepted part of a history. */
export interface AcceptedPart {
  readonly history: History;
  readonly roster: Roster;
  readonly ops: readonly Accepted[];
  readonly founder: MemberId;
}

/** What a roster accepts of a history. */
export function acceptedPart(history: History, roster: Roster): AcceptedPart {
  const owners = new Map(roster.devices.map((device) => [device.deviceId, device.memberId]));
  const ops: Accepted[] = [];
  history.ops.forEach((logOp, i) => {
    if (!roster.valid.has(logOp.id)) return;
    ops.push({ i, logOp, type: logOp.op.type, author: owners.get(logOp.deviceId) ?? null });
  });
  return { history, roster, ops, founder: history.pool.people[0]!.memberId };
}

const isBefore = ({ history }: AcceptedPart, a: Accepted, b: Accepted): boolean =>
  ((history.pasts[b.i]! >>> a.i) & 1) === 1;
const isBeside = (part: AcceptedPart, a: Accepted, b: Accepted): boolean =>
  a !== b && !isBefore(part, a, b) && !isBefore(part, b, a);
const isFacilitated = ({ history }: AcceptedPart): boolean => history.pool.policy.mode === 'facilitated';
const AUTHORITY: Readonly<Record<Role, number>> = { listener: 0, member: 1, facilitator: 2 };
const roleBefore = ({ roster }: AcceptedPart, memberId: MemberId, { logOp }: Accepted): Role | null =>
  roster.roleAt(memberId, logOp.deps);

/** [GR8] Without a leave of their own the founder is in, and a facilitator by the genesis, whatever others write. */
export function founderFinding(part: AcceptedPart): Finding {
  const { roster, ops, founder } = part;
  if (!isFacilitated(part) || ops.some((one) => one.type === 'leave' && one.author === founder)) return null;
  const row = roster.members.find((member) => member.memberId === founder);
  if (row?.role !== 'facilitator' || row.rank?.id !== roster.genesisId) return 'the founder is not a facilitator';
  const taken = ops.some(({ logOp: { op }, author }) => {
    // Whose author is null was a device of theirs once, whose introduction fell (GR16).
    if (op.type !== 'removeDevice' || author === null || author === founder) return false;
    return roster.devices.some((device) => device.deviceId === op.deviceId && device.memberId === founder);
  });
  return taken ? 'somebody else removed a device of the founder' : null;
}

/** What says something although it was written beside an end: GR16 spares removals of own devices, GR21 endorsements. */
const SPARED_BY_DEVICE_ENDS: ReadonlySet<PlacedType> = new Set(['removeDevice', 'recoverDevice', 'endorse']);

/** Ends of a member as single operations: removals, leaves, and the endorsements that made somebody former. */
function memberEnds({ roster, ops }: AcceptedPart): ReadonlyMap<MemberId, readonly Accepted[]> {
  const deciding = new Set<string>(roster.former.flatMap((former) => former.endedBy));
  const ends = new Map<MemberId, Accepted[]>();
  for (const one of ops) {
    const { op } = one.logOp;
    const isEnd = op.type === 'remove' || (op.type === 'endorse' && deciding.has(one.logOp.id));
    const target = isEnd ? op.memberId : op.type === 'leave' ? one.author : null;
    if (target !== null) ends.set(target, [...(ends.get(target) ?? []), one]);
  }
  return ends;
}

/** [GR9, GR16] Nothing counts that its author wrote beside the own end, the end of the device, or the own demotion. */
export function cutFinding(part: AcceptedPart): Finding {
  const { roster, ops } = part;
  const ends = memberEnds(part);
  for (const one of ops) {
    for (const end of (one.author && ends.get(one.author)) ?? []) {
      const isSpared = one.type === 'endorse' || end.type === 'leave';
      // Beside the own leave acts are void; what concerns oneself only may stand.
      const isAct = !isSpared || (end.type === 'leave' && needsTenure(one.type) && one.type !== 'removeDevice');
      if (isAct && isBeside(part, one, end) && !(end.type === 'leave' && isBesideOthersEnd(part, ends, end))) {
        return `${one.type} ${one.i} beside ${end.type} ${end.i} of its author`;
      }
    }
  }
  for (const end of ops) {
    const { op } = end.logOp;
    if (op.type === 'removeDevice') {
      const cut = ops.find(
        (one) => one.logOp.deviceId === op.deviceId && isBeside(part, one, end) && !SPARED_BY_DEVICE_ENDS.has(one.type),
      );
      if (cut) return `${cut.type} ${cut.i} beside the removal ${end.i} of its device`;
    }
    if (op.type !== 'demote' || !isFacilitated(part)) continue;
    const cut = ops.find(
      (one) =>
        one.author === op.memberId &&
        needsTenure(one.type) &&
        isBeside(part, one, end) &&
        !mayAsMember(part, one) &&
        one.type !== 'removeDevice',
    );
    if (cut) return `${cut.type} ${cut.i} beside the demotion ${end.i} of its author`;
  }
  return roster.members.some((member) => roster.former.some((one) => one.memberId === member.memberId))
    ? 'somebody is in and former'
    : null;
}

/** A leave beside what others decided cuts nothing. */
function isBesideOthersEnd(
  part: AcceptedPart,
  ends: ReadonlyMap<MemberId, readonly Accepted[]>,
  leave: Accepted,
): boolean {
  const others = part.ops.filter(({ logOp: { op } }) => op.type === 'demote' && op.memberId === leave.author);
  return [...others, ...((leave.author && ends.get(leave.author)) ?? [])].some(
    (end) => end.type !== 'leave' && isBeside(part, end, leave),
  );
}

/** True for invites where the policy may have let members make them. */
function mayAsMember({ history, ops }: AcceptedPart, { type }: Accepted): boolean {
  if (type !== 'inviteCreate' && type !== 'inviteRevoke') return false;
  return (
    history.pool.policy.membersInvite ||
    ops.some(({ logOp: { op } }) => op.type === 'policyChange' && op.changes.some((change) => change.field === 2))
  );
}

/** [GR7, GR10] Nobody has more authority than an accepted chain of operations gives, nor after a demotion than it leaves. */
export function authorityFinding(part: AcceptedPart): Finding {
  const { roster, ops } = part;
  if (isFacilitated(part)) {
    for (const one of ops) {
      const { op } = one.logOp;
      if (!needsTenure(op.type) || one.author === null || one.i === 0) continue;
      const isOwnDevice =
        op.type === 'removeDevice' &&
        roster.devices.some((device) => device.deviceId === op.deviceId && device.memberId === one.author);
      const role = roleBefore(part, one.author, one);
      const mayInvite = role === 'member' && mayAsMember(part, one);
      if (role !== 'facilitator' && !isOwnDevice && !mayInvite) return `${op.type} ${one.i} by a ${role}`;
    }
  }
  const ends = memberEnds(part);
  for (const { memberId, role, rank } of roster.members) {
    const about = ops.filter(({ logOp: { op } }) => 'memberId' in op && op.memberId === memberId);
    const promotions = about.filter((one) => one.type === 'promote');
    const arrivals = ops.filter(
      ({ logOp: { op } }) => op.type === 'admit' && newcomerOf(roster.groupId, op.request).memberId === memberId,
    );
    const isFounder = memberId === part.founder;
    if (role === 'facilitator' && isFacilitated(part)) {
      const source = ops.find((one) => one.logOp.id === rank?.id);
      const isByGenesis = isFounder && source?.i === 0;
      if (!isByGenesis && !promotions.some((one) => one === source)) return `a facilitator without a promotion`;
    }
    if (!isFounder && promotions.length === 0) {
      // A demotion of a listener to a member gives more, by a facilitator all the same.
      const given = [...arrivals, ...about].map(({ logOp: { op } }) =>
        op.type === 'admit' || op.type === 'demote' ? AUTHORITY[op.role] : 0,
      );
      if (AUTHORITY[role] > Math.max(...given)) return `${role} by no operation`;
    }
    for (const demotion of about) {
      const { op } = demotion.logOp;
      // One that had not seen an end says nothing about the stay that follows.
      const isOfLastStay = (ends.get(memberId) ?? []).every((end) => isBefore(part, end, demotion));
      if (op.type !== 'demote' || !isOfLastStay) continue;
      const before = roleBefore(part, memberId, demotion);
      const isLowering = before !== null && AUTHORITY[op.role] < AUTHORITY[before];
      const isSeen = [...about, ...arrivals].some((later) => isBefore(part, demotion, later));
      if (isLowering && !isSeen && AUTHORITY[role] > AUTHORITY[op.role]) return `${role} beside demotion ${demotion.i}`;
    }
  }
  return null;
}

/** [GR5] No invite lets in more people than its first operation says, and nobody by one whose revocation did not see the admission. */
export function usesFinding({ history, roster, ops }: AcceptedPart): Finding {
  const people = new Map<InviteId, Set<MemberId>>();
  for (const { i, logOp } of ops) {
    const { op } = logOp;
    if (op.type !== 'admit') continue;
    const { inviteId } = op.request;
    const used = people.get(inviteId) ?? new Set();
    people.set(inviteId, used.add(newcomerOf(roster.groupId, op.request).memberId));
    const revoked = ops.some(
      (one) =>
        one.logOp.op.type === 'inviteRevoke' &&
        one.logOp.op.inviteId === inviteId &&
        ((history.pasts[one.i]! >>> i) & 1) === 0,
    );
    if (revoked) return `admission ${i} by a revoked invite`;
  }
  for (const [inviteId, used] of people) {
    const row = roster.invites.find((invite) => invite.inviteId === inviteId);
    if (!row || used.size > row.maxUses) return `${used.size} people by an invite for ${row?.maxUses}`;
  }
  return null;
}

const rowsNamed = (ops: readonly Accepted[], wanted: ReadonlySet<string>): readonly FrontierRow[] =>
  ops.flatMap(({ logOp: { id, op } }) => (wanted.has(id) && 'frontier' in op ? op.frontier : []));

/** [GR20, GR24] Content of who is gone counts up to rows that those who ended it, or accepted more, named, and of own devices only. */
export function frontierFinding({ roster, ops }: AcceptedPart): Finding {
  const owners = new Map<DeviceId, MemberId>(roster.devices.map((device) => [device.deviceId, device.memberId]));
  for (const { memberId, endedBy, frontier } of roster.former) {
    const late = ops.filter(({ logOp: { op } }) => op.type === 'acceptLate' && op.memberId === memberId);
    const named = rowsNamed(ops, new Set([...endedBy, ...late.map((one) => one.logOp.id)]));
    for (const row of frontier) {
      if (owners.get(row.deviceId) !== memberId) return 'a row for a device of somebody else';
      if (!named.includes(row)) return 'a row that nobody named';
    }
    for (const row of rowsNamed(ops, new Set(endedBy))) {
      const counting = frontier.find((one) => one.deviceId === row.deviceId && one.inc === row.inc);
      if (owners.get(row.deviceId) === memberId && (counting?.seq ?? 0) < row.seq) return 'a narrower row than named';
    }
  }
  for (const { deviceId, active, memberId } of roster.devices) {
    const rows = roster.cuts.get(deviceId);
    if (active && rows) return 'an active device is cut';
    const isGone = roster.former.some((former) => former.memberId === memberId);
    if (!active && isGone && !rows) return 'a device of a former member is not cut';
    if (rows?.some((row) => row.deviceId !== deviceId)) return 'a cut names another device';
  }
  return null;
}
