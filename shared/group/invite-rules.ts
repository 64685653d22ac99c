/**
 * What an invite allows (HP1 §2 step 5, SPEC GR5, GR6). An admission that its
 * invite does not allow is set aside, and the tenures are worked out again
 * without it, since somebody admitted may have been promoted.
 */
import type { InviteId, MemberId } from '../brand.ts';
import { inPast, isBefore, type LogGraph, type LogNode, type Past } from './log-graph.ts';
import { OP_LIMITS } from './op-fields.ts';
import type { OpOf, OpType, PlacedOp } from './op-types.ts';
import type { VoidReason } from './roster.ts';
import { isLesser, type Standing } from './standing.ts';

/** One making of an invite, with everything accepted that bears on it. */
export interface InviteFacts {
  readonly node: LogNode;
  readonly op: OpOf<'inviteCreate'>;
  /** By who may admit, or by who made it. */
  readonly revokes: readonly LogNode[];
  /** Removals and demotions of facilitators not before the invite: they knew its secret. */
  readonly facilitatorEnds: readonly LogNode[];
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
    const isFacilitator = standing.roleOf(op.memberId, node.past) === 'facilitator';
    return isFacilitator || standing.isPromotedBeside(op.memberId, node);
  });
}

/** True when the author of a revocation may take back any invite, and not their own only. */
const mayRevokeAny = (standing: Standing, revoke: LogNode): boolean => {
  const author = standing.authorOf(revoke);
  return standing.isOfEquals || (author !== null && standing.roleOf(author, revoke.past) === 'facilitator');
};

/**
 * Accepted makings of invites by id, in topological order: several people who
 * know a key can make the same invite beside each other. Whose past has one
 * makes none. `only`: those of one invite.
 */
export function inviteFacts(
  graph: LogGraph,
  standing: Standing,
  only?: InviteId,
): ReadonlyMap<InviteId, readonly InviteFacts[]> {
  const ends = facilitatorEnds(graph, standing);
  const accepted = graph.nodes.filter((node) => standing.accepted.has(node));
  const facts = new Map<InviteId, InviteFacts[]>();
  for (const node of accepted) {
    const op = opIs(node, 'inviteCreate');
    if (!op || (only !== undefined && op.inviteId !== only)) continue;
    const others = facts.get(op.inviteId) ?? [];
    if (others.some((other) => isBefore(other.node, node))) continue;
    const revokes = accepted.filter(
      (other) =>
        opIs(other, 'inviteRevoke')?.inviteId === op.inviteId &&
        (standing.authorOf(other) === standing.authorOf(node) || mayRevokeAny(standing, other)),
    );
    const facilitatorEnds = ends.filter((end) => !isBefore(end, node));
    facts.set(op.inviteId, [...others, { node, op, revokes, facilitatorEnds }]);
  }
  return facts;
}

/** Accepted admissions by an invite. */
export const admissionsBy = (graph: LogGraph, standing: Standing, inviteId: InviteId): readonly LogNode[] =>
  graph.nodes.filter((node) => standing.accepted.has(node) && opIs(node, 'admit')?.request.inviteId === inviteId);

/** The making of an invite that somebody goes by who had seen `past`: the first in order. */
export const makingIn = (makings: readonly InviteFacts[] | undefined, past: Past): InviteFacts | null =>
  makings?.find(({ node }) => inPast(past, node.index)) ?? null;

/**
 * Who came in by an invite, in the order in which they count: those whose past holds no other first, smaller id first.
 * Each is measured by the making of the invite that its past holds.
 */
function withinUses(
  admissions: readonly LogNode[],
  maxUsesOf: (node: LogNode) => number,
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
    if (!members.has(member) && members.size >= maxUsesOf(next)) continue;
    members.add(member);
    within.add(next);
  }
  return within;
}

