/** Giving existing keys to a device that was not a recipient (HP1 §5, SPEC EP6). */
import { type EpochId, type GroupId, idToBytes, type InviteId } from '../brand.ts';
import { ByteWriter, concatBytes } from '../bytes.ts';
import {
  decapsulate,
  encapsulate,
  KEM_ENCAPSULATION_SEED_BYTES,
  keyedHash,
  open,
  seal,
  ZERO_NONCE,
} from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import { EPOCH_KEY_BYTES } from './epoch-key.ts';
import { inviteKeys } from './invite-keys.ts';
import { INVITE_SECRET_BYTES, OP_LIMITS } from './op-fields.ts';
import type { EpochBlock, KeyGrant } from './op-types.ts';
import { fitsCommitment, type Recipient } from './rekey.ts';

/** Everything about a grant that its box is bound to. */
const grantContext = (groupId: GroupId, grant: Pick<KeyGrant, 'deviceId' | 'epochIds' | 'inviteIds'>): Uint8Array =>
  new ByteWriter()
    .raw(idToBytes(groupId))
    .raw(idToBytes(grant.deviceId))
    .sized(concatBytes(...grant.epochIds.map(idToBytes)))
    .sized(concatBytes(...grant.inviteIds.map(idToBytes)))
    .finish();

/** What a grant is made from. */
export interface GrantInput {
  readonly groupId: GroupId;
  readonly device: Pick<Recipient, 'deviceId' | 'dkPk'>;
  /** Keys by epoch; the newest 512 at most go into one grant, see `OP_LIMITS`. */
  readonly epochKeys: ReadonlyMap<EpochId, Uint8Array>;
  /** Secrets of open invites, for a device that may admit. */
  readonly inviteSecrets?: ReadonlyMap<InviteId, Uint8Array>;
  readonly random: Random;
}

const ascending = <I extends string, V>(map: ReadonlyMap<I, V>): readonly (readonly [I, V])[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** One encapsulation for all keys; `null` for a malformed KEM key or more keys than a grant may hold. */
export function makeGrant(input: GrantInput): KeyGrant | null {
  const epochs = ascending(input.epochKeys);
  const invites = ascending(input.inviteSecrets ?? new Map<InviteId, Uint8Array>());
  if (epochs.length > OP_LIMITS.grantEpochs || invites.length > OP_LIMITS.grantInvites) return null;
  const wrapped = encapsulate(input.device.dkPk, input.random.bytes(KEM_ENCAPSULATION_SEED_BYTES));
  if (!wrapped) return null;
  const head = {
    deviceId: input.device.deviceId,
    epochIds: epochs.map(([id]) => id),
    inviteIds: invites.map(([id]) => id),
  };
  const context = grantContext(input.groupId, head);
  const once = keyedHash(wrapped.sharedSecret, 'grant', wrapped.ciphertext, context);
  const keys = concatBytes(...epochs.map(([, key]) => key), ...invites.map(([, secret]) => secret));
  return { ...head, ciphertext: wrapped.ciphertext, box: seal(once, ZERO_NONCE, keys, context) };
}

/** Keys that came out of a grant and fit what they claim to be. */
export interface OpenedGrant {
  readonly epochKeys: ReadonlyMap<EpochId, Uint8Array>;
  readonly inviteSecrets: ReadonlyMap<InviteId, Uint8Array>;
  /** Epochs whose key does not fit the commitment, or whose operation is not known here. */
  readonly refused: readonly EpochId[];
}

/**
 * Opens a grant; `blockOf` gives the block of the operation that introduced an
 * epoch. `null` when it is not for this key or was altered.
 */
export function openGrant(
  groupId: GroupId,
  grant: KeyGrant,
  dkSecretKey: Uint8Array,
  blockOf: (epochId: EpochId) => EpochBlock | null,
): OpenedGrant | null {
  const sharedSecret = decapsulate(dkSecretKey, grant.ciphertext);
  if (!sharedSecret) return null;
  const context = grantContext(groupId, grant);
  const plain = open(keyedHash(sharedSecret, 'grant', grant.ciphertext, context), ZERO_NONCE, grant.box, context);
  const split = grant.epochIds.length * EPOCH_KEY_BYTES;
  if (!plain || plain.length !== split + grant.inviteIds.length * INVITE_SECRET_BYTES) return null;
  const epochKeys = new Map<EpochId, Uint8Array>();
  const refused: EpochId[] = [];
  grant.epochIds.forEach((epochId, i) => {
    const key = plain.slice(i * EPOCH_KEY_BYTES, (i + 1) * EPOCH_KEY_BYTES);
    const block = blockOf(epochId);
    if (block && fitsCommitment(groupId, block, key)) epochKeys.set(epochId, key);
    else refused.push(epochId);
  });
  const inviteSecrets = new Map<InviteId, Uint8Array>();
  grant.inviteIds.forEach((inviteId, i) => {
    const secret = plain.slice(split + i * INVITE_SECRET_BYTES, split + (i + 1) * INVITE_SECRET_BYTES);
    if (inviteKeys(groupId, secret).inviteId === inviteId) inviteSecrets.set(inviteId, secret);
  });
  return { epochKeys, inviteSecrets, refused };
}
