/**
 * Coming along to a group that was started anew (HP1 §2 ReFound, SPEC IV11).
 * The old group's log holds the secret of the new group's invite, wrapped to
 * each device of those who shall come. Other than in an invite's own operation
 * its id is not there to be bound to, so the wrap is bound to both groups.
 */
import { type DeviceId, type EntryId, type GroupId, idToBytes } from '../brand.ts';
import { concatBytes } from '../bytes.ts';
import {
  decapsulate,
  encapsulate,
  KEM_ENCAPSULATION_SEED_BYTES,
  keyedHash,
  open,
  seal,
  ZERO_NONCE,
} from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import type { SecretWrap } from './op-types.ts';
import type { Recipient } from './rekey.ts';

/** From which group to which. */
export interface Succession {
  /** The group in whose log it stands. */
  readonly oldGroupId: GroupId;
  readonly groupId: GroupId;
  readonly genesisHash: EntryId;
}

const contextOf = ({ oldGroupId, groupId, genesisHash }: Succession, deviceId: DeviceId): Uint8Array =>
  concatBytes(idToBytes(oldGroupId), idToBytes(groupId), idToBytes(genesisHash), idToBytes(deviceId));

const wrapKeyOf = (sharedSecret: Uint8Array, ciphertext: Uint8Array, context: Uint8Array): Uint8Array =>
  keyedHash(sharedSecret, 'successor-wrap', ciphertext, context);

/** Wraps the new group's invite secret to one device of the old group; `null` for a malformed KEM key. */
export function wrapSuccessorSecret(
  succession: Succession,
  secret: Uint8Array,
  device: Pick<Recipient, 'deviceId' | 'dkPk'>,
  random: Random,
): SecretWrap | null {
  const wrapped = encapsulate(device.dkPk, random.bytes(KEM_ENCAPSULATION_SEED_BYTES));
  if (!wrapped) return null;
  const context = contextOf(succession, device.deviceId);
  const once = wrapKeyOf(wrapped.sharedSecret, wrapped.ciphertext, context);
  return {
    deviceId: device.deviceId,
    ciphertext: wrapped.ciphertext,
    box: seal(once, ZERO_NONCE, secret, context),
  };
}

/** The secret for a device it was wrapped to; `null` when there is none, or when it was made for other groups. */
export function openSuccessorSecret(
  succession: Succession,
  wraps: readonly SecretWrap[],
  deviceId: DeviceId,
  dkSecretKey: Uint8Array,
): Uint8Array | null {
  const wrap = wraps.find((one) => one.deviceId === deviceId);
  const sharedSecret = wrap ? decapsulate(dkSecretKey, wrap.ciphertext) : null;
  if (!wrap || !sharedSecret) return null;
  const context = contextOf(succession, deviceId);
  return open(wrapKeyOf(sharedSecret, wrap.ciphertext, context), ZERO_NONCE, wrap.box, context);
}
