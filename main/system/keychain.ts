/**
 * The system's keychain through Electron's `safeStorage` (HP1 §8, SPEC NT40).
 * The keychain keeps a key; the engine's 32 bytes lie sealed under it in a file
 * of the profile. Main passes them on and keeps none of them.
 */
import { readFile, rename, rm, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import type { engineAsksMain } from '../../shared/ipc/main-links.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import type { KeychainState } from '../../shared/ipc/vault-requests.ts';
import { ok } from '../../shared/result.ts';
import { KEYCHAIN_FILE } from '../profile-files.ts';

/**
 * What of `safeStorage` is used. The calls that wait are newer than the oldest
 * Electron that Hearth runs on; where they are missing, the older ones serve.
 */
export type KeychainStorage = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<
    Pick<
      SafeStorage,
      'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
    >
  >;

/** What the handlers are made of. */
export interface KeychainParts {
  readonly storage: KeychainStorage;
  readonly folder: string;
  readonly platform: NodeJS.Platform;
}

/** One function for each request of the table `engineAsksMain`. */
export function createKeychainHandlers({ storage, folder, platform }: KeychainParts): Handlers<typeof engineAsksMain> {
  const path = join(folder, KEYCHAIN_FILE);

  async function state(): Promise<KeychainState> {
    // Asked first: with `basic_text`, Electron would seal under a key that stands in its source.
    const backend = platform === 'linux' ? storage.getSelectedStorageBackend?.() : 'system';
    if (backend === 'basic_text') return 'plain';
    if (backend === undefined || backend === 'unknown') return 'none';
    const isThere = await (storage.isAsyncEncryptionAvailable?.() ?? storage.isEncryptionAvailable());
    return isThere ? 'ready' : 'none';
  }
  const seal = async (text: string): Promise<Buffer> =>
    (await storage.encryptStringAsync?.(text)) ?? storage.encryptString(text);
  const unseal = async (sealed: Buffer): Promise<string> =>
    (await storage.decryptStringAsync?.(sealed))?.result ?? storage.decryptString(sealed);

  async function fetch(): Promise<Uint8Array | null> {
    try {
      if ((await state()) !== 'ready') return null;
      return new Uint8Array(Buffer.from(await unseal(await readFile(path)), 'base64'));
    } catch {
      return null; // the system's boundary: no file, a locked keychain, another user's, an item that was deleted
    }
  }
  async function keep(bytes: Uint8Array): Promise<boolean> {
    try {
      if ((await state()) !== 'ready') return false;
      const sealed = await seal(Buffer.from(bytes).toString('base64'));
      const file = await open(`${path}.tmp`, 'w', 0o600);
      try {
        await file.writeFile(sealed);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.tmp`, path);
      // Only what comes back will open the vault.
      return Buffer.from(bytes).equals((await fetch()) ?? new Uint8Array(0));
    } catch {
      return false; // the system's boundary
    }
  }

  return {
    keychainState: async () => ok(await state()),
    keepInKeychain: async ({ bytes }) => ok(await keep(bytes)),
    fetchFromKeychain: async () => ok(await fetch()),
    async forgetInKeychain() {
      // The vault needs it no more: a half that the disk does not let go opens nothing by itself.
      for (const name of [path, `${path}.tmp`]) await rm(name, { force: true }).catch(() => undefined);
      return ok(null);
    },
  };
}
