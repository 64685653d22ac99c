/**
 * Who may do what: the tenures of HP1 §2, most senior first (SPEC GR7–GR9).
 *
 * A tenure is the time somebody has authority, from the operation that gave
 * it. What is valid in a tenure depends on more senior ones only, and those
 * are finished when it is looked at; so the order in which operations arrived
 * cannot matter, and a removed facilitator cannot undo the removal.
 *
 * In a group of equals every arrival starts a tenure that may invite, admit,
 * refuse and revoke, and nothing else.
 */
import type { MemberId, OpId } from '../brand.ts';
import { inPast, isBefore, isConcurrent, type LogGraph, type LogNode } from './log-graph.ts';
import type { OpType } from './op-types.ts';
import type { GroupMode } from './policy.ts';
import type { VoidReason } from './roster.ts';
import type { Standing } from './standing.ts';

/** Most tenures that count (HP1 §2); the most senior ones do. */
const MAX_TENURES = 64;

const FACILITATOR_OPS: ReadonlySet<OpType> = new Set([
  'inviteCreate',
  'inviteRevoke',
  'admit',
  'refuse',
  'promote',
  'demote',
  'remove',
]);
const EQUALS_OPS: ReadonlySet<OpType> = new Set(['inviteCreate', 'inviteRevoke', 'admit', 'refuse']);

/** Operations that need the authority of a tenure. */
export const needsTenure = (type: OpType): boolean => FACILITATOR_OPS.has(type);

interface Tenure {
  readonly memberId: MemberId;
  readonly start: LogNode;
}

/** What the tenures are worked out from. */
export interface TenureInput {
  readonly graph: LogGraph;
  readonly standing: Standing;
  readonly mode: GroupMode;
  readonly genesis: LogNode;
  readonly founder: MemberId;
  /** Operations already found void for other reasons. */
  readonly excluded: ReadonlySet<LogNode>;
  /** Receives why an operation was refused. */
  readonly voided: Map<OpId, VoidReason>;
}

/** True when `leave` is by an active device of who leaves. */
export function acceptLeave(standing: Standing, node: LogNode): boolean {
  if (!standing.isActive(node.logOp.deviceId, node.past)) return false;
  standing.accepted.add(node);
  return true;
}

/** Accepts every operation that a tenure covers. */
export function acceptTenures(input: TenureInput): void {
  const { graph, standing, mode, genesis, founder, excluded, voided } = input;
  const byAuthor = new Map<MemberId, LogNode[]>();
  for (const node of graph.nodes) {
    for (const claimant of standing.claimantsOf(node.logOp.deviceId)) {
      const own = byAuthor.get(claimant);
      if (own) own.push(node);
      else byAuthor.set(claimant, [node]);
    }
  }
  const powers = mode === 'equals' ? EQUALS_OPS : FACILITATOR_OPS;
  const waiting: Tenure[] = [{ memberId: founder, start: genesis }];
  const seen: Tenure[] = [];

  const targetRefusal = (tenure: Tenure, node: LogNode): VoidReason | null => {
    const { op } = node.logOp;
    if (op.type !== 'remove' && op.type !== 'demote') return null;
    if (op.memberId === tenure.memberId) return 'TargetSelf';
    // A more senior tenure of the target protects unless the author had seen its end.
    const protects = seen.some(
      (other) =>
        other.memberId === op.memberId &&
        other.start.index < tenure.start.index &&
        !standing.cutsOf(op.memberId).some((cut) => isBefore(other.start, cut) && isBefore(cut, node)),
    );
    return protects ? 'TargetMoreSenior' : null;
  };

  const refusal = (tenure: Tenure, node: LogNode, cuts: readonly LogNode[]): VoidReason | null => {
    const { op, deviceId } = node.logOp;
    if (!powers.has(op.type)) return 'RoleNotAllowed';
    const isOwn = standing.authorOf(node) === tenure.memberId;
    if (!isOwn || !standing.isActive(deviceId, node.past)) return 'NotAMember';
    const holds =
      mode === 'equals'
        ? standing.arrivalsOf(tenure.memberId, node.past).includes(tenure.start)
        : standing.tenureOf(tenure.memberId, node.past) === tenure.start;
    if (!holds) return 'NotAFacilitator';
    if (cuts.some((cut) => isConcurrent(cut, node))) return 'CutConcurrent';
    return targetRefusal(tenure, node);
  };

  while (waiting.length > 0 && seen.length < MAX_TENURES) {
    waiting.sort((a, b) => b.start.index - a.start.index);
    const tenure = waiting.pop();
    if (!tenure) break;
    const { memberId, start } = tenure;
    const own = byAuthor.get(memberId) ?? [];
    for (const node of own) if (node.logOp.op.type === 'leave') acceptLeave(standing, node);
    // Whoever is not in, or is a facilitator already, gets nothing from a promotion.
    const role = standing.roleOf(memberId, start.past);
    if (start.logOp.op.type === 'promote' && (role === null || role === 'facilitator')) {
      voided.set(start.id, 'NothingToDo');
      continue;
    }
    seen.push(tenure);
    const cuts = standing.cutsOf(memberId);
    for (const node of own) {
      if (!needsTenure(node.logOp.op.type) || excluded.has(node)) continue;
      if (standing.accepted.has(node) || !inPast(node.past, start.index)) continue;
      const reason = refusal(tenure, node, cuts);
      if (reason) {
        voided.set(node.id, reason);
        continue;
      }
      voided.delete(node.id);
      standing.accepted.add(node);
      const { op } = node.logOp;
      if (op.type === 'promote' && op.role === 'facilitator') waiting.push({ memberId: op.memberId, start: node });
      if (op.type === 'admit' && mode === 'equals') {
        const newcomer = standing.newcomerOf(node);
        if (newcomer) waiting.push({ memberId: newcomer, start: node });
      }
    }
  }
}
