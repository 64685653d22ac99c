/**
 * Who somebody is in one group (HP1 §1, SPEC ID1–ID3). Keys are made anew for
 * every group, so that two groups cannot link a person by them.
 */
import {
  type DeviceId,
  type GroupId,
  ID_BYTES,
  idFromBytes,
  idToBytes,
  type InviteId,
  type MemberId,
} from '../brand.ts';
import { ByteWriter } from '../bytes.ts';
import {
  encapsulate,
  hash,
  KEM_ENCAPSULATION_SEED_BYTES,
  type KemKeyPair,
  kemKeyPair,
  type SigningKeyPair,
  sign,
  signingKeyPair,
  verify,
} from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import type { DeviceCert } from './op-types.ts';

const shortId = <I extends string>(domain: string, ...parts: readonly Uint8Array[]): I =>
  idFromBytes<I>(hash(domain, ...parts).subarray(0, ID_BYTES.short));

/**
 * `H(domain, groupId, pk)[0..16]`, remembered by the bytes of the key
 * themselves, which nobody changes: the resolver asks for each after every
 * operation, and hashes were half of its time.
 */
function boundId<I extends string>(domain: string): (groupId: GroupId, pk: Uint8Array) => I {
  const known = new WeakMap<Uint8Array, { readonly groupId: GroupId; readonly id: I }>();
  return (groupId, pk) => {
    const before = known.get(pk);
    if (before?.groupId === groupId) return before.id;
    const id = shortId<I>(domain, idToBytes(groupId), pk);
    known.set(pk, { groupId, id });
    return id;
  };
}

/** `H('group', genesisNonce)[0..16]`. */
export const groupIdOf = (genesisNonce: Uint8Array): GroupId => shortId<GroupId>('group', genesisNonce);
/** `H('member', groupId, MR.pk)[0..16]`. */
export const memberIdOf = boundId<MemberId>('member');
/** `H('device', groupId, DS.pk)[0..16]`. */
export const deviceIdOf = boundId<DeviceId>('device');
/** `H('invite', groupId, invitePk)[0..16]`. */
export const inviteIdOf = boundId<InviteId>('invite');

/** All keys of one person on one device in one group. */
export interface Identity {
  /** `MR`: certifies the first device; its secret leaves the device once the recovery capsule is made. */
  readonly memberRoot: SigningKeyPair;
  /** `DS`: signs entries. */
  readonly deviceSigning: SigningKeyPair;
  /** `DK`: receives epoch keys. */
  readonly deviceKem: KemKeyPair;
  readonly memberId: MemberId;
  readonly deviceId: DeviceId;
}

/** Fresh keys for `groupId`. */
export function createIdentity(groupId: GroupId, random: Random): Identity {
  const memberRoot = signingKeyPair(random.bytes(32));
  const deviceSigning = signingKeyPair(random.bytes(32));
  return {
    memberRoot,
    deviceSigning,
    deviceKem: kemKeyPair(random.bytes(32)),
    memberId: memberIdOf(groupId, memberRoot.publicKey),
    deviceId: deviceIdOf(groupId, deviceSigning.publicKey),
  };
}

/** Fixed seed for trying whether a KEM key can be encapsulated to; the result is thrown away. */
const TRIAL_SEED = new Uint8Array(KEM_ENCAPSULATION_SEED_BYTES);
/** False for a KEM public key with which every later rekey would fail. */
export const isUsableKemKey = (dkPk: Uint8Array): boolean => encapsulate(dkPk, TRIAL_SEED) !== null;

const certContent = (
  groupId: GroupId,
  memberId: MemberId,
  cert: Pick<DeviceCert, 'dsPk' | 'dkPk' | 'createdAt'>,
): Uint8Array =>
  new ByteWriter()
    .raw(idToBytes(groupId))
    .raw(idToBytes(memberId))
    .raw(cert.dsPk)
    .raw(cert.dkPk)
    .uint(cert.createdAt, 6)
    .finish();

/** A device's own half of its certificate: its keys, and its signature for the member that it wants to belong to. */
export type DeviceProof = Omit<DeviceCert, 'certifierSignature'>;

/** What that half is made from. */
export interface DeviceProofInput {
  readonly groupId: GroupId;
  readonly memberId: MemberId;
  readonly deviceSigning: SigningKeyPair;
  readonly deviceKemPublicKey: Uint8Array;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Made on the new device, whose secrets stay there. */
export function proveDevice(input: DeviceProofInput): DeviceProof {
  const keys = {
    dsPk: input.deviceSigning.publicKey,
    dkPk: input.deviceKemPublicKey,
    createdAt: input.createdAt,
  };
  const content = certContent(input.groupId, input.memberId, keys);
  return { ...keys, deviceSignature: sign(input.deviceSigning.secretKey, 'device-proof', content) };
}

/** The whole certificate. `certifierSecret` is MR's, or DS's of an active device of the same member. */
export const certifyDevice = (
  groupId: GroupId,
  memberId: MemberId,
  proof: DeviceProof,
  certifierSecret: Uint8Array,
): DeviceCert => ({
  ...proof,
  certifierSignature: sign(certifierSecret, 'device-cert', certContent(groupId, memberId, proof)),
});

/** What a certificate is made from where both keys are at hand; see `certifyDevice` for `certifierSecret`. */
export interface DeviceCertInput extends DeviceProofInput {
  readonly certifierSecret: Uint8Array;
}

/** Binds a device's keys to a member, signed by the certifier and by the device over the same bytes. */
export const createDeviceCert = (input: DeviceCertInput): DeviceCert =>
  certifyDevice(input.groupId, input.memberId, proveDevice(input), input.certifierSecret);

/** True when certifier and device both signed, and the KEM key can be used. */
export function verifyDeviceCert(
  groupId: GroupId,
  memberId: MemberId,
  certifierPublicKey: Uint8Array,
  cert: DeviceCert,
): boolean {
  const content = certContent(groupId, memberId, cert);
  return (
    verify(certifierPublicKey, 'device-cert', content, cert.certifierSignature) &&
    verify(cert.dsPk, 'device-proof', content, cert.deviceSignature) &&
    isUsableKemKey(cert.dkPk)
  );
}
