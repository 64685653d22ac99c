import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EntryId, GroupId } from '../../../shared/brand.ts';
import { ARGON2_DEFAULT, ARGON2_FLOOR, argon2id, cryptoReady, hash } from '../../../shared/crypto/crypto.ts';
import { createIdentity } from '../../../shared/group/identity.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { createUnlockDelay, MAX_UNLOCK_WAIT_MS } from './unlock-delay.ts';
import { doorsOn, failingDisk, memoryDisk, PowerCut } from '../testing/vault-disks.ts';
import { entropyOfWords } from './recovery-words.ts';
import { createVault, openVault, openVaultWithWords, type VaultDoors } from './vault.ts';
import { decodeVaultFile, encodeVaultFile } from './vault-codec.ts';
import { VAULT_FILE } from '../../profile-files.ts';
import { createVaultDisk, hasVault, type VaultDisk } from './vault-disk.ts';
import { groupSecretsOf, identityOf, ownDevice } from './vault-secrets.ts';

const PASSPHRASE = 'seven quiet herons by the water';
const GROUP = 'ab'.repeat(16) as GroupId;
const folders: string[] = [];

beforeAll(() => cryptoReady);
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function freshDisk(): VaultDisk {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-vault-'));
  folders.push(folder);
  return createVaultDisk(folder);
}

async function freshVault(disk = freshDisk()) {
  const doors = doorsOn(disk);
  const made = await createVault(doors, PASSPHRASE, ARGON2_FLOOR);
  return { disk, doors, vault: made.store(), recoveryWords: made.recoveryWords };
}
const currentBytes = (disk: VaultDisk): Uint8Array => disk.read(VAULT_FILE.current) ?? new Uint8Array(0);
const tagOf = (result: { ok: boolean; error?: { tag: string } }): string =>
  result.ok ? 'ok' : (result.error?.tag ?? '');
/** A generation with one group in it, so that the vault has two generations on the disk. */
const withGroup = (seed: number) =>
  groupSecretsOf(GROUP, 'cd'.repeat(32) as EntryId, createIdentity(GROUP, createSeededRandom(seed)), true, 7);

