import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { argon2id, cryptoReady, hash } from '../../../shared/crypto/crypto.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { failingDisk, memoryDisk } from '../testing/vault-disks.ts';
import { openVault, openVaultWithWords, type Vault, type VaultDoors } from './vault.ts';
import { decodeVaultFile, VAULT_FILE_VERSION } from './vault-codec.ts';
import { VAULT_FILE } from '../../profile-files.ts';
import type { VaultDisk } from './vault-disk.ts';
import { ownDevice, SECRETS_VERSION } from './vault-secrets.ts';

/** What a fixture's `.json` says of its vault. */
interface Kept {
  readonly passphrase: string;
  readonly keychainHalf?: string;
  readonly recoveryWords: readonly string[];
  readonly generation: number;
  readonly masterKey: string;
  readonly journalDevice: string;
  readonly groupId: string;
  readonly genesisHash: string;
  readonly deviceId: string;
  readonly memberId: string;
  readonly inc: number;
  /** Left out by versions that did not count them. */
  readonly steps?: number;
}

beforeAll(() => cryptoReady);
const VERSIONS = Array.from({ length: SECRETS_VERSION }, (_, i) => i + 1);

const fixture = (name: string): Buffer => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
function kept(version: number): { readonly said: Kept; readonly disk: VaultDisk } {
  const disk = memoryDisk();
  disk.write(VAULT_FILE.current, new Uint8Array(fixture(`secrets-${version}.vault`)));
  return { said: JSON.parse(fixture(`secrets-${version}.json`).toString()) as Kept, disk };
}
const doorsFor = (disk: VaultDisk, said: Kept): VaultDoors => ({
  disk,
  random: createSeededRandom(3),
  stretch: async (...input) => argon2id(...input),
  keychainHalf: async () =>
    said.keychainHalf === undefined ? null : new Redacted(new Uint8Array(Buffer.from(said.keychainHalf, 'hex'))),
});
async function opened(disk: VaultDisk, said: Kept): Promise<Vault> {
  const vault = await openVault(doorsFor(disk, said), said.passphrase);
  if (!vault.ok) throw new Error(vault.error.tag);
  return vault.value;
}
/** What a fixture's vault holds, in the words of its `.json`. */
function tell(vault: Vault): Omit<Kept, 'passphrase' | 'recoveryWords' | 'generation' | 'keychainHalf'> {
  const [group, ...more] = vault.secrets.groups;
  if (!group || more.length > 0) throw new Error('one group');
  const { deviceId, memberId } = ownDevice(group);
  return {
    masterKey: Buffer.from(vault.masterKey.reveal()).toString('hex'),
    journalDevice: vault.secrets.journalDevice,
    groupId: group.groupId,
    genesisHash: group.genesisHash,
    deviceId,
    memberId,
    inc: group.inc,
    steps: vault.secrets.store.steps,
  };
}
const contentOf = ({ passphrase: _, recoveryWords: __, generation: ___, keychainHalf: ____, ...rest }: Kept) => ({
  steps: 0,
  ...rest,
});
const fileVersion = (disk: VaultDisk): number => {
  const file = decodeVaultFile(disk.read(VAULT_FILE.current) ?? new Uint8Array(0));
  if (!file.ok) throw new Error(file.error.tag);
  return file.value.version;
};

describe('a vault of every version', () => {
  it.each(VERSIONS)(
    '[VT15] that was written as version %i opens, by passphrase and by words, and is left as it is',
    async (version) => {
      const { said, disk } = kept(version);
      const vault = await opened(disk, said);
      expect(vault.generation).toBe(said.generation);
      expect(tell(vault)).toEqual(contentOf(said));
      const byWords = openVaultWithWords(doorsFor(disk, said), said.recoveryWords);
      expect(byWords.ok && tell(byWords.value)).toEqual(contentOf(said));
      expect(Buffer.from(disk.read(VAULT_FILE.current) ?? [])).toEqual(fixture(`secrets-${version}.vault`));
    },
  );

  it.each(VERSIONS)(
    '[VT15] that was written as version %i is of the newest once it was saved, cut at any step: one of both opens',
    async (version) => {
      const generations = new Set<number>();
      for (let steps = 1; steps <= 6; steps += 1) {
        const { said, disk } = kept(version);
        const vault = await opened(failingDisk(disk, steps, true), said);
        try {
          vault.save(vault.secrets);
        } catch (error) {
          expect(error).toMatchObject({ code: 'EIO' });
        }
        const after = await opened(disk, said);
        generations.add(after.generation - said.generation);
        expect(tell(after)).toEqual(contentOf(said));
        if (after.generation > said.generation) expect(fileVersion(disk)).toBe(VAULT_FILE_VERSION);
      }
      expect(generations).toEqual(new Set([0, 1]));
    },
  );

  it('[VT15] there is one in a file of every version', () => {
    const versions = VERSIONS.map((version) => fileVersion(kept(version).disk));
    expect(new Set(versions)).toEqual(new Set(Array.from({ length: VAULT_FILE_VERSION }, (_, i) => i + 1)));
  });

  it('[VT6] of a version to come stops and says so, and so does one of none', async () => {
    const { said, disk } = kept(SECRETS_VERSION);
    const bytes = disk.read(VAULT_FILE.current) ?? new Uint8Array(0);
    for (const version of [0, VAULT_FILE_VERSION + 1, 255]) {
      const other = bytes.slice(0, -32);
      other[4] = version;
      disk.write(VAULT_FILE.current, new Uint8Array(Buffer.concat([other, hash('vault-file', other)])));
      const vault = await openVault(doorsFor(disk, said), said.passphrase);
      expect(vault).toEqual({ ok: false, error: { tag: 'VaultVersionUnknown' } });
    }
  });
});
