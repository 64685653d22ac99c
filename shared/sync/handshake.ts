/**
 * Who is at the other end: HELLO from both, then AUTH from both, then content
 * (PROTOCOL SY5 to SY11). Pure: the fresh nonce comes in with the set-up.
 */
import { type DeviceId, type GroupId, idToBytes } from '../brand.ts';
import { concatBytes, equalBytes } from '../bytes.ts';
import { type SigningKeyPair, sign, verify } from '../crypto/crypto.ts';
import { deviceIdOf } from '../group/identity.ts';
import { err, ok, type Result } from '../result.ts';
import type { ByeTag } from './bye.ts';
import { type Auth, HP1_VERSION, type Hello, type PeerRole } from './message.ts';
import type { NonceMemory, PeerDirectory } from './peer-directory.ts';

/** What one end brings to a handshake. Byte strings are 32 bytes long unless said otherwise. */
export interface HandshakeSetup {
  readonly groupId: GroupId;
  /** `invite` for the meeting room of an invite, the only place where applicants are heard. */
  readonly room: { readonly kind: 'group' | 'invite'; readonly tag: Uint8Array };
  readonly deviceId: DeviceId;
  /** The device's signing keys (DS). */
  readonly keys: SigningKeyPair;
  /** The invite's keys when this end is an applicant, null for a member. */
  readonly inviteKeys: SigningKeyPair | null;
  /** Hash over the heads of the own membership log; zeros for an applicant. */
  readonly heads: Uint8Array;
  /** Fresh from the port `Random` for every channel. */
  readonly nonce: Uint8Array;
  /** True on exactly one side. */
  readonly initiator: boolean;
  /** SHA-256 DTLS fingerprints of the connection, or the transport's own binding of both ends. */
  readonly localFingerprint: Uint8Array;
  readonly remoteFingerprint: Uint8Array;
}

/**
 * Who the peer has proved to be. `member`: active in our roster. `applicant`:
 * holds an open invite. `provisional`: not in our roster (a newcomer has
 * none; a member may not have heard of an admission yet). It may deliver the
 * membership log, and only what that log proves is believed. `former`: was in
 * the roster; it is told the membership log, and nothing is taken from it.
 */
export type PeerStanding = 'member' | 'applicant' | 'provisional' | 'former';

/** A peer whose AUTH was verified. */
export interface AuthenticatedPeer {
  readonly deviceId: DeviceId;
  readonly standing: PeerStanding;
  readonly signingKey: Uint8Array;
  /** The peer's claim about its membership log; equal to ours when both logs are. */
  readonly heads: Uint8Array;
}

/** Why a peer is nobody; each is a reason to say BYE with. */
export type HandshakeError = {
  readonly tag: Extract<
    ByeTag,
    | 'WrongRoom'
    | 'InactiveDevice'
    | 'BadSignature'
    | 'NonceReplayed'
    | 'Reflected'
    | 'SameDevice'
    | 'ApplicantRefused'
    | 'TwoApplicants'
  >;
};

/** What this end says first. */
export const greeting = (setup: HandshakeSetup): Hello => ({
  type: 'hello',
  version: HP1_VERSION,
  nonce: setup.nonce,
  roomTag: setup.room.tag,
  deviceId: setup.deviceId,
});

/**
 * What an AUTH signs. Both greetings and both fingerprints stand in the
 * initiator's order; the side byte makes the two AUTHs of a channel differ even
 * where everything else is equal. All fields have a fixed width.
 */
function transcript(
  setup: HandshakeSetup,
  hello: Hello,
  sender: { readonly local: boolean; readonly role: PeerRole; readonly heads: Uint8Array },
): Uint8Array {
  const own = [setup.nonce, setup.localFingerprint, idToBytes(setup.deviceId)] as const;
  const peer = [hello.nonce, setup.remoteFingerprint, idToBytes(hello.deviceId)] as const;
  const [first, second] = setup.initiator ? [own, peer] : [peer, own];
  const side = sender.local === setup.initiator ? 0 : 1;
  return concatBytes(
    setup.room.tag,
    first[0],
    second[0],
    first[1],
    second[1],
    first[2],
    second[2],
    Uint8Array.of(side, sender.role === 'member' ? 1 : 2),
    sender.heads,
  );
}

