/** Who belongs, as the resolver computes it from the log (HP1 §2): plain data; `select.ts` reads it. */
import type { DeviceId, EntryId, EpochId, GroupId, InviteId, MemberId, OpId } from '../brand.ts';
import type {
  ArrivalRole,
  EpochBlock,
  FaultCode,
  FrontierRow,
  RemoveReason,
  RequestId,
  Role,
  SecretWrap,
} from './op-types.ts';
import type { Policy } from './policy.ts';

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
  /** What recipients found wrong with it, in topological order. */
  readonly faults: readonly EpochFault[];
}

/** A recipient's word that an epoch's key did not reach somebody as it should. */
export interface EpochFault {
  readonly op: OpId;
  readonly by: DeviceId;
  readonly victim: DeviceId;
  readonly fault: FaultCode;
}

/** In a group of equals: somebody who is in asks to remove somebody who is in. */
export interface Endorsement {
  readonly op: OpId;
  readonly by: MemberId;
  readonly target: MemberId;
  readonly reason: RemoveReason;
}

/** In a group of equals: a word for keepers of somebody who is in. With one of somebody else that had seen it, keepers are on. */
export interface KeeperVoice {
  readonly op: OpId;
  readonly by: MemberId;
}

/** A group that somebody started anew from this one. */
export interface Successor {
  readonly op: OpId;
  readonly by: MemberId;
  readonly groupId: GroupId;
  readonly genesisHash: EntryId;
  /** The secret of its invite, for the devices of those who shall come along. */
  readonly secrets: readonly SecretWrap[];
}

/** Why an operation has no effect. */
export type VoidReason =
  | 'PastIncomplete'
  /** Of a later version, or malformed. */
  | 'NotUnderstood'
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
  | 'DeviceLimit'
  | 'PolicyWrong'
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
  /** Standing endorsements of one member each; with two different authors the target is removed and former. */
  readonly endorsements: readonly Endorsement[];
  /** In a group of equals: voices for keepers that stand. Facilitated groups have none. */
  readonly keeperVoices: readonly KeeperVoice[];
  readonly successors: readonly Successor[];
  /** Devices whose content counts up to these rows only: of former members, and removed ones. A device without rows has none. */
  readonly cuts: ReadonlyMap<DeviceId, readonly FrontierRow[]>;
  /** The role somebody had as far as `heads` and their pasts tell; null for who was not in. Heads that are not known say nothing. */
  readonly roleAt: (memberId: MemberId, heads: readonly EntryId[]) => Role | null;
}
