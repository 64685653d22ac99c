import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, signingKeyPair } from '../../../shared/crypto/crypto.ts';
import { groupIdOf, memberIdOf, verifyDeviceCert } from '../../../shared/group/identity.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import type { GroupSecrets } from '../vault/vault-secrets.ts';
import { beginRecovery, decodeRecovery, encodeRecovery, recoverOp, secretsAfter } from './pending-recovery.ts';

beforeAll(() => cryptoReady);

const random = createSeededRandom(11);
const groupId = groupIdOf(new Uint8Array(32).fill(9));

describe('what is kept of a return that is under way', () => {
  it('[RW3] is enough to finish it, and holds nothing of the member root’s secret', () => {
    const seed = random.bytes(32);
    const root = signingKeyPair(seed);
    const kept = encodeRecovery(beginRecovery(groupId, root, 1_700_000_000_000, random));
    for (let from = 0; from + 8 <= seed.length; from += 8) {
      expect(Buffer.from(kept).includes(Buffer.from(seed.subarray(from, from + 8)))).toBe(false);
    }
    const pending = decodeRecovery(kept);
    const { cert, mrPk, removeAllOther } = recoverOp(pending);
    expect(verifyDeviceCert(groupId, memberIdOf(groupId, root.publicKey), root.publicKey, cert)).toBe(true);
    expect([mrPk, removeAllOther]).toEqual([root.publicKey, true]);
    const secrets = secretsAfter({ groupId, genesisHash: 'genesis' as GroupSecrets['genesisHash'] }, pending);
    expect(secrets).toMatchObject({ inc: 1, memberRootSeed: null, memberRootPublicKey: root.publicKey });
    expect(encodeRecovery(pending)).toEqual(kept);
  });

  it('[RW3] of another version, or cut, is a defect and no recovery', () => {
    const kept = encodeRecovery(beginRecovery(groupId, signingKeyPair(random.bytes(32)), 1, random));
    expect(() => decodeRecovery(kept.subarray(0, 90))).toThrow();
    expect(() => decodeRecovery(Uint8Array.of(2, ...kept.subarray(1)))).toThrow();
  });
});
