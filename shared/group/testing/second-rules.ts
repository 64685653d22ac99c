/** What an operation's own past allows, one rule after the other (SPEC GR4 to GR21). */
import type { MemberId, OpId } from '../../brand.ts';
import { deviceIdOf, inviteIdOf, memberIdOf } from '../identity.ts';
import type { LogOp } from '../op.ts';
import { OP_LIMITS } from '../op-fields.ts';
import { isAddDeviceProven, isAdmitProven, isKeyUpdateProven, isRecoverDeviceProven } from '../op-proof.ts';
import type { OpOf } from '../op-types.ts';
import { newcomerOf } from '../request.ts';
import { isBefore } from './second-log.ts';
import { isChangeWithinBounds } from './second-policy.ts';
import { byAuthority, isType, type Typed, type View } from './second-view.ts';

/** `used` and `revoked`: an admission that is right but for its invite. */
export type Verdict = 'right' | 'used' | 'revoked' | 'wrong';
/** Who wrote an operation, and whether its own past allows it. */
export interface Judgement {
  readonly writer: MemberId;
  readonly verdict: Verdict;
}

/** True for whoever may admit: facilitators, among equals everybody (GR11). */
export const mayAdmit = (view: View, memberId: MemberId): boolean =>
  view.isEquals ? view.isIn(memberId) : view.role(memberId) === 'facilitator';

/** Makings of one invite in a view, the first in order first. */
export const makingsOf = (view: View, inviteId: string): Typed<'inviteCreate'>[] =>
  view.ops.filter(isType('inviteCreate')).filter((one) => one.op.inviteId === inviteId);

/** True when a view knows of nothing that ended the device's membership by a removal already. */
const isRemovable = (view: View, deviceId: OpOf<'removeDevice'>['deviceId']): boolean => {
  const removals = view.removalsOfDevice(deviceId);
  return view
    .introductions()
    .some(
      (one) =>
        one.deviceId === deviceId && view.isIn(one.memberId) && removals.every((r) => isBefore(view.log, r, one.by)),
    );
};

function judgeAdmission(one: Typed<'admit'>, view: View, spent: ReadonlySet<OpId>): Verdict {
  const { op } = one;
  const { groupId } = view.log;
  const newcomer = newcomerOf(groupId, op.request);
  const making = makingsOf(view, op.request.inviteId)[0];
  if (!making || one.ts >= making.op.expiresAt || byAuthority(op.role, making.op.role) > 0) return 'wrong';
  if (!isAdmitProven(groupId, making.op.invitePk, op)) return 'wrong';
  const owner = view.memberOf(newcomer.deviceId);
  if ((owner !== null && owner !== newcomer.memberId) || view.isIn(newcomer.memberId)) return 'wrong';
  if (view.people().filter((person) => view.isIn(person)).length >= OP_LIMITS.members) return 'wrong';
  if (view.ops.filter(isType('inviteRevoke')).some((other) => other.op.inviteId === op.request.inviteId)) {
    return 'revoked';
  }
  const past = view.log.pasts.get(one.id);
  const earlier = view.log.ops
    .filter(isType('admit'))
    .filter(({ id }) => past?.has(id) && (view.accepted.has(id) || spent.has(id)))
    .filter((other) => other.op.request.inviteId === op.request.inviteId)
    .map((other) => memberIdOf(groupId, other.op.request.mrPk))
    .filter((memberId) => memberId !== newcomer.memberId);
  return new Set(earlier).size >= making.op.maxUses ? 'used' : 'right';
}

function isAllowed(one: LogOp, writer: MemberId, view: View): boolean {
  const { op } = one;
  const { groupId } = view.log;
  const mayLead = !view.isEquals && view.role(writer) === 'facilitator';
  switch (op.type) {
    case 'inviteCreate':
      return mayInvite(view, writer) && inviteIdOf(groupId, op.invitePk) === op.inviteId;
    case 'inviteRevoke': {
      const first = makingsOf(view, op.inviteId)[0];
      if (!first || !mayInvite(view, writer)) return false;
      return mayAdmit(view, writer) || view.writerOf(first) === writer;
    }
    case 'refuse':
      return mayAdmit(view, writer);
    case 'promote': {
      const role = view.role(op.memberId);
      return mayLead && role !== null && byAuthority(role, op.role) < 0;
    }
    case 'demote':
    case 'remove':
      return mayLead && op.memberId !== writer;
    case 'policyChange':
      return mayLead && isChangeWithinBounds(op);
    case 'acceptLate':
      return (
        mayLead &&
        (view.ends(op.memberId).length > 0 ||
          view.ops.some(
            (other) => other.op.type === 'removeDevice' && view.memberOf(other.op.deviceId) === op.memberId,
          ))
      );
    case 'removeDevice': {
      const owner = view.memberOf(op.deviceId);
      return (owner === writer || (mayLead && owner !== null)) && isRemovable(view, op.deviceId);
    }
    case 'endorse':
      return view.isEquals && op.memberId !== writer && view.isIn(op.memberId);
    case 'addDevice': {
      const owner = view.memberOf(deviceIdOf(groupId, op.cert.dsPk));
      const own = view.activeDevices(writer);
      const author = own.find(({ deviceId }) => deviceId === one.deviceId);
      if (!author || own.length >= 3 || (owner !== null && owner !== writer)) return false;
      return isAddDeviceProven(groupId, writer, author.dsPk, op);
    }
    case 'deviceKeyUpdate':
      return isKeyUpdateProven(op);
    case 'leave':
      return true;
    default:
      return false;
  }
}

/** Facilitators, and members where the policy lets them (GR4). */
const mayInvite = (view: View, writer: MemberId): boolean =>
  mayAdmit(view, writer) || (view.policy().membersInvite && view.role(writer) === 'member');

function judgeRecovery(one: Typed<'recoverDevice'>, view: View): Judgement | null {
  const { groupId } = view.log;
  const writer = memberIdOf(groupId, one.op.mrPk);
  const owner = view.memberOf(one.deviceId);
  const isRight =
    deviceIdOf(groupId, one.op.cert.dsPk) === one.deviceId &&
    view.isIn(writer) &&
    (owner === null || owner === writer) &&
    isRecoverDeviceProven(groupId, one.op);
  return isRight ? { writer, verdict: 'right' } : null;
}

/**
 * Judges an operation that changes who belongs, by the view of its past. Null
 * when nobody in it wrote it. `spent`: admissions that lost a use to a smaller
 * id; they still hold it for whoever had seen them (GR5).
 */
export function judge(one: LogOp, view: View, spent: ReadonlySet<OpId>): Judgement | null {
  if (isType('recoverDevice')(one)) return judgeRecovery(one, view);
  const writer = view.activeMember(one.deviceId);
  if (writer === null) return null;
  if (isType('admit')(one)) {
    return { writer, verdict: mayAdmit(view, writer) ? judgeAdmission(one, view, spent) : 'wrong' };
  }
  return { writer, verdict: isAllowed(one, writer, view) ? 'right' : 'wrong' };
}
