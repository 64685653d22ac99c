/**
 * Every operation on the membership log (HP1 §2, SPEC GR1), as typed bodies.
 * They hold ids, keys, numbers and sealed bytes only: never a name or a text.
 * Who wrote an operation, when, and having seen what, stands in the header of
 * the entry that carries it.
 */
import type { Brand, DeviceId, EntryId, EpochId, GroupId, InviteId, MemberId } from '../brand.ts';
import type { OP_KIND } from '../chain/kinds.ts';
import type { Policy } from './policy.ts';

/** Facilitators hold the space, members write, listeners read and react. */
export type Role = 'facilitator' | 'member' | 'listener';
/** Roles with which somebody can arrive; facilitators are made by promotion. */
export type ArrivalRole = Exclude<Role, 'facilitator'>;

/** Keys of a device, signed by who vouches for it and by the device itself (SPEC ID2). */
export interface DeviceCert {
  /** Ed25519, 32 bytes. */
  readonly dsPk: Uint8Array;
  /** X-Wing, 1,216 bytes. */
  readonly dkPk: Uint8Array;
  /** Milliseconds since 1970, by the certifying device's clock. */
  readonly createdAt: number;
  /** 64 bytes by the member root, or by an active device of the same member. */
  readonly certifierSignature: Uint8Array;
  /** 64 bytes by `dsPk` over the same content: proof of possession. */
  readonly deviceSignature: Uint8Array;
}

/** A key wrapped to one device (SPEC EP3). */
export interface KeyWrap {
  readonly deviceId: DeviceId;
  /** X-Wing ciphertext, 1,120 bytes. */
  readonly ciphertext: Uint8Array;
  /** The sealed epoch key, 48 bytes. */
  readonly box: Uint8Array;
}

/** A new epoch key, for the operation that introduces it (SPEC EP2). The epoch's id is that operation's id. */
export interface EpochBlock {
  /** Epochs that nobody should seal under any more, ascending; none in genesis only. */
  readonly supersedes: readonly EpochId[];
  /** 16 bytes. */
  readonly nonce: Uint8Array;
  /** `H('roster', …)` of the recipients, 32 bytes. */
  readonly rosterHash: Uint8Array;
  /** Key commitment, 32 bytes. */
  readonly kc: Uint8Array;
  /** One wrap per recipient, ascending by device. */
  readonly wraps: readonly KeyWrap[];
}

/** Keys given to one device that was not among the recipients: epoch keys, and secrets of open invites (SPEC EP6). */
export interface KeyGrant {
  readonly deviceId: DeviceId;
  /** Ascending. */
  readonly epochIds: readonly EpochId[];
  /** Ascending; for facilitators who came after the invite was made. */
  readonly inviteIds: readonly InviteId[];
  /** X-Wing ciphertext, 1,120 bytes. */
  readonly ciphertext: Uint8Array;
  /** Sealed: 32 bytes per epoch, then 16 per invite; plus 16. */
  readonly box: Uint8Array;
}

/** An invite's secret for one device (SPEC IV3). */
export interface SecretWrap {
  readonly deviceId: DeviceId;
  /** X-Wing ciphertext, 1,120 bytes. */
  readonly ciphertext: Uint8Array;
  /** The sealed secret, 32 bytes. */
  readonly box: Uint8Array;
}

/** Up to where a device's content counts after its member left (HP1 §2). */
export interface FrontierRow {
  readonly deviceId: DeviceId;
  readonly inc: number;
  readonly seq: number;
  readonly id: EntryId;
}

/** What a newcomer signed: readable by everybody once admitted (SPEC IV6). */
export interface RequestPublic {
  readonly inviteId: InviteId;
  readonly mrPk: Uint8Array;
  readonly dsPk: Uint8Array;
  readonly dkPk: Uint8Array;
  /** 16 bytes. */
  readonly nonce: Uint8Array;
  /** Salted hash of the name and note, 32 bytes; the salt travels sealed. */
  readonly noteHash: Uint8Array;
  /** `H('capsule', capsule)`, or 32 zero bytes for none. */
  readonly capsuleHash: Uint8Array;
}

/** Three signatures over the public part, 64 bytes each: the invite's key, the member root, the device. */
export interface RequestProof {
  readonly inviteSignature: Uint8Array;
  readonly memberSignature: Uint8Array;
  readonly deviceSignature: Uint8Array;
}

/** Why an epoch begins. */
export type RekeyReason = 'weekly' | 'left' | 'newcomer' | 'fault' | 'merge' | 'asked';
/** Why somebody is removed or set to another role. */
export type RemoveReason = 'unspecified' | 'agreement' | 'asked' | 'safety' | 'stale' | 'lost';
/** What was wrong with a rekey, as one recipient saw it. */
export type FaultCode = 'own-wrap' | 'commitment' | 'other-wrap';

