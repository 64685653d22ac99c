/** Who claims which device with proof, whatever becomes of the operation that says so (SPEC ID2, GR6, GR14, GR17). */
import type { DeviceId, MemberId } from '../../brand.ts';
import { deviceIdOf, inviteIdOf, memberIdOf } from '../identity.ts';
import type { LogOp } from '../op.ts';
import { isAddDeviceProven, isAdmitProven, isRecoverDeviceProven } from '../op-proof.ts';
import { newcomerOf } from '../request.ts';
import { introducedDevice } from '../select.ts';
import type { SecondLog } from './second-log.ts';

/** One proven claim. */
export interface Claim {
  readonly deviceId: DeviceId;
  readonly memberId: MemberId;
  readonly by: LogOp;
}

/** Every claim in order. Devices that others add claim by a device that was claimed before. */
export function claimsOf(log: SecondLog): readonly Claim[] {
  const { groupId } = log;
  const claims: Claim[] = [];
  for (const by of log.ops) {
    const { op, deviceId } = by;
    if (by.id === log.genesisId) claims.push({ deviceId, memberId: log.founder, by });
    if (op.type === 'admit' && isRequestProven(log, by)) claims.push({ ...newcomerOf(groupId, op.request), by });
    if (op.type === 'recoverDevice' && isRecoverDeviceProven(groupId, op)) {
      const isBySelf = deviceId === deviceIdOf(groupId, op.cert.dsPk);
      if (isBySelf) claims.push({ deviceId, memberId: memberIdOf(groupId, op.mrPk), by });
    }
    if (op.type === 'addDevice') {
      const certifier = signingKeyOf(log, deviceId, by);
      const owner = claims.find(
        (claim) =>
          claim.deviceId === deviceId && certifier && isAddDeviceProven(groupId, claim.memberId, certifier, op),
      );
      if (owner) claims.push({ deviceId: deviceIdOf(groupId, op.cert.dsPk), memberId: owner.memberId, by });
    }
  }
  return claims;
}

/** True when the newcomer's request fits the key of an invite that stands earlier in order. */
function isRequestProven(log: SecondLog, by: LogOp): boolean {
  const { op } = by;
  if (op.type !== 'admit') return false;
  const earlier = log.ops.slice(0, log.ops.indexOf(by));
  return earlier.some(
    (one) =>
      one.op.type === 'inviteCreate' &&
      one.op.inviteId === op.request.inviteId &&
      inviteIdOf(log.groupId, one.op.invitePk) === one.op.inviteId &&
      isAdmitProven(log.groupId, one.op.invitePk, op),
  );
}

/** The key of a device as some operation earlier in order introduces it: its id is bound to it. */
function signingKeyOf(log: SecondLog, deviceId: DeviceId, before: LogOp): Uint8Array | undefined {
  for (const one of log.ops.slice(0, log.ops.indexOf(before))) {
    const introduced = introducedDevice(log.groupId, one.op);
    if (introduced?.deviceId === deviceId) return introduced.dsPk;
  }
  return undefined;
}
