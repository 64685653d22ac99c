/**
 * The vault (HP1 §8, SPEC VT1–VT8): the master key under one slot for each way
 * to open it, and the device's secrets sealed under the master key.
 */
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { type DeviceId, idFromBytes } from '../../../shared/brand.ts';
import { equalBytes, utf8 } from '../../../shared/bytes.ts';
import {
  ARGON2_FLOOR,
  ARGON2_SALT_BYTES,
  type Argon2Cost,
  keyedHash,
  open,
  SEAL_NONCE_BYTES,
  SEAL_OVERHEAD_BYTES,
  seal,
} from '../../../shared/crypto/crypto.ts';
import { recoveryKeys } from '../../../shared/group/recovery.ts';
import type { Random } from '../../../shared/ports/random.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import {
  decodeVaultFile,
  encodeSlotHead,
  encodeVaultFile,
  encodeVaultHead,
  type Slot,
  type VaultFile,
} from './vault-codec.ts';
import { VAULT_FILE } from '../../profile-files.ts';
import { replaceVault, type VaultDisk } from './vault-disk.ts';
import { decodeSecrets, encodeSecrets, type VaultSecrets } from './vault-secrets.ts';

/** Argon2id, which takes a second: run beside the engine in the app, within it in tests. */
export type Stretch = (passphrase: Uint8Array, salt: Uint8Array, cost: Argon2Cost) => Promise<Uint8Array>;

/** What a vault needs of the world. */
export interface VaultDoors {
  readonly disk: VaultDisk;
  readonly random: Random;
  readonly stretch: Stretch;
}

/** An open vault. */
export interface Vault {
  /** `DMK`: every key of this profile's files follows from it. */
  readonly masterKey: Redacted<Uint8Array>;
  readonly secrets: VaultSecrets;
  /** Counts rewrites; the store remembers the greatest it has seen. */
  readonly generation: number;
  /** Seals other secrets under the same slots and replaces the file; gives the vault as it is then. Throws when the disk fails. */
  save(secrets: VaultSecrets): Vault;
}

/** Why a vault stays shut. */
export type OpenVaultError = {
  readonly tag: 'VaultMissing' | 'VaultDamaged' | 'VaultVersionUnknown' | 'WrongKey';
};
/** Why words are not the recovery words; `index` counts from 0. */
export type WordsError =
  | { readonly tag: 'WordCount' }
  | { readonly tag: 'WordUnknown'; readonly index: number }
  | { readonly tag: 'WordsWrong' };

const WORD_COUNT = 12;
const NO_AAD = new Uint8Array(0);

const passphraseBytes = (passphrase: string): Uint8Array => utf8(passphrase.normalize('NFKC'));
const recoveryKek = (entropy: Uint8Array, salt: Uint8Array): Uint8Array => keyedHash(entropy, 'vault-words', salt);
const passphraseKek = async (doors: VaultDoors, passphrase: string, salt: Uint8Array, cost: Argon2Cost) =>
  keyedHash(await doors.stretch(passphraseBytes(passphrase), salt, cost), 'kek', NO_AAD);

const commitmentOf = (kek: Uint8Array, head: Uint8Array): Uint8Array => keyedHash(kek, 'vault-slot', head);

function makeSlot(
  doors: VaultDoors,
  head: Pick<Slot, 'type' | 'cost' | 'salt'>,
  kek: Uint8Array,
  masterKey: Uint8Array,
): Slot {
  const nonce = doors.random.bytes(SEAL_NONCE_BYTES);
  const aad = encodeSlotHead(head);
  return { ...head, commitment: commitmentOf(kek, aad), nonce, wrapped: seal(kek, nonce, masterKey, aad) };
}

/** The master key in a slot, or null for another key. */
function openSlot(slot: Slot, kek: Uint8Array): Uint8Array | null {
  const aad = encodeSlotHead(slot);
  return equalBytes(commitmentOf(kek, aad), slot.commitment) ? open(kek, slot.nonce, slot.wrapped, aad) : null;
}

const bodyKey = (masterKey: Uint8Array): Uint8Array => keyedHash(masterKey, 'vault-body');

function sealFile(
  doors: VaultDoors,
  masterKey: Uint8Array,
  generation: number,
  slots: readonly Slot[],
  secrets: VaultSecrets,
): VaultFile {
  const plain = encodeSecrets(secrets);
  const nonce = doors.random.bytes(SEAL_NONCE_BYTES);
  const head = encodeVaultHead({ generation, slots }, plain.length + SEAL_OVERHEAD_BYTES);
  return { generation, slots, nonce, body: seal(bodyKey(masterKey), nonce, plain, head) };
}

function openVaultOf(
  doors: VaultDoors,
  masterKey: Uint8Array,
  file: Pick<VaultFile, 'generation' | 'slots'>,
  secrets: VaultSecrets,
): Vault {
  return {
    masterKey: new Redacted(masterKey),
    secrets,
    generation: file.generation,
    save(next) {
      const saved = sealFile(doors, masterKey, file.generation + 1, file.slots, next);
      replaceVault(doors.disk, encodeVaultFile(saved));
      return openVaultOf(doors, masterKey, saved, next);
    },
  };
}

/**
 * Reads the vault's file. The generation before is taken only where the current
 * file is missing or was cut short; a damaged one stops here.
 */
