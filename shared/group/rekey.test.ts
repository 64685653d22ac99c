import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, EpochId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { entryKey } from './epoch-key.ts';
import { makeGrant, openGrant } from './grant.ts';
import { createIdentity, groupIdOf, type Identity } from './identity.ts';
import { inviteKeys } from './invite-keys.ts';
import type { EpochBlock, KeyWrap } from './op-types.ts';
import { epochContext, makeRekey, openEpoch, type Recipient, verifyRekey, wrapKey } from './rekey.ts';

beforeAll(() => cryptoReady);

const groupId = groupIdOf(new Uint8Array(32).fill(1));
const recipientOf = (one: Identity): Recipient => ({
  deviceId: one.deviceId,
  memberId: one.memberId,
  dkPk: one.deviceKem.publicKey,
});
const ownOf = (one: Identity) => ({ deviceId: one.deviceId, dkSecretKey: one.deviceKem.secretKey });

function scene(seed: number, size = 4) {
  const random = createSeededRandom(seed);
  const people = Array.from({ length: size }, () => createIdentity(groupId, random));
  const recipients = people.map(recipientOf);
  const made = makeRekey({ groupId, supersedes: ['a'.repeat(64) as EpochId], recipients, random });
  if (!made.ok) throw new Error('no rekey');
  const [me, victim] = people;
  if (!me || !victim) throw new Error('nobody there');
  return { random, people, recipients, ...made.value, me, victim };
}
const withWrap = (block: EpochBlock, deviceId: DeviceId, change: (wrap: KeyWrap) => KeyWrap): EpochBlock => ({
  ...block,
  wraps: block.wraps.map((wrap) => (wrap.deviceId === deviceId ? change(wrap) : wrap)),
});
const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 5 ? byte ^ 1 : byte));

describe('rekey', () => {
  it('[EP2] every recipient opens the same key and finds every wrap right', () => {
    const { people, recipients, block, key } = scene(1);
    for (const person of people)
      expect(verifyRekey(groupId, block, recipients, ownOf(person))).toEqual({ ok: true, value: key });
    expect(block.wraps.map((wrap) => wrap.deviceId)).toEqual(recipients.map((one) => one.deviceId).sort());
  });

  it('[EP3] a bad wrap for one victim is seen by the victim and by everybody else', () => {
    const { recipients, block, key, me, victim, people } = scene(2);
    const bad = withWrap(block, victim.deviceId, (wrap) => ({ ...wrap, box: flipped(wrap.box) }));
    expect(verifyRekey(groupId, bad, recipients, ownOf(victim))).toEqual({ ok: false, error: { tag: 'OwnWrapBad' } });
    for (const person of people.filter((one) => one !== victim)) {
      expect(verifyRekey(groupId, bad, recipients, ownOf(person))).toEqual({
        ok: false,
        error: { tag: 'OtherWrapsBad', victims: [victim.deviceId], key },
      });
    }
    const otherKey = wrapKey(new Uint8Array(32), epochContext(groupId, block), recipientOf(victim));
    if (!otherKey) throw new Error('no wrap');
    const split = withWrap(block, victim.deviceId, () => otherKey);
    expect(verifyRekey(groupId, split, recipients, ownOf(victim))).toEqual({
      ok: false,
      error: { tag: 'CommitmentWrong' },
    });
    expect(verifyRekey(groupId, split, recipients, ownOf(me))).toMatchObject({ error: { victims: [victim.deviceId] } });
  });

  it('[EP3] the remedy for a victim is the wrap that everybody can compute', () => {
    const { recipients, block, me, victim } = scene(3);
    const bad = withWrap(block, victim.deviceId, (wrap) => ({ ...wrap, ciphertext: flipped(wrap.ciphertext) }));
    const found = verifyRekey(groupId, bad, recipients, ownOf(me));
    if (found.ok || found.error.tag !== 'OtherWrapsBad') throw new Error('the bad wrap was not seen');
    const again = wrapKey(found.error.key, epochContext(groupId, block), recipientOf(victim));
    expect(again).toEqual(block.wraps.find((wrap) => wrap.deviceId === victim.deviceId));
  });

  it('[EP2] a wrong commitment is seen by everybody', () => {
    const { people, recipients, block } = scene(4);
    const wrong = { ...block, kc: flipped(block.kc) };
    for (const person of people) {
      expect(verifyRekey(groupId, wrong, recipients, ownOf(person))).toEqual({
        ok: false,
        error: { tag: 'CommitmentWrong' },
      });
    }
  });

  it('[EP4] a missing and an extra recipient are named', () => {
    const { random, recipients, block, me, victim } = scene(5);
    const without = { ...block, wraps: block.wraps.filter((wrap) => wrap.deviceId !== victim.deviceId) };
    expect(verifyRekey(groupId, without, recipients, ownOf(me))).toEqual({
      ok: false,
      error: { tag: 'RecipientsWrong', missing: [victim.deviceId], extra: [] },
    });
    const eve = createIdentity(groupId, random);
    const made = makeRekey({ groupId, supersedes: [], recipients: [...recipients, recipientOf(eve)], random });
    if (!made.ok) throw new Error('no rekey');
    expect(verifyRekey(groupId, made.value.block, recipients, ownOf(me))).toEqual({
      ok: false,
      error: { tag: 'RecipientsWrong', missing: [], extra: [eve.deviceId] },
    });
    expect(openEpoch(groupId, without, victim.deviceId, victim.deviceKem.secretKey)).toEqual({
      ok: false,
      error: { tag: 'OwnWrapMissing' },
    });
  });

  it('[EP4] a block made for other keys of the same devices is refused', () => {
    const { random, recipients, block, me, victim } = scene(6);
    const turned = createIdentity(groupId, random).deviceKem.publicKey;
    const expected = recipients.map((one) => (one.deviceId === victim.deviceId ? { ...one, dkPk: turned } : one));
    expect(verifyRekey(groupId, block, expected, ownOf(me))).toEqual({ ok: false, error: { tag: 'RosterHashWrong' } });
  });

  it('[EP2] a block of another group, or with other supersedes or nonce, does not open', () => {
    const { block, me } = scene(7);
    const others: EpochBlock[] = [
      { ...block, supersedes: [] },
      { ...block, nonce: flipped(block.nonce) },
      { ...block, rosterHash: flipped(block.rosterHash) },
    ];
    for (const other of others) expect(openEpoch(groupId, other, me.deviceId, me.deviceKem.secretKey).ok).toBe(false);
    const elsewhere = groupIdOf(new Uint8Array(32).fill(2));
    expect(openEpoch(elsewhere, block, me.deviceId, me.deviceKem.secretKey).ok).toBe(false);
    expect(openEpoch(groupId, block, me.deviceId, me.deviceKem.secretKey).ok).toBe(true);
  });

  it('[ID3] nobody can be rekeyed to with a malformed key', () => {
    const { random, recipients, victim } = scene(8);
    const broken = recipients.map((one) =>
      one.deviceId === victim.deviceId ? { ...one, dkPk: new Uint8Array(1216).fill(255) } : one,
    );
    expect(makeRekey({ groupId, supersedes: [], recipients: broken, random })).toEqual({
      ok: false,
      error: { tag: 'DeviceKeyMalformed', deviceId: victim.deviceId },
    });
  });

  it('[EP1] entry keys differ by device, incarnation, place and nonce, and are fixed', () => {
    const key = new Uint8Array(32).fill(1);
    const device = '0'.repeat(32) as DeviceId;
    const nonce = new Uint8Array(24);
    const keys = [
      entryKey(key, device, 1, 1, nonce),
      entryKey(key, 'f'.repeat(32) as DeviceId, 1, 1, nonce),
      entryKey(key, device, 2, 1, nonce),
      entryKey(key, device, 1, 2, nonce),
      entryKey(key, device, 1, 1, flipped(nonce)),
      entryKey(new Uint8Array(32), device, 1, 1, nonce),
    ].map((one) => hex.encode(one));
    expect(new Set(keys).size).toBe(6);
    expect(keys[0]).toMatchInlineSnapshot(`"c57b187b9c8a8a7f1873b7dbec9cb2824e2b67eaf87fe3296c2c8b42404ef76a"`);
  });
});

