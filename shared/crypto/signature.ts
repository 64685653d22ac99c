/** Ed25519 over `"hp1/" ‖ dom ‖ 0x00 ‖ m` (SPEC CR2). */
import { concatBytes, utf8 } from '../bytes.ts';
import { sodium } from './sodium.ts';

/** Ed25519 key pair; `publicKey` 32 bytes, `secretKey` 64 bytes. */
export interface SigningKeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** Bytes of a signature. */
export const SIGNATURE_BYTES = 64;

/** The pair for a 32-byte seed. */
export function signingKeyPair(seed: Uint8Array): SigningKeyPair {
  const pair = sodium.crypto_sign_seed_keypair(seed);
  return { publicKey: pair.publicKey, secretKey: pair.privateKey };
}

const domainMessage = (domain: string, message: Uint8Array): Uint8Array =>
  concatBytes(utf8(`hp1/${domain}\0`), message);

/** A 64-byte signature of `message` under `domain`. */
export const sign = (secretKey: Uint8Array, domain: string, message: Uint8Array): Uint8Array =>
  sodium.crypto_sign_detached(domainMessage(domain, message), secretKey);

/** True when `signature` is `publicKey`'s for exactly this domain and message; false for any malformed input. */
export function verify(publicKey: Uint8Array, domain: string, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== SIGNATURE_BYTES) return false;
  return sodium.crypto_sign_verify_detached(signature, domainMessage(domain, message), publicKey);
}
