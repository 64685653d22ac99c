/**
 * `resolve`: who belongs, as a pure function of a set of operations (HP1 §2,
 * SPEC GR3–GR27). The order in which they arrived, and whether some arrived
 * twice, cannot matter; and whatever somebody appends who was removed changes
 * nothing for anybody.
 *
 * 1. Order the operations, find who claims which device, take the genesis.
 * 2. Accept what tenures cover, most senior first (`tenures.ts`), or what
 *    equals do (`equals.ts`).
 * 3. Set aside admissions that their invites do not allow (`invite-rules.ts`)
 *    and devices that are somebody else's; if there are any, start 2 again
 *    without them.
 * 4. Accept what any member may do (`member-ops.ts`), among equals their voices
 *    too (`voices.ts`), and read off the roster.
 */
import type { GroupId, OpId } from '../brand.ts';
import { claimDevices } from './device-claims.ts';
import { acceptEquals } from './equals.ts';
import { deviceIdOf, groupIdOf, inviteIdOf, memberIdOf } from './identity.ts';
import { refusedAdmissions, wrongAdmissions } from './invite-rules.ts';
import { buildLogGraph, type LogGraph, type LogNode } from './log-graph.ts';
import { acceptEarly, acceptMemberOps } from './member-ops.ts';
import type { LogOp } from './op.ts';
import { isAdmitProven, isGenesisProven, isKeyUpdateProven } from './op-proof.ts';
import type { OpOf } from './op-types.ts';
import type { GroupMode } from './policy.ts';
import { arePolicyChanges, policyOf } from './policy-rules.ts';
import { projectRoster } from './project-roster.ts';
import type { Roster, VoidReason } from './roster.ts';
import { livesOf, Standing } from './standing.ts';
import { acceptTenures, needsTenure } from './tenures.ts';
import { policyByVoices } from './voices.ts';

/** The genesis that everybody pins, when it is among the operations and proves itself. */
function findGenesis(
  graph: LogGraph,
  genesisId: OpId,
): { readonly node: LogNode; readonly op: OpOf<'genesis'>; readonly groupId: GroupId } | null {
  const node = graph.byId.get(genesisId);
  const op = node?.logOp.op;
  if (!node || op?.type !== 'genesis' || node.depth !== 1) return null;
  const groupId = groupIdOf(op.genesisNonce);
  const byFounder = node.logOp.deviceId === deviceIdOf(groupId, op.cert.dsPk);
  return byFounder && isGenesisProven(groupId, op) ? { node, op, groupId } : null;
}

/** What is wrong with an operation by itself, whoever wrote it. */
function checkProofs(groupId: GroupId, graph: LogGraph, genesis: LogNode): ReadonlyMap<LogNode, VoidReason> {
  const invitePks = new Map<string, Uint8Array>();
  const wrong = new Map<LogNode, VoidReason>();
  for (const node of graph.nodes) {
    const { op } = node.logOp;
    if (op.type === 'genesis' && node !== genesis) wrong.set(node, 'NotGenesis');
    else if (op.type === 'inviteCreate') {
      if (inviteIdOf(groupId, op.invitePk) === op.inviteId) invitePks.set(op.inviteId, op.invitePk);
      else wrong.set(node, 'InviteIdWrong');
    } else if (op.type === 'admit') {
      // Topological order: the invite stands before whoever comes in by it.
      const invitePk = invitePks.get(op.request.inviteId);
      if (!invitePk) wrong.set(node, 'InviteUnknown');
      else if (!isAdmitProven(groupId, invitePk, op)) wrong.set(node, 'ProofWrong');
    } else if (op.type === 'deviceKeyUpdate' && !isKeyUpdateProven(op)) wrong.set(node, 'ProofWrong');
    else if (op.type === 'policyChange' && !arePolicyChanges(op.changes)) wrong.set(node, 'PolicyWrong');
  }
  return wrong;
}

/**
 * The roster for `ops`, of which those count whose whole past is among them;
 * every one must be the body of an entry whose signature was verified.
 * `genesisId` is the entry id that invites pin: without it a member could put
 * a second genesis in place of the first. `null` while the genesis is missing
 * or does not prove itself.
 */
