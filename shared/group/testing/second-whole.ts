/** What holds in the whole log: what changes who belongs, what does not, and what waits (SPEC GR5, GR9, GR23). */
import type { MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { newcomerOf } from '../request.ts';
import { isBlockRight, isFaultRight } from './second-epochs.ts';
import { refusedAdmissions } from './second-invites.ts';
import { isBeside, type SecondLog } from './second-log.ts';
import { judge, makingsOf } from './second-rules.ts';
import { deviceCutsOf, settle } from './second-settle.ts';
import { type Authority, workOutTenures } from './second-tenures.ts';
import { type Accepted, isType, View } from './second-view.ts';
import { isVoice } from './second-voices.ts';

/** An admission that only its invite kept from counting. */
export interface PendingRow {
  readonly op: OpId;
  readonly reason: 'InviteUsed' | 'InviteRevoked';
}

/** What was worked out of everything that changes who belongs. */
export interface Settled {
  readonly accepted: Accepted;
  /** What facilitators wrote with authority; null in a group of equals. */
  readonly granted: Accepted | null;
  readonly used: ReadonlySet<OpId>;
  readonly revoked: ReadonlySet<OpId>;
}

/**
 * What somebody did to their own membership, devices and invites and what
 * counted while tenures were worked out, but does not in the whole.
 */
const waveringOf = (log: SecondLog, { counted, granted }: Authority, accepted: Accepted): OpId[] =>
  log.ops.flatMap(({ id }) => (counted.has(id) && !accepted.has(id) && !granted.has(id) ? [id] : []));

/**
 * Works everything out. What wavered is void for good and all begins anew; and
 * when nothing wavers, of the introductions that the whole log does not allow
 * those of the smallest depth.
 */
export function settleAll(log: SecondLog): Settled {
  const lost = new Set<OpId>();
  const used = new Set<OpId>();
  const revoked = new Set<OpId>();
  for (;;) {
    const fixed = { log, lost, spent: used };
    const authority = log.genesis.policy.mode === 'equals' ? null : workOutTenures(fixed);
    const granted = authority?.granted ?? null;
    const accepted = settle({ ...fixed, granted });
    const wavering = authority ? waveringOf(log, authority, accepted) : [];
    for (const id of wavering) lost.add(id);
    if (wavering.length > 0) continue;
    const whole = new View(log, accepted, null);
    const refused = refusedAdmissions(whole);
    const taken = whole.takenIntroductions().map(({ id }) => id);
    const all = [...refused.used, ...refused.revoked, ...taken, ...refused.overfull];
    if (all.length === 0) return { accepted, granted, used, revoked };
    const depthOf = (id: OpId): number => log.depths.get(id) ?? 0;
    const shallowest = Math.min(...all.map(depthOf));
    for (const id of all.filter((one) => depthOf(one) === shallowest)) {
      lost.add(id);
      if (refused.used.has(id)) used.add(id);
      if (refused.revoked.has(id)) revoked.add(id);
    }
  }
}

/** Operations of members that change nothing about who belongs; each with its author. */
export function othersOf(log: SecondLog, whole: View): Map<OpId, MemberId> {
  const others = new Map<OpId, MemberId>();
  for (const one of log.ops) {
    const view = whole.before(one);
    const writer = view.activeMember(one.deviceId);
    if (writer === null || deviceCutsOf(one, writer, whole).length > 0) continue;
    if (whole.ends(writer).some((end) => isBeside(log, end, one))) continue;
    if (isRight(one, view, whole)) others.set(one.id, writer);
  }
  return others;
}

function isRight(one: LogOp, view: View, whole: View): boolean {
  const { op } = one;
  switch (op.type) {
    case 'rekey':
      return isBlockRight(one, op.epoch, whole);
    case 'keyGrant':
      return view.activeMember(op.grant.deviceId) !== null;
    case 'joinRequest':
      return makingsOf(view, op.inviteId).length > 0;
    case 'rekeyFault':
      return isType('rekeyFault')(one) && isFaultRight(one, view.log);
    case 'reFound':
      return true;
    case 'policyChange':
      return whole.isEquals && isVoice(one);
    default:
      return false;
  }
}

/** Admissions that only their invite kept from counting, of people who are not in. */
export function pendingOf(log: SecondLog, settled: Settled, whole: View): PendingRow[] {
  const { granted, accepted, used, revoked } = settled;
  return log.ops.filter(isType('admit')).flatMap((one): PendingRow[] => {
    const { memberId } = newcomerOf(log.groupId, one.op.request);
    if (accepted.has(one.id) || (granted && !granted.has(one.id)) || whole.isIn(memberId)) return [];
    const judgement = judge(one, whole.before(one), used);
    if (!judgement || judgement.verdict === 'wrong') return [];
    const { writer, verdict } = judgement;
    const isCut =
      deviceCutsOf(one, writer, whole).length > 0 || whole.ends(writer).some((end) => isBeside(log, end, one));
    if (whole.isEquals && isCut) return [];
    if (verdict === 'revoked' || (verdict === 'right' && revoked.has(one.id)))
      return [{ op: one.id, reason: 'InviteRevoked' }];
    return verdict === 'used' || used.has(one.id) ? [{ op: one.id, reason: 'InviteUsed' }] : [];
  });
}
