/**
 * Who may do what: the tenures of HP1 §2, most senior first (SPEC GR7–GR9).
 *
 * A tenure is the time somebody has authority, from the operation that gave
 * it. What is valid in a tenure depends on more senior ones only, and those
 * are finished when it is looked at; so the order in which operations arrived
 * cannot matter, and a removed facilitator cannot undo the removal.
 */
import type { MemberId, OpId } from '../brand.ts';
import { inPast, isBefore, isConcurrent, type LogGraph, type LogNode } from './log-graph.ts';
import type { PlacedType } from './op-types.ts';
import { acceptOwnOps } from './own-ops.ts';
import type { VoidReason } from './roster.ts';
import type { Standing } from './standing.ts';

/** Most tenures that count (HP1 §2); the most senior ones do. */
const MAX_TENURES = 64;

const FACILITATOR_OPS: ReadonlySet<PlacedType> = new Set([
  'inviteCreate',
  'inviteRevoke',
  'admit',
  'refuse',
  'promote',
  'demote',
  'remove',
  'removeDevice',
  'policyChange',
  'acceptLate',
]);
/** Operations that need the authority of a tenure. */
export const needsTenure = (type: PlacedType): boolean => FACILITATOR_OPS.has(type);

interface Tenure {
  readonly memberId: MemberId;
  readonly start: LogNode;
}

/** What the tenures are worked out from. */
export interface TenureInput {
  readonly graph: LogGraph;
  readonly standing: Standing;
  readonly genesis: LogNode;
  readonly founder: MemberId;
  /** Operations already found void for other reasons. */
  readonly excluded: ReadonlySet<LogNode>;
  /** Receives why an operation was refused. */
  readonly voided: Map<OpId, VoidReason>;
}

/**
 * Accepts every operation that a tenure covers. Returns what tenure holders did
 * to themselves and their devices that counted while it was worked out.
 */
export function acceptTenures(input: TenureInput): ReadonlySet<LogNode> {
  const { graph, standing, genesis, founder, excluded, voided } = input;
  const byAuthor = new Map<MemberId, LogNode[]>();
  for (const node of graph.nodes) {
    for (const claimant of standing.devices.claimantsOf(node.logOp.deviceId)) {
      const own = byAuthor.get(claimant);
      if (own) own.push(node);
      else byAuthor.set(claimant, [node]);
    }
  }
  const waiting: Tenure[] = [{ memberId: founder, start: genesis }];
  const seen: Tenure[] = [];
  const counted = new Set<LogNode>();

  /** True when the author had not seen the end of a more senior tenure of `target`. */
  const isMoreSenior = (target: MemberId, tenure: Tenure, node: LogNode): boolean =>
    seen.some(
      (other) =>
        other.memberId === target &&
        other.start.index < tenure.start.index &&
        !standing.cutsOf(target).some((cut) => !isBefore(cut, other.start) && isBefore(cut, node)),
    );

  const targetRefusal = (tenure: Tenure, node: LogNode): VoidReason | null => {
    const { op } = node.logOp;
    switch (op.type) {
      case 'remove':
      case 'demote':
        if (op.memberId === tenure.memberId) return 'TargetSelf';
        return isMoreSenior(op.memberId, tenure, node) ? 'TargetMoreSenior' : null;
      case 'removeDevice': {
        // Claims of the own past only: what is written later must not make something of it.
        const claimants = standing.devices.claimantsIn(op.deviceId, node.past);
        if (claimants.length === 0) return 'NothingToDo';
        if (claimants.includes(tenure.memberId)) return 'TargetSelf';
        return claimants.some((target) => isMoreSenior(target, tenure, node)) ? 'TargetMoreSenior' : null;
      }
      default:
        return null;
    }
  };

  const refusal = (
    tenure: Tenure,
    node: LogNode,
    cuts: readonly LogNode[],
    othersEnds: readonly LogNode[],
  ): VoidReason | null => {
    const isOwn = standing.authorOf(node) === tenure.memberId;
    if (!isOwn || !standing.devices.isActive(node.logOp.deviceId, node.past)) return 'NotAMember';
    if (standing.tenureOf(tenure.memberId, node.past) !== tenure.start) return 'NotAFacilitator';
    if (cuts.some((cut) => isConcurrent(cut, node))) return 'CutConcurrent';
    // The same goes for what somebody does with their own devices.
    const isTooLate = (cut: LogNode): boolean =>
      !standing.covered.has(cut) && othersEnds.some((end) => isBefore(node, end) && isConcurrent(cut, end));
    if (standing.devices.cutsOf(node).some((cut) => !isTooLate(cut))) return 'CutConcurrent';
    return targetRefusal(tenure, node);
  };

  while (waiting.length > 0 && seen.length < MAX_TENURES) {
    waiting.sort((a, b) => b.start.index - a.start.index);
    const tenure = waiting.pop();
    if (!tenure) break;
    const { memberId, start } = tenure;
    const own = byAuthor.get(memberId) ?? [];
    acceptOwnOps(standing, standing.devices.areContested ? graph.nodes : own, excluded, voided);
    for (const node of own) {
      const isTheirs = standing.accepted.has(node) && standing.writerOf(node) === memberId;
      if (isTheirs && !standing.covered.has(node)) counted.add(node);
    }
    // Whoever is not in, or is a facilitator already, gets nothing from a promotion.
    const role = standing.roleOf(memberId, start.past);
    if (start.logOp.op.type === 'promote' && (role === null || role === 'facilitator')) {
      voided.set(start.id, 'NothingToDo');
      continue;
    }
    seen.push(tenure);
    const ends = standing.cutsOf(memberId);
    // A leave beside what others decided cuts nothing (SPEC GR9): written afterwards, it would undo what they had seen.
    const isOthers = (end: LogNode): boolean => end.logOp.op.type !== 'leave';
    const cuts = ends.filter((end) => isOthers(end) || !ends.some((one) => isOthers(one) && isConcurrent(one, end)));
    const othersEnds = ends.filter(isOthers);
    for (const node of own) {
      if (!needsTenure(node.logOp.op.type)) continue;
      if (standing.accepted.has(node) || !inPast(node.past, start.index)) continue;
      const reason = refusal(tenure, node, cuts, othersEnds);
      if (reason) {
        voided.set(node.id, reason);
        continue;
      }
      voided.delete(node.id);
      standing.cover(node);
      if (excluded.has(node)) continue;
      standing.accept(node);
      const { op } = node.logOp;
      if (op.type === 'promote' && op.role === 'facilitator') waiting.push({ memberId: op.memberId, start: node });
    }
  }
  return counted;
}
