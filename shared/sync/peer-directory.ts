/** What the handshake may ask the roster, and the memory of nonces that were used. */
import { hex } from '@scure/base';
import type { DeviceId } from '../brand.ts';

/** The roster, as the handshake sees it. Asked anew at each question, so that it follows the membership log. */
export interface PeerDirectory {
  /** Ed25519 public key (32 bytes) of a device the log has ever admitted, active or not; null for a stranger. */
  signingKeyOf(deviceId: DeviceId): Uint8Array | null;
  /** True while the device belongs to the roster. */
  isActive(deviceId: DeviceId): boolean;
  /** Ed25519 public keys (32 bytes) of the invites that are open now; empty where nobody may apply. */
  invitePublicKeys(): readonly Uint8Array[];
}

/** Remembers nonces of peers, so that a recorded greeting is refused (PROTOCOL SY5). Shared by all channels. */
export interface NonceMemory {
  /** Notes `nonce`; true when it was noted before. */
  seen(nonce: Uint8Array): boolean;
}

/**
 * Keeps the last `limit` nonces. Forgetting older ones is harmless, since AUTH
 * also covers our own fresh nonce; the memory only makes a replay cheap to see.
 */
export function createNonceMemory(limit = 4096): NonceMemory {
  const noted = new Set<string>();
  return {
    seen(nonce) {
      const text = hex.encode(nonce);
      if (noted.has(text)) return true;
      noted.add(text);
      if (noted.size > limit)
        for (const oldest of noted) {
          noted.delete(oldest);
          break;
        }
      return false;
    },
  };
}
