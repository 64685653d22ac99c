/** Carried join requests that wait for an answer (SPEC IV7). */
import type { InviteId, OpId } from '../brand.ts';
import type { LogGraph, LogNode } from './log-graph.ts';
import type { RequestId } from './op-types.ts';
import { requestIdOf } from './request.ts';
import type { PendingRequest, VoidReason } from './roster.ts';
import type { Standing } from './standing.ts';

/** Most requests that wait on one invite (HP1 §3); the earliest in the log do. */
export const MAX_PENDING_REQUESTS = 8;

/** Requests that no accepted admission or refusal answers, and puts those beyond the bound among the void. */
export function pendingRequests(
  graph: LogGraph,
  standing: Standing,
  voided: Map<OpId, VoidReason>,
): readonly PendingRequest[] {
  const answered = new Set<RequestId>();
  for (const node of graph.nodes) {
    const { op } = node.logOp;
    if (standing.accepted.has(node) && (op.type === 'admit' || op.type === 'refuse')) answered.add(op.requestId);
  }
  const carriers = new Map<RequestId, LogNode[]>();
  for (const node of graph.nodes) {
    const { op } = node.logOp;
    if (op.type !== 'joinRequest' || !standing.accepted.has(node)) continue;
    const requestId = requestIdOf(op.blob);
    if (answered.has(requestId)) continue;
    const list = carriers.get(requestId);
    if (list) list.push(node);
    else carriers.set(requestId, [node]);
  }
  const waiting = new Map<InviteId, number>();
  const pending: PendingRequest[] = [];
  for (const [requestId, nodes] of carriers) {
    const first = nodes[0];
    const op = first?.logOp.op;
    if (!first || op?.type !== 'joinRequest') continue;
    const count = (waiting.get(op.inviteId) ?? 0) + 1;
    waiting.set(op.inviteId, count);
    if (count > MAX_PENDING_REQUESTS) {
      for (const node of nodes) voided.set(node.id, 'RequestOverflow');
      continue;
    }
    const carriedBy = nodes.map((node) => node.id);
    pending.push({ requestId, inviteId: op.inviteId, blob: op.blob, carriedBy, at: first.logOp.ts });
  }
  return pending;
}
