/** What an operation's own past allows, one rule after the other (SPEC GR4 to GR21). */
import type { MemberId, OpId } from '../../brand.ts';
import { deviceIdOf, inviteIdOf, memberIdOf } from '../identity.ts';
import type { LogOp } from '../op.ts';
import { isAddDeviceProven, isAdmitProven, isKeyUpdateProven, isRecoverDeviceProven } from '../op-proof.ts';
import { newcomerOf } from '../request.ts';
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

/** True when somebody took this making of an invite back: who may admit, or who made it (GR4). */
export const isRevocationOf = (view: View, one: LogOp, making: Typed<'inviteCreate'>): boolean => {
  if (one.op.type !== 'inviteRevoke' || one.op.inviteId !== making.op.inviteId) return false;
  const writer = view.writerOf(one);
  if (writer === undefined) return false;
  return writer === view.writerOf(making) || mayAdmit(view.before(one), writer);
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
  if (view.ops.some((other) => isRevocationOf(view, other, making))) return 'revoked';
  const past = view.log.pasts.get(one.id);
  const earlier = view.log.ops
    .filter(isType('admit'))
    .filter(({ id }) => past?.has(id) && (view.accepted.has(id) || spent.has(id)))
    .filter((other) => other.op.request.inviteId === op.request.inviteId)
    .map((other) => memberIdOf(groupId, other.op.request.mrPk))
    .filter((memberId) => memberId !== newcomer.memberId);
  return new Set(earlier).size >= making.op.maxUses ? 'used' : 'right';
}

/** True when the person, or a device of theirs, came to an end in a view. */
const hasEnded = (view: View, memberId: MemberId): boolean => {
  const own = view.introductions().filter((one) => one.memberId === memberId);
  return view.ends(memberId).length + own.flatMap(({ deviceId }) => view.deviceEnds(deviceId)).length > 0;
};

function isAllowed(one: LogOp, writer: MemberId, view: View): boolean {
  const { op } = one;
  const { groupId } = view.log;
  const mayLead = !view.isEquals && view.role(writer) === 'facilitator';
  switch (op.type) {
    case 'inviteCreate':
      return (
        mayInvite(view, writer) &&
        inviteIdOf(groupId, op.invitePk) === op.inviteId &&
        makingsOf(view, op.inviteId).length === 0
      );
    case 'inviteRevoke':
      if (mayAdmit(view, writer)) return true;
      return mayInvite(view, writer) && makingsOf(view, op.inviteId).some((making) => view.writerOf(making) === writer);
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
      return mayLead && hasEnded(view, op.memberId);
    case 'removeDevice':
      return mayLead || view.memberOf(op.deviceId) === writer;
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
    owner === null &&
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
