import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { engineAsksMain } from '../../shared/ipc/main-links.ts';
import { createEndpoint, type Port } from '../../shared/ipc/rpc.ts';
import type { KeychainState } from '../../shared/ipc/vault-requests.ts';
import { noEvents, noRequests } from '../../shared/ipc/ui-engine.ts';
import { keychainOfMain } from '../engine/vault/keychain.ts';
import { type ExaminedKeychain, keychainContract } from '../engine/testing/keychain-contract.ts';
import { createMemoryKeychain } from '../engine/testing/memory-keychain.ts';
import { KEYCHAIN_FILE } from '../profile-files.ts';
import { createKeychainHandlers, type KeychainStorage } from './keychain.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** `safeStorage` over a key of this test; as an older Electron has it, or with the calls that wait. */
function fakeStorage(isOld: boolean) {
  const now = { state: 'ready' as KeychainState, key: randomBytes(32) };
  const encryptString = (text: string): Buffer => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', now.key, nonce);
    const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  };
  const decryptString = (sealed: Buffer): string => {
    const cipher = createDecipheriv('aes-256-gcm', now.key, sealed.subarray(0, 12));
    cipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([cipher.update(sealed.subarray(28)), cipher.final()]).toString();
  };
  const refuse = (): never => {
    throw new Error('the older call was used');
  };
  const backend = {
    getSelectedStorageBackend: () => (now.state === 'plain' ? 'basic_text' : 'gnome_libsecret'),
  } as const;
  const old = { encryptString, decryptString, isEncryptionAvailable: () => now.state === 'ready', ...backend };
  const storage: KeychainStorage = isOld
    ? old
    : {
        ...backend,
        isEncryptionAvailable: refuse,
        encryptString: refuse,
        decryptString: refuse,
        isAsyncEncryptionAvailable: async () => now.state === 'ready',
        encryptStringAsync: async (text) => encryptString(text),
        decryptStringAsync: async (sealed) => ({ result: decryptString(sealed), shouldReEncrypt: false }),
      };
  return { storage, now };
}

/** The keychain as the engine has it: through the table, over a port that copies. */
function examined(isOld = false, platform: NodeJS.Platform = 'linux') {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-keychain-'));
  folders.push(folder);
  const { storage, now } = fakeStorage(isOld);
  let toMain: (message: unknown) => void = () => {};
  let toEngine: (message: unknown) => void = () => {};
  const onDefect = (_: string, defect: unknown): void => {
    throw defect;
  };
  const port = (
    send: () => (message: unknown) => void,
    take: (listener: (message: unknown) => void) => void,
  ): Port => ({
    send: (message) => send()(structuredClone(message)),
    receive: take,
  });
  const nothing = { heard: noEvents, onEvent: {}, onDefect };
  createEndpoint<typeof engineAsksMain, typeof noRequests, typeof noEvents, typeof noEvents>({
    ...nothing,
    port: port(
      () => toEngine,
      (listener) => {
        toMain = listener;
      },
    ),
    served: engineAsksMain,
    handlers: createKeychainHandlers({ storage, folder, platform }),
    called: noRequests,
  });
  const { call } = createEndpoint<typeof noRequests, typeof engineAsksMain, typeof noEvents, typeof noEvents>({
    ...nothing,
    port: port(
      () => toMain,
      (listener) => {
        toEngine = listener;
      },
    ),
    served: noRequests,
    handlers: {},
    called: engineAsksMain,
  });
  const become: ExaminedKeychain['become'] = (state) => {
    now.state = state;
  };
  return { keychain: keychainOfMain(call), become, now, folder, call };
}

describe('the keychain in memory', () => {
  keychainContract({ it, expect }, () => {
    const keychain = createMemoryKeychain();
    return {
      keychain,
      become: (state) => {
        keychain.now.state = state;
      },
    };
  });
});
describe('the keychain through safeStorage', () => {
  keychainContract({ it, expect }, () => examined());
});
describe('the keychain through an older safeStorage', () => {
  keychainContract({ it, expect }, () => examined(true));
});

describe('what lies in the profile for the keychain', () => {
  const BYTES = new Uint8Array(32).fill(0x5a);

  it('[NT40] is sealed, for this user’s eyes, and gone when it is forgotten', async () => {
    const { call, folder } = examined();
    expect(await call.keepInKeychain({ bytes: BYTES })).toEqual({ ok: true, value: true });
    const path = join(folder, KEYCHAIN_FILE);
    const sealed = readFileSync(path);
    expect(sealed.includes(Buffer.from(BYTES))).toBe(false);
    expect(sealed.includes(Buffer.from(BYTES).toString('base64'))).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await call.forgetInKeychain({});
    expect(existsSync(path)).toBe(false);
  });

  it('[SF6] [NT40] a disk that is full (ENOSPC) keeps nothing and says so, leaves what was kept, and takes it when there is space', async () => {
    const { call, folder } = examined();
    await call.keepInKeychain({ bytes: BYTES });
    symlinkSync('/dev/full', join(folder, `${KEYCHAIN_FILE}.tmp`));
    const other = new Uint8Array(32).fill(7);
    expect(await call.keepInKeychain({ bytes: other })).toEqual({ ok: true, value: false });
    expect(await call.fetchFromKeychain({})).toEqual({ ok: true, value: BYTES });
    rmSync(join(folder, `${KEYCHAIN_FILE}.tmp`));
    expect(await call.keepInKeychain({ bytes: other })).toEqual({ ok: true, value: true });
  });

  it('[SF6] a half that the disk does not let go, and that no vault needs any more, is no failure', async () => {
    const { call, folder } = examined();
    mkdirSync(join(folder, KEYCHAIN_FILE));
    expect(await call.forgetInKeychain({})).toEqual({ ok: true, value: null });
  });

  it('[NT40] that is damaged, or sealed under a key that is gone, is nothing, and a half of another length is refused', async () => {
    const { call, folder, now, keychain } = examined();
    await call.keepInKeychain({ bytes: BYTES });
    now.key = randomBytes(32);
    expect(await keychain.fetch()).toBeNull();
    expect(await call.keepInKeychain({ bytes: BYTES })).toEqual({ ok: true, value: true });
    writeFileSync(join(folder, KEYCHAIN_FILE), 'rubbish');
    expect(await keychain.fetch()).toBeNull();
    expect(await call.keepInKeychain({ bytes: BYTES.subarray(1) })).toEqual({
      ok: false,
      error: { tag: 'IpcRefused' },
    });
  });

  it('[NT40] has no backend to be named on other systems', async () => {
    expect(await examined(false, 'win32').keychain.state()).toBe('ready');
    const { keychain, become } = examined(false, 'darwin');
    become('none');
    expect(await keychain.state()).toBe('none');
  });
});
