/** What somebody does to their own membership and devices: leave, add, remove, recover, new keys (SPEC GR9, GR14–GR18). */
import type { OpId } from '../brand.ts';
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

/** Why such an operation has no effect, as far as its own past tells. */
export function ownRefusal(standing: Standing, node: LogNode): VoidReason | null {
  const { op, deviceId } = node.logOp;
  const { devices } = standing;
  if (devices.isTaken(node, node.past)) return 'DeviceTaken';
  if (op.type === 'recoverDevice') {
    const memberId = standing.newcomerOf(node);
    if (memberId === null || !standing.isOn(memberId, node.past)) return 'NotAMember';
    // A certificate can be shown again: a removed device must not come back by its own.
    return devices.memberOf(deviceId, node.past) === null ? null : 'NothingToDo';
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

/** What a removal of the device that wrote it undoes beside it. A recovery has its device from itself, and can be shown again. */
const FALLS_WITH_DEVICE: ReadonlySet<PlacedType> = new Set([
  'leave',
  'addDevice',
  'recoverDevice',
  'deviceKeyUpdate',
  'inviteCreate',
  'inviteRevoke',
  'admit',
  'refuse',
]);
const isSelfRemoval = ({ logOp: { op, deviceId } }: LogNode): boolean =>
  op.type === 'removeDevice' && op.deviceId === deviceId;
/** What stays beside a leave of its author: what ends something. */
const STAYS_BESIDE_LEAVE: ReadonlySet<PlacedType> = new Set(['leave', 'removeDevice', 'endorse']);

/** How operations are judged in rounds. */
export interface Judge {
  /** In topological order. */
  readonly nodes: readonly LogNode[];
  /** Why an operation's own past does not allow it. */
  readonly refusalOf: (node: LogNode) => VoidReason | null;
  /** Receives why operations are void. */
  readonly voided: Map<OpId, VoidReason>;
}

/** True for an accepted one that its own past does not allow any more. */
function isOutOfPlace(standing: Standing, { refusalOf }: Judge, node: LogNode): boolean {
  if (node.logOp.op.type !== 'removeDevice') return refusalOf(node) !== null;
  // A removal of an own device stays while its author is in.
  const author = standing.acceptedFrom(node);
  return author === null || !standing.isOn(author, node.past);
}

/** Accepts in order what own pasts allow, and takes out what they do not allow any more; what was taken out falls for good. */
function acceptInOrder(standing: Standing, judge: Judge): 'same' | 'more' | 'fell' {
  const { nodes, refusalOf, voided } = judge;
  let accepted = 0;
  let gone = 0;
  for (const node of nodes) {
    if (standing.fallen.has(node) || standing.covered.has(node)) continue;
    if (standing.accepted.has(node)) {
      if (!isOutOfPlace(standing, judge, node)) continue;
      voided.set(node.id, refusalOf(node) ?? 'NotAMember');
      standing.fall(node);
      gone += 1;
      continue;
    }
    const reason = refusalOf(node);
    if (reason === null) {
      voided.delete(node.id);
      standing.accept(node);
      accepted += 1;
      // A removal of a device can be a facilitator's: then its tenure has the better reason.
    } else if (node.logOp.op.type !== 'removeDevice' || !voided.has(node.id)) voided.set(node.id, reason);
  }
  return gone > 0 ? 'fell' : accepted > 0 ? 'more' : 'same';
}

/**
 * Which of the accepted ones fall in one round (SPEC GR9, GR16, GR17, GR21):
 * what was written beside a removal by others or a recovery; then a device's
 * removal of itself beside one by another device (it could stretch the
 * frontier); then what a removal of its device undoes; then what a leave
 * undoes. One after the other, so that what falls itself undoes nothing: else
 * a stolen device could undo by its leave what its owner wrote.
 */
function fallingOf(standing: Standing, { nodes }: Judge): readonly LogNode[] {
  const accepted = nodes.filter((node) => standing.accepted.has(node) && !standing.covered.has(node));
  const endsBeside = (node: LogNode): readonly LogNode[] => {
    const author = standing.writerOf(node);
    return author === null ? [] : standing.endsOf(author, 'all').filter((end) => isConcurrent(end, node));
  };
  const typeOf = (node: LogNode): PlacedType => node.logOp.op.type;
  const isLeave = (node: LogNode): boolean => typeOf(node) === 'leave';
  const steps: readonly ((node: LogNode) => boolean)[] = [
    (node) =>
      typeOf(node) !== 'endorse' &&
      (endsBeside(node).some((end) => !isLeave(end)) ||
        (typeOf(node) !== 'recoverDevice' && standing.devices.sweepsBeside(node).length > 0)),
    (node) => isSelfRemoval(node) && standing.devices.removalsBeside(node).some((other) => !isSelfRemoval(other)),
    (node) =>
      FALLS_WITH_DEVICE.has(typeOf(node)) &&
      standing.devices.cutsOf(node).some((cut) => typeOf(node) !== 'recoverDevice' || typeOf(cut) === 'removeDevice'),
    (node) => !STAYS_BESIDE_LEAVE.has(typeOf(node)) && endsBeside(node).some(isLeave),
  ];
  for (const falls of steps) {
    const falling = accepted.filter(falls);
    if (falling.length > 0) return falling;
  }
  return [];
}

/**
 * Accepts what own pasts allow, and lets fall what falls, in rounds until
 * nothing changes (SPEC GR16, GR21). A removal of an own device, once accepted,
 * holds whatever happens beside it: a stolen device must not be able to undo
 * its own removal by what it adds later.
 */
export function workOutRounds(standing: Standing, judge: Judge): void {
  for (let changed = judge.nodes.length > 0; changed; ) {
    const outcome = acceptInOrder(standing, judge);
    changed = outcome !== 'same';
    if (outcome === 'fell') continue;
    for (const node of fallingOf(standing, judge)) {
      judge.voided.set(node.id, 'CutConcurrent');
      standing.fall(node);
      changed = true;
    }
  }
}

/**
 * Works out what people do to their own membership and devices. Where several people claim a device it begins anew each
 * time, since whose it is can depend on what was not known then.
 */
export function acceptOwnOps(
  standing: Standing,
  nodes: readonly LogNode[],
  excluded: ReadonlySet<LogNode>,
  voided: Map<OpId, VoidReason>,
): void {
  const own = nodes.filter((node) => isOwnOp(node.logOp.op.type) && !excluded.has(node));
  if (standing.devices.areContested) standing.forget(own.filter((node) => !standing.covered.has(node)));
  workOutRounds(standing, { nodes: own, refusalOf: (node) => ownRefusal(standing, node), voided });
}
