/** Reads the roster off the accepted operations. */
import type { DeviceId, GroupId, OpId } from '../brand.ts';
import { MAX_DEPS } from '../chain/entry.ts';
import { epochRefusal, epochsOf } from './epoch-rules.ts';
import { type InviteFacts, inviteFacts } from './invite-rules.ts';
import { isBefore, type LogGraph, type LogNode } from './log-graph.ts';
import type { FrontierRow } from './op-types.ts';
import type { Policy } from './policy.ts';
import { pendingRequests } from './request-rules.ts';
import type { Device, FormerMember, InviteRow, Member, PendingAdmission, Roster, VoidReason } from './roster.ts';
import { introducedDevice } from './select.ts';
import type { Standing } from './standing.ts';

/** What a roster is read off. */
export interface ProjectionInput {
  readonly groupId: GroupId;
  readonly genesis: LogNode;
  readonly policy: Policy;
  readonly graph: LogGraph;
  readonly standing: Standing;
  /** Gains the requests that were too many. */
  readonly voided: Map<OpId, VoidReason>;
}

/** The roster. */
export function projectRoster(input: ProjectionInput): Roster {
  const { groupId, genesis, policy, graph, standing, voided } = input;
  const facts = [...inviteFacts(graph, standing).values()];
  for (const node of graph.nodes) {
    if (node.logOp.op.type !== 'inviteCreate' || !standing.accepted.has(node)) continue;
    if (!facts.some((invite) => invite.node === node)) voided.set(node.id, 'InviteTaken');
  }
  const requests = pendingRequests(graph, standing, voided);
  return {
    groupId,
    genesisId: genesis.id,
    policy,
    members: membersOf(standing),
    former: formerOf(standing),
    devices: devicesOf(input),
    invites: facts.map((invite) => inviteRow(invite, standing)),
    requests,
    pendingAdmissions: pendingAdmissionsOf(input),
    heads: headsOf(graph, voided),
    valid: new Set(graph.nodes.filter((node) => standing.accepted.has(node) && !voided.has(node.id)).map((n) => n.id)),
    voided,
    epochs: epochsOf(
      graph,
      (node, block) =>
        standing.accepted.has(node) &&
        !voided.has(node.id) &&
        epochRefusal(groupId, graph, standing, node, block) === null,
    ),
  };
}

function membersOf(standing: Standing): readonly Member[] {
  const rows = standing.presentMembers().flatMap((memberId) => {
    const arrivals = standing.arrivalsOf(memberId, 'all');
    const joined = arrivals.find((node) => !arrivals.some((other) => isBefore(other, node)));
    const role = standing.roleOf(memberId, 'all');
    const op = joined?.logOp.op;
    if (!joined || !role || (op?.type !== 'genesis' && op?.type !== 'admit')) return [];
    const tenure = standing.tenureOf(memberId, 'all');
    const member: Member = {
      memberId,
      role,
      mrPk: op.type === 'admit' ? op.request.mrPk : op.mrPk,
      joinedBy: joined.id,
      joinedAt: joined.logOp.ts,
      rank: tenure ? { depth: tenure.depth, id: tenure.id } : null,
      capsule: op.capsule,
    };
    return [{ index: joined.index, member }];
  });
  return rows.sort((a, b) => a.index - b.index).map((row) => row.member);
}

function formerOf(standing: Standing): readonly FormerMember[] {
  return standing.knownMembers().flatMap((memberId) => {
    const ends = standing.endsOf(memberId, 'all');
    if (ends.length === 0 || standing.isOn(memberId, 'all') || !standing.everArrived(memberId)) return [];
    const last = ends.filter((end) => !ends.some((other) => isBefore(end, other)));
    // Beside a removal one's own leave says nothing: it could stretch the frontier.
    const removals = last.filter((end) => end.logOp.op.type === 'remove');
    const deciding = removals.length > 0 ? removals : last;
    return [
      {
        memberId,
        how: removals.length > 0 ? ('removed' as const) : ('left' as const),
        endedBy: deciding.map((end) => end.id).sort(),
        frontier: widestFrontier(deciding),
      },
    ];
  });
}

/** Row by row the greatest seq that any of the operations allows. */
function widestFrontier(ends: readonly LogNode[]): readonly FrontierRow[] {
  const rows = new Map<string, FrontierRow>();
  for (const { logOp } of ends) {
    if (logOp.op.type !== 'remove' && logOp.op.type !== 'leave') continue;
    for (const row of logOp.op.frontier) {
      const key = `${row.deviceId}/${row.inc.toString(16).padStart(8, '0')}`;
      const known = rows.get(key);
      // Two entries at one seq are a fork; the smaller id, so that every replica names the same.
      const isWider = !known || row.seq > known.seq || (row.seq === known.seq && row.id < known.id);
      if (isWider) rows.set(key, row);
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function devicesOf({ groupId, graph, standing }: ProjectionInput): readonly Device[] {
  const rows = new Map<DeviceId, Device>();
  for (const node of graph.nodes) {
    const introduced = introducedDevice(groupId, node.logOp.op);
    const memberId = standing.newcomerOf(node);
    if (!introduced || memberId === null || !standing.accepted.has(node)) continue;
    const counting = standing.introductionOf(introduced.deviceId, 'all');
    if (counting !== null && counting !== node) continue;
    rows.set(introduced.deviceId, { ...introduced, memberId, active: counting !== null, introducedBy: node.id });
  }
  return [...rows.values()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

function inviteRow({ node, op, revokes, facilitatorEnds, admissions }: InviteFacts, standing: Standing): InviteRow {
  const used = new Set(admissions.map((admission) => standing.newcomerOf(admission))).size;
  const closed =
    revokes.length > 0
      ? 'revoked'
      : facilitatorEnds.length > 0
        ? 'facilitator-ended'
        : used >= op.maxUses
          ? 'used'
          : null;
  const createdBy = standing.authorOf(node);
  if (createdBy === null) throw new Error('an accepted operation has an author');
  const { inviteId, invitePk, role, history, maxUses, expiresAt } = op;
  return { inviteId, invitePk, createdBy, op: node.id, role, history, maxUses, used, expiresAt, closed };
}

function pendingAdmissionsOf({ graph, standing, voided }: ProjectionInput): readonly PendingAdmission[] {
  return graph.nodes.flatMap((node) => {
    const reason = voided.get(node.id);
    const { op } = node.logOp;
    const memberId = standing.newcomerOf(node);
    if (op.type !== 'admit' || memberId === null || (reason !== 'InviteUsed' && reason !== 'InviteRevoked')) return [];
    if (standing.isOn(memberId, 'all')) return [];
    return [{ op: node.id, memberId, inviteId: op.request.inviteId, reason }];
  });
}

/** Heads of everything that is complete; when there are more than an entry can name, valid and deep ones first. */
function headsOf(graph: LogGraph, voided: ReadonlyMap<OpId, VoidReason>): readonly OpId[] {
  const named = new Set(graph.nodes.flatMap((node) => node.logOp.deps));
  return graph.nodes
    .filter((node) => !named.has(node.id))
    .sort((a, b) => Number(voided.has(a.id)) - Number(voided.has(b.id)) || b.index - a.index)
    .slice(0, MAX_DEPS)
    .map((node) => node.id)
    .sort();
}
