/** Operations that any active member's device may write (SPEC EP4, EP6, IV7, GR22, GR23; among equals GR26). */
import type { GroupId, OpId } from '../brand.ts';
import { epochRefusal } from './epoch-rules.ts';
import { inviteFacts, makingIn } from './invite-rules.ts';
import { inPast, isBefore, isConcurrent, type LogGraph, type LogNode } from './log-graph.ts';
import { epochBlockOf, type OpOf, type PlacedType } from './op-types.ts';
import { acceptOwnOps } from './own-ops.ts';
import type { Policy } from './policy.ts';
import type { VoidReason } from './roster.ts';
import type { Standing, View } from './standing.ts';
import { voiceOf } from './voices.ts';

const MEMBER_OPS: ReadonlySet<PlacedType> = new Set(['rekey', 'keyGrant', 'joinRequest', 'rekeyFault', 'reFound']);

/** Why the author may not act: not in at that point, or ended concurrently. */
export function authorRefusal(standing: Standing, node: LogNode): VoidReason | null {
  const author = standing.authorOf(node);
  if (author === null || !standing.devices.isActive(node.logOp.deviceId, node.past)) return 'NotAMember';
  const isEnded = standing.endsOf(author, 'all').some((end) => isConcurrent(end, node));
  return isEnded || standing.devices.cutsOf(node).length > 0 ? 'CutConcurrent' : null;
}

/** What those who held no tenure do to themselves, and invites by members where the policy lets them. */
export function acceptEarly(
  graph: LogGraph,
  standing: Standing,
  policyAt: (view: View) => Policy,
  excluded: ReadonlySet<LogNode>,
  voided: Map<OpId, VoidReason>,
): void {
  acceptOwnOps(standing, graph.nodes, excluded, voided);
  for (const node of graph.nodes) {
    const { op } = node.logOp;
    if (op.type !== 'inviteCreate' && op.type !== 'inviteRevoke') continue;
    if (standing.accepted.has(node) || excluded.has(node) || !policyAt(node.past).membersInvite) continue;
    const author = standing.authorOf(node);
    const role = author === null ? null : standing.roleOf(author, node.past);
    if (role !== 'member' || authorRefusal(standing, node) !== null) continue;
    if (op.type === 'inviteRevoke' && !isOwnInvite(graph, standing, node)) continue;
    standing.accept(node);
    voided.delete(node.id);
  }
}

/** Members who are not facilitators revoke their own invites only. */
function isOwnInvite(graph: LogGraph, standing: Standing, revoke: LogNode): boolean {
  const { op } = revoke.logOp;
  if (op.type !== 'inviteRevoke') return false;
  const makings = inviteFacts(graph, standing).get(op.inviteId) ?? [];
  return makings.some(({ node }) => isBefore(node, revoke) && standing.authorOf(node) === standing.authorOf(revoke));
}

/** Only recipients know what reached them, and only of an epoch that they had seen. */
function faultRefusal(graph: LogGraph, node: LogNode, op: OpOf<'rekeyFault'>): VoidReason | null {
  const epoch = graph.byId.get(op.epochId as string as OpId);
  const block = epoch && inPast(node.past, epoch.index) ? epochBlockOf(epoch.logOp.op) : null;
  const recipients = new Set(block?.wraps.map((wrap) => wrap.deviceId));
  return recipients.has(node.logOp.deviceId) && recipients.has(op.victim) ? null : 'EpochUnknown';
}

/** The rest, once it is final who is in: rekeys, grants, carried requests, faults and successors; among equals voices. */
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
        return standing.devices.isActive(op.grant.deviceId, node.past) ? null : 'NothingToDo';
      case 'joinRequest': {
        return makingIn(facts.get(op.inviteId), node.past) ? null : 'InviteUnknown';
      }
      case 'rekeyFault':
        return faultRefusal(graph, node, op);
      case 'policyChange':
        return voiceOf(op) === null ? 'RoleNotAllowed' : null;
      default:
        return null;
    }
  };
  for (const node of graph.nodes) {
    const { type } = node.logOp.op;
    const isVoice = type === 'policyChange' && standing.isOfEquals;
    if (!MEMBER_OPS.has(type) && !isVoice) continue;
    const reason = refusal(node);
    if (reason) voided.set(node.id, reason);
    else standing.accept(node);
  }
}