/** Why an admission does not count, as its own past tells. `spent`: see `refusedAdmissions`. */
export function admissionRefusal(node: LogNode, input: RefusalInput): VoidReason | null {
  const { graph, standing, spent } = input;
  const op = opIs(node, 'admit');
  const invite = op && makingIn(inviteFacts(graph, standing, op.request.inviteId).get(op.request.inviteId), node.past);
  const newcomer = standing.newcomerOf(node);
  if (!op || !invite) return 'InviteUnknown';
  if (isLesser(invite.op.role, op.role)) return 'RoleNotAllowed';
  if (node.logOp.ts >= invite.op.expiresAt) return 'InviteExpired';
  if (newcomer === null || standing.devices.isTaken(node, node.past)) return 'DeviceTaken';
  if (standing.isOn(newcomer, node.past)) return 'NothingToDo';
  if (invite.revokes.some((revoke) => isBefore(revoke, node))) return 'InviteRevoked';
  const { inviteId, maxUses } = invite.op;
  const earlier = [...admissionsBy(graph, standing, inviteId), ...spent].filter(
    (other) => isBefore(other, node) && opIs(other, 'admit')?.request.inviteId === inviteId,
  );
  const others = new Set(earlier.map((other) => standing.newcomerOf(other)));
  others.delete(newcomer);
  return others.size >= maxUses ? 'InviteUsed' : null;
}

/** What admissions are judged from. */
export interface RefusalInput {
  readonly graph: LogGraph;
  readonly standing: Standing;
  /**
   * Admissions that were set aside since others used their invite up; whoever had seen them comes after them all the
   * same.
   */
  readonly spent: readonly LogNode[];
}

/** Accepted admissions that their own past does not allow: those are void as long as it does not. */
export function wrongAdmissions(input: RefusalInput): ReadonlyMap<LogNode, VoidReason> {
  const { graph, standing } = input;
  const wrong = new Map<LogNode, VoidReason>();
  for (const node of graph.nodes) {
    if (!opIs(node, 'admit') || !standing.accepted.has(node)) continue;
    const reason = admissionRefusal(node, input);
    if (reason) wrong.set(node, reason);
  }
  return wrong;
}

/**
 * Admissions that the whole log does not allow though their own pasts did: those are void for good, the most grave
 * reason first.
 */
export function refusedAdmissions({ graph, standing }: RefusalInput): ReadonlyMap<LogNode, VoidReason> {
  const facts = inviteFacts(graph, standing);
  const refused = new Map<LogNode, VoidReason>();
  for (const [inviteId, makings] of facts) {
    const admissions = admissionsBy(graph, standing, inviteId);
    for (const node of admissions) {
      const invite = makingIn(makings, node.past);
      const closers = [...(invite?.revokes ?? []), ...(invite?.facilitatorEnds ?? [])];
      if (closers.some((closer) => !isBefore(node, closer))) refused.set(node, 'InviteRevoked');
    }
    const standingOnes = admissions.filter((node) => !refused.has(node));
    const maxUsesOf = (node: LogNode): number => makingIn(makings, node.past)?.op.maxUses ?? 0;
    const within = withinUses(standingOnes, maxUsesOf, (node) => standing.newcomerOf(node));
    for (const node of standingOnes) if (!within.has(node)) refused.set(node, 'InviteUsed');
  }
  for (const node of graph.nodes) {
    const { type } = node.logOp.op;
    if (!standing.accepted.has(node) || refused.has(node) || !INTRODUCING.has(type)) continue;
    if (standing.devices.isTaken(node, 'all')) refused.set(node, 'DeviceTaken');
  }
  const arrivals = [...standing.presentMembers()]
    .map((memberId) => standing.arrivalsOf(memberId, 'all').filter((node) => !refused.has(node)))
    .filter((nodes) => nodes.length > 0)
    .sort((a, b) => (a[0]?.index ?? 0) - (b[0]?.index ?? 0));
  for (const nodes of arrivals.slice(OP_LIMITS.members)) for (const node of nodes) refused.set(node, 'GroupFull');
  return refused;
}

const INTRODUCING: ReadonlySet<PlacedOp['type']> = new Set(['admit', 'addDevice', 'recoverDevice']);
