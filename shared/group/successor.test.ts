import { beforeAll, describe, expect, it } from 'vitest';
import type { EntryId, GroupId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { createIdentity } from './identity.ts';
import { openSuccessorSecret, type Succession, wrapSuccessorSecret } from './successor.ts';

beforeAll(() => cryptoReady);

const succession: Succession = {
  oldGroupId: 'aa'.repeat(16) as GroupId,
  groupId: 'bb'.repeat(16) as GroupId,
  genesisHash: 'cc'.repeat(32) as EntryId,
};

describe('the secret of a successor group', () => {
  it('[IV11] opens for the device it was wrapped to, and for no other and no other groups', () => {
    const random = createSeededRandom(3);
    const [ben, cleo] = [createIdentity(succession.oldGroupId, random), createIdentity(succession.oldGroupId, random)];
    const secret = random.bytes(16);
    const wrap = wrapSuccessorSecret(
      succession,
      secret,
      { deviceId: ben.deviceId, dkPk: ben.deviceKem.publicKey },
      random,
    );
    if (!wrap) throw new Error('a sound key');
    const openAs = (who: typeof ben, change: Partial<Succession> = {}, wraps = [wrap]) =>
      openSuccessorSecret({ ...succession, ...change }, wraps, who.deviceId, who.deviceKem.secretKey);
    expect(openAs(ben)).toEqual(secret);
    expect(openAs(cleo)).toBeNull();
    expect(openAs(cleo, {}, [{ ...wrap, deviceId: cleo.deviceId }])).toBeNull();
    expect(openAs(ben, { oldGroupId: 'ab'.repeat(16) as GroupId })).toBeNull();
    expect(openAs(ben, { groupId: 'ab'.repeat(16) as GroupId })).toBeNull();
    expect(openAs(ben, { genesisHash: 'ab'.repeat(32) as EntryId })).toBeNull();
  });

  it('[IV11] is not wrapped to a key that is none', () => {
    const random = createSeededRandom(4);
    const { deviceId } = createIdentity(succession.oldGroupId, random);
    expect(wrapSuccessorSecret(succession, random.bytes(16), { deviceId, dkPk: new Uint8Array(3) }, random)).toBeNull();
  });
});
