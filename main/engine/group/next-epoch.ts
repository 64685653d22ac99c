/** The epoch that an operation of ours begins: for exactly those who are in once it has taken effect (SPEC EP4). */
import type { DeviceId, EpochId, MemberId } from '../../../shared/brand.ts';
import type { EpochBlock } from '../../../shared/group/op-types.ts';
import { OP_LIMITS } from '../../../shared/group/op-fields.ts';
import { makeRekey } from '../../../shared/group/rekey.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import { activeDevices, epochHeads } from '../../../shared/group/select.ts';
import type { OpenGroup } from './open-group.ts';

/** Epochs that nobody should seal under once the next one has begun. */
export const supersededByNext = (roster: Roster): readonly EpochId[] =>
  epochHeads(roster)
    .slice(0, OP_LIMITS.supersedes)
    .map((epoch) => epoch.epochId);

/** A fresh epoch for all devices but those of the member, or the one device, `without`. */
export function epochWithout(group: OpenGroup, roster: Roster, without: MemberId | DeviceId): EpochBlock {
  const made = makeRekey({
    groupId: group.groupId,
    supersedes: supersededByNext(roster),
    recipients: activeDevices(roster).filter(({ memberId, deviceId }) => memberId !== without && deviceId !== without),
    random: group.ports.random,
  });
  // Every key in the roster was tried when its owner was let in.
  if (!made.ok) throw new Error(`a device of the roster has no usable key: ${made.error.deviceId}`);
  return made.value.block;
}
