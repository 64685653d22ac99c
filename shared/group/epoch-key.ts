/** Keys below one epoch key `K` (SPEC EP1). Nothing is ever sealed with `K` itself. */
import type { DeviceId, InviteId } from '../brand.ts';
import { idToBytes } from '../brand.ts';
import { ByteWriter } from '../bytes.ts';
import { hash, keyedHash } from '../crypto/crypto.ts';

/** Bytes of an epoch key. */
export const EPOCH_KEY_BYTES = 32;

/**
 * Key for the body of one entry (HP1 §4): `HK(K, 'entry-key', device ‖ inc u32 ‖ seq u48 ‖ nonce)`.
 * Every field has a fixed width, so one part carries them all.
 */
export const entryKey = (
  epochKey: Uint8Array,
  deviceId: DeviceId,
  inc: number,
  seq: number,
  nonce: Uint8Array,
): Uint8Array =>
  keyedHash(
    epochKey,
    'entry-key',
    new ByteWriter().raw(idToBytes(deviceId)).uint(inc, 4).uint(seq, 6).raw(nonce).finish(),
  );

/** Key that seals an invite's rendezvous seed for the members of an epoch (SPEC IV4). */
export const inviteSealKey = (epochKey: Uint8Array, inviteId: InviteId): Uint8Array =>
  keyedHash(epochKey, 'invite-rv', idToBytes(inviteId));

/** `R_e`, from which meeting places of an epoch are derived (HP1 §7, SPEC EP7). */
export const rendezvousSecret = (epochKey: Uint8Array): Uint8Array => keyedHash(epochKey, 'rendezvous');

/** `kc = H('kc', K, ctx)`: fits exactly one key (SPEC EP2). */
export const keyCommitment = (epochKey: Uint8Array, context: Uint8Array): Uint8Array => hash('kc', epochKey, context);
