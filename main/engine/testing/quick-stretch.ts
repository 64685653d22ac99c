/** Stands in for Argon2id where its slowness is not what is examined; depends on everything that it does. */
import { utf8 } from '../../../shared/bytes.ts';
import { keyedHash } from '../../../shared/crypto/crypto.ts';
import type { Stretch } from '../vault/vault-slots.ts';

/** A derivation in microseconds. */
export const quickStretch: Stretch = async (passphrase, salt, cost) =>
  keyedHash(salt, 'quick', passphrase, utf8(`${cost.memoryBytes}/${cost.passes}`));
