/** XChaCha20-Poly1305-IETF, the one AEAD of HP1 (SPEC CR3). */
import { sodium } from './sodium.ts';

/** Bytes of a sealing key, a nonce, and what sealing adds. */
export const SEAL_KEY_BYTES = 32;
export const SEAL_NONCE_BYTES = 24;
export const SEAL_OVERHEAD_BYTES = 16;

/** A nonce of zeros, only for keys that are used once (key wraps, HP1 §5). */
export const ZERO_NONCE = new Uint8Array(SEAL_NONCE_BYTES);

/** Ciphertext of `plaintext`, bound to `aad`. */
export const seal = (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array =>
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, null, nonce, key);

/** The plaintext, or `null` when key, nonce, aad or any byte of the ciphertext differ. */
export function open(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array, aad: Uint8Array): Uint8Array | null {
  if (ciphertext.length < SEAL_OVERHEAD_BYTES || nonce.length !== SEAL_NONCE_BYTES) return null;
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, aad, nonce, key);
  } catch {
    // libsodium-wrappers reports a failed tag by throwing; it is an expected answer here.
    return null;
  }
}
