/**
 * The vault (HP1 §8, SPEC VT1–VT16): the master key under one slot for each way
 * to open it, and the device's secrets sealed under the master key.
 */
import { type DeviceId, idFromBytes } from '../../../shared/brand.ts';
import {
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
import { diskErrorTag } from '../store/disk-error.ts';
import { entropyOfWords, RECOVERY_ENTROPY_BYTES, type WordsError, wordsOfEntropy } from './recovery-words.ts';
import { encodeVaultFile, encodeVaultHead, type Slot, VAULT_FILE_VERSION, type VaultFile } from './vault-codec.ts';
import { finishReplacing, readVault, replaceVault, replaceVaultAndPrevious, type VaultDisk } from './vault-disk.ts';
import { decodeSecrets, encodeSecrets, NO_STORE_MEMORY, type VaultSecrets } from './vault-secrets.ts';
import {
  type KeychainHalf,
  openSlot,
  passphraseKek,
  passphraseSlot,
  recoveryKek,
  recoverySlot,
  type Stretch,
} from './vault-slots.ts';

/** What a vault needs of the world. */
export interface VaultDoors {
  readonly disk: VaultDisk;
  readonly random: Random;
  readonly stretch: Stretch;
  /** `P`, as the system's keychain gives it; null when it keeps none for this vault. */
  readonly keychainHalf: () => Promise<KeychainHalf>;
}

/** How the vault asks for a passphrase. */
export interface PassphraseWay {
  readonly cost: Argon2Cost;
  /** Whether the keychain's half is needed besides. */
  readonly withKeychain: boolean;
}

/** An open vault. */
export interface Vault {
  /** `DMK`: every key of this profile's files follows from it. */
  readonly masterKey: Redacted<Uint8Array>;
  readonly secrets: VaultSecrets;
  /** Counts rewrites; the store remembers the greatest it has seen. */
  readonly generation: number;
  readonly way: PassphraseWay;
  /** Seals other secrets under the same slots and replaces the file; gives the vault as it is then. Throws when the disk fails. */
  save(secrets: VaultSecrets): Vault;
  /**
   * Puts `slot` in the place of the one for the passphrase, in the file and in
   * the generation that is kept beside it: what opened the vault before opens
   * neither afterwards. Throws when the disk fails; then old or new opens.
   */
  replacePassphrase(slot: Slot): Vault;
}

/** Why a vault stays shut. */
export type OpenVaultError = {
  readonly tag: 'VaultMissing' | 'VaultDamaged' | 'VaultVersionUnknown' | 'WrongKey' | 'KeychainLost';
};

const bodyKey = (masterKey: Redacted<Uint8Array>): Uint8Array => keyedHash(masterKey.reveal(), 'vault-body');
const isForPassphrase = (slot: Slot): boolean => slot.type !== 'recovery';

function sealFile(
  random: Random,
  masterKey: Redacted<Uint8Array>,
  head: Pick<VaultFile, 'generation' | 'slots'>,
  secrets: VaultSecrets,
): VaultFile {
  const plain = encodeSecrets(secrets);
  const file = { ...head, version: VAULT_FILE_VERSION, nonce: random.bytes(SEAL_NONCE_BYTES) };
  const aad = encodeVaultHead(file, plain.length + SEAL_OVERHEAD_BYTES);
  return { ...file, body: seal(bodyKey(masterKey), file.nonce, plain, aad) };
}

function wayOf(slots: readonly Slot[]): PassphraseWay {
  const slot = slots.find(isForPassphrase);
  if (!slot?.cost) throw new Error('a vault that no passphrase opens');
  return { cost: slot.cost, withKeychain: slot.type === 'passphrase+keychain' };
}

function openVaultOf(
  doors: Pick<VaultDoors, 'disk' | 'random'>,
  masterKey: Redacted<Uint8Array>,
  file: Pick<VaultFile, 'generation' | 'slots'>,
  secrets: VaultSecrets,
): Vault {
  const { disk, random } = doors;
  const generation = file.generation + 1;
  return {
    masterKey,
    secrets,
    generation: file.generation,
    way: wayOf(file.slots),
    save(next) {
      const saved = sealFile(random, masterKey, { generation, slots: file.slots }, next);
      replaceVault(disk, encodeVaultFile(saved));
      return openVaultOf(doors, masterKey, saved, next);
    },
    replacePassphrase(slot) {
      const slots = [slot, ...file.slots.filter((other) => !isForPassphrase(other))];
      const saved = sealFile(random, masterKey, { generation, slots }, secrets);
      replaceVaultAndPrevious(disk, encodeVaultFile(saved));
      return openVaultOf(doors, masterKey, saved, secrets);
    },
  };
}

function openBody(doors: VaultDoors, file: VaultFile, key: Uint8Array): Result<Vault, OpenVaultError> {
  const masterKey = new Redacted(key);
  const plain = open(bodyKey(masterKey), file.nonce, file.body, encodeVaultHead(file, file.body.length));
  if (!plain) return err({ tag: 'VaultDamaged' });
  const secrets = decodeSecrets(plain);
  if (!secrets.ok) return secrets;
  try {
    finishReplacing(doors.disk);
  } catch (failure) {
    // A disk that takes nothing keeps nobody from reading; the next opening tries again.
    if (!diskErrorTag(failure)) throw failure;
  }
  return ok(openVaultOf(doors, masterKey, file, secrets.value));
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
export async function createVault(
  doors: Pick<VaultDoors, 'disk' | 'random' | 'stretch'>,
  passphrase: string,
  cost: Argon2Cost,
): Promise<NewVault> {
  const { random, disk } = doors;
  const masterKey = new Redacted(random.bytes(32));
  const entropy = random.bytes(RECOVERY_ENTROPY_BYTES);
  const slots = [
    await passphraseSlot(doors, masterKey, { passphrase, cost, half: null }),
    recoverySlot(random, masterKey, entropy),
  ];
  const secrets: VaultSecrets = {
    journalDevice: idFromBytes<DeviceId>(random.bytes(16)),
    recoveryPublicKey: recoveryKeys(entropy).publicKey,
    groups: [],
    store: NO_STORE_MEMORY,
  };
  return {
    masterKey,
    recoveryWords: wordsOfEntropy(entropy),
    store() {
      const file = sealFile(random, masterKey, { generation: 1, slots }, secrets);
      replaceVault(disk, encodeVaultFile(file));
      return openVaultOf(doors, masterKey, file, secrets);
    },
  };
}

/**
 * Opens the vault with its passphrase. `WrongKey` says only that it did not
 * open; `KeychainLost` that nothing can be tried, because the system's keychain
 * does not give its half.
 */
export async function openVault(doors: VaultDoors, passphrase: string): Promise<Result<Vault, OpenVaultError>> {
  const file = readVault(doors.disk);
  if (!file.ok) return file;
  for (const slot of file.value.slots) {
    if (!slot.cost) continue;
    const half = slot.type === 'passphrase+keychain' ? await doors.keychainHalf() : null;
    if (slot.type === 'passphrase+keychain' && !half) return err({ tag: 'KeychainLost' });
    const kek = await passphraseKek(doors.stretch, passphrase, { salt: slot.salt, cost: slot.cost }, half);
    const masterKey = openSlot(slot, kek);
    if (masterKey) return openBody(doors, file.value, masterKey);
  }
  return err({ tag: 'WrongKey' });
}

/** Opens the vault with the recovery words; the keychain has no part in it. */
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
