/** What somebody does to their own membership and devices: leave, add, remove, recover, new keys (SPEC GR9, GR14–GR18). */
import type { OpId } from '../brand.ts';
import { MAX_DEVICES_OF_MEMBER } from './device-standing.ts';
import type { LogNode } from './log-graph.ts';
import type { PlacedType } from './op-types.ts';
import type { VoidReason } from './roster.ts';
import type { Standing } from './standing.ts';

const OWN_OPS: ReadonlySet<PlacedType> = new Set([
  'leave',
  'addDevice',
  'removeDevice',
  'recoverDevice',
  'deviceKeyUpdate',
]);
/** True when the resolver judges this kind as an act about oneself (a removal of a device can be a facilitator's too). */
export const isOwnOp = (type: PlacedType): boolean => OWN_OPS.has(type);

/** Why such an operation has no effect, as far as its own past tells. */
export function ownRefusal(standing: Standing, node: LogNode): VoidReason | null {
  const { op, deviceId } = node.logOp;
  const { devices } = standing;
  if (devices.isTaken(node)) return 'DeviceTaken';
  if (op.type === 'recoverDevice') {
    const memberId = standing.newcomerOf(node);
    return memberId !== null && standing.isOn(memberId, node.past) ? null : 'NotAMember';
  }
  const author = standing.authorOf(node);
  if (author === null || !devices.isActive(deviceId, node.past)) return 'NotAMember';
  if (op.type === 'addDevice') {
    if (standing.newcomerOf(node) !== author) return 'NotAMember';
    return devices.activeOf(author, node.past).length < MAX_DEVICES_OF_MEMBER ? null : 'DeviceLimit';
  }
  if (op.type === 'removeDevice') return devices.memberOf(op.deviceId, node.past) === author ? null : 'NotAFacilitator';
  return null;
}

/** Falls for good when the device that wrote it was removed beside it, or was never rightly there. */
const FALLS: ReadonlySet<PlacedType> = new Set(['leave', 'addDevice', 'deviceKeyUpdate']);
/** True when a later removal of the device that wrote it can undo it. */
export const canFall = (type: PlacedType): boolean => FALLS.has(type);

/**
 * Accepts such operations among `nodes` (in topological order), in rounds until
 * nothing changes (SPEC GR16). A removal of an own device, once accepted, holds
 * whatever happens beside it: a stolen device must not be able to undo its own
 * removal by what it adds later.
 */
export function acceptOwnOps(
  standing: Standing,
  nodes: readonly LogNode[],
  excluded: ReadonlySet<LogNode>,
  voided: Map<OpId, VoidReason>,
): void {
  const own = nodes.filter((node) => isOwnOp(node.logOp.op.type) && !excluded.has(node));
  for (let changed = own.length > 0; changed; ) {
    changed = false;
    for (const node of own) {
      if (standing.accepted.has(node) || standing.fallen.has(node)) continue;
      const reason = ownRefusal(standing, node);
      if (reason) {
        // A removal of a device can be a facilitator's: then its tenure has the better reason.
        if (!voided.has(node.id)) voided.set(node.id, reason);
      } else {
        voided.delete(node.id);
        standing.accept(node);
        changed = true;
      }
    }
    const falling = own.filter((node) => {
      if (!FALLS.has(node.logOp.op.type) || !standing.accepted.has(node)) return false;
      return !standing.devices.isActive(node.logOp.deviceId, node.past) || standing.devices.isCut(node);
    });
    for (const node of falling) {
      standing.fall(node);
      voided.set(node.id, 'CutConcurrent');
      changed = true;
    }
  }
}
