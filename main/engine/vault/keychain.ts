/** The system's keychain as the engine sees it: it keeps 32 bytes that are of no use without the passphrase (HP1 §8). */
import type { Client } from '../../../shared/ipc/rpc.ts';
import type { engineAsksMain } from '../../../shared/ipc/main-links.ts';
import type { KeychainState } from '../../../shared/ipc/vault-requests.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { KEYCHAIN_BYTES, type KeychainHalf } from './vault-slots.ts';

/** The port; `keychain-contract.ts` examines what implements it. */
export interface Keychain {
  state(): Promise<KeychainState>;
  /** Keeps these bytes in place of those before; true once they are on the disk and come back the same. */
  keep(half: Redacted<Uint8Array>): Promise<boolean>;
  /** What was kept last, or null when there is nothing or the keychain does not give it. */
  fetch(): Promise<KeychainHalf>;
  /** Keeps nothing any more. */
  forget(): Promise<void>;
}

/** The keychain behind main's requests. Whatever main cannot do counts as a keychain that gives nothing. */
export function keychainOfMain(main: Client<typeof engineAsksMain>): Keychain {
  async function fetch(): Promise<KeychainHalf> {
    const answer = await main.fetchFromKeychain({});
    const bytes = answer.ok ? answer.value : null;
    return bytes?.length === KEYCHAIN_BYTES ? new Redacted(bytes) : null;
  }
  return {
    async state() {
      const answer = await main.keychainState({});
      return answer.ok ? answer.value : 'none';
    },
    async keep(half) {
      const answer = await main.keepInKeychain({ bytes: half.reveal() });
      return answer.ok && answer.value;
    },
    fetch,
    async forget() {
      await main.forgetInKeychain({});
    },
  };
}