function readVault(disk: VaultDisk): Result<VaultFile, OpenVaultError> {
  const current = disk.read(VAULT_FILE.current);
  const decoded = current ? decodeVaultFile(current) : null;
  if (decoded?.ok) return decoded;
  if (decoded && decoded.error.tag !== 'VaultCut') return err({ tag: decoded.error.tag });
  const previous = disk.read(VAULT_FILE.previous);
  if (!previous) return err({ tag: decoded ? 'VaultDamaged' : 'VaultMissing' });
  const older = decodeVaultFile(previous);
  if (older.ok) return older;
  return err({ tag: older.error.tag === 'VaultVersionUnknown' ? 'VaultVersionUnknown' : 'VaultDamaged' });
}

/** True when there is any file of a vault, whatever its state: then nothing may be set up over it. */
export const hasVault = (disk: VaultDisk): boolean =>
  disk.read(VAULT_FILE.current) !== null || disk.read(VAULT_FILE.previous) !== null;

function openBody(doors: VaultDoors, file: VaultFile, masterKey: Uint8Array): Result<Vault, OpenVaultError> {
  const plain = open(bodyKey(masterKey), file.nonce, file.body, encodeVaultHead(file, file.body.length));
  if (!plain) return err({ tag: 'VaultDamaged' });
  const secrets = decodeSecrets(plain);
  return secrets.ok ? ok(openVaultOf(doors, masterKey, file, secrets.value)) : secrets;
}

/** A vault that is made but not on the disk yet: first the store it opens has to be there. */
export interface NewVault {
  readonly masterKey: Redacted<Uint8Array>;
  /** Twelve BIP 39 words, 128 bits; shown once and kept nowhere. */
  readonly recoveryWords: readonly string[];
  /** Writes the file. Throws when the disk fails. */
  store(): Vault;
}

/** Makes a vault. `cost` below the floor of HP1 §8 throws: a defect. */
export async function createVault(doors: VaultDoors, passphrase: string, cost: Argon2Cost): Promise<NewVault> {
  if (cost.memoryBytes < ARGON2_FLOOR.memoryBytes || cost.passes < ARGON2_FLOOR.passes) {
    throw new RangeError('an Argon2 cost below the floor');
  }
  const { random } = doors;
  const masterKey = random.bytes(32);
  const entropy = random.bytes(16);
  const byPassphrase = { type: 'passphrase', cost, salt: random.bytes(ARGON2_SALT_BYTES) } as const;
  const byWords = { type: 'recovery', cost: null, salt: random.bytes(ARGON2_SALT_BYTES) } as const;
  const slots = [
    makeSlot(doors, byPassphrase, await passphraseKek(doors, passphrase, byPassphrase.salt, cost), masterKey),
    makeSlot(doors, byWords, recoveryKek(entropy, byWords.salt), masterKey),
  ];
  const secrets: VaultSecrets = {
    journalDevice: idFromBytes<DeviceId>(random.bytes(16)),
    recoveryPublicKey: recoveryKeys(entropy).publicKey,
    groups: [],
  };
  return {
    masterKey: new Redacted(masterKey),
    recoveryWords: entropyToMnemonic(entropy, wordlist).split(' '),
    store() {
      const file = sealFile(doors, masterKey, 1, slots, secrets);
      replaceVault(doors.disk, encodeVaultFile(file));
      return openVaultOf(doors, masterKey, file, secrets);
    },
  };
}

/** Opens the vault with its passphrase. `WrongKey` says only that it did not open. */
export async function openVault(doors: VaultDoors, passphrase: string): Promise<Result<Vault, OpenVaultError>> {
  const file = readVault(doors.disk);
  if (!file.ok) return file;
  for (const slot of file.value.slots) {
    if (!slot.cost) continue;
    const masterKey = openSlot(slot, await passphraseKek(doors, passphrase, slot.salt, slot.cost));
    if (masterKey) return openBody(doors, file.value, masterKey);
  }
  return err({ tag: 'WrongKey' });
}

/** The entropy in twelve words, whatever their case. */
export function entropyOfWords(words: readonly string[]): Result<Uint8Array, WordsError> {
  const lower = words.map((word) => word.trim().toLowerCase());
  if (lower.length !== WORD_COUNT) return err({ tag: 'WordCount' });
  const unknown = lower.findIndex((word) => !wordlist.includes(word));
  if (unknown >= 0) return err({ tag: 'WordUnknown', index: unknown });
  try {
    return ok(mnemonicToEntropy(lower.join(' '), wordlist));
  } catch {
    return err({ tag: 'WordsWrong' }); // a parse boundary: the checksum of BIP 39 does not hold
  }
}

/** Opens the vault with the recovery words. */
export function openVaultWithWords(
  doors: VaultDoors,
  words: readonly string[],
): Result<Vault, OpenVaultError | WordsError> {
  const file = readVault(doors.disk);
  if (!file.ok) return file;
  const entropy = entropyOfWords(words);
  if (!entropy.ok) return entropy;
  for (const slot of file.value.slots) {
    if (slot.type !== 'recovery') continue;
    const masterKey = openSlot(slot, recoveryKek(entropy.value, slot.salt));
    if (masterKey) return openBody(doors, file.value, masterKey);
  }
  return err({ tag: 'WordsWrong' });
}
