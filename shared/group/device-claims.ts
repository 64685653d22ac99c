/** Which devices some operation claims for which members, and whether the claim proves itself (SPEC ID2, GR6, GR14, GR17). */
import type { DeviceId, GroupId, MemberId } from '../brand.ts';
import { deviceIdOf, memberIdOf } from './identity.ts';
import type { LogGraph, LogNode } from './log-graph.ts';
import type { OpOf } from './op-types.ts';
import { isAddDeviceProven, isRecoverDeviceProven } from './op-proof.ts';
import type { VoidReason } from './roster.ts';
import { introducedDevice } from './select.ts';

/** One member's claim to a device: the proven operations that introduce it for that member. */
export interface DeviceClaim {
  readonly memberId: MemberId;
  readonly introductions: LogNode[];
}
/**
 * Claims by device. A device can sign for two members; which claim counts is
 * decided among accepted introductions only, so that an introduction in a void
 * operation takes nothing from anybody.
 */
export type DeviceClaims = ReadonlyMap<DeviceId, readonly DeviceClaim[]>;

/** What is claimed, and the operations whose claim does not prove itself. */
export interface ClaimedDevices {
  readonly claims: DeviceClaims;
  readonly unproven: ReadonlyMap<LogNode, VoidReason>;
}

/** Every proven claim to a device. Operations in `wrong` claim nothing. */
export function claimDevices(
  groupId: GroupId,
  graph: LogGraph,
  wrong: ReadonlyMap<LogNode, VoidReason>,
): ClaimedDevices {
  const claims = new Map<DeviceId, DeviceClaim[]>();
  const signingKeys = new Map<DeviceId, Uint8Array>();
  const unproven = new Map<LogNode, VoidReason>();
  const claim = (deviceId: DeviceId, memberId: MemberId, node: LogNode): void => {
    const known = claims.get(deviceId) ?? [];
    const own = known.find((one) => one.memberId === memberId);
    if (own) own.introductions.push(node);
    else known.push({ memberId, introductions: [node] });
    claims.set(deviceId, known);
  };
  /** Claims a device that another of the same member adds: topological order, so that one's own claims are known. */
  const claimAdded = (node: LogNode, op: OpOf<'addDevice'>, added: DeviceId): void => {
    const certifier = signingKeys.get(node.logOp.deviceId);
    const claimants = claims.get(node.logOp.deviceId) ?? [];
    const owner = certifier && claimants.find((one) => isAddDeviceProven(groupId, one.memberId, certifier, op));
    if (owner) claim(added, owner.memberId, node);
    else unproven.set(node, claimants.length === 0 ? 'NotAMember' : 'ProofWrong');
  };
  for (const node of graph.nodes) {
    const { op } = node.logOp;
    const introduced = introducedDevice(groupId, op);
    if (!introduced || wrong.has(node)) continue;
    switch (op.type) {
      case 'genesis':
        claim(introduced.deviceId, memberIdOf(groupId, op.mrPk), node);
        break;
      case 'admit':
        claim(introduced.deviceId, memberIdOf(groupId, op.request.mrPk), node);
        break;
      case 'recoverDevice': {
        const bySelf = node.logOp.deviceId === deviceIdOf(groupId, op.cert.dsPk);
        if (bySelf && isRecoverDeviceProven(groupId, op)) {
          claim(introduced.deviceId, memberIdOf(groupId, op.mrPk), node);
        } else unproven.set(node, 'ProofWrong');
        break;
      }
      case 'addDevice':
        claimAdded(node, op, introduced.deviceId);
        break;
      default:
    }
    // Bound to the device's id by hash, whatever becomes of the operation.
    signingKeys.set(introduced.deviceId, introduced.dsPk);
  }
  return { claims, unproven };
}
