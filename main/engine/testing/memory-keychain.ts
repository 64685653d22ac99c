/** A keychain in memory, for tests. */
import type { KeychainState } from '../../../shared/ipc/vault-requests.ts';
import { Redacted } from '../../../shared/redacted.ts';
import type { Keychain } from '../vault/keychain.ts';

/** See the file's head; `now` is what the system is like, to be changed by hand. */
export interface MemoryKeychain extends Keychain {
  readonly now: { state: KeychainState; takes: boolean };
}

/** A keychain that is there and keeps nothing yet. */
export function createMemoryKeychain(): MemoryKeychain {
  let kept: Uint8Array | null = null;
  const now: MemoryKeychain['now'] = { state: 'ready', takes: true };
  return {
    now,
    state: async () => now.state,
    async keep(half) {
      if (now.state !== 'ready' || !now.takes) return false;
      kept = half.reveal().slice();
      return true;
    },
    fetch: async () => (kept && now.state === 'ready' ? new Redacted(kept.slice()) : null),
    async forget() {
      kept = null;
    },
  };
}