describe('grants', () => {
  it('[EP6] a grant gives keys that fit their epochs and secrets that fit their invites, and names the rest', () => {
    const { random, block, key, me, victim } = scene(20);
    const other = scene(21);
    const secret = random.bytes(16);
    const { inviteId } = inviteKeys(groupId, secret);
    const ids = ['1', '2', '3'].map((digit) => digit.repeat(64) as EpochId);
    const [right = '' as EpochId, wrong = '' as EpochId, unknown = '' as EpochId] = ids;
    const grant = makeGrant({
      groupId,
      device: recipientOf(victim),
      epochKeys: new Map([
        [unknown, key],
        [wrong, key],
        [right, key],
      ]),
      inviteSecrets: new Map([
        [inviteId, secret],
        ['f'.repeat(32) as never, secret],
      ]),
      random,
    });
    if (!grant) throw new Error('no grant');
    const blocks = new Map([
      [right, block],
      [wrong, other.block],
    ]);
    const opened = openGrant(groupId, grant, victim.deviceKem.secretKey, (id) => blocks.get(id) ?? null);
    expect(opened).toEqual({
      epochKeys: new Map([[right, key]]),
      inviteSecrets: new Map([[inviteId, secret]]),
      refused: [wrong, unknown],
    });
    expect(openGrant(groupId, grant, me.deviceKem.secretKey, () => block)).toBeNull();
    expect(
      openGrant(
        groupId,
        { ...grant, epochIds: [right, wrong, ids[2] ?? right].reverse() },
        victim.deviceKem.secretKey,
        () => block,
      ),
    ).toBeNull();
    expect(
      openGrant(groupId, { ...grant, box: flipped(grant.box) }, victim.deviceKem.secretKey, () => block),
    ).toBeNull();
    expect(openGrant(groupIdOf(new Uint8Array(32)), grant, victim.deviceKem.secretKey, () => block)).toBeNull();
  });
});
