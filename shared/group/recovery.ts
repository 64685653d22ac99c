/**
 * Recovery without a standing secret (HP1 §1, SPEC ID4): the phrase makes an
 * X-Wing key, each group's member root is sealed to it, and then the root's
 * secret can leave the device.
 */
import { concatBytes, equalBytes } from '../bytes.ts';
import {
  decapsulate,
  encapsulate,
  KEM_CIPHERTEXT_BYTES,
  KEM_ENCAPSULATION_SEED_BYTES,
  type KemKeyPair,
  kemKeyPair,
  keyedHash,
  open,
  type SigningKeyPair,
  seal,
  signingKeyPair,
  ZERO_NONCE,
} from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import { CAPSULE_BYTES } from './op-fields.ts';

/** `RK`, from the phrase's entropy (16 bytes for 12 words, 32 for 24). The device keeps the public key only. */
export const recoveryKeys = (entropy: Uint8Array): KemKeyPair => kemKeyPair(keyedHash(entropy, 'recovery'));

/**
 * The member root's secret sealed to the recovery key: 1,168 bytes, with no
 * sign of whose it is. `null` when the public key is not one.
 */
export function makeCapsule(
  recoveryPublicKey: Uint8Array,
  memberRootSecret: Uint8Array,
  random: Random,
): Uint8Array | null {
  const wrapped = encapsulate(recoveryPublicKey, random.bytes(KEM_ENCAPSULATION_SEED_BYTES));
  if (!wrapped) return null;
  const key = keyedHash(wrapped.sharedSecret, 'capsule', wrapped.ciphertext);
  // An Ed25519 secret key is its 32-byte seed followed by the public key.
  const box = seal(key, ZERO_NONCE, memberRootSecret.subarray(0, 32), wrapped.ciphertext);
  return concatBytes(wrapped.ciphertext, box);
}

/** The member root inside, or `null` when the capsule is another person's, damaged, or not for `memberRootPublicKey`. */
export function openCapsule(
  recoverySecretKey: Uint8Array,
  capsule: Uint8Array,
  memberRootPublicKey: Uint8Array,
): SigningKeyPair | null {
  if (capsule.length !== CAPSULE_BYTES) return null;
  const ciphertext = capsule.subarray(0, KEM_CIPHERTEXT_BYTES);
  const sharedSecret = decapsulate(recoverySecretKey, ciphertext);
  if (!sharedSecret) return null;
  const key = keyedHash(sharedSecret, 'capsule', ciphertext);
  const seed = open(key, ZERO_NONCE, capsule.subarray(KEM_CIPHERTEXT_BYTES), ciphertext);
  if (!seed) return null;
  const pair = signingKeyPair(seed);
  return equalBytes(pair.publicKey, memberRootPublicKey) ? pair : null;
}
