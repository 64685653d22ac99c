/** The public part of a join request and its proof: what everybody can check once somebody is admitted (SPEC IV6). */
import { type DeviceId, type GroupId, idFromBytes, idToBytes, type MemberId } from '../brand.ts';
import { ByteWriter } from '../bytes.ts';
import { hash, type SigningKeyPair, sign, verify } from '../crypto/crypto.ts';
import { deviceIdOf, isUsableKemKey, memberIdOf } from './identity.ts';
import { requestPublicField } from './op-fields.ts';
import type { RequestId, RequestProof, RequestPublic } from './op-types.ts';
import { fourWordsOf } from './spoken-words.ts';

/** 32 zero bytes: `capsuleHash` of a request without a capsule. */
export const NO_CAPSULE_HASH = new Uint8Array(32);
/** `H('capsule', capsule)`, or zeros for none. */
export const capsuleHashOf = (capsule: Uint8Array | null): Uint8Array =>
  capsule ? hash('capsule', capsule) : NO_CAPSULE_HASH;

/** Ids by the bytes themselves, which nobody changes: the resolver asks for each after every operation. */
const requestIds = new WeakMap<Uint8Array, RequestId>();

/** `H('join-request', blob)`: the id of a carried request. */
export function requestIdOf(blob: Uint8Array): RequestId {
  const known = requestIds.get(blob);
  if (known !== undefined) return known;
  const id = idFromBytes<RequestId>(hash('join-request', blob));
  requestIds.set(blob, id);
  return id;
}

/** `groupId ‖ public part`: what all three signatures and the check words cover. */
export function requestContent(groupId: GroupId, request: RequestPublic): Uint8Array {
  const writer = new ByteWriter().raw(idToBytes(groupId));
  requestPublicField.write(writer, request);
  return writer.finish();
}

/** Who the newcomer will be. */
export const newcomerOf = (
  groupId: GroupId,
  request: RequestPublic,
): { readonly memberId: MemberId; readonly deviceId: DeviceId } => ({
  memberId: memberIdOf(groupId, request.mrPk),
  deviceId: deviceIdOf(groupId, request.dsPk),
});

/** Signs a request with the invite's key, the member root and the device. */
export function signRequest(
  groupId: GroupId,
  request: RequestPublic,
  keys: { readonly invite: SigningKeyPair; readonly memberRoot: SigningKeyPair; readonly device: SigningKeyPair },
): RequestProof {
  const content = requestContent(groupId, request);
  return {
    inviteSignature: sign(keys.invite.secretKey, 'join-invite', content),
    memberSignature: sign(keys.memberRoot.secretKey, 'join-member', content),
    deviceSignature: sign(keys.device.secretKey, 'join-device', content),
  };
}

/** True when invite, member root and device all signed this request for this group, and its KEM key can be used. */
export function verifyRequest(
  groupId: GroupId,
  invitePk: Uint8Array,
  request: RequestPublic,
  proof: RequestProof,
): boolean {
  const content = requestContent(groupId, request);
  return (
    verify(invitePk, 'join-invite', content, proof.inviteSignature) &&
    verify(request.mrPk, 'join-member', content, proof.memberSignature) &&
    verify(request.dsPk, 'join-device', content, proof.deviceSignature) &&
    isUsableKemKey(request.dkPk)
  );
}

/** Four words from `H('join-check', public part)`, for newcomer and facilitator to compare by voice. */
export const joinCheckWords = (groupId: GroupId, request: RequestPublic): readonly string[] =>
  fourWordsOf(hash('join-check', requestContent(groupId, request)));
