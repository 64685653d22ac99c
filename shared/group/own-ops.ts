/** What somebody does to their own membership and devices: leave, add, remove, recover, new keys (SPEC GR9, GR14–GR18). */
import type { MemberId, OpId } from '../brand.ts';
import { MAX_DEVICES_OF_MEMBER } from './device-standing.ts';
import { isConcurrent, type LogNode } from './log-graph.ts';
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

/**
 * True when somebody else removed the member without having seen `node`. It
 * says nothing then (SPEC GR9): a leave or a lost device claimed afterwards
 * would undo what the member did beside it, which others had seen and kept.
 */
export function isBesideRemoval(standing: Standing, memberId: MemberId, node: LogNode): boolean {
  const ends = standing.endsOf(memberId, 'all');
  return ends.some((end) => end.logOp.op.type !== 'leave' && isConcurrent(end, node));
}

/** Why such an operation has no effect, as far as its own past tells. */
export function ownRefusal(standing: Standing, node: LogNode): VoidReason | null {
  const { op, deviceId } = node.logOp;
  const { devices } = standing;
  if (devices.isTaken(node)) return 'DeviceTaken';
  if (op.type === 'recoverDevice') {
    const memberId = standing.newcomerOf(node);
    if (memberId === null || !standing.isOn(memberId, node.past)) return 'NotAMember';
    // A certificate can be shown again: a removed device must not come back by its own.
    if (devices.memberOf(deviceId, node.past) !== null) return 'NothingToDo';
    return isBesideRemoval(standing, memberId, node) ? 'CutConcurrent' : null;
  }
  const author = standing.authorOf(node);
  if (author === null || !devices.isActive(deviceId, node.past)) return 'NotAMember';
  if (isBesideRemoval(standing, author, node)) return 'CutConcurrent';
  if (op.type === 'addDevice') {
    if (standing.newcomerOf(node) !== author) return 'NotAMember';
    return devices.activeOf(author, node.past).length < MAX_DEVICES_OF_MEMBER ? null : 'DeviceLimit';
  }
  if (op.type === 'removeDevice') return devices.memberOf(op.deviceId, node.past) === author ? null : 'NotAFacilitator';
  return null;
}

/** True when what was accepted meanwhile undoes an operation for good. */
export type Fall = (standing: Standing, node: LogNode) => boolean;

/**
 * A device that removes itself says nothing beside a removal by another
 * device: written afterwards, it would undo what the device did before.
 */
const selfRemovalFalls: Fall = (standing, node) => {
  const { op, deviceId } = node.logOp;
  if (op.type !== 'removeDevice' || op.deviceId !== deviceId) return false;
  const ends = standing.devices.endsOf(deviceId, 'all');
  return ends.some((end) => end.logOp.deviceId !== deviceId && isConcurrent(end, node));
};

const FALLS: ReadonlySet<PlacedType> = new Set(['leave', 'addDevice', 'deviceKeyUpdate']);
/** The device that wrote it was removed beside it, or was never rightly there. */
const lostDeviceFalls: Fall = (standing, node) => {
  if (!FALLS.has(node.logOp.op.type)) return false;
  return !standing.devices.isActive(node.logOp.deviceId, node.past) || standing.devices.isCut(node);
};

/** What falls first, and what only when nothing of that does: a void operation must not take others along. */
export const OWN_FALLS: readonly Fall[] = [selfRemovalFalls, lostDeviceFalls];

/** Operations among `nodes` that fall by the first of `falls` by which any does. */
export function fallingNow(standing: Standing, nodes: readonly LogNode[], falls: readonly Fall[]): readonly LogNode[] {
  const accepted = nodes.filter((node) => standing.accepted.has(node));
  for (const fall of falls) {
    const falling = accepted.filter((node) => fall(standing, node));
    if (falling.length > 0) return falling;
  }
  return [];
}

/**
 * Accepts such operations among `nodes` (in topological order), in rounds until
 * nothing changes (SPEC GR16). A removal of another own device, once accepted, holds
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
    for (const node of fallingNow(standing, own, OWN_FALLS)) {
      standing.fall(node);
      voided.set(node.id, 'CutConcurrent');
      changed = true;
    }
  }
}
