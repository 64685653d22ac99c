/**
 * Makes long simulations affordable: the slow functions of libsodium that
 * depend on nothing but their arguments are computed once for the same bytes.
 * Every signature is real and every wrong one is found wrong; eight replicas
 * that check the same entry do so at the price of one.
 */
import { hex } from '@scure/base';
import { concatBytes, utf8 } from '../bytes.ts';
import { sodium } from '../crypto/sodium.ts';

/** Answers kept before all are forgotten. */
const MAX_ANSWERS = 50_000;

/** Starts remembering; the returned function ends it. */
export function rememberCrypto(): () => void {
  const answers = new Map<string, unknown>();
  const remembered =
    <A extends readonly (Uint8Array | string)[], R>(name: string, compute: (...args: A) => R) =>
    (...args: A): R => {
      const bytes = args.map((arg) => (typeof arg === 'string' ? utf8(arg) : arg));
      const lengths = Uint8Array.from(bytes.flatMap(({ length }) => [length >>> 16, length >>> 8, length]));
      const key = name + hex.encode(sodium.crypto_generichash(16, concatBytes(lengths, ...bytes), null));
      if (answers.has(key)) return answers.get(key) as R;
      const answer = compute(...args);
      if (answers.size >= MAX_ANSWERS) answers.clear();
      answers.set(key, answer);
      return answer;
    };
  const { crypto_sign_verify_detached, crypto_kem_xwing_dec, crypto_kem_xwing_enc_deterministic } = sodium;
  sodium.crypto_sign_verify_detached = remembered('verify', crypto_sign_verify_detached);
  sodium.crypto_kem_xwing_dec = remembered('dec', crypto_kem_xwing_dec) as typeof crypto_kem_xwing_dec;
  sodium.crypto_kem_xwing_enc_deterministic = remembered(
    'enc',
    crypto_kem_xwing_enc_deterministic,
  ) as typeof crypto_kem_xwing_enc_deterministic;
  return () => {
    Object.assign(sodium, { crypto_sign_verify_detached, crypto_kem_xwing_dec, crypto_kem_xwing_enc_deterministic });
  };
}
