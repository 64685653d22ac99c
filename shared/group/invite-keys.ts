/** What follows from an invite's 16-byte secret (HP1 §3, SPEC IV1). */
import type { GroupId, InviteId } from '../brand.ts';
import { keyedHash, type SigningKeyPair, signingKeyPair } from '../crypto/crypto.ts';
import { inviteIdOf } from './identity.ts';

/** Keys of one invite. */
export interface InviteKeys {
  readonly inviteId: InviteId;
  /** Signs join requests: proof of holding the invite. */
  readonly sign: SigningKeyPair;
  /** Seals join requests for those who know the secret, 32 bytes. */
  readonly box: Uint8Array;
  /** Known to every member: where newcomers are met, 32 bytes. It leads to neither of the keys above. */
  readonly rvSeed: Uint8Array;
}

/** The keys of the invite to `groupId` whose secret is `secret` (16 bytes). */
export function inviteKeys(groupId: GroupId, secret: Uint8Array): InviteKeys {
  const sign = signingKeyPair(keyedHash(secret, 'inv-sign'));
  return {
    inviteId: inviteIdOf(groupId, sign.publicKey),
    sign,
    box: keyedHash(secret, 'inv-box'),
    rvSeed: keyedHash(secret, 'inv-rv-seed'),
  };
}