/** Body of each operation, by its name in `OP_KIND`. */
export interface OpBodies {
  genesis: {
    /** 32 bytes; `groupId = H('group', nonce)[0..16]`. */
    readonly genesisNonce: Uint8Array;
    readonly mrPk: Uint8Array;
    readonly cert: DeviceCert;
    readonly policy: Policy;
    /** The founder's recovery capsule, 1,168 bytes. */
    readonly capsule: Uint8Array | null;
    readonly epoch: EpochBlock;
  };
  inviteCreate: {
    readonly inviteId: InviteId;
    /** Ed25519, 32 bytes. */
    readonly invitePk: Uint8Array;
    /** 1 to 30. */
    readonly maxUses: number;
    /** Milliseconds since 1970. */
    readonly expiresAt: number;
    readonly role: ArrivalRole;
    /** Approval by a person is the only mode of version 1. */
    readonly mode: 'approval';
    /** As `Policy.history`. */
    readonly history: number;
    /** Epoch whose key seals the rendezvous seed. */
    readonly rvEpoch: EpochId;
    /** `nonce 24 ‖ Seal(rvSeed)`, 72 bytes: every member's device can meet the newcomer. */
    readonly rvSeedSealed: Uint8Array;
    /** The invite's secret, for devices that may admit. */
    readonly secrets: readonly SecretWrap[];
  };
  inviteRevoke: { readonly inviteId: InviteId };
  admit: {
    /** The carried request that this answers. */
    readonly requestId: RequestId;
    readonly request: RequestPublic;
    readonly proof: RequestProof;
    readonly role: ArrivalRole;
    readonly capsule: Uint8Array | null;
    /** Keys of existing epochs for the newcomer. */
    readonly grant: KeyGrant | null;
    /** A new epoch that includes the newcomer, for "since joining". */
    readonly epoch: EpochBlock | null;
  };
  addDevice: { readonly cert: DeviceCert; readonly grant: KeyGrant | null };
  removeDevice: {
    readonly deviceId: DeviceId;
    readonly frontier: readonly FrontierRow[];
    readonly reason: RemoveReason;
    readonly epoch: EpochBlock;
  };
  /** The device's next KEM key; also the place for a recovery capsule made later. */
  deviceKeyUpdate: { readonly dkPk: Uint8Array; readonly capsule: Uint8Array | null };
  /** Written by the new device, certified by the member root. */
  recoverDevice: { readonly mrPk: Uint8Array; readonly cert: DeviceCert; readonly removeAllOther: boolean };
  promote: { readonly memberId: MemberId; readonly role: 'facilitator' | 'member' };
  demote: { readonly memberId: MemberId; readonly role: ArrivalRole; readonly reason: RemoveReason };
  remove: {
    readonly memberId: MemberId;
    readonly frontier: readonly FrontierRow[];
    readonly reason: RemoveReason;
    readonly epoch: EpochBlock;
  };
  leave: { readonly frontier: readonly FrontierRow[] };
  /** New values by field number (`POLICY_FIELD`); never the mode. In a group of equals a voice (SPEC GR26). */
  policyChange: { readonly changes: readonly { readonly field: number; readonly value: number }[] };
  rekey: { readonly reason: RekeyReason; readonly epoch: EpochBlock };
  acceptLate: { readonly memberId: MemberId; readonly frontier: readonly FrontierRow[] };
  /** A successor group, and its invite for those who shall come along. */
  reFound: {
    readonly groupId: GroupId;
    readonly genesisHash: EntryId;
    readonly secrets: readonly SecretWrap[];
  };
  /** In groups of equals two of these make a removal. */
  endorse: {
    readonly memberId: MemberId;
    readonly frontier: readonly FrontierRow[];
    readonly reason: RemoveReason;
  };
  keyGrant: { readonly grant: KeyGrant };
  /** A newcomer's sealed request, carried by any member's device. */
  joinRequest: { readonly inviteId: InviteId; readonly blob: Uint8Array };
  rekeyFault: { readonly epochId: EpochId; readonly victim: DeviceId; readonly fault: FaultCode };
  refuse: { readonly inviteId: InviteId; readonly requestId: RequestId };
}

/** 32 bytes: `H('join-request', blob)`; the same for every member who carries the request. */
export type RequestId = Brand<string, 'RequestId'>;

/** The name of an operation. */
export type OpType = keyof OpBodies & keyof typeof OP_KIND;
/** One operation of type `T`. */
export type OpOf<T extends OpType> = { readonly type: T } & OpBodies[T];
/** Any operation. */
export type Op = { readonly [T in OpType]: OpOf<T> }[OpType];

/**
 * An operation that this version cannot read: of a later kind, or malformed.
 * It has its place in the log, so that whatever saw it counts, and no effect.
 */
export interface OpaqueOp {
  readonly type: 'opaque';
  readonly kind: number;
}
/** What stands in a place of the log. */
export type PlacedOp = Op | OpaqueOp;
/** Its name. */
export type PlacedType = PlacedOp['type'];

/** The epoch that an operation introduces, if it does. */
export const epochBlockOf = (op: PlacedOp): EpochBlock | null => ('epoch' in op ? op.epoch : null);
/** The grant that an operation carries, if it does. */
export const grantOf = (op: PlacedOp): KeyGrant | null => ('grant' in op ? op.grant : null);
