/** Argon2id (RFC 9106), for passphrases only (SPEC CR5). Blocks for its whole run: 0.8 s at 256 MiB. */
import { sodium } from './sodium.ts';

/** Cost of one derivation; stored beside the salt and authenticated with what it opens. */
export interface Argon2Cost {
  readonly memoryBytes: number;
  readonly passes: number;
}
/** The default cost and the floor below which nothing is accepted (HP1 §8). */
export const ARGON2_DEFAULT: Argon2Cost = { memoryBytes: 256 * 1024 * 1024, passes: 3 };
export const ARGON2_FLOOR: Argon2Cost = { memoryBytes: 64 * 1024 * 1024, passes: 3 };
/** Bytes of the salt. */
export const ARGON2_SALT_BYTES = 16;

/** 32 bytes derived from `passphrase` (UTF-8, NFKC-normalised by the caller). */
export const argon2id = (passphrase: Uint8Array, salt: Uint8Array, cost: Argon2Cost): Uint8Array =>
  sodium.crypto_pwhash(32, passphrase, salt, cost.passes, cost.memoryBytes, sodium.crypto_pwhash_ALG_ARGON2ID13);
