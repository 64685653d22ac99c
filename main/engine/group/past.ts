/** Groups that this person is no longer in (SPEC EG24): what is shown of them, and how long a leave is still told. */
import type { MemberId } from '../../../shared/brand.ts';
import type { LogOp } from '../../../shared/group/op.ts';
import type { FormerMember, Roster } from '../../../shared/group/roster.ts';
import { activeDevices, memberOfDevice } from '../../../shared/group/select.ts';
import type { PastGroupView, ReasonView } from '../../../shared/ipc/views.ts';
import type { StoredLane } from '../../../shared/ports/entry-store.ts';
import { groupNameOf } from './group-name.ts';
import { validOps } from './log-ops.ts';
import type { OpenGroup } from './open-group.ts';
import { ownEntryCount, ownSelves } from './own-words.ts';
import { peopleOf } from './people.ts';

/** How long whoever left goes on telling it, while nobody has said that they heard, milliseconds. */
export const FAREWELL_MS = 7 * 24 * 60 * 60 * 1000;

/** The end of the newest of one's selves that the log knows of. */
function endOf(group: OpenGroup, roster: Roster): FormerMember | null {
  const newestFirst = [...ownSelves(group)].reverse();
  for (const self of newestFirst) {
    const former = roster.former.find((one) => one.memberId === self);
    if (former) return former;
  }
  return null;
}

/** The operations that ended it; of those among equals also the one that asked first. */
function opsOfEnd(group: OpenGroup, roster: Roster, { memberId, endedBy }: FormerMember): readonly LogOp[] {
  const last = endedBy.flatMap((id) => group.replica.logOp(id) ?? []);
  if (last.every(({ op }) => op.type !== 'endorse')) return last;
  return validOps(group, roster).filter(({ op }) => op.type === 'endorse' && op.memberId === memberId);
}

/** Removals of this very device, while its owner is in. */
function removalsOfDevice(group: OpenGroup, roster: Roster): readonly LogOp[] {
  if (!roster.members.some(({ memberId }) => memberId === group.memberId)) return [];
  return validOps(group, roster).filter(({ op }) => op.type === 'removeDevice' && op.deviceId === group.deviceId);
}

/** A past group's line; `null` while the log says nothing of it. */
export function viewPast(group: OpenGroup): PastGroupView | null {
  const roster = group.replica.roster();
  if (!roster) return null;
  const until = group.values.leavingUntil();
  const end = group.isMember() ? null : endOf(group, roster);
  const ofDevice = removalsOfDevice(group, roster);
  const ops = ofDevice.length > 0 ? ofDevice.slice(-1) : end ? opsOfEnd(group, roster, end) : [];
  const people = peopleOf(group);
  const authors = new Set<MemberId>();
  let reason: ReasonView = 'unspecified';
  for (const { op, deviceId } of ops) {
    const by = memberOfDevice(roster, deviceId);
    if (by !== null && op.type !== 'leave') authors.add(by);
    if ((op.type === 'remove' || op.type === 'endorse' || op.type === 'removeDevice') && reason === 'unspecified')
      reason = op.reason;
  }
  return {
    groupId: group.groupId,
    name: groupNameOf(group),
    // An admission that the log refused afterwards ended as a removal for who it was about.
    how: ofDevice.length > 0 ? 'computer' : (end?.how ?? (until === null ? 'removed' : 'left')),
    at: ops.length > 0 ? Math.max(...ops.map((op) => op.ts)) : until === null ? 0 : until - FAREWELL_MS,
    reason,
    byNames: [...authors].map((by) => people.get(by).name),
    ownEntries: ownEntryCount(group),
    tellsUntil: isLeaving(group, group.ports.clock.now()) ? until : null,
  };
}

/** True while the rooms are kept for a leave. */
export function isLeaving(group: Pick<OpenGroup, 'values'>, now: number): boolean {
  const until = group.values.leavingUntil();
  return until !== null && until > now;
}

/** True when one device of somebody else who is in holds all of one's own chains of a lane, as they are here. */
function isHeld(group: OpenGroup, lane: StoredLane): boolean {
  const roster = group.replica.roster();
  const rows = group.replica.frontier().filter((row) => row.deviceId === group.deviceId && row.lane === lane);
  const others = roster ? activeDevices(roster).filter((device) => device.memberId !== group.memberId) : [];
  const haves = group.store.haves().filter(({ chain }) => chain.deviceId === group.deviceId && chain.lane === lane);
  return others.some(({ deviceId }) =>
    rows.every((row) =>
      haves.some(({ holder, chain, seq }) => holder === deviceId && chain.inc === row.inc && seq >= row.seq),
    ),
  );
}

/**
 * The next step of a leave (SPEC EG18). First one's last words have to reach
 * somebody: of who has left nothing more is taken. Then the leave is written,
 * and told until somebody has it; from there both reach everybody.
 */
export function nextOfLeave(group: OpenGroup, now: number): 'wait' | 'write' | 'over' {
  const others = group.replica.roster()?.members.some((member) => member.memberId !== group.memberId) ?? false;
  const isUp = !others || !isLeaving(group, now);
  if (group.isMember()) return isUp || isHeld(group, 'content') ? 'write' : 'wait';
  return isUp || isHeld(group, 'membership') ? 'over' : 'wait';
}
