/** Which epochs stand, and who can have their keys (HP1 §5, SPEC EP4, EP5). */
import type { DeviceId, EpochId, GroupId, OpId } from '../brand.ts';
import { equalBytes } from '../bytes.ts';
import { inPast, type LogGraph, type LogNode, pastWith } from './log-graph.ts';
import { type EpochBlock, epochBlockOf, grantOf } from './op-types.ts';
import { compareRecipients, type Recipient, rosterHashOf } from './rekey.ts';
import type { Epoch, EpochFault, VoidReason } from './roster.ts';
import type { Standing, View } from './standing.ts';

/** An epoch's id is the id of the operation that introduced it. */
export const epochIdOf = (node: { readonly id: string }): EpochId => node.id as EpochId;

/** Active devices of a view with the keys that count there. */
export function recipientsOf(standing: Standing, view: View): readonly Recipient[] {
  return standing.devices.active(view).flatMap((deviceId) => {
    const dkPk = standing.devices.kemKeyOf(deviceId, view);
    const memberId = standing.devices.memberOf(deviceId, view);
    return dkPk && memberId ? [{ deviceId, memberId, dkPk }] : [];
  });
}

/** The hash of the recipients asked for last: most epochs have those of the one before, and the keys are 1.2 KB each. */
let lastHash: { readonly groupId: GroupId; readonly of: readonly Recipient[]; readonly hash: Uint8Array } | null = null;

function rememberedHash(groupId: GroupId, recipients: readonly Recipient[]): Uint8Array {
  const isSame =
    lastHash?.groupId === groupId &&
    lastHash.of.length === recipients.length &&
    lastHash.of.every((one, i) => {
      const other = recipients[i];
      return one.deviceId === other?.deviceId && one.memberId === other.memberId && one.dkPk === other.dkPk;
    });
  if (!isSame || !lastHash) lastHash = { groupId, of: recipients, hash: rosterHashOf(groupId, recipients) };
  return lastHash.hash;
}

/** Why the epoch of an accepted operation does not stand, or `null` when it does. */
export function epochRefusal(
  groupId: GroupId,
  graph: LogGraph,
  standing: Standing,
  node: LogNode,
  block: EpochBlock,
): VoidReason | null {
  const isGenesis = node.logOp.op.type === 'genesis';
  const author = isGenesis ? null : standing.authorOf(node);
  if (author !== null && standing.roleOf(author, node.past) === 'listener') return 'RoleNotAllowed';
  const known = block.supersedes.every((epochId) => {
    const other = graph.byId.get(epochId as string as OpId);
    return other !== undefined && inPast(node.past, other.index) && epochBlockOf(other.logOp.op) !== null;
  });
  if (!known || isGenesis !== (block.supersedes.length === 0)) return 'EpochUnknown';
  // Judged with the operation's own effect: who it removes is out, who it admits is in.
  const expected = recipientsOf(standing, pastWith(node));
  const { missing, extra } = compareRecipients(
    block,
    expected.map((one) => one.deviceId),
  );
  if (missing.length + extra.length > 0) return 'RecipientsWrong';
  return equalBytes(rememberedHash(groupId, expected), block.rosterHash) ? null : 'RecipientsWrong';
}

/** Somebody gave a key on. */
interface Handover {
  readonly from: DeviceId;
  readonly to: DeviceId;
}

/** Every grant of the log by the epochs whose keys it gives, whatever its standing: its bytes can be opened all the same. */
function handoversByEpoch(graph: LogGraph): ReadonlyMap<EpochId, readonly Handover[]> {
  const handovers = new Map<EpochId, Handover[]>();
  for (const { logOp } of graph.nodes) {
    const grant = grantOf(logOp.op);
    for (const epochId of grant?.epochIds ?? []) {
      const known = handovers.get(epochId);
      const handover = { from: logOp.deviceId, to: grant?.deviceId ?? logOp.deviceId };
      if (known) known.push(handover);
      else handovers.set(epochId, [handover]);
    }
  }
  return handovers;
}

/**
 * Recipients, the device that made the key (it knows it, whether or not it is a recipient), and everybody to whom a
 * holder granted it. Grants by somebody who does not hold it count for nothing.
 */
function holdersOf(author: DeviceId, block: EpochBlock, handovers: readonly Handover[]): ReadonlySet<DeviceId> {
  const holders = new Set<DeviceId>([author, ...block.wraps.map((wrap) => wrap.deviceId)]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to } of handovers) {
      if (!holders.has(from) || holders.has(to)) continue;
      holders.add(to);
      grown = true;
    }
  }
  return holders;
}

/** Accepted words of recipients, by the epoch they are about. */
function faultsByEpoch(graph: LogGraph, standing: Standing): ReadonlyMap<EpochId, readonly EpochFault[]> {
  const faults = new Map<EpochId, EpochFault[]>();
  for (const node of graph.nodes) {
    const { op, deviceId } = node.logOp;
    if (op.type !== 'rekeyFault' || !standing.accepted.has(node)) continue;
    const fault = { op: node.id, by: deviceId, victim: op.victim, fault: op.fault };
    faults.set(op.epochId, [...(faults.get(op.epochId) ?? []), fault]);
  }
  return faults;
}

/** Every epoch of the log in topological order of its operations. */
export function epochsOf(
  graph: LogGraph,
  standing: Standing,
  stands: (node: LogNode, block: EpochBlock) => boolean,
): readonly Epoch[] {
  const faults = faultsByEpoch(graph, standing);
  const handovers = handoversByEpoch(graph);
  return graph.nodes.flatMap((node) => {
    const block = epochBlockOf(node.logOp.op);
    if (!block) return [];
    const epochId = epochIdOf(node);
    return [
      {
        epochId,
        block,
        recipients: block.wraps.map((wrap) => wrap.deviceId),
        supersedes: block.supersedes,
        holders: holdersOf(node.logOp.deviceId, block, handovers.get(epochId) ?? []),
        valid: stands(node, block),
        faults: faults.get(epochId) ?? [],
      },
    ];
  });
}
