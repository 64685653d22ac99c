/** The encoding of every operation body (SPEC GR1): fields in order, big-endian, one encoding per value. */
import {
  type DeviceId,
  type EntryId,
  type EpochId,
  type GroupId,
  ID_BYTES,
  type InviteId,
  type MemberId,
} from '../brand.ts';
import {
  KEM_CIPHERTEXT_BYTES,
  KEM_PUBLIC_BYTES,
  SEAL_NONCE_BYTES,
  SEAL_OVERHEAD_BYTES,
  SIGNATURE_BYTES,
} from '../crypto/crypto.ts';
import {
  blobField,
  bytesField,
  type Field,
  flagField,
  idField,
  listField,
  optionalField,
  structField,
  uintField,
  wordField,
} from './fields.ts';
import type {
  DeviceCert,
  EpochBlock,
  FrontierRow,
  KeyGrant,
  KeyWrap,
  OpBodies,
  OpType,
  RequestId,
  RequestProof,
  RequestPublic,
  SecretWrap,
} from './op-types.ts';
import { policyField } from './policy.ts';

/** Bounds that every replica applies alike (HP1 §10). */
export const OP_LIMITS = {
  devices: 90,
  members: 30,
  supersedes: 16,
  /** Epochs one grant can carry: about ten years of weekly keys. */
  grantEpochs: 512,
  grantInvites: 64,
  frontierRows: 256,
  policyChanges: 32,
  maxUses: 30,
  requestBlobBytes: 4096,
} as const;

/** A sealed member root: X-Wing ciphertext, 32 bytes of seed, tag. */
export const CAPSULE_BYTES = KEM_CIPHERTEXT_BYTES + 32 + SEAL_OVERHEAD_BYTES;
/** Bytes of an invite's secret. */
export const INVITE_SECRET_BYTES = 16;

const key32 = bytesField(32);
const signature = bytesField(SIGNATURE_BYTES);
const kemKey = bytesField(KEM_PUBLIC_BYTES);
const ciphertext = bytesField(KEM_CIPHERTEXT_BYTES);
const instant = uintField(6);
const deviceId = idField<DeviceId>(ID_BYTES.short);
const memberId = idField<MemberId>(ID_BYTES.short);
const inviteId = idField<InviteId>(ID_BYTES.short);
const requestId = idField<RequestId>(ID_BYTES.long);
const epochId = idField<EpochId>(ID_BYTES.long);
const entryId = idField<EntryId>(ID_BYTES.long);
const capsule = optionalField(bytesField(CAPSULE_BYTES));
const arrivalRole = wordField({ member: 2, listener: 3 });
const removeReason = wordField({ unspecified: 1, agreement: 2, asked: 3, safety: 4, stale: 5, lost: 6 });

const deviceCert = structField<DeviceCert>({
  dsPk: key32,
  dkPk: kemKey,
  createdAt: instant,
  certifierSignature: signature,
  deviceSignature: signature,
});

const byDevice = { key: (row: { readonly deviceId: DeviceId }) => row.deviceId };

const keyWrap = structField<KeyWrap>({ deviceId, ciphertext, box: bytesField(32 + SEAL_OVERHEAD_BYTES) });
const secretWraps = listField(
  structField<SecretWrap>({ deviceId, ciphertext, box: bytesField(INVITE_SECRET_BYTES + SEAL_OVERHEAD_BYTES) }),
  { min: 0, max: OP_LIMITS.devices, ...byDevice },
);

const epochBlock = structField<EpochBlock>({
  supersedes: listField(epochId, { min: 0, max: OP_LIMITS.supersedes, key: (id) => id }),
  nonce: bytesField(16),
  rosterHash: key32,
  kc: key32,
  wraps: listField(keyWrap, { min: 1, max: OP_LIMITS.devices, ...byDevice }),
});

