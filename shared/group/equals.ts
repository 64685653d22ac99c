/**
 * Who may do what in a group of equals (SPEC GR11, GR21). Nobody is senior, so
 * operations are judged in topological order, each by its own past; what a
 * removal, a leave or a lost device undoes beside it falls in rounds, until
 * nothing changes.
 *
 * Of two pairs that remove each other's authors both hold. It cannot be
 * otherwise without an order of rank: a voice that somebody who was removed
 * writes afterwards looks like one that was written at the same time.
 */
import type { OpId } from '../brand.ts';
import type { LogGraph, LogNode } from './log-graph.ts';
import type { PlacedType } from './op-types.ts';
import { admissionRefusal } from './invite-rules.ts';
import { isOwnOp, ownRefusal, workOutRounds } from './own-ops.ts';
import type { VoidReason } from './roster.ts';
import type { Standing } from './standing.ts';

const ACTS: ReadonlySet<PlacedType> = new Set(['inviteCreate', 'inviteRevoke', 'admit', 'refuse', 'endorse']);

/** Accepts what equals do, and what everybody does to their own membership and devices. */
export function acceptEquals(
  graph: LogGraph,
  standing: Standing,
  excluded: ReadonlySet<LogNode>,
  spent: readonly LogNode[],
  voided: Map<OpId, VoidReason>,
): void {
  const refusalOf = (node: LogNode): VoidReason | null => {
    const { op, deviceId } = node.logOp;
    if (isOwnOp(op.type)) return ownRefusal(standing, node);
    if (!standing.devices.isActive(deviceId, node.past)) return 'NotAMember';
    // At once: whoever came in by a wrong one must not make anything fall.
    if (op.type === 'admit') return admissionRefusal(node, { graph, standing, spent });
    if (op.type !== 'endorse') return null;
    if (op.memberId === standing.authorOf(node)) return 'TargetSelf';
    return standing.isOn(op.memberId, node.past) ? null : 'NothingToDo';
  };
  const nodes = graph.nodes.filter((node) => {
    const { type } = node.logOp.op;
    return (ACTS.has(type) || isOwnOp(type)) && !excluded.has(node);
  });
  workOutRounds(standing, { nodes, refusalOf, voided });
}
