import { beforeAll, describe, expect, it } from 'vitest';
import { ARGON2_FLOOR, argon2id, cryptoReady } from '../../../shared/crypto/crypto.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { doorsOn, failingDisk, memoryDisk, PowerCut } from '../testing/vault-disks.ts';
import { createVault, openVault, openVaultWithWords, type Vault, type VaultDoors } from './vault.ts';
import { decodeVaultFile, encodeVaultFile } from './vault-codec.ts';
import { VAULT_FILE } from '../../profile-files.ts';
import type { VaultDisk } from './vault-disk.ts';
import { passphraseSlot } from './vault-slots.ts';

const OLD = 'seven quiet herons by the water';
const NEW = 'lantern meadow copper thursday owl';
const HALF = new Redacted(new Uint8Array(32).fill(9));
beforeAll(() => cryptoReady);

/** A vault with two generations on its disk, both of which `OLD` opens. */
async function vaultWithTwoGenerations(disk = memoryDisk()) {
  const doors = doorsOn(disk);
  const made = await createVault(doors, OLD, ARGON2_FLOOR);
  const vault = made.store();
  return { disk, doors, vault: vault.save(vault.secrets), words: made.recoveryWords };
}
const tagOf = (result: { ok: boolean; error?: { tag: string } }): string =>
  result.ok ? 'ok' : (result.error?.tag ?? '');
const slotFor = (vault: Vault, passphrase: string, half: Redacted<Uint8Array> | null = null) =>
  passphraseSlot(doorsOn(memoryDisk(), 77), vault.masterKey, { passphrase, cost: ARGON2_FLOOR, half });

/** What a passphrase does with each file of the vault alone, and with whatever else lies there. */
async function opensAny(disk: VaultDisk, passphrase: string): Promise<readonly string[]> {
  const opening: string[] = [];
  for (const name of Object.values(VAULT_FILE)) {
    const bytes = disk.read(name);
    if (!bytes || !decodeVaultFile(bytes).ok) continue;
    const alone = memoryDisk();
    alone.write(VAULT_FILE.current, bytes);
    if ((await openVault(doorsOn(alone), passphrase)).ok) opening.push(name);
  }
  return opening;
}

describe('another passphrase', () => {
  it('[VT9] opens the same vault, and the one before opens no file of it any more', async () => {
    const { disk, doors, vault, words } = await vaultWithTwoGenerations();
    expect(await opensAny(disk, OLD)).toEqual([VAULT_FILE.current, VAULT_FILE.previous]);
    const changed = vault.replacePassphrase(await slotFor(vault, NEW));
    expect(changed.generation).toBe(vault.generation + 1);
    expect(await opensAny(disk, OLD)).toEqual([]);
    expect(await opensAny(disk, NEW)).toEqual([VAULT_FILE.current, VAULT_FILE.previous]);
    const opened = await openVault(doors, NEW);
    expect(opened.ok && opened.value.masterKey.reveal()).toEqual(vault.masterKey.reveal());
    expect(opened.ok && opened.value.secrets).toEqual(vault.secrets);
    expect(tagOf(openVaultWithWords(doors, words))).toBe('ok');
    // Saved again under the new slot, not the one that the first vault was opened with.
    changed.save(changed.secrets);
    expect(await opensAny(disk, OLD)).toEqual([]);
  });

  it('[VT9] cut at any step: old or new opens, and once the vault was opened with the new one the old one opens nothing', async () => {
    const outcomes = new Set<string>();
    for (const keepsPart of [false, true]) {
      for (let steps = 1; steps <= 7; steps += 1) {
        const { disk, vault } = await vaultWithTwoGenerations();
        const failing = failingDisk(disk, steps, keepsPart);
        const slot = await slotFor(vault, NEW);
        const before = await openVault({ ...doorsOn(failing) }, OLD);
        if (!before.ok) throw new Error(before.error.tag);
        let wasCut = false;
        try {
          before.value.replacePassphrase(slot);
        } catch (error) {
          wasCut = error instanceof PowerCut;
        }
        expect(wasCut).toBe(steps < 7);
        const [byOld, byNew] = [await openVault(doorsOn(disk), OLD), await openVault(doorsOn(disk), NEW)];
        const outcome = `${tagOf(byOld)}/${tagOf(byNew)}`;
        outcomes.add(outcome);
        expect(['ok/WrongKey', 'WrongKey/ok']).toContain(outcome);
        // Opening it mended what was cut: nothing lies there that the other one opens.
        expect(await opensAny(disk, byNew.ok ? OLD : NEW)).toEqual([]);
        expect(disk.read(VAULT_FILE.next) ?? disk.read(VAULT_FILE.copy)).toBeNull();
      }
    }
    expect(outcomes).toEqual(new Set(['ok/WrongKey', 'WrongKey/ok']));
  });

  it('[VT9] what could not be mended at one opening, on a disk that takes nothing, is mended at the next', async () => {
    const { disk, vault } = await vaultWithTwoGenerations();
    const slot = await slotFor(vault, NEW);
    const before = await openVault(doorsOn(failingDisk(disk, 4, false)), OLD);
    if (!before.ok) throw new Error(before.error.tag);
    expect(() => before.value.replacePassphrase(slot)).toThrow(PowerCut);
    expect(await opensAny(disk, OLD)).toEqual([VAULT_FILE.previous]);
    expect(tagOf(await openVault(doorsOn(failingDisk(disk, 1, false)), NEW))).toBe('ok');
    expect(await opensAny(disk, OLD)).toEqual([VAULT_FILE.previous]);
    expect(tagOf(await openVault(doorsOn(disk), NEW))).toBe('ok');
    expect(await opensAny(disk, OLD)).toEqual([]);
  });
});

