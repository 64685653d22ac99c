/** Which epochs stand, and who can have their keys (HP1 §5, SPEC EP4, EP5). */
import type { DeviceId, EpochId, GroupId } from '../brand.ts';
import { equalBytes } from '../bytes.ts';
import { inPast, type LogGraph, type LogNode, pastWith } from './log-graph.ts';
import { type EpochBlock, epochBlockOf, grantOf } from './op-types.ts';
import { compareRecipients, type Recipient, rosterHashOf } from './rekey.ts';
import type { Epoch, VoidReason } from './roster.ts';
import { introducedDevice } from './select.ts';
import type { Standing, View } from './standing.ts';

/** An epoch's id is the id of the operation that introduced it. */
export const epochIdOf = (node: { readonly id: string }): EpochId => node.id as EpochId;

/** Active devices of a view with the keys that count there. */
export function recipientsOf(groupId: GroupId, standing: Standing, view: View): readonly Recipient[] {
  return standing.activeDevices(view).flatMap((deviceId) => {
    const op = standing.introductionOf(deviceId, view)?.logOp.op;
    const introduced = op ? introducedDevice(groupId, op) : null;
    const memberId = standing.memberOf(deviceId, view);
    return introduced && memberId ? [{ deviceId, memberId, dkPk: introduced.dkPk }] : [];
  });
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
  const known = block.supersedes.every((epochId) => {
    const other = graph.nodes.find((one) => (one.id as string) === epochId);
    return other !== undefined && inPast(node.past, other.index) && epochBlockOf(other.logOp.op) !== null;
  });
  if (!known || isGenesis !== (block.supersedes.length === 0)) return 'EpochUnknown';
  // Judged with the operation's own effect: who it removes is out, who it admits is in.
  const expected = recipientsOf(groupId, standing, pastWith(node));
  const { missing, extra } = compareRecipients(
    block,
    expected.map((one) => one.deviceId),
  );
  if (missing.length + extra.length > 0) return 'RecipientsWrong';
  return equalBytes(rosterHashOf(groupId, expected), block.rosterHash) ? null : 'RecipientsWrong';
}

/**
 * Recipients, and everybody to whom a holder granted the key, in any operation
 * whatever its standing: a void operation's bytes can be opened all the same.
 * Grants by somebody who does not hold the key count for nothing.
 */
function holdersOf(graph: LogGraph, epochId: EpochId, block: EpochBlock): ReadonlySet<DeviceId> {
  const holders = new Set<DeviceId>(block.wraps.map((wrap) => wrap.deviceId));
  const grants = graph.nodes.flatMap((node) => {
    const grant = grantOf(node.logOp.op);
    return grant?.epochIds.includes(epochId) ? [{ from: node.logOp.deviceId, to: grant.deviceId }] : [];
  });
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to } of grants) {
      if (!holders.has(from) || holders.has(to)) continue;
      holders.add(to);
      grown = true;
    }
  }
  return holders;
}

/** Every epoch of the log in topological order of its operations. */
export function epochsOf(graph: LogGraph, stands: (node: LogNode, block: EpochBlock) => boolean): readonly Epoch[] {
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
        holders: holdersOf(graph, epochId, block),
        valid: stands(node, block),
      },
    ];
  });
}
