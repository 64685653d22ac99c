/**
 * Everything about the passphrase, the recovery words and the keychain: opening
 * the vault, and changing how it is opened (SPEC VT8–VT15). The store is opened,
 * and what is open is changed, by `create-engine.ts`.
 */
import type { AppError } from '../../shared/ipc/errors.ts';
import { LIMITS } from '../../shared/ipc/ui-engine.ts';
import type { Random } from '../../shared/ports/random.ts';
import { Redacted } from '../../shared/redacted.ts';
import { err, ok, type Result, unreachable } from '../../shared/result.ts';
import { type Calibration, costlier } from './vault/calibration.ts';
import type { Keychain } from './vault/keychain.ts';
import type { WordsError } from './vault/recovery-words.ts';
import type { UnlockDelay } from './vault/unlock-delay.ts';
import { type OpenVaultError, openVault, openVaultWithWords, type Vault, type VaultDoors } from './vault/vault.ts';
import type { Slot } from './vault/vault-codec.ts';
import { KEYCHAIN_BYTES, type KeychainHalf, passphraseSlot, type Stretch } from './vault/vault-slots.ts';

/** What opening is done with. */
export interface OpeningParts {
  readonly doors: VaultDoors;
  readonly random: Random;
  readonly stretch: Stretch;
  readonly keychain: Keychain;
  readonly calibration: Calibration;
  readonly delay: UnlockDelay;
  /** Milliseconds of a clock that nobody can set. */
  readonly steadyNow: () => number;
}

/** A vault that its passphrase opened, and how long the derivation took, milliseconds. */
export interface OpenedByPassphrase {
  readonly vault: Vault;
  readonly ms: number;
}

type Answer<T> = Result<T, AppError>;

/** See the file's head. */
export interface Opening {
  /** Opens the vault with its passphrase; a wrong one holds the next try back. */
  withPassphrase(passphrase: string): Promise<Answer<OpenedByPassphrase>>;
  /** The same with the recovery words. */
  withWords(words: readonly string[]): Answer<Vault>;
  /** A slot for another passphrase, as costly as this computer can bear. */
  newSlot(masterKey: Vault['masterKey'], passphrase: string, half: KeychainHalf): Promise<Slot>;
  /** A slot for the same passphrase with or without the keychain's half, never cheaper than its slot of now. */
  sameSlot(vault: Vault, passphrase: string, half: KeychainHalf): Promise<Slot>;
  /** A costlier slot for the passphrase that just opened the vault, or null when its slot is good. */
  raisedSlot(opened: OpenedByPassphrase, passphrase: string): Promise<Slot | null>;
  /** The keychain's half that the vault needs now; null for a vault that needs none. */
  halfOf(vault: Pick<Vault, 'way'>): Promise<Answer<KeychainHalf>>;
  /** A fresh half, kept by the keychain from now on; or why it cannot be. */
  freshHalf(): Promise<Answer<Redacted<Uint8Array>>>;
}

/** `PassphraseTooShort` for one that is not accepted, else null. */
export function passphraseProblem(passphrase: string): AppError | null {
  const minCharacters = LIMITS.passphraseMinCharacters;
  return [...passphrase].length < minCharacters ? { tag: 'PassphraseTooShort', minCharacters } : null;
}

/** Opening over the given doors. */
export function createOpening(parts: OpeningParts): Opening {
  const { doors, random, keychain, calibration, delay, steadyNow } = parts;

  const vaultError = ({ tag }: OpenVaultError): AppError => {
    if (tag === 'WrongKey') return { tag: 'WrongPassphrase', waitMs: delay.noteWrong() };
    // A store without its vault cannot be opened by anybody; it is not replaced either.
    return { tag: tag === 'VaultMissing' ? 'VaultDamaged' : tag };
  };
  function wordsError(error: WordsError | OpenVaultError): AppError {
    switch (error.tag) {
      case 'WordCount':
        return { tag: 'RecoveryWordsCount', count: error.count };
      case 'WordUnknown':
        return { tag: 'RecoveryWordUnknown', place: error.index + 1, word: error.word };
      // Words in the wrong order and those of another Hearth are told alike: nobody is helped to guess.
      case 'WordsWrong':
        return { tag: 'RecoveryWordsWrong', waitMs: delay.noteWrong() };
      case 'VaultMissing':
      case 'VaultDamaged':
      case 'VaultVersionUnknown':
      case 'WrongKey':
      case 'KeychainLost':
        return vaultError(error);
      default:
        return unreachable(error);
    }
  }
  /** The same doors, with a watch on the derivation. */
  function timedDoors(): { readonly timed: VaultDoors; readonly ms: () => number } {
    let ms = 0;
    const stretch: Stretch = async (...input) => {
      const from = steadyNow();
      const stretched = await parts.stretch(...input);
      ms = steadyNow() - from;
      return stretched;
    };
    return { timed: { ...doors, stretch }, ms: () => ms };
  }

  return {
    async withPassphrase(passphrase) {
      const held = delay.waitMs();
      if (held > 0) return err({ tag: 'WrongPassphrase', waitMs: held });
      const { timed, ms } = timedDoors();
      const vault = await openVault(timed, passphrase);
      return vault.ok ? ok({ vault: vault.value, ms: ms() }) : err(vaultError(vault.error));
    },
    withWords(words) {
      const held = delay.waitMs();
      if (held > 0) return err({ tag: 'RecoveryWordsWrong', waitMs: held });
      const vault = openVaultWithWords(doors, words);
      return vault.ok ? vault : err(wordsError(vault.error));
    },
    async newSlot(masterKey, passphrase, half) {
      return passphraseSlot(parts, masterKey, { passphrase, cost: await calibration.choose(), half });
    },
    async sameSlot({ masterKey, way }, passphrase, half) {
      const cost = costlier(way.cost, await calibration.choose());
      return passphraseSlot(parts, masterKey, { passphrase, cost, half });
    },
    async raisedSlot({ vault, ms }, passphrase) {
      const cost = calibration.raise({ cost: vault.way.cost, ms });
      const half = cost && vault.way.withKeychain ? await keychain.fetch() : null;
      if (!cost || (vault.way.withKeychain && !half)) return null;
      return passphraseSlot(parts, vault.masterKey, { passphrase, cost, half });
    },
    async halfOf({ way }) {
      if (!way.withKeychain) return ok(null);
      const half = await keychain.fetch();
      return half ? ok(half) : err({ tag: 'KeychainLost' });
    },
    async freshHalf() {
      const state = await keychain.state();
      if (state === 'plain') return err({ tag: 'KeychainPlain' });
      if (state === 'none') return err({ tag: 'KeychainNone' });
      const half = new Redacted(random.bytes(KEYCHAIN_BYTES));
      return (await keychain.keep(half)) ? ok(half) : err({ tag: 'KeychainFailed' });
    },
  };
}
