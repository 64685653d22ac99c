/**
 * What store and vault remember of each other (HP1 §8, SPEC VT16–VT19): a mark
 * that both take on together, and the greatest generation of the vault. Pure;
 * who writes it when stands in `kept-vault.ts`.
 */
import { ByteReader, ByteWriter, equalBytes } from '../../../shared/bytes.ts';
import { MARK_BYTES, NO_MARK, type StoreMemory } from './vault-secrets.ts';

/** What the store remembers of the vault. */
export interface VaultMemory {
  /** Counts the steps that both took. */
  readonly steps: number;
  /** The mark of the last step, 16 bytes. */
  readonly mark: Uint8Array;
  /** The mark of a step that the vault may or may not have taken; zeros while there is none. */
  readonly next: Uint8Array;
  /** Greatest generation of the vault that was seen. */
  readonly generation: number;
  /** Where that generation's file lay (`place.ts`); zeros for unknown. */
  readonly place: Uint8Array;
}
/** A store that has seen no vault take a step. */
export const NO_VAULT_MEMORY: VaultMemory = { steps: 0, mark: NO_MARK, next: NO_MARK, generation: 0, place: NO_MARK };

/** What does not fit together, as far as it can be told. */
export type Rollback =
  /** The vault is older than what the store has seen. */
  | 'VaultOlder'
  /** The store is older than what the vault has seen. */
  | 'StoreOlder'
  /** Each went its own way: two copies that were used apart and put together. */
  | 'Parted'
  /** Both fit, and lie elsewhere than they did: a copy of the folder, put back or carried elsewhere. */
  | 'Copied';

/** The bytes of the store's memory. */
export const encodeVaultMemory = (memory: VaultMemory): Uint8Array =>
  new ByteWriter()
    .uint(1, 1)
    .uint(memory.steps, 6)
    .raw(memory.mark)
    .raw(memory.next)
    .uint(memory.generation, 6)
    .raw(memory.place)
    .finish();

/** Reads them. What is there was written by this program into its own encrypted store: anything else is a defect. */
export function decodeVaultMemory(bytes: Uint8Array | null): VaultMemory {
  if (!bytes) return NO_VAULT_MEMORY;
  const reader = new ByteReader(bytes);
  const version = reader.uint(1);
  const memory = {
    steps: reader.uint(6),
    mark: reader.raw(MARK_BYTES).slice(),
    next: reader.raw(MARK_BYTES).slice(),
    generation: reader.uint(6),
    place: reader.raw(MARK_BYTES).slice(),
  };
  if (version !== 1 || !reader.finished) throw new Error('a memory of the vault that does not read');
  return memory;
}

const isKnown = (mark: Uint8Array): boolean => !equalBytes(mark, NO_MARK);
const differ = (one: Uint8Array, other: Uint8Array): boolean =>
  isKnown(one) && isKnown(other) && !equalBytes(one, other);

/** A vault as it was opened, and where things lie now. */
export interface Found {
  readonly generation: number;
  readonly store: StoreMemory;
  readonly storePlace: Uint8Array;
  readonly vaultPlace: Uint8Array;
}

/** What does not fit between a vault and a store's memory of it, or null. */
export function judgeRollback(memory: VaultMemory, found: Found): Rollback | null {
  const { store, generation } = found;
  if (equalBytes(store.mark, memory.mark) || (isKnown(memory.next) && equalBytes(store.mark, memory.next))) {
    if (generation < memory.generation) return 'VaultOlder';
    // One rewrite may have come to the disk without the store's note of it; and a step that was cut is one more.
    const isUnderWay = isKnown(memory.next);
    if (memory.generation > 0 && generation > memory.generation + (isUnderWay ? 2 : 1)) return 'StoreOlder';
    if (differ(store.place, found.storePlace)) return 'Copied';
    return generation === memory.generation && differ(memory.place, found.vaultPlace) ? 'Copied' : null;
  }
  if (store.steps < memory.steps) return 'VaultOlder';
  return store.steps > memory.steps ? 'StoreOlder' : 'Parted';
}