describe('a passphrase with the keychain', () => {
  const withHalf = (disk: VaultDisk, half: Redacted<Uint8Array> | null): VaultDoors => ({
    ...doorsOn(disk),
    keychainHalf: async () => half,
  });
  async function boundVault() {
    const made = await vaultWithTwoGenerations();
    const vault = made.vault.replacePassphrase(await slotFor(made.vault, OLD, HALF));
    return { ...made, vault };
  }

  it('[VT13] opens with both halves and with neither alone, under real Argon2id', async () => {
    const disk = memoryDisk();
    const stretch: VaultDoors['stretch'] = async (...input) => argon2id(...input);
    const doors = { disk, random: createSeededRandom(4), stretch };
    const vault = (await createVault(doors, OLD, ARGON2_FLOOR)).store();
    const bound = await passphraseSlot(doors, vault.masterKey, { passphrase: OLD, cost: ARGON2_FLOOR, half: HALF });
    expect(vault.replacePassphrase(bound).way).toEqual({ cost: ARGON2_FLOOR, withKeychain: true });
    const open = async (passphrase: string, half: Redacted<Uint8Array> | null) =>
      tagOf(await openVault({ ...doors, keychainHalf: async () => half }, passphrase));
    expect(await open(OLD, HALF)).toBe('ok');
    expect(await open(OLD, new Redacted(new Uint8Array(32).fill(8)))).toBe('WrongKey');
    expect(await open(NEW, HALF)).toBe('WrongKey');
    expect(await open(OLD, null)).toBe('KeychainLost');
  });

  it('[VT13] no generation beside it opens with the passphrase alone, and after freeing it none needs the keychain', async () => {
    const { disk, vault } = await boundVault();
    expect(await opensAny(disk, OLD)).toEqual([]);
    vault.replacePassphrase(await slotFor(vault, OLD));
    expect(await opensAny(disk, OLD)).toEqual([VAULT_FILE.current, VAULT_FILE.previous]);
  });

  it('[VT13] opens with the recovery words when the keychain is gone, and the derivation is not even tried', async () => {
    const { disk, vault, words } = await boundVault();
    const lost: VaultDoors = {
      ...withHalf(disk, null),
      stretch: () => Promise.reject(new Error('nothing to stretch')),
    };
    expect(tagOf(await openVault(lost, OLD))).toBe('KeychainLost');
    const opened = openVaultWithWords(lost, words);
    expect(opened.ok && opened.value.masterKey.reveal()).toEqual(vault.masterKey.reveal());
  });

  it('[VT13] a slot that is told to be another kind than it was made as opens with nothing', async () => {
    const { disk } = await vaultWithTwoGenerations();
    const bytes = disk.read(VAULT_FILE.current);
    const decoded = bytes && decodeVaultFile(bytes);
    if (!decoded?.ok) throw new Error('a vault');
    const [slot] = decoded.value.slots;
    if (!slot) throw new Error('a slot');
    const relabelled = { ...slot, type: 'passphrase+keychain' } as const;
    disk.write(
      VAULT_FILE.current,
      encodeVaultFile({ ...decoded.value, slots: [relabelled, ...decoded.value.slots.slice(1)] }),
    );
    expect(tagOf(await openVault(withHalf(disk, HALF), OLD))).toBe('WrongKey');
    expect(tagOf(await openVault(withHalf(disk, null), OLD))).toBe('KeychainLost');
  });
});
