/**
 * The open vault beside its store: whoever changes one lets the other know, so
 * that a copy of either that is put back is noticed (SPEC VT16–VT19).
 */
import type { Redacted } from '../../../shared/redacted.ts';
import type { Random } from '../../../shared/ports/random.ts';
import { diskErrorTag } from '../store/disk-error.ts';
import type { KeyValues } from '../store/key-values.ts';
import { renewed } from './incarnation.ts';
import type { Places } from './place.ts';
import type { PassphraseWay, Vault } from './vault.ts';
import type { Slot } from './vault-codec.ts';
import {
  decodeVaultMemory,
  encodeVaultMemory,
  judgeRollback,
  type Rollback,
  type VaultMemory,
} from './vault-memory.ts';
import { NO_MARK, type VaultSecrets } from './vault-secrets.ts';

/** What is kept together. */
export interface KeptVaultParts {
  readonly vault: Vault;
  readonly values: KeyValues;
  readonly places: Places;
  readonly random: Random;
}

/** The vault as it is now. What writes throws `DiskError`, or what the vault's disk throws. */
export interface KeptVault {
  readonly secrets: VaultSecrets;
  readonly masterKey: Redacted<Uint8Array>;
  readonly way: PassphraseWay;
  /** What does not fit between vault and store, or null; before anything is written. */
  rollback(): Rollback | null;
  /**
   * One step of both together: at every opening, at every clean close, and once
   * a day. After a `rollback` it begins a new incarnation of everything.
   */
  step(rollback: Rollback | null): void;
  /** Replaces the groups' secrets, the recovery key, or both. */
  save(secrets: Partial<Pick<VaultSecrets, 'groups' | 'recoveryPublicKey'>>): void;
  replacePassphrase(slot: Slot): void;
}

const KEY = 'vault-memory';

/** Keeps an open vault with the store that it opens. */
export function keepVault({ vault: opened, values, places, random }: KeptVaultParts): KeptVault {
  let vault = opened;
  let memory = decodeVaultMemory(values.get(KEY));

  function remember(next: VaultMemory): void {
    values.put(KEY, encodeVaultMemory(next));
    memory = next;
  }
  /** After a rewrite of the vault: the store has seen it. */
  const note = (): void => remember({ ...memory, generation: vault.generation, place: places.ofVault() });

  return {
    get secrets() {
      return vault.secrets;
    },
    get masterKey() {
      return vault.masterKey;
    },
    get way() {
      return vault.way;
    },
    rollback: () =>
      judgeRollback(memory, {
        generation: vault.generation,
        store: vault.secrets.store,
        storePlace: places.ofStore(),
        vaultPlace: places.ofVault(),
      }),
    step(rollback) {
      const mark = random.bytes(NO_MARK.length);
      const steps = Math.max(memory.steps, vault.secrets.store.steps) + 1;
      // Announced first: a power cut after the vault's rewrite must not look like a store that was put back.
      remember({ ...memory, next: mark });
      const secrets = rollback ? renewed(vault.secrets, random) : vault.secrets;
      vault = vault.save({ ...secrets, store: { steps, mark, place: places.ofStore() } });
      remember({ steps, mark, next: NO_MARK, generation: vault.generation, place: places.ofVault() });
    },
    save(secrets) {
      vault = vault.save({ ...vault.secrets, ...secrets });
      note();
    },
    replacePassphrase(slot) {
      vault = vault.replacePassphrase(slot);
      try {
        note();
      } catch (failure) {
        // The passphrase is another one already, whatever the store says; one rewrite without a note is allowed for.
        if (!diskErrorTag(failure)) throw failure;
      }
    },
  };
}
