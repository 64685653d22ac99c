/** Reads the roster off the accepted operations. */
import type { DeviceId, GroupId, MemberId, OpId } from '../brand.ts';
import { MAX_DEPS } from '../chain/entry.ts';
import { epochRefusal, epochsOf } from './epoch-rules.ts';
import { authorRefusal } from './member-ops.ts';
import { admissionsBy, type InviteFacts, inviteFacts } from './invite-rules.ts';
import { cutsOf, formerOf } from './frontiers.ts';
import { isBefore, type LogGraph, type LogNode, pastWith } from './log-graph.ts';
import type { Role } from './op-types.ts';
import type { Policy } from './policy.ts';
import { pendingRequests } from './request-rules.ts';
import type {
  Device,
  Endorsement,
  InviteRow,
  Member,
  PendingAdmission,
  Roster,
  Successor,
  VoidReason,
} from './roster.ts';
import { introducedDevice } from './select.ts';
import type { Standing, View } from './standing.ts';
import { standingVoices } from './voices.ts';

/** What a roster is read off. */
export interface ProjectionInput {
  readonly groupId: GroupId;
  readonly genesis: LogNode;
  readonly policyAt: (view: View) => Policy;
  readonly graph: LogGraph;
  readonly standing: Standing;
  /** Gains the requests that were too many. */
  readonly voided: Map<OpId, VoidReason>;
}

/** The roster. */
export function projectRoster(input: ProjectionInput): Roster {
  const { groupId, genesis, policyAt, graph, standing, voided } = input;
  const makings = inviteFacts(graph, standing);
  for (const node of graph.nodes) {
    if (node.logOp.op.type !== 'inviteCreate' || !standing.accepted.has(node)) continue;
    if (![...makings.values()].flat().some((invite) => invite.node === node)) voided.set(node.id, 'InviteTaken');
  }
  const requests = pendingRequests(graph, standing, voided);
  return {
    groupId,
    genesisId: genesis.id,
    policy: policyAt('all'),
    members: membersOf(standing),
    former: formerOf(standing, graph),
    devices: devicesOf(input),
    invites: [...makings.values()].flatMap(([first]) => (first ? [inviteRow(first, graph, standing)] : [])),
    requests,
    pendingAdmissions: pendingAdmissionsOf(input),
    heads: headsOf(graph, voided),
    valid: new Set(graph.nodes.filter((node) => standing.accepted.has(node) && !voided.has(node.id)).map((n) => n.id)),
    voided,
    epochs: epochsOf(
      graph,
      standing,
      (node, block) =>
        standing.accepted.has(node) &&
        !voided.has(node.id) &&
        epochRefusal(groupId, graph, standing, node, block) === null,
    ),
    endorsements: endorsementsOf(standing),
    keeperVoices: standing.isOfEquals ? standingVoices(graph, standing) : [],
    successors: successorsOf(graph, standing, voided),
    cuts: cutsOf(standing, graph),
    roleAt: rolesAt(graph, standing),
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
      capsule: laterCapsule(standing, memberId) ?? op.capsule,
    };
    return [{ index: joined.index, member }];
  });
  return rows.sort((a, b) => a.index - b.index).map((row) => row.member);
}

/** The recovery capsule that a key update brought last. */
function laterCapsule(standing: Standing, memberId: MemberId): Uint8Array | null {
  const capsules = standing.devices.keyUpdatesOf(memberId).flatMap(({ logOp: { op } }) => {
    return op.type === 'deviceKeyUpdate' && op.capsule ? [op.capsule] : [];
  });
  return capsules.at(-1) ?? null;
}

function devicesOf({ groupId, graph, standing }: ProjectionInput): readonly Device[] {
  const rows = new Map<DeviceId, Device>();
  for (const node of graph.nodes) {
    const introduced = introducedDevice(groupId, node.logOp.op);
    const memberId = standing.newcomerOf(node);
    if (!introduced || memberId === null || !standing.accepted.has(node)) continue;
    const { deviceId, dsPk } = introduced;
    const counting = standing.devices.introductionOf(deviceId, 'all');
    if (counting !== null && counting !== node) continue;
    const dkPk = standing.devices.kemKeyOf(deviceId, 'all') ?? introduced.dkPk;
    const active = standing.devices.isActive(deviceId, 'all');
    rows.set(deviceId, { deviceId, dsPk, dkPk, memberId, active, introducedBy: node.id });
  }
  return [...rows.values()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

/** Endorsements by and against people who are in, of the target's present stay. */
function endorsementsOf(standing: Standing): readonly Endorsement[] {
  return standing.presentMembers().flatMap((target) => {
    const arrivals = standing.arrivalsOf(target, 'all');
    return standing.endorsementsOf(target).flatMap((node) => {
      const { op } = node.logOp;
      const by = standing.authorOf(node);
      const isOver = arrivals.every((arrival) => isBefore(node, arrival));
      if (op.type !== 'endorse' || by === null || isOver || !standing.isOn(by, 'all')) return [];
      return [{ op: node.id, by, target, reason: op.reason }];
    });
  });
}

function successorsOf(
  graph: LogGraph,
  standing: Standing,
  voided: ReadonlyMap<OpId, VoidReason>,
): readonly Successor[] {
  return graph.nodes.flatMap((node) => {
    const { op } = node.logOp;
    const by = standing.authorOf(node);
    if (op.type !== 'reFound' || by === null || !standing.accepted.has(node) || voided.has(node.id)) return [];
    const { groupId, genesisHash, secrets } = op;
    return [{ op: node.id, by, groupId, genesisHash, secrets }];
  });
}

/** Roles as far as given heads tell; remembered, since all entries between two operations name the same heads. */
function rolesAt(graph: LogGraph, standing: Standing): Roster['roleAt'] {
  const known = new Map<string, Role | null>();
  return (memberId, heads) => {
    const nodes = heads.flatMap((id) => graph.byId.get(id) ?? []);
    const key = `${memberId}/${nodes.map((node) => node.index).join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const past = new Uint32Array((graph.nodes.length + 31) >>> 5);
    for (const node of nodes) {
      for (const [i, word] of pastWith(node).entries()) past[i] = (past[i] ?? 0) | word;
    }
    const role = standing.roleOf(memberId, past);
    known.set(key, role);
    return role;
  };
}

function inviteRow(
  { node, op, revokes, facilitatorEnds }: InviteFacts,
  graph: LogGraph,
  standing: Standing,
): InviteRow {
  const admissions = admissionsBy(graph, standing, op.inviteId);
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
    const hadAuthority = standing.isOfEquals ? authorRefusal(standing, node) === null : standing.covered.has(node);
    if (!hadAuthority || standing.isOn(memberId, 'all')) return [];
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