const keyGrant = structField<KeyGrant>({
  deviceId,
  epochIds: listField(epochId, { min: 0, max: OP_LIMITS.grantEpochs, key: (id) => id }),
  inviteIds: listField(inviteId, { min: 0, max: OP_LIMITS.grantInvites, key: (id) => id }),
  ciphertext,
  box: blobField(
    SEAL_OVERHEAD_BYTES,
    SEAL_OVERHEAD_BYTES + OP_LIMITS.grantEpochs * 32 + OP_LIMITS.grantInvites * INVITE_SECRET_BYTES,
  ),
});

const frontier = listField(
  structField<FrontierRow>({ deviceId, inc: uintField(4, 1), seq: uintField(6, 1), id: entryId }),
  {
    min: 0,
    max: OP_LIMITS.frontierRows,
    key: (row) => row.deviceId + row.inc.toString(16).padStart(8, '0'),
  },
);

/** The public part of a join request without its group, as `admit` holds it. */
export const requestPublicField = structField<RequestPublic>({
  inviteId,
  mrPk: key32,
  dsPk: key32,
  dkPk: kemKey,
  nonce: bytesField(16),
  noteHash: key32,
  capsuleHash: key32,
});

/** The proof of a join request. */
export const requestProofField = structField<RequestProof>({
  inviteSignature: signature,
  memberSignature: signature,
  deviceSignature: signature,
});

/** The body of each operation. */
export const OP_FIELDS: { readonly [T in OpType]: Field<OpBodies[T]> } = {
  genesis: structField({
    genesisNonce: key32,
    mrPk: key32,
    cert: deviceCert,
    policy: policyField,
    capsule,
    epoch: epochBlock,
  }),
  inviteCreate: structField({
    inviteId,
    invitePk: key32,
    maxUses: uintField(1, 1, OP_LIMITS.maxUses),
    expiresAt: instant,
    role: arrivalRole,
    mode: wordField({ approval: 1 }),
    history: uintField(2),
    rvEpoch: epochId,
    rvSeedSealed: bytesField(SEAL_NONCE_BYTES + 32 + SEAL_OVERHEAD_BYTES),
    secrets: secretWraps,
  }),
  inviteRevoke: structField({ inviteId }),
  admit: structField({
    requestId,
    request: requestPublicField,
    proof: requestProofField,
    role: arrivalRole,
    capsule,
    grant: optionalField(keyGrant),
    epoch: optionalField(epochBlock),
  }),
  addDevice: structField({ cert: deviceCert, grant: optionalField(keyGrant) }),
  removeDevice: structField({ deviceId, frontier, reason: removeReason, epoch: epochBlock }),
  deviceKeyUpdate: structField({ dkPk: kemKey, capsule }),
  recoverDevice: structField({ mrPk: key32, cert: deviceCert, removeAllOther: flagField }),
  promote: structField({ memberId, role: wordField({ facilitator: 1, member: 2 }) }),
  demote: structField({ memberId, role: arrivalRole, reason: removeReason }),
  remove: structField({ memberId, frontier, reason: removeReason, epoch: epochBlock }),
  leave: structField({ frontier }),
  policyChange: structField({
    changes: listField(structField<{ field: number; value: number }>({ field: uintField(1, 2), value: uintField(4) }), {
      min: 1,
      max: OP_LIMITS.policyChanges,
      key: (change) => String.fromCharCode(change.field),
    }),
  }),
  rekey: structField({
    reason: wordField({ weekly: 1, left: 2, newcomer: 3, fault: 4, merge: 5, asked: 6 }),
    epoch: epochBlock,
  }),
  acceptLate: structField({ memberId, frontier }),
  reFound: structField({ groupId: idField<GroupId>(ID_BYTES.short), genesisHash: entryId, secrets: secretWraps }),
  endorse: structField({ memberId, frontier, reason: removeReason }),
  keyGrant: structField({ grant: keyGrant }),
  joinRequest: structField({ inviteId, blob: blobField(1, OP_LIMITS.requestBlobBytes) }),
  rekeyFault: structField({
    epochId,
    victim: deviceId,
    fault: wordField({ 'own-wrap': 1, commitment: 2, 'other-wrap': 3 }),
  }),
  refuse: structField({ inviteId, requestId }),
};
