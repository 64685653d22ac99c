/** X-Wing (ML-KEM-768 with X25519), the one KEM of HP1 (SPEC CR4; draft-connolly-cfrg-xwing-kem). */
import { sodium } from './sodium.ts';

/** X-Wing key pair; `publicKey` 1,216 bytes, `secretKey` 32 bytes. */
export interface KemKeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}
/** Sizes in bytes. */
export const KEM_PUBLIC_BYTES = 1216;
export const KEM_CIPHERTEXT_BYTES = 1120;
/** Bytes of the randomness that derandomised encapsulation takes. */
export const KEM_ENCAPSULATION_SEED_BYTES = 64;

/** The pair for a 32-byte seed. */
export function kemKeyPair(seed: Uint8Array): KemKeyPair {
  const pair = sodium.crypto_kem_xwing_seed_keypair(seed);
  return { publicKey: pair.publicKey, secretKey: pair.privateKey };
}

/**
 * Derandomised encapsulation: the same key and the same 64 bytes give the same
 * ciphertext, so that every recipient can re-compute every wrap (HP1 §5).
 * `null` for a public key that is malformed.
 */
export function encapsulate(
  publicKey: Uint8Array,
  seed: Uint8Array,
): { readonly ciphertext: Uint8Array; readonly sharedSecret: Uint8Array } | null {
  if (publicKey.length !== KEM_PUBLIC_BYTES) return null;
  try {
    return sodium.crypto_kem_xwing_enc_deterministic(publicKey, seed);
  } catch {
    return null; // libsodium throws on a public key that is not one
  }
}

/** The shared secret (32 bytes), or `null` for a ciphertext of the wrong shape. */
export function decapsulate(secretKey: Uint8Array, ciphertext: Uint8Array): Uint8Array | null {
  if (ciphertext.length !== KEM_CIPHERTEXT_BYTES) return null;
  try {
    return sodium.crypto_kem_xwing_dec(ciphertext, secretKey);
  } catch {
    return null; // libsodium throws where the ciphertext is not one
  }
}
