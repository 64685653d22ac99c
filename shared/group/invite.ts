/** Making an invite, and the parts of it that live in the log (HP1 §3, SPEC IV1–IV5). */
import { type DeviceId, type EntryId, type EpochId, type GroupId, idToBytes } from '../brand.ts';
import { concatBytes } from '../bytes.ts';
import {
  decapsulate,
  encapsulate,
  KEM_ENCAPSULATION_SEED_BYTES,
  keyedHash,
  open,
  SEAL_NONCE_BYTES,
  seal,
  ZERO_NONCE,
} from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import { inviteSealKey } from './epoch-key.ts';
import { fitServers, type Invite } from './invite-code.ts';
import { inviteKeys } from './invite-keys.ts';
import { INVITE_SECRET_BYTES } from './op-fields.ts';
import type { ArrivalRole, OpOf, SecretWrap } from './op-types.ts';
import type { Recipient } from './rekey.ts';
import { dayOf, startOfDay } from './rendezvous.ts';

export * from './invite-code.ts';
export * from './invite-keys.ts';
export * from './read-invite.ts';
export * from './rendezvous.ts';

/** Wraps an invite's secret to one device that may admit; `null` for a malformed KEM key. */
export function wrapInviteSecret(
  groupId: GroupId,
  secret: Uint8Array,
  device: Pick<Recipient, 'deviceId' | 'dkPk'>,
  random: Random,
): SecretWrap | null {
  const wrapped = encapsulate(device.dkPk, random.bytes(KEM_ENCAPSULATION_SEED_BYTES));
  if (!wrapped) return null;
  const context = concatBytes(
    idToBytes(groupId),
    idToBytes(inviteKeys(groupId, secret).inviteId),
    idToBytes(device.deviceId),
  );
  const once = keyedHash(wrapped.sharedSecret, 'invite-wrap', wrapped.ciphertext, context);
  return {
    deviceId: device.deviceId,
    ciphertext: wrapped.ciphertext,
    box: seal(once, ZERO_NONCE, secret, context),
  };
}

/** The secret in an invite's operation, for a device it was wrapped to; `null` otherwise or when it is another's. */
export function openInviteSecret(
  groupId: GroupId,
  op: Pick<OpOf<'inviteCreate'>, 'inviteId' | 'secrets'>,
  deviceId: DeviceId,
  dkSecretKey: Uint8Array,
): Uint8Array | null {
  const wrap = op.secrets.find((one) => one.deviceId === deviceId);
  const sharedSecret = wrap ? decapsulate(dkSecretKey, wrap.ciphertext) : null;
  if (!wrap || !sharedSecret) return null;
  const context = concatBytes(idToBytes(groupId), idToBytes(op.inviteId), idToBytes(deviceId));
  const secret = open(keyedHash(sharedSecret, 'invite-wrap', wrap.ciphertext, context), ZERO_NONCE, wrap.box, context);
  return secret && inviteKeys(groupId, secret).inviteId === op.inviteId ? secret : null;
}

/** The rendezvous seed of an invite for a member who has the key of its `rvEpoch`; `null` for another key. */
export function openRendezvousSeed(op: OpOf<'inviteCreate'>, epochKey: Uint8Array): Uint8Array | null {
  const nonce = op.rvSeedSealed.subarray(0, SEAL_NONCE_BYTES);
  return open(inviteSealKey(epochKey, op.inviteId), nonce, op.rvSeedSealed.subarray(SEAL_NONCE_BYTES), op.invitePk);
}

/** What an invite is made from. */
export interface InviteInput {
  readonly groupId: GroupId;
  /** Entry id of the group's genesis. */
  readonly genesisHash: EntryId;
  /** The device that makes it. */
  readonly inviter: DeviceId;
  /** The epoch that members seal under now, with its key. */
  readonly epochId: EpochId;
  readonly epochKey: Uint8Array;
  /** Devices that may admit: all devices of facilitators. */
  readonly admitters: readonly Pick<Recipient, 'deviceId' | 'dkPk'>[];
  /** 1 to 30. */
  readonly maxUses: number;
  /** Milliseconds; moved to the end of its UTC day, since codes count days. */
  readonly expiresAt: number;
  readonly role: ArrivalRole;
  /** As `Policy.history`. */
  readonly history: number;
  /** Meeting places (`ws:` or `wss:` addresses); as many as fit are named in the code. */
  readonly servers: readonly string[];
  /** Whether the group has agreed to keepers. */
  readonly keeper: boolean;
  readonly random: Random;
}

/** When an invite that should be open until `instant` ends: with that UTC day, since codes count days. Milliseconds. */
export const inviteExpiry = (instant: number): number => startOfDay(dayOf(instant - 1) + 1);

/** A new invite: the operation for the log, and the code to give away. */
export function createInvite(input: InviteInput): { readonly op: OpOf<'inviteCreate'>; readonly invite: Invite } {
  const { groupId, random } = input;
  const secret = random.bytes(INVITE_SECRET_BYTES);
  const keys = inviteKeys(groupId, secret);
  const expiresAt = inviteExpiry(input.expiresAt);
  const nonce = random.bytes(SEAL_NONCE_BYTES);
  const sealed = seal(inviteSealKey(input.epochKey, keys.inviteId), nonce, keys.rvSeed, keys.sign.publicKey);
  const secrets = input.admitters
    .map((device) => wrapInviteSecret(groupId, secret, device, random))
    .filter((wrap) => wrap !== null)
    .sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  return {
    op: {
      type: 'inviteCreate',
      inviteId: keys.inviteId,
      invitePk: keys.sign.publicKey,
      maxUses: input.maxUses,
      expiresAt,
      role: input.role,
      mode: 'approval',
      history: input.history,
      rvEpoch: input.epochId,
      rvSeedSealed: concatBytes(nonce, sealed),
      secrets,
    },
    invite: {
      secret,
      groupId,
      genesisHash: input.genesisHash,
      inviter: input.inviter,
      expiresAt,
      servers: fitServers(input.servers),
      keeper: input.keeper,
    },
  };
}