export function resolve(ops: readonly LogOp[], genesisId: OpId): Roster | null {
  const graph = buildLogGraph(ops);
  const genesis = findGenesis(graph, genesisId);
  if (!genesis) return null;
  const { groupId } = genesis;
  const wrong = checkProofs(groupId, graph, genesis.node);
  const { claims, unproven } = claimDevices(groupId, graph, wrong);
  const founder = memberIdOf(groupId, genesis.op.mrPk);
  const lives = livesOf(graph, claims);
  /** Void whatever else is accepted. */
  const setAside = new Map([...wrong, ...unproven]);
  /** Void as their own pasts tell, as far as that is known. */
  const wrongByPast = new Map<LogNode, VoidReason>();

  for (;;) {
    const voided = new Map<OpId, VoidReason>();
    const { mode } = genesis.op.policy;
    const excluded: ReadonlySet<LogNode> = new Set([...setAside.keys(), ...wrongByPast.keys()]);
    const spent = [...setAside].flatMap(([node, reason]) => (reason === 'InviteUsed' ? [node] : []));
    const standing = new Standing({ groupId, mode, graph, claims, lives });
    const policyAt = (mode === 'equals' ? policyByVoices : policyOf)(genesis.op.policy, graph, standing);
    standing.accept(genesis.node);
    let counted: ReadonlySet<LogNode> = new Set();
    if (mode === 'equals') acceptEquals(graph, standing, excluded, spent, voided);
    else {
      counted = acceptTenures({ graph, standing, genesis: genesis.node, founder, excluded, voided });
      acceptEarly(graph, standing, policyAt, excluded, voided);
    }
    // The shallowest only: a deeper one may owe its refusal to somebody who then is no facilitator.
    const found = shallowestOf(wrongAdmissions({ graph, standing, spent }));
    for (const [node, reason] of found) wrongByPast.set(node, reason);
    if (found.size > 0) continue;
    // What undid something in a tenure must not fall itself: else who was removed could undo by it.
    const wavering = [...counted].filter((node) => !standing.accepted.has(node));
    for (const node of wavering) setAside.set(node, voided.get(node.id) ?? 'CutConcurrent');
    if (wavering.length > 0) {
      wrongByPast.clear();
      continue;
    }
    const refused = shallowestOf(refusedAdmissions({ graph, standing, spent }));
    for (const [node, reason] of refused) setAside.set(node, reason);
    if (refused.size > 0) {
      wrongByPast.clear();
      continue;
    }

    acceptMemberOps(groupId, graph, standing, voided);
    for (const node of standing.accepted) if (doesNothing(standing, node)) voided.set(node.id, 'NothingToDo');
    for (const id of graph.incomplete) voided.set(id, 'PastIncomplete');
    for (const node of graph.nodes) {
      const reason =
        setAside.get(node) ?? wrongByPast.get(node) ?? voided.get(node.id) ?? defaultReason(node, standing, mode);
      if (reason) voided.set(node.id, reason);
    }
    return projectRoster({ groupId, genesis: genesis.node, policyAt, graph, standing, voided });
  }
}

/** Those of the smallest depth. */
function shallowestOf(refused: ReadonlyMap<LogNode, VoidReason>): ReadonlyMap<LogNode, VoidReason> {
  const shallowest = Math.min(...[...refused.keys()].map((node) => node.depth));
  return new Map([...refused].filter(([node]) => node.depth === shallowest));
}

/** True for a promotion that makes nobody more than they are, and an `acceptLate` of what never came to an end. */
function doesNothing(standing: Standing, node: LogNode): boolean {
  const { op } = node.logOp;
  if (op.type === 'promote') return !standing.isRoleChange(node, op.memberId);
  if (op.type !== 'acceptLate') return false;
  const ends = standing.devices.everOf(op.memberId).flatMap((device) => standing.devices.endsOf(device, node.past));
  return standing.endsOf(op.memberId, node.past).length + ends.length === 0;
}

/** The reason of an operation that nothing accepted and nothing refused by name. */
function defaultReason(node: LogNode, standing: Standing, mode: GroupMode): VoidReason | null {
  if (standing.accepted.has(node)) return null;
  const author = standing.authorOf(node);
  const isIn = author !== null && standing.isOn(author, node.past);
  if (!isIn) return 'NotAMember';
  const { type } = node.logOp.op;
  if (type === 'opaque') return 'NotUnderstood';
  return mode === 'facilitated' && needsTenure(type) ? 'NotAFacilitator' : 'RoleNotAllowed';
}
