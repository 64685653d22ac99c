/** Small questions about a roster. */
import type { DeviceId, EpochId, GroupId, MemberId } from '../brand.ts';
import { deviceIdOf } from './identity.ts';
import type { LogOp } from './op.ts';
import { OP_LIMITS } from './op-fields.ts';
import type { PlacedOp } from './op-types.ts';
import { newcomerOf } from './request.ts';
import type { Device, Epoch, Roster } from './roster.ts';

/** True for an active facilitator. */
export const isFacilitator = (roster: Roster, memberId: MemberId): boolean =>
  roster.members.some((member) => member.memberId === memberId && member.role === 'facilitator');

/** True when the member may admit, refuse and make invites: facilitators, and everybody in a group of equals. */
export const mayAdmit = (roster: Roster, memberId: MemberId): boolean =>
  roster.policy.mode === 'equals'
    ? roster.members.some((member) => member.memberId === memberId)
    : isFacilitator(roster, memberId);

/** Devices of present members: the exact recipients of the next epoch. */
export const activeDevices = (roster: Roster): readonly Device[] => roster.devices.filter((device) => device.active);

/** The member whose device this is, present or not; `null` for a stranger's. */
export const memberOfDevice = (roster: Roster, deviceId: DeviceId): MemberId | null =>
  roster.devices.find((device) => device.deviceId === deviceId)?.memberId ?? null;

/** Keys that an operation introduces. */
export interface IntroducedDevice {
  readonly deviceId: DeviceId;
  readonly dsPk: Uint8Array;
  readonly dkPk: Uint8Array;
}

/**
 * The device an operation introduces, if it does. The signing key is bound to
 * the device's id by hash, so that this suffices to check signatures; whether
 * the device belongs is the resolver's to say.
 */
export function introducedDevice(groupId: GroupId, op: PlacedOp): IntroducedDevice | null {
  switch (op.type) {
    case 'genesis':
    case 'addDevice':
    case 'recoverDevice':
      return { deviceId: deviceIdOf(groupId, op.cert.dsPk), dsPk: op.cert.dsPk, dkPk: op.cert.dkPk };
    case 'admit':
      return { deviceId: newcomerOf(groupId, op.request).deviceId, dsPk: op.request.dsPk, dkPk: op.request.dkPk };
    default:
      return null;
  }
}

/** The signing key of every device that any of `ops` introduces, whatever its standing. */
export function signingKeysOf(groupId: GroupId, ops: readonly LogOp[]): ReadonlyMap<DeviceId, Uint8Array> {
  const keys = new Map<DeviceId, Uint8Array>();
  for (const { op } of ops) {
    const introduced = introducedDevice(groupId, op);
    if (introduced) keys.set(introduced.deviceId, introduced.dsPk);
  }
  return keys;
}

/** Valid epochs that no valid epoch supersedes, ascending by id. */
export function epochHeads(roster: Roster): readonly Epoch[] {
  const valid = roster.epochs.filter((epoch) => epoch.valid);
  const superseded = new Set(valid.flatMap((epoch) => epoch.supersedes));
  return valid.filter((epoch) => !superseded.has(epoch.epochId)).sort((a, b) => (a.epochId < b.epochId ? -1 : 1));
}

/** What to seal under, or that a rekey has to come first (the heads it must supersede). */
export type SendingEpoch =
  | { readonly tag: 'Epoch'; readonly epochId: EpochId }
  | { readonly tag: 'RekeyDue'; readonly supersedes: readonly EpochId[] };

/**
 * The sending rule (HP1 §5, SPEC EP5): the smallest head among the valid epochs
 * that nobody holds who is not in the group. So nothing is sealed to somebody
 * whom the author knows to be gone, nor to somebody who never came in.
 */
export function sendingEpoch(roster: Roster): SendingEpoch {
  const active = new Set(activeDevices(roster).map((device) => device.deviceId));
  const heads = epochHeads(roster);
  const eligible = heads.find((epoch) => [...epoch.holders].every((holder) => active.has(holder)));
  if (eligible) return { tag: 'Epoch', epochId: eligible.epochId };
  return { tag: 'RekeyDue', supersedes: heads.slice(0, OP_LIMITS.supersedes).map((epoch) => epoch.epochId) };
}

/** Active devices that lack the key of the sending epoch: any member who has it may grant it. */
export function grantsDue(roster: Roster): readonly { readonly epochId: EpochId; readonly device: Device }[] {
  const sending = sendingEpoch(roster);
  const epoch = sending.tag === 'Epoch' ? roster.epochs.find((one) => one.epochId === sending.epochId) : undefined;
  if (!epoch) return [];
  return activeDevices(roster)
    .filter((device) => !epoch.holders.has(device.deviceId))
    .map((device) => ({ epochId: epoch.epochId, device }));
}
