/**
 * Asking to join (HP1 §3, SPEC IV6, IV7). The request is sealed for those who
 * hold the invite's secret; any member carries it as bytes that tell nothing,
 * always 4,096 of them:
 *
 *   nonce 24 | Seal(inviteBox, public part ‖ three signatures ‖ salt 16 ‖ name ‖ note ‖ capsule?, padded)
 */
import { type GroupId, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes, equalBytes, utf8, utf8ToText } from '../bytes.ts';
import { hash, open, SEAL_NONCE_BYTES, SEAL_OVERHEAD_BYTES, seal } from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import { err, ok, type Result } from '../result.ts';
import { blobField, bytesField, optionalField, structField } from './fields.ts';
import type { Identity } from './identity.ts';
import type { Invite } from './invite-code.ts';
import { inviteKeys } from './invite-keys.ts';
import { CAPSULE_BYTES, OP_LIMITS, requestProofField, requestPublicField } from './op-fields.ts';
import type { RequestId, RequestProof, RequestPublic } from './op-types.ts';
import { capsuleHashOf, requestIdOf, signRequest, verifyRequest } from './request.ts';

export * from './request.ts';

const PLAIN_BYTES = OP_LIMITS.requestBlobBytes - SEAL_NONCE_BYTES - SEAL_OVERHEAD_BYTES;
/** Longest name and note in UTF-8 bytes: 60 and 500 characters of any script. */
export const JOIN_TEXT_BYTES = { name: 240, note: 2000 } as const;

interface SealedPart {
  readonly request: RequestPublic;
  readonly proof: RequestProof;
  readonly salt: Uint8Array;
  readonly name: Uint8Array;
  readonly note: Uint8Array;
  readonly capsule: Uint8Array | null;
}
const sealedField = structField<SealedPart>({
  request: requestPublicField,
  proof: requestProofField,
  salt: bytesField(16),
  name: blobField(1, JOIN_TEXT_BYTES.name),
  note: blobField(0, JOIN_TEXT_BYTES.note),
  capsule: optionalField(bytesField(CAPSULE_BYTES)),
});

/** A request as its maker and the holders of the invite know it. */
export interface JoinRequest {
  readonly requestId: RequestId;
  readonly request: RequestPublic;
  readonly proof: RequestProof;
  readonly name: string;
  readonly note: string;
  readonly capsule: Uint8Array | null;
}

/** Why there is no request. */
export type JoinError =
  /** Name or note is empty where it may not be, or too long. */
  | { readonly tag: 'JoinTextWrong' }
  /** Not sealed with this invite, or altered. */
  | { readonly tag: 'JoinNotForInvite' }
  | { readonly tag: 'JoinMalformed' }
  /** A signature is missing its key, or what was signed is not what was sent. */
  | { readonly tag: 'JoinProofWrong' };

const noteHashOf = (salt: Uint8Array, name: Uint8Array, note: Uint8Array): Uint8Array =>
  hash('join-note', salt, name, note);

const sealedFor = (groupId: GroupId, inviteId: string): Uint8Array =>
  concatBytes(idToBytes(groupId), idToBytes(inviteId));

/** What a request is made from. */
export interface JoinInput {
  readonly invite: Invite;
  /** Fresh keys for this group (`createIdentity`). */
  readonly identity: Identity;
  readonly name: string;
  readonly note: string;
  /** From `makeCapsule`. A very long note leaves no room: then it is left out, see `capsuleIncluded`. */
  readonly capsule: Uint8Array | null;
  readonly random: Random;
}

/** The request and the blob to carry. */
export function createJoinRequest(
  input: JoinInput,
): Result<{ readonly blob: Uint8Array; readonly join: JoinRequest; readonly capsuleIncluded: boolean }, JoinError> {
  const { invite, identity, random } = input;
  const name = utf8(input.name);
  const note = utf8(input.note);
  if (name.length === 0 || name.length > JOIN_TEXT_BYTES.name || note.length > JOIN_TEXT_BYTES.note) {
    return err({ tag: 'JoinTextWrong' });
  }
  const keys = inviteKeys(invite.groupId, invite.secret);
  const salt = random.bytes(16);
  const nonce = random.bytes(16);
  const sealWith = (capsule: Uint8Array | null): { readonly part: SealedPart; readonly plain: Uint8Array } => {
    const request: RequestPublic = {
      inviteId: keys.inviteId,
      mrPk: identity.memberRoot.publicKey,
      dsPk: identity.deviceSigning.publicKey,
      dkPk: identity.deviceKem.publicKey,
      nonce,
      noteHash: noteHashOf(salt, name, note),
      capsuleHash: capsuleHashOf(capsule),
    };
    const proof = signRequest(invite.groupId, request, {
      invite: keys.sign,
      memberRoot: identity.memberRoot,
      device: identity.deviceSigning,
    });
    const part = { request, proof, salt, name, note, capsule };
    const writer = new ByteWriter();
    sealedField.write(writer, part);
    return { part, plain: writer.finish() };
  };
  let { part, plain } = sealWith(input.capsule);
  if (plain.length > PLAIN_BYTES) ({ part, plain } = sealWith(null));
  const padded = new Uint8Array(PLAIN_BYTES);
  padded.set(plain);
  const sealNonce = random.bytes(SEAL_NONCE_BYTES);
  const blob = concatBytes(sealNonce, seal(keys.box, sealNonce, padded, sealedFor(invite.groupId, keys.inviteId)));
  return ok({ blob, join: joinOf(part, blob), capsuleIncluded: part.capsule !== null });
}

const joinOf = (part: SealedPart, blob: Uint8Array): JoinRequest => ({
  requestId: requestIdOf(blob),
  request: part.request,
  proof: part.proof,
  name: utf8ToText(part.name),
  note: utf8ToText(part.note),
  capsule: part.capsule,
});

/** Opens a carried request with an invite's secret and checks every signature and hash in it. */
export function openJoinRequest(
  blob: Uint8Array,
  invite: { readonly groupId: GroupId; readonly secret: Uint8Array },
): Result<JoinRequest, JoinError> {
  const keys = inviteKeys(invite.groupId, invite.secret);
  const nonce = blob.subarray(0, SEAL_NONCE_BYTES);
  const aad = sealedFor(invite.groupId, keys.inviteId);
  const plain = open(keys.box, nonce, blob.subarray(SEAL_NONCE_BYTES), aad);
  if (!plain) return err({ tag: 'JoinNotForInvite' });
  const reader = new ByteReader(plain);
  const part = sealedField.read(reader);
  const rest = reader.raw(reader.remaining);
  if (reader.failed || plain.length !== PLAIN_BYTES || rest.some((byte) => byte !== 0))
    return err({ tag: 'JoinMalformed' });
  const { request, proof, salt, name, note, capsule } = part;
  const whole =
    request.inviteId === keys.inviteId &&
    equalBytes(request.noteHash, noteHashOf(salt, name, note)) &&
    equalBytes(request.capsuleHash, capsuleHashOf(capsule));
  if (!whole || !verifyRequest(invite.groupId, keys.sign.publicKey, request, proof))
    return err({ tag: 'JoinProofWrong' });
  return ok(joinOf(part, blob));
}
