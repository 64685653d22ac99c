/** Who belongs, as the resolver computes it from the log (HP1 §2): plain data and small selectors. */
import type { DeviceId, EntryId, EpochId, GroupId, InviteId, MemberId, OpId } from '../brand.ts';
import { deviceIdOf } from './identity.ts';
import type { LogOp } from './op.ts';
import { OP_LIMITS } from './op-fields.ts';
import type { ArrivalRole, EpochBlock, FrontierRow, Op, RequestId, Role } from './op-types.ts';
import type { Policy } from './policy.ts';
import { newcomerOf } from './request.ts';

/** Seniority: depth in the log, then id, of the operation that made somebody a facilitator. Smaller is more senior. */
export interface Rank {
  readonly depth: number;
  readonly id: OpId;
}

/** One person in the group. */
export interface Member {
  readonly memberId: MemberId;
  readonly role: Role;
  readonly mrPk: Uint8Array;
  /** The genesis or admission that counts. */
  readonly joinedBy: OpId;
  /** The claimed time of it, milliseconds. */
  readonly joinedAt: number;
  /** Facilitators only. */
  readonly rank: Rank | null;
  /** Recovery capsule, 1,168 bytes. */
  readonly capsule: Uint8Array | null;
}

/** One device that valid operations introduced. */
export interface Device {
  readonly deviceId: DeviceId;
  readonly memberId: MemberId;
  readonly dsPk: Uint8Array;
  readonly dkPk: Uint8Array;
  /** False once its member left or was removed. */
  readonly active: boolean;
  readonly introducedBy: OpId;
}

/** Somebody who was in the group. */
export interface FormerMember {
  readonly memberId: MemberId;
  readonly how: 'left' | 'removed';
  /** The operations that ended it. */
  readonly endedBy: readonly OpId[];
  /** Up to where the content counts: the greatest seq per device and inc. */
  readonly frontier: readonly FrontierRow[];
}

/** One invite; whether it has expired is for the reader's clock to say. */
export interface InviteRow {
  readonly inviteId: InviteId;
  readonly invitePk: Uint8Array;
  readonly createdBy: MemberId;
  readonly op: OpId;
  readonly role: ArrivalRole;
  readonly history: number;
  readonly maxUses: number;
  readonly used: number;
  readonly expiresAt: number;
  /** Why nobody can come in by it any more, whatever the clock says. */
  readonly closed: null | 'revoked' | 'used' | 'facilitator-ended';
}

/** A carried request that nobody has answered. */
export interface PendingRequest {
  readonly requestId: RequestId;
  readonly inviteId: InviteId;
  readonly blob: Uint8Array;
  /** First and further carriers. */
  readonly carriedBy: readonly OpId[];
  /** The first carrier's clock, milliseconds. */
  readonly at: number;
}

/** An admission that an invite did not allow: shown to facilitators, who may admit anew or not. */
export interface PendingAdmission {
  readonly op: OpId;
  readonly memberId: MemberId;
  readonly inviteId: InviteId;
  readonly reason: 'InviteUsed' | 'InviteRevoked';
}

/** One epoch that some operation introduced. */
export interface Epoch {
  readonly epochId: EpochId;
  readonly block: EpochBlock;
  readonly recipients: readonly DeviceId[];
  readonly supersedes: readonly EpochId[];
  /** Everybody who can have the key: recipients, and whoever a holder granted it to. */
  readonly holders: ReadonlySet<DeviceId>;
  /** False when the operation or the block is void: readable, never to be sealed under. */
  readonly valid: boolean;
}

/** Why an operation has no effect. */
export type VoidReason =
  | 'PastIncomplete'
  | 'NotYetSupported'
  | 'NotGenesis'
  | 'ProofWrong'
  | 'NotAMember'
  | 'NotAFacilitator'
  | 'CutConcurrent'
  | 'TargetMoreSenior'
  | 'TargetSelf'
  | 'NothingToDo'
  | 'RoleNotAllowed'
  | 'DeviceTaken'
  | 'InviteUnknown'
  | 'InviteIdWrong'
  | 'InviteTaken'
  | 'InviteUsed'
  | 'InviteRevoked'
  | 'InviteExpired'
  | 'GroupFull'
  | 'RequestOverflow'
  | 'EpochUnknown'
  | 'RecipientsWrong';

/** The state of a group: a pure function of the set of operations. */
export interface Roster {
  readonly groupId: GroupId;
  readonly genesisId: OpId;
  readonly policy: Policy;
  /** In order of joining. */
  readonly members: readonly Member[];
  readonly former: readonly FormerMember[];
  readonly devices: readonly Device[];
  readonly invites: readonly InviteRow[];
  readonly requests: readonly PendingRequest[];
  readonly pendingAdmissions: readonly PendingAdmission[];
  /** Operations that no other names as a dep, the valid and newest 16: deps of the next entry. Ascending. */
  readonly heads: readonly EntryId[];
  readonly valid: ReadonlySet<OpId>;
  readonly voided: ReadonlyMap<OpId, VoidReason>;
  readonly epochs: readonly Epoch[];
}

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
export function introducedDevice(groupId: GroupId, op: Op): IntroducedDevice | null {
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

/** The signing key of a device that any of `ops` introduces, whatever its standing; `null` for an unknown one. */
export function signingKeyOf(groupId: GroupId, ops: readonly LogOp[], deviceId: DeviceId): Uint8Array | null {
  for (const { op } of ops) {
    const introduced = introducedDevice(groupId, op);
    if (introduced?.deviceId === deviceId) return introduced.dsPk;
  }
  return null;
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