describe('the vault', () => {
  it('[VT1] opens with its passphrase under real Argon2id at the floor, in any Unicode form', async () => {
    const disk = freshDisk();
    const doors: VaultDoors = { ...doorsOn(disk), stretch: async (...input) => argon2id(...input) };
    const made = await createVault(doors, 'Zürich am See, früh', ARGON2_FLOOR);
    made.store();
    const opened = await openVault(doors, 'Zürich am See, früh'.normalize('NFD'));
    expect(opened.ok && opened.value.masterKey.reveal()).toEqual(made.masterKey.reveal());
    expect(tagOf(await openVault(doors, 'Zurich am See, fruh'))).toBe('WrongKey');
  });

  it('[VT2] keeps the keys of every group, and the member root only while it is asked to', async () => {
    const { doors, vault } = await freshVault();
    const identity = createIdentity(GROUP, createSeededRandom(9));
    const kept = groupSecretsOf(GROUP, 'cd'.repeat(32) as EntryId, identity, true, 7);
    const dropped = groupSecretsOf(GROUP, 'cd'.repeat(32) as EntryId, identity, false, 7);
    vault.save({ ...vault.secrets, groups: [kept, dropped] });
    const opened = await openVault(doors, PASSPHRASE);
    if (!opened.ok) throw new Error(opened.error.tag);
    const [first, second] = opened.value.secrets.groups;
    expect(opened.value.generation).toBe(2);
    expect(first && identityOf(first)).toEqual(identity);
    expect(second && identityOf(second)).toBeNull();
    expect(second && ownDevice(second).deviceId).toBe(identity.deviceId);
    expect(second && ownDevice(second).memberId).toBe(identity.memberId);
    expect(JSON.stringify(opened.value)).not.toContain(Buffer.from(identity.deviceKem.secretKey).toString('hex'));
  });

  it('[VT3] opens with the twelve recovery words, and says which word is none', async () => {
    const { doors, vault, recoveryWords } = await freshVault();
    expect(recoveryWords).toHaveLength(12);
    const opened = openVaultWithWords(
      doors,
      recoveryWords.map((word) => ` ${word.toUpperCase()} `),
    );
    expect(opened.ok && opened.value.masterKey.reveal()).toEqual(vault.masterKey.reveal());
    expect(entropyOfWords(recoveryWords.slice(1))).toEqual({ ok: false, error: { tag: 'WordCount', count: 11 } });
    expect(entropyOfWords(recoveryWords.with(4, 'hearthh'))).toEqual({
      ok: false,
      error: { tag: 'WordUnknown', index: 4, word: 'hearthh' },
    });
    const others = await createVault(doorsOn(freshDisk(), 2), PASSPHRASE, ARGON2_FLOOR);
    expect(tagOf(openVaultWithWords(doors, others.recoveryWords))).toBe('WordsWrong');
    expect(tagOf(openVaultWithWords(doors, recoveryWords.toReversed()))).toBe('WordsWrong');
  });

  it('[VT4] refuses a cost below the floor, in the app and in a file', async () => {
    const doors = doorsOn(freshDisk());
    const below = { ...ARGON2_FLOOR, memoryBytes: ARGON2_FLOOR.memoryBytes - 1024 };
    await expect(createVault(doors, PASSPHRASE, below)).rejects.toThrow('below the floor');
    await expect(createVault(doors, PASSPHRASE, { ...ARGON2_FLOOR, passes: 2 })).rejects.toThrow('below the floor');
    const { disk } = await freshVault();
    const file = decodeVaultFile(currentBytes(disk));
    if (!file.ok) throw new Error(file.error.tag);
    const cheap = file.value.slots.map((slot) => (slot.cost ? { ...slot, cost: below } : slot));
    disk.write(VAULT_FILE.current, encodeVaultFile({ ...file.value, slots: cheap }));
    expect(tagOf(await openVault(doorsOn(disk), PASSPHRASE))).toBe('VaultDamaged');
    expect(ARGON2_DEFAULT.memoryBytes).toBeGreaterThan(ARGON2_FLOOR.memoryBytes);
  });
});

describe('a damaged vault', () => {
  it('[VT5] is told from a wrong passphrase for every flipped bit, and is not replaced by the generation before', async () => {
    const { disk, doors, vault } = await freshVault(memoryDisk());
    vault.save(vault.secrets);
    const whole = currentBytes(disk);
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const flipped = whole.slice();
      const at = Math.floor(bit / 8);
      flipped[at] = (flipped[at] as number) ^ (1 << (bit % 8));
      disk.write(VAULT_FILE.current, flipped);
      const tag = tagOf(await openVault(doors, PASSPHRASE));
      if (tag !== 'VaultDamaged') throw new Error(`bit ${bit}: ${tag}`);
    }
    expect(whole.length).toBeGreaterThan(1_000);
    expect(hasVault(disk)).toBe(true);
  });

  it('[VT5] does not open for a forger who mends the checksum', async () => {
    const { disk, doors, recoveryWords } = await freshVault(memoryDisk());
    const whole = currentBytes(disk);
    const seen = new Set<string>();
    for (let at = 0; at < whole.length - 32; at += 1) {
      const flipped = whole.slice(0, -32);
      flipped[at] = (flipped[at] as number) ^ 1;
      disk.write(VAULT_FILE.current, Buffer.concat([flipped, hash('vault-file', flipped)]));
      const byWords = tagOf(openVaultWithWords(doors, recoveryWords));
      const byPassphrase = tagOf(await openVault(doors, PASSPHRASE));
      seen.add(byWords).add(byPassphrase);
    }
    expect([...seen].sort()).toEqual(['VaultDamaged', 'VaultVersionUnknown', 'WordsWrong', 'WrongKey']);
  });

  it('[VT6] that was cut short opens from the generation before when there is one, and says so by its number', async () => {
    const { disk, doors, vault } = await freshVault(memoryDisk());
    const whole = currentBytes(disk);
    for (let length = 0; length < whole.length; length += 1) {
      disk.write(VAULT_FILE.current, whole.subarray(0, length));
      expect(`${length}:${tagOf(await openVault(doors, PASSPHRASE))}`).toBe(`${length}:VaultDamaged`);
    }
    disk.write(VAULT_FILE.current, whole);
    const saved = vault.save({ ...vault.secrets, groups: [withGroup(3)] });
    const second = currentBytes(disk);
    for (const length of [0, 4, 12, 13, 500, second.length - 1]) {
      disk.write(VAULT_FILE.current, second.subarray(0, length));
      const opened = await openVault(doors, PASSPHRASE);
      expect(opened.ok && opened.value.generation).toBe(saved.generation - 1);
    }
  });

  it('[VT6] of a newer version stops and says so', async () => {
    const { disk, doors } = await freshVault();
    const newer = currentBytes(disk).slice(0, -32);
    newer[4] = 3;
    disk.write(VAULT_FILE.current, Buffer.concat([newer, hash('vault-file', newer)]));
    expect(tagOf(await openVault(doors, PASSPHRASE))).toBe('VaultVersionUnknown');
  });
});

