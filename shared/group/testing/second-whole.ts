/** What holds in the whole log: what changes who belongs, what does not, and what waits (SPEC GR5, GR9, GR23). */
import type { MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { epochBlockOf } from '../op-types.ts';
import { isBlockRight, isFaultRight } from './second-epochs.ts';
import { refusedAdmissions } from './second-invites.ts';
import { isBeside, type SecondLog } from './second-log.ts';
import { judge, makingsOf } from './second-rules.ts';
import { isDeviceCut, settle, viewBefore } from './second-settle.ts';
import { type Authority, workOutTenures } from './second-tenures.ts';
import { type Accepted, isType, View } from './second-view.ts';

/** An admission that only its invite kept from counting. */
export interface PendingRow {
  readonly op: OpId;
  readonly reason: 'InviteUsed' | 'InviteRevoked';
}

/** What was worked out of everything that changes who belongs. */
export interface Settled extends Authority {
  readonly accepted: Accepted;
  readonly used: ReadonlySet<OpId>;
  readonly revoked: ReadonlySet<OpId>;
  readonly spent: ReadonlySet<OpId>;
}

/** Works everything out; what counted on the way and does not in the whole is void for good, and all begins anew. */
export function settleAll(log: SecondLog): Settled {
  const lost = new Set<OpId>();
  const used = new Set<OpId>();
  const revoked = new Set<OpId>();
  for (;;) {
    const fixed = { log, lost, spent: used };
    const authority: Authority =
      log.genesis.policy.mode === 'equals'
        ? { granted: new Map(), tenures: [], counted: new Set() }
        : workOutTenures(fixed);
    const granted = log.genesis.policy.mode === 'equals' ? null : authority.granted;
    const accepted = settle({ ...fixed, granted });
    const refused = refusedAdmissions(new View(log, accepted, null), authority.tenures);
    const wavering = log.ops.filter(
      ({ id, op }) =>
        (op.type === 'admit' || op.type === 'inviteCreate') && authority.counted.has(id) && !accepted.has(id),
    );
    for (const id of refused.used) used.add(id);
    for (const id of refused.revoked) revoked.add(id);
    const before = lost.size;
    for (const id of [...refused.used, ...refused.revoked, ...refused.overfull, ...wavering.map((one) => one.id)])
      lost.add(id);
    if (lost.size === before) return { ...authority, accepted, used, revoked, spent: used };
  }
}

/** Operations of members that change nothing about who belongs; each with its author. */
export function othersOf(log: SecondLog, whole: View): Map<OpId, MemberId> {
  const others = new Map<OpId, MemberId>();
  for (const one of log.ops) {
    const view = viewBefore(log, whole.accepted, one);
    const writer = view.activeMember(one.deviceId);
    if (writer === null || isDeviceCut(one, writer, whole)) continue;
    if (whole.ends(writer).some((end) => isBeside(log, end, one))) continue;
    if (isRight(one, writer, view, whole)) others.set(one.id, writer);
  }
  return others;
}

function isRight(one: LogOp, writer: MemberId, view: View, whole: View): boolean {
  const { op } = one;
  switch (op.type) {
    case 'rekey':
      return view.role(writer) !== 'listener' && isBlockRight(one, op.epoch, whole);
    case 'keyGrant': {
      const known = new Set<string>(
        view.log.ops
          .filter((other) => view.log.pasts.get(one.id)?.has(other.id) && epochBlockOf(other.op))
          .map(({ id }) => id),
      );
      return view.activeMember(op.grant.deviceId) !== null && op.grant.epochIds.every((id) => known.has(id));
    }
    case 'joinRequest':
      return makingsOf(view, op.inviteId).length > 0;
    case 'rekeyFault':
      return isType('rekeyFault')(one) && isFaultRight(one, view.log);
    case 'reFound':
      return true;
    default:
      return false;
  }
}

/** Admissions that only their invite kept from counting. */
export function pendingOf(log: SecondLog, settled: Settled, whole: View): PendingRow[] {
  const { granted, accepted, used, revoked, spent } = settled;
  return log.ops.filter(isType('admit')).flatMap((one): PendingRow[] => {
    if (accepted.has(one.id) || (!whole.isEquals && !granted.has(one.id))) return [];
    const judgement = judge(one, viewBefore(log, accepted, one), spent);
    if (!judgement || judgement.verdict === 'wrong') return [];
    if (
      whole.isEquals &&
      (isDeviceCut(one, judgement.writer, whole) || whole.ends(judgement.writer).some((end) => isBeside(log, end, one)))
    )
      return [];
    if (judgement.verdict === 'revoked' || revoked.has(one.id)) return [{ op: one.id, reason: 'InviteRevoked' }];
    const isUsed = judgement.verdict === 'used' || used.has(one.id);
    return isUsed ? [{ op: one.id, reason: 'InviteUsed' }] : [];
  });
}
