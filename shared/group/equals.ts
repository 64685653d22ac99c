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
import { fallingOf, isOwnOp, ownRefusal } from './own-ops.ts';
import type { VoidReason } from './roster.ts';
import type { Standing } from './standing.ts';

const ACTS: ReadonlySet<PlacedType> = new Set(['inviteCreate', 'inviteRevoke', 'admit', 'refuse', 'endorse']);

function refusalOf(standing: Standing, node: LogNode): VoidReason | null {
  const { op, deviceId } = node.logOp;
  if (isOwnOp(op.type)) return ownRefusal(standing, node);
  if (!standing.devices.isActive(deviceId, node.past)) return 'NotAMember';
  if (op.type !== 'endorse') return null;
  if (op.memberId === standing.authorOf(node)) return 'TargetSelf';
  return standing.isOn(op.memberId, node.past) ? null : 'NothingToDo';
}

/** Accepts what equals do, and what everybody does to their own membership and devices. */
export function acceptEquals(
  graph: LogGraph,
  standing: Standing,
  excluded: ReadonlySet<LogNode>,
  voided: Map<OpId, VoidReason>,
): void {
  const acts = graph.nodes.filter((node) => {
    const { type } = node.logOp.op;
    return (ACTS.has(type) || isOwnOp(type)) && !excluded.has(node);
  });
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of acts) {
      if (standing.accepted.has(node) || standing.fallen.has(node)) continue;
      const reason = refusalOf(standing, node);
      if (reason) voided.set(node.id, reason);
      else {
        voided.delete(node.id);
        standing.accept(node);
        changed = true;
      }
    }
    for (const node of fallingOf(standing, acts, (one) => refusalOf(standing, one))) {
      voided.set(node.id, refusalOf(standing, node) ?? 'CutConcurrent');
      standing.fall(node);
      changed = true;
    }
  }
}
