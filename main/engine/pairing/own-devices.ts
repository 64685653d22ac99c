/** A person's own computers in one group: which there are, adding one, removing one (SPEC PA6, PA14, PA15). */
import type { DeviceId, EpochId, InviteId } from '../../../shared/brand.ts';
import { makeGrant } from '../../../shared/group/grant.ts';
import { certifyDevice, deviceIdOf, verifyDeviceCert } from '../../../shared/group/identity.ts';
import { OP_LIMITS } from '../../../shared/group/op-fields.ts';
import type { PairDevice } from '../../../shared/group/pair.ts';
import type { Device, Roster } from '../../../shared/group/roster.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import { MAX_DEVICES_OF_MEMBER } from '../../../shared/group/device-standing.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { OwnDeviceView } from '../../../shared/ipc/pairing-requests.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { appendOp } from '../group/append.ts';
import { frontierOfDevice } from '../group/frontier.ts';
import { epochWithout } from '../group/next-epoch.ts';
import type { OpenGroup } from '../group/open-group.ts';

/** The own active devices, in the order in which they came. */
export function ownDevices(group: OpenGroup): readonly Device[] {
  const roster = group.replica.roster();
  const own = roster ? activeDevices(roster).filter((device) => device.memberId === group.memberId) : [];
  const cameAt = ({ introducedBy }: Device): number => group.replica.logOp(introducedBy)?.lamport ?? 0;
  return [...own].sort((a, b) => cameAt(a) - cameAt(b));
}

/** As the ui shows them. */
export const viewOwnDevices = (group: OpenGroup): readonly OwnDeviceView[] =>
  ownDevices(group).map(({ deviceId, introducedBy }) => ({
    deviceId,
    isThis: deviceId === group.deviceId,
    addedAt: group.replica.logOp(introducedBy)?.ts ?? 0,
  }));

/** True when a member can have no further device. */
export const isFullOfDevices = (group: OpenGroup): boolean => ownDevices(group).length >= MAX_DEVICES_OF_MEMBER;

/** The newest `max` of the keys that are here, in the order of `ids`, oldest first. */
const newest = <I, K>(ids: readonly I[], keys: ReadonlyMap<I, K>, max: number): ReadonlyMap<I, K> =>
  new Map(
    ids
      .flatMap((id) => {
        const key = keys.get(id);
        return key === undefined ? [] : [[id, key] as const];
      })
      .slice(-max),
  );

/** All that this device can read with, and the secrets of open invites, for a device of the same person. */
function grantFor(group: OpenGroup, roster: Roster, device: Pick<Device, 'deviceId' | 'dkPk'>) {
  const { epochKeys, inviteSecrets } = group.replica.keys();
  const epochIds: readonly EpochId[] = roster.epochs.map(({ epochId }) => epochId);
  const now = group.ports.clock.now();
  const open: readonly InviteId[] = roster.invites
    .filter(({ closed, expiresAt }) => closed === null && expiresAt > now)
    .map(({ inviteId }) => inviteId);
  return makeGrant({
    groupId: group.groupId,
    device,
    epochKeys: newest(epochIds, epochKeys, OP_LIMITS.grantEpochs),
    inviteSecrets: newest(open, inviteSecrets, OP_LIMITS.grantInvites),
    random: group.ports.random,
  });
}

/** Why an own device does not come in. */
export type AddDeviceError = 'full' | 'gone' | 'proof-wrong';

/** Lets a new device of this person in: one operation with the certificate and the keys. To add it twice is to add it once. */
export function addOwnDevice(
  group: OpenGroup,
  device: PairDevice,
  createdAt: number,
): Result<DeviceId, AddDeviceError> {
  const { groupId, memberId, signing } = group;
  const roster = group.replica.roster();
  if (!roster || !group.isMember()) return err('gone');
  const deviceId = deviceIdOf(groupId, device.dsPk);
  const proof = { dsPk: device.dsPk, dkPk: device.dkPk, deviceSignature: device.deviceSignature, createdAt };
  const cert = certifyDevice(groupId, memberId, proof, signing.secretKey);
  if (!verifyDeviceCert(groupId, memberId, signing.publicKey, cert)) return err('proof-wrong');
  if (ownDevices(group).some((one) => one.deviceId === deviceId)) return ok(deviceId);
  if (isFullOfDevices(group)) return err('full');
  const grant = grantFor(group, roster, { deviceId, dkPk: device.dkPk });
  const added = appendOp(group, { type: 'addDevice', cert, grant });
  return added.ok ? ok(deviceId) : err('gone');
}

/** Removes another computer of this person from the group: what it writes from then on does not count. */
export function removeOwnDevice(group: OpenGroup, deviceId: DeviceId): Result<null, AppError> {
  const roster = group.replica.roster();
  if (!roster || deviceId === group.deviceId) return err({ tag: 'NotAllowed' });
  if (!ownDevices(group).some((one) => one.deviceId === deviceId)) return err({ tag: 'ComputerGone' });
  const removed = appendOp(group, {
    type: 'removeDevice',
    deviceId,
    frontier: frontierOfDevice(group, deviceId),
    reason: 'lost',
    epoch: epochWithout(group, roster, deviceId),
  });
  return removed.ok ? ok(null) : removed;
}