/**
 * Checks the peer's greeting and answers it with our AUTH. AUTH names only a
 * pseudonym that the greeting has named already, so it may go out before the
 * peer's own was verified; content may not.
 */
export function answerHello(setup: HandshakeSetup, nonces: NonceMemory, hello: Hello): Result<Auth, HandshakeError> {
  if (!equalBytes(hello.roomTag, setup.room.tag)) return err({ tag: 'WrongRoom' });
  if (equalBytes(hello.nonce, setup.nonce)) return err({ tag: 'Reflected' });
  if (hello.deviceId === setup.deviceId) return err({ tag: 'SameDevice' });
  if (nonces.seen(hello.nonce)) return err({ tag: 'NonceReplayed' });
  const role: PeerRole = setup.inviteKeys ? 'applicant' : 'member';
  const signed = transcript(setup, hello, { local: true, role, heads: setup.heads });
  return ok({
    type: 'auth',
    role,
    signingKey: setup.keys.publicKey,
    heads: setup.heads,
    signature: sign(setup.keys.secretKey, 'chan', signed),
    invite: setup.inviteKeys && {
      publicKey: setup.inviteKeys.publicKey,
      signature: sign(setup.inviteKeys.secretKey, 'chan-invite', signed),
    },
  });
}

/** The roster decides; who is not in it may have been admitted while we were away, and has the log to show. */
function standingOfMember(
  setup: HandshakeSetup,
  directory: PeerDirectory,
  deviceId: DeviceId,
  auth: Auth,
): Result<PeerStanding, HandshakeError> {
  const known = directory.signingKeyOf(deviceId);
  if (known === null) return ok('provisional');
  if (!equalBytes(known, auth.signingKey)) return err({ tag: 'BadSignature' });
  // Whoever applies has no log to tell.
  if (!directory.isActive(deviceId)) return setup.inviteKeys ? err({ tag: 'InactiveDevice' }) : ok('former');
  // To whom we apply we are nobody yet: it speaks as to a member when it has heard of our admission.
  return ok(setup.inviteKeys ? 'provisional' : 'member');
}

function standingOfApplicant(
  setup: HandshakeSetup,
  directory: PeerDirectory,
  deviceId: DeviceId,
  auth: Auth,
  signed: Uint8Array,
): Result<PeerStanding, HandshakeError> {
  if (setup.room.kind !== 'invite' || auth.invite === null) return err({ tag: 'ApplicantRefused' });
  const { publicKey, signature } = auth.invite;
  if (!verify(publicKey, 'chan-invite', signed, signature)) return err({ tag: 'BadSignature' });
  // Admitted since it last heard of us: it does not know, and its invite may be used up by now.
  if (directory.isActive(deviceId)) return ok('applicant');
  if (setup.inviteKeys) return err({ tag: 'TwoApplicants' });
  const open = directory.invitePublicKeys().some((key) => equalBytes(key, publicKey));
  return open ? ok('applicant') : err({ tag: 'ApplicantRefused' });
}

/** Checks the peer's AUTH against its greeting, the channel and the roster. */
export function acceptAuth(
  setup: HandshakeSetup,
  directory: PeerDirectory,
  hello: Hello,
  auth: Auth,
): Result<AuthenticatedPeer, HandshakeError> {
  const { deviceId } = hello;
  const signed = transcript(setup, hello, { local: false, role: auth.role, heads: auth.heads });
  if (deviceIdOf(setup.groupId, auth.signingKey) !== deviceId) return err({ tag: 'BadSignature' });
  const standing =
    auth.role === 'member'
      ? standingOfMember(setup, directory, deviceId, auth)
      : standingOfApplicant(setup, directory, deviceId, auth, signed);
  if (!standing.ok) return standing;
  if (!verify(auth.signingKey, 'chan', signed, auth.signature)) return err({ tag: 'BadSignature' });
  return ok({ deviceId, standing: standing.value, signingKey: auth.signingKey, heads: auth.heads });
}
