/**
 * What an invite allows (HP1 §2 step 5, SPEC GR5, GR6). An admission that its
 * invite does not allow is set aside, and the tenures are worked out again
 * without it, since somebody admitted may have been promoted.
 */
import type { InviteId, MemberId } from '../brand.ts';
import { isBefore, type LogGraph, type LogNode } from './log-graph.ts';
import { OP_LIMITS } from './op-fields.ts';
import type { OpOf, OpType, PlacedOp } from './op-types.ts';
import type { VoidReason } from './roster.ts';
import { isLesser, type Standing } from './standing.ts';

/** An invite with everything accepted that bears on it. */
export interface InviteFacts {
  readonly node: LogNode;
  readonly op: OpOf<'inviteCreate'>;
  readonly revokes: readonly LogNode[];
  /** Removals and demotions of facilitators not before the invite: they knew its secret. */
  readonly facilitatorEnds: readonly LogNode[];
  /** Accepted admissions by this invite. */
  readonly admissions: readonly LogNode[];
}

const opIs = <T extends OpType>(node: LogNode, type: T): OpOf<T> | null => {
  const { op } = node.logOp;
  return op.type === type ? (op as PlacedOp & OpOf<T>) : null;
};

/** Accepted removals and demotions that hit a facilitator. */
function facilitatorEnds(graph: LogGraph, standing: Standing): readonly LogNode[] {
  return graph.nodes.filter((node) => {
    const { op } = node.logOp;
    if ((op.type !== 'remove' && op.type !== 'demote') || !standing.accepted.has(node)) return false;
    return standing.roleOf(op.memberId, node.past) === 'facilitator';
  });
}

/** Accepted invites by id; of several operations for one id the first in topological order counts. */
export function inviteFacts(graph: LogGraph, standing: Standing): ReadonlyMap<InviteId, InviteFacts> {
  const ends = facilitatorEnds(graph, standing);
  const accepted = graph.nodes.filter((node) => standing.accepted.has(node));
  const facts = new Map<InviteId, InviteFacts>();
  for (const node of accepted) {
    const op = opIs(node, 'inviteCreate');
    if (!op || facts.has(op.inviteId)) continue;
    facts.set(op.inviteId, {
      node,
      op,
      revokes: accepted.filter((other) => opIs(other, 'inviteRevoke')?.inviteId === op.inviteId),
      facilitatorEnds: ends.filter((end) => !isBefore(end, node)),
      admissions: accepted.filter((other) => opIs(other, 'admit')?.request.inviteId === op.inviteId),
    });
  }
  return facts;
}

/** Who came in by an invite, in the order in which they count: those whose past holds no other first, smaller id first. */
function withinUses(
  admissions: readonly LogNode[],
  maxUses: number,
  memberOf: (node: LogNode) => MemberId | null,
): ReadonlySet<LogNode> {
  const left = new Set(admissions);
  const members = new Set<MemberId | null>();
  const within = new Set<LogNode>();
  while (left.size > 0) {
    const earliest = [...left].filter((node) => ![...left].some((other) => isBefore(other, node)));
    const next = earliest.reduce((a, b) => (a.id < b.id ? a : b));
    left.delete(next);
    // Two facilitators who admit the same person at once use the invite once.
    const member = memberOf(next);
    if (!members.has(member) && members.size >= maxUses) continue;
    members.add(member);
    within.add(next);
  }
  return within;
}

/** Why an accepted admission has to be set aside, for each that has to. */
export function refusedAdmissions(graph: LogGraph, standing: Standing): ReadonlyMap<LogNode, VoidReason> {
  const facts = inviteFacts(graph, standing);
  const refused = new Map<LogNode, VoidReason>();
  for (const node of graph.nodes) {
    const op = opIs(node, 'admit');
    if (!op || !standing.accepted.has(node)) continue;
    const reason = admissionRefusal(node, op, facts.get(op.request.inviteId) ?? null, standing);
    if (reason) refused.set(node, reason);
  }
  for (const { op, admissions } of facts.values()) {
    const standingOnes = admissions.filter((node) => !refused.has(node));
    const within = withinUses(standingOnes, op.maxUses, (node) => standing.newcomerOf(node));
    for (const node of standingOnes) if (!within.has(node)) refused.set(node, 'InviteUsed');
  }
  const arrivals = [...standing.presentMembers()]
    .map((memberId) => standing.arrivalsOf(memberId, 'all').filter((node) => !refused.has(node)))
    .filter((nodes) => nodes.length > 0)
    .sort((a, b) => (a[0]?.index ?? 0) - (b[0]?.index ?? 0));
  for (const nodes of arrivals.slice(OP_LIMITS.members)) for (const node of nodes) refused.set(node, 'GroupFull');
  return refused;
}

function admissionRefusal(
  node: LogNode,
  op: OpOf<'admit'>,
  invite: InviteFacts | null,
  standing: Standing,
): VoidReason | null {
  if (!invite || !isBefore(invite.node, node)) return 'InviteUnknown';
  if (isLesser(invite.op.role, op.role)) return 'RoleNotAllowed';
  if (node.logOp.ts >= invite.op.expiresAt) return 'InviteExpired';
  const closers = [...invite.revokes, ...invite.facilitatorEnds];
  if (closers.some((closer) => !isBefore(node, closer))) return 'InviteRevoked';
  const newcomer = standing.newcomerOf(node);
  if (newcomer === null || standing.devices.isTaken(node)) return 'DeviceTaken';
  return standing.isOn(newcomer, node.past) ? 'NothingToDo' : null;
}