describe('rewriting the vault', () => {
  it('[VT7] survives a power cut at every step: the old vault or the new one opens, never none', async () => {
    const outcomes: number[] = [];
    for (const keepsPart of [false, true]) {
      for (let steps = 1; steps <= 6; steps += 1) {
        const { disk, vault } = await freshVault();
        vault.save({ ...vault.secrets, groups: [withGroup(3)] });
        const before = await openVault(doorsOn(failingDisk(disk, steps, keepsPart)), PASSPHRASE);
        if (!before.ok) throw new Error(before.error.tag);
        let wasCut = false;
        try {
          before.value.save({ ...before.value.secrets, groups: [withGroup(3), withGroup(4)] });
        } catch (error) {
          wasCut = error instanceof PowerCut;
        }
        const after = await openVault(doorsOn(disk), PASSPHRASE);
        if (!after.ok) throw new Error(`${steps}: ${after.error.tag}`);
        expect(after.value.secrets.groups.length).toBe(after.value.generation - 1);
        if (!wasCut) expect(after.value.generation).toBe(3);
        outcomes.push(after.value.generation);
      }
    }
    expect(new Set(outcomes)).toEqual(new Set([2, 3]));
  });

  it('[VT7] from the generation before, beside a cut file, keeps a vault that opens at every step', async () => {
    for (let steps = 1; steps <= 6; steps += 1) {
      const { disk, vault } = await freshVault();
      vault.save(vault.secrets);
      disk.write(VAULT_FILE.current, currentBytes(disk).subarray(0, 100));
      const older = await openVault(doorsOn(failingDisk(disk, steps, true)), PASSPHRASE);
      if (!older.ok) throw new Error(older.error.tag);
      try {
        older.value.save(older.value.secrets);
      } catch (error) {
        expect(error).toBeInstanceOf(PowerCut);
      }
      expect(tagOf(await openVault(doorsOn(disk), PASSPHRASE))).toBe('ok');
    }
  });
});

describe('wrong passphrases', () => {
  it('[VT8] are held back longer each time up to half a minute, and never locked out', () => {
    let now = 0;
    const delay = createUnlockDelay(() => now);
    const waits = Array.from({ length: 9 }, () => {
      now += delay.waitMs();
      return delay.noteWrong();
    });
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    now += MAX_UNLOCK_WAIT_MS - 1;
    expect(delay.waitMs()).toBe(1);
    now += 1;
    expect(delay.waitMs()).toBe(0);
  });
});
