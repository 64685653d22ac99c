/** Operations that any active member's device may write (SPEC GR10, EP4, IV7). */
import type { GroupId, OpId } from '../brand.ts';
import { epochRefusal } from './epoch-rules.ts';
import { inviteFacts } from './invite-rules.ts';
import { inPast, isConcurrent, type LogGraph, type LogNode } from './log-graph.ts';
import type { OpType } from './op-types.ts';
import type { Policy } from './policy.ts';
import type { VoidReason } from './roster.ts';
import type { Standing } from './standing.ts';
import { acceptLeave } from './tenures.ts';

const MEMBER_OPS: ReadonlySet<OpType> = new Set(['leave', 'rekey', 'keyGrant', 'joinRequest']);
/** True when the resolver judges this kind as an act of any member. */
export const isMemberOp = (type: OpType): boolean => MEMBER_OPS.has(type);

/** Why the author may not act: not in at that point, or ended concurrently. */
export function authorRefusal(standing: Standing, node: LogNode): VoidReason | null {
  const author = standing.authorOf(node);
  if (author === null || !standing.isActive(node.logOp.deviceId, node.past)) return 'NotAMember';
  return standing.endsOf(author, 'all').some((end) => isConcurrent(end, node)) ? 'CutConcurrent' : null;
}

/** Leaves of those who held no tenure, and invites by members where the policy lets them. */
export function acceptEarly(graph: LogGraph, standing: Standing, policy: Policy, voided: Map<OpId, VoidReason>): void {
  for (const node of graph.nodes) {
    if (node.logOp.op.type !== 'leave' || standing.accepted.has(node)) continue;
    if (!acceptLeave(standing, node)) voided.set(node.id, 'NotAMember');
  }
  if (!policy.membersInvite) return;
  for (const node of graph.nodes) {
    const { op } = node.logOp;
    if (standing.accepted.has(node) || (op.type !== 'inviteCreate' && op.type !== 'inviteRevoke')) continue;
    const author = standing.authorOf(node);
    const role = author === null ? null : standing.roleOf(author, node.past);
    if (role !== 'member' || authorRefusal(standing, node) !== null) continue;
    if (op.type === 'inviteRevoke' && !isOwnInvite(graph, standing, node)) continue;
    standing.accepted.add(node);
    voided.delete(node.id);
  }
}

/** Members who are not facilitators revoke their own invites only. */
function isOwnInvite(graph: LogGraph, standing: Standing, revoke: LogNode): boolean {
  const { op } = revoke.logOp;
  if (op.type !== 'inviteRevoke') return false;
  return graph.nodes.some(
    (node) =>
      node.logOp.op.type === 'inviteCreate' &&
      node.logOp.op.inviteId === op.inviteId &&
      standing.authorOf(node) === standing.authorOf(revoke),
  );
}

/** The rest, once it is final who is in: rekeys, grants and carried requests. */
export function acceptMemberOps(
  groupId: GroupId,
  graph: LogGraph,
  standing: Standing,
  voided: Map<OpId, VoidReason>,
): void {
  const facts = inviteFacts(graph, standing);
  const refusal = (node: LogNode): VoidReason | null => {
    const unauthorised = authorRefusal(standing, node);
    if (unauthorised) return unauthorised;
    const { op } = node.logOp;
    switch (op.type) {
      case 'rekey': {
        const author = standing.authorOf(node);
        const role = author === null ? null : standing.roleOf(author, node.past);
        return role === 'listener' ? 'RoleNotAllowed' : epochRefusal(groupId, graph, standing, node, op.epoch);
      }
      case 'keyGrant':
        return standing.isActive(op.grant.deviceId, node.past) ? null : 'NothingToDo';
      case 'joinRequest': {
        const invite = facts.get(op.inviteId);
        return invite && inPast(node.past, invite.node.index) ? null : 'InviteUnknown';
      }
      default:
        return 'NotYetSupported';
    }
  };
  for (const node of graph.nodes) {
    const { type } = node.logOp.op;
    if (!isMemberOp(type) || type === 'leave') continue;
    const reason = refusal(node);
    if (reason) voided.set(node.id, reason);
    else standing.accepted.add(node);
  }
}
