import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import {
  createDeviceCert,
  createIdentity,
  deviceIdOf,
  groupIdOf,
  inviteIdOf,
  isUsableKemKey,
  memberIdOf,
  verifyDeviceCert,
} from './identity.ts';
import { CAPSULE_BYTES } from './op-fields.ts';
import { makeCapsule, openCapsule, recoveryKeys } from './recovery.ts';

beforeAll(() => cryptoReady);

const groupOf = (fill: number) => groupIdOf(new Uint8Array(32).fill(fill));

describe('identities', () => {
  it('[ID1] ids are bound to keys and to the group', () => {
    const key = new Uint8Array(32).fill(7);
    const ids = [groupOf(1), memberIdOf(groupOf(1), key), deviceIdOf(groupOf(1), key), inviteIdOf(groupOf(1), key)];
    expect(ids).toMatchInlineSnapshot(`
      [
        "e49c52ea475aff0da208d3b56f8594dd",
        "32a9957559380ad89f10378f08559655",
        "795fcaf444a06935330b1af299045923",
        "08c1cfca3156a282540bbec8dc243c1b",
      ]
    `);
    expect(new Set([...ids, memberIdOf(groupOf(2), key), deviceIdOf(groupOf(2), key)]).size).toBe(6);
  });

  it('[ID1] nobody has the same keys in two groups', () => {
    const random = createSeededRandom(1);
    const [a, b] = [createIdentity(groupOf(1), random), createIdentity(groupOf(2), random)];
    const keys = [a, b].flatMap((one) => [
      one.memberRoot.publicKey,
      one.deviceSigning.publicKey,
      one.deviceKem.publicKey,
    ]);
    expect(new Set(keys.map((key) => hex.encode(key))).size).toBe(6);
    expect(a.memberId).toBe(memberIdOf(groupOf(1), a.memberRoot.publicKey));
    expect(a.deviceId).toBe(deviceIdOf(groupOf(1), a.deviceSigning.publicKey));
  });

  it('[ID2] a certificate needs both signatures over exactly these keys, member, group and time', () => {
    const random = createSeededRandom(2);
    const groupId = groupOf(1);
    const me = createIdentity(groupId, random);
    const eve = createIdentity(groupId, random);
    const input = {
      groupId,
      memberId: me.memberId,
      deviceSigning: me.deviceSigning,
      deviceKemPublicKey: me.deviceKem.publicKey,
      createdAt: 1_772_323_200_000,
      certifierSecret: me.memberRoot.secretKey,
    };
    const cert = createDeviceCert(input);
    const check = (other: Partial<typeof cert>) =>
      verifyDeviceCert(groupId, me.memberId, me.memberRoot.publicKey, { ...cert, ...other });
    expect(check({})).toBe(true);
    const stolen = createDeviceCert({ ...input, certifierSecret: eve.memberRoot.secretKey });
    const wrongs = [
      check({ dsPk: eve.deviceSigning.publicKey }),
      check({ dkPk: eve.deviceKem.publicKey }),
      check({ createdAt: cert.createdAt + 1 }),
      check({ certifierSignature: stolen.certifierSignature }),
      check({ certifierSignature: cert.deviceSignature }),
      check({ deviceSignature: cert.certifierSignature }),
      check({ deviceSignature: new Uint8Array(64) }),
      verifyDeviceCert(groupOf(2), me.memberId, me.memberRoot.publicKey, cert),
      verifyDeviceCert(groupId, eve.memberId, me.memberRoot.publicKey, cert),
      verifyDeviceCert(groupId, me.memberId, eve.memberRoot.publicKey, cert),
    ];
    expect(wrongs).toEqual(wrongs.map(() => false));
  });

  it('[ID3] a KEM key that later rekeys would stumble over is refused', () => {
    const me = createIdentity(groupOf(1), createSeededRandom(3));
    const broken = new Uint8Array(1216).fill(0xff);
    const cert = createDeviceCert({
      groupId: groupOf(1),
      memberId: me.memberId,
      deviceSigning: me.deviceSigning,
      deviceKemPublicKey: broken,
      createdAt: 0,
      certifierSecret: me.memberRoot.secretKey,
    });
    expect(isUsableKemKey(me.deviceKem.publicKey)).toBe(true);
    expect(isUsableKemKey(broken.subarray(1))).toBe(false);
    expect(verifyDeviceCert(groupOf(1), me.memberId, me.memberRoot.publicKey, cert)).toBe(false);
  });
});

describe('recovery', () => {
  it('[ID4] the phrase opens the capsule of its own member root and no other', () => {
    const random = createSeededRandom(4);
    const me = createIdentity(groupOf(1), random);
    const eve = createIdentity(groupOf(1), random);
    const keys = recoveryKeys(random.bytes(16));
    const capsule = makeCapsule(keys.publicKey, me.memberRoot.secretKey, random);
    if (!capsule) throw new Error('no capsule');
    expect(capsule.length).toBe(CAPSULE_BYTES);
    expect(openCapsule(keys.secretKey, capsule, me.memberRoot.publicKey)).toEqual(me.memberRoot);
    expect(openCapsule(keys.secretKey, capsule, eve.memberRoot.publicKey)).toBeNull();
    expect(openCapsule(recoveryKeys(random.bytes(16)).secretKey, capsule, me.memberRoot.publicKey)).toBeNull();
    expect(makeCapsule(new Uint8Array(1216).fill(0xff), me.memberRoot.secretKey, random)).toBeNull();
  });

  it('[ID4] a capsule that was cut or changed does not open', () => {
    const random = createSeededRandom(5);
    const me = createIdentity(groupOf(1), random);
    const keys = recoveryKeys(random.bytes(32));
    const capsule = makeCapsule(keys.publicKey, me.memberRoot.secretKey, random);
    if (!capsule) throw new Error('no capsule');
    expect(openCapsule(keys.secretKey, capsule.subarray(1), me.memberRoot.publicKey)).toBeNull();
    for (let at = 0; at < capsule.length; at += 29) {
      const changed = capsule.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openCapsule(keys.secretKey, changed, me.memberRoot.publicKey), `byte ${at}`).toBeNull();
    }
  });

  it('[ID4] recovery keys are fixed by the entropy', () => {
    const { publicKey } = recoveryKeys(new Uint8Array(16).fill(1));
    expect(hex.encode(publicKey.subarray(0, 16))).toMatchInlineSnapshot(`"d8998aa1d11e46934bf767ccbfb95e65"`);
    expect(recoveryKeys(new Uint8Array(16).fill(2)).publicKey).not.toEqual(publicKey);
  });
});
