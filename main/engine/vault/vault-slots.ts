/**
 * Ways to open the vault (HP1 §8): what a slot's key is derived from, and the
 * master key inside it.
 */
import { concatBytes, equalBytes, utf8 } from '../../../shared/bytes.ts';
import {
  ARGON2_FLOOR,
  ARGON2_SALT_BYTES,
  type Argon2Cost,
  keyedHash,
  open,
  SEAL_NONCE_BYTES,
  seal,
} from '../../../shared/crypto/crypto.ts';
import type { Random } from '../../../shared/ports/random.ts';
import type { Redacted } from '../../../shared/redacted.ts';
import { encodeSlotHead, type Slot, type SlotHead } from './vault-codec.ts';

/** Argon2id, which takes a second: run beside the engine in the app, within it in tests. */
export type Stretch = (passphrase: Uint8Array, salt: Uint8Array, cost: Argon2Cost) => Promise<Uint8Array>;

/** What deriving a slot's key needs of the world. */
export interface SlotDoors {
  readonly random: Random;
  readonly stretch: Stretch;
}

/** Bytes of `P`, the half of the key that the system's keychain keeps. */
export const KEYCHAIN_BYTES = 32;
/** `P`, or null for a passphrase that opens alone. */
export type KeychainHalf = Redacted<Uint8Array> | null;

const NO_AAD = new Uint8Array(0);

/** `KEK` of a passphrase: `HK(argon, 'kek')`, or with the keychain `HK(argon ‖ P, 'kek2')`. */
export async function passphraseKek(
  stretch: Stretch,
  passphrase: string,
  head: { readonly salt: Uint8Array; readonly cost: Argon2Cost },
  half: KeychainHalf,
): Promise<Uint8Array> {
  const stretched = await stretch(utf8(passphrase.normalize('NFKC')), head.salt, head.cost);
  return half ? keyedHash(concatBytes(stretched, half.reveal()), 'kek2', NO_AAD) : keyedHash(stretched, 'kek', NO_AAD);
}

/** `KEK` of the recovery words, which are random already. */
export const recoveryKek = (entropy: Uint8Array, salt: Uint8Array): Uint8Array =>
  keyedHash(entropy, 'vault-words', salt);

const commitmentOf = (kek: Uint8Array, head: Uint8Array): Uint8Array => keyedHash(kek, 'vault-slot', head);

function makeSlot(random: Random, head: SlotHead, kek: Uint8Array, masterKey: Uint8Array): Slot {
  const nonce = random.bytes(SEAL_NONCE_BYTES);
  const aad = encodeSlotHead(head);
  return { ...head, commitment: commitmentOf(kek, aad), nonce, wrapped: seal(kek, nonce, masterKey, aad) };
}

/** A fresh slot that a passphrase opens, with the keychain's half where there is one. A cost below the floor throws: a defect. */
export async function passphraseSlot(
  { random, stretch }: SlotDoors,
  masterKey: Redacted<Uint8Array>,
  input: { readonly passphrase: string; readonly cost: Argon2Cost; readonly half: KeychainHalf },
): Promise<Slot> {
  const { passphrase, cost, half } = input;
  if (cost.memoryBytes < ARGON2_FLOOR.memoryBytes || cost.passes < ARGON2_FLOOR.passes) {
    throw new RangeError('an Argon2 cost below the floor');
  }
  const type = half ? 'passphrase+keychain' : 'passphrase';
  const head = { type, cost, salt: random.bytes(ARGON2_SALT_BYTES) } as const;
  return makeSlot(random, head, await passphraseKek(stretch, passphrase, head, half), masterKey.reveal());
}

/** The slot that the recovery words open. */
export function recoverySlot(random: Random, masterKey: Redacted<Uint8Array>, entropy: Uint8Array): Slot {
  const head = { type: 'recovery', cost: null, salt: random.bytes(ARGON2_SALT_BYTES) } as const;
  return makeSlot(random, head, recoveryKek(entropy, head.salt), masterKey.reveal());
}

/** The master key in a slot, or null for another key. */
export function openSlot(slot: Slot, kek: Uint8Array): Uint8Array | null {
  const aad = encodeSlotHead(slot);
  return equalBytes(commitmentOf(kek, aad), slot.commitment) ? open(kek, slot.nonce, slot.wrapped, aad) : null;
}
