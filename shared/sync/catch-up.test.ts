import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { makeRekey, type Recipient } from '../group/epoch.ts';
import type { EpochBlock } from '../group/op-types.ts';
import { activeDevices, epochHeads } from '../group/select.ts';
import { type Awake, pull, sendingOf, wake } from '../testing/awake.ts';
import { type Cast, createCast } from '../testing/cast.ts';
import { createSeededRandom, type SeededRandom } from '../testing/seeded-random.ts';
import { rememberCrypto } from '../testing/sim-crypto.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
let cast: Cast;
let forget = () => {};

beforeAll(async () => {
  await cryptoReady;
  cast = createCast(['alice', 'bob', 'cleo', 'dan'], 4);
  forget = rememberCrypto();
});
afterAll(() => forget());

function everybody(seed: number) {
  const random = createSeededRandom(seed);
  const clock = { now: 1_777_896_000_000 };
  const [alice, bob, cleo, dan] = ['alice', 'bob', 'cleo', 'dan'].map((name) => wake(cast, name, random, { clock }));
  if (!alice || !bob || !cleo || !dan) throw new Error('a cast of four');
  return { random, clock, alice, bob, cleo, dan };
}

/** The sending epoch has a key here. */
const canRead = (who: Awake): boolean => {
  const sending = sendingOf(who);
  return sending !== null && who.replica.keys().epochKeys.has(sending);
};
const texts = (who: Awake): readonly string[] => who.store.posts(null, 500).map((row) => row.value);
const waiting = (who: Awake): number => who.store.entriesWithStatus('waiting').length;
const epochsOf = (who: Awake) => who.replica.roster()?.epochs.filter((epoch) => epoch.valid) ?? [];

/** A new epoch as a dishonest member makes it: `spoil` changes the block, `pick` who is in it. */
function publish(
  by: Awake,
  random: SeededRandom,
  spoil: (block: EpochBlock) => EpochBlock,
  pick: (devices: readonly Recipient[]) => readonly Recipient[] = (devices) => devices,
) {
  const roster = by.replica.roster();
  if (!roster) throw new Error('no roster');
  const { groupId } = cast;
  const supersedes = epochHeads(roster).map((epoch) => epoch.epochId);
  const made = makeRekey({ groupId, supersedes, recipients: pick(activeDevices(roster)), random });
  if (!made.ok) throw new Error(made.error.tag);
  const appended = by.replica.appendOp({ type: 'rekey', reason: 'weekly', epoch: spoil(made.value.block) });
  if (!appended.ok) throw new Error(appended.error.tag);
  return { epochId: appended.value.id as string as EpochId, voided: appended.value.voided };
}

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
/** The same block with a box that does not open for one recipient. */
const badFor =
  (victim: Awake) =>
  (block: EpochBlock): EpochBlock => ({
    ...block,
    wraps: block.wraps.map((wrap) =>
      wrap.deviceId === victim.identity.deviceId ? { ...wrap, box: flipped(wrap.box) } : wrap,
    ),
  });

describe('a device that was away', () => {
  it.each([
    ['60 days', 60],
    ['400 days', 400],
  ])(
    '[RP16] [RP17] for %s through weekly rekeys, its own rotation pending and the old secret erased, is given every key',
    (_, days) => {
      const { random, clock, alice, bob, cleo } = everybody(days);
      const kemSecrets = bob.rotate(false);
      const weeks = Math.floor(days / 7);
      for (let week = 0; week < weeks; week += 1) {
        clock.now += WEEK;
        expect(alice.player.rekey()).toBe(true);
        alice.player.post(`Week ${week}.`);
      }
      pull(cleo, alice);
      const back = wake(cast, 'bob', random, { disk: bob.disk, clock, kemSecrets });
      pull(back, alice);
      expect(canRead(back)).toBe(false);
      expect(texts(back)).toHaveLength(0);
      // It says so once, and goes on by itself under an epoch of its own making.
      expect(back.replica.duties().filter((duty) => duty.type === 'fault')).toHaveLength(1);
      back.replica.performDuties();
      expect(canRead(back)).toBe(true);
      expect(back.player.post('Back again.')).toBe(true);
      // Whoever meets it next answers; no message asked for it.
      pull(cleo, back);
      expect(cleo.replica.performDuties()).toBeGreaterThan(0);
      pull(back, cleo);
      expect(texts(back)).toHaveLength(weeks + 1);
      expect(waiting(back)).toBe(0);
      expect(back.replica.performDuties()).toBe(0);
      pull(alice, back);
      pull(alice, cleo);
      expect(alice.replica.performDuties()).toBe(0);
      expect(texts(alice)).toHaveLength(weeks + 1);
    },
    60_000,
  );

  it('[RP14] for 60 days with both secrets opens everything by itself, and keeps the keys when the old secret is erased', () => {
    const { random, clock, alice, bob } = everybody(2);
    const kemSecrets = bob.rotate(true);
    for (let week = 0; week < 8; week += 1) {
      clock.now += WEEK;
      alice.player.rekey();
      alice.player.post(`Week ${week}.`);
    }
    const back = wake(cast, 'bob', random, { disk: bob.disk, clock, kemSecrets });
    pull(back, alice);
    expect(texts(back)).toHaveLength(8);
    expect(back.replica.duties()).toEqual([]);
    const later = wake(cast, 'bob', random, { disk: bob.disk, clock, kemSecrets: kemSecrets.slice(0, 1) });
    expect(later.replica.keys().epochKeys).toEqual(back.replica.keys().epochKeys);
    expect(later.replica.duties()).toEqual([]);
  });
});

describe('a rekey that is owed', () => {
  it('[RP15] after two removers included each other’s target is made before anything is written', () => {
    const { alice, bob, cleo, dan } = everybody(3);
    alice.player.promote(cleo.identity.memberId);
    pull(cleo, alice);
    alice.player.remove(bob.identity.memberId);
    cleo.player.remove(dan.identity.memberId);
    pull(alice, cleo);
    pull(cleo, alice);
    expect(sendingOf(alice)).toBeNull();
    expect(alice.replica.duties()[0]).toEqual({ type: 'rekey', reason: 'merge' });
    expect(alice.player.post('To us two.')).toBe(true);
    const merged = epochsOf(alice).find((epoch) => epoch.epochId === sendingOf(alice));
    expect(merged?.supersedes).toHaveLength(2);
    expect([...(merged?.holders ?? [])].sort()).toEqual([alice.identity.deviceId, cleo.identity.deviceId].sort());
    pull(cleo, alice);
    expect(texts(cleo)).toHaveLength(1);
    for (const gone of [bob, dan]) {
      gone.replica.ingest([]);
      pull(gone, alice);
      expect(gone.replica.keys().epochKeys.has(merged?.epochId as EpochId)).toBe(false);
      expect(texts(gone)).toHaveLength(0);
    }
  });

  it('[RP15] after somebody left is made by whoever writes first', () => {
    const { alice, bob, cleo } = everybody(4);
    expect(bob.player.leave()).toBe(true);
    pull(cleo, bob);
    expect(sendingOf(cleo)).toBeNull();
    expect(cleo.player.post('Good luck, Bob.')).toBe(true);
    pull(alice, cleo);
    expect(alice.replica.duties()).toEqual([]);
    expect(texts(alice)).toHaveLength(1);
    pull(bob, cleo);
    expect(texts(bob)).toHaveLength(0);
  });

  it('[RP15] is not for listeners to make: they write when somebody has', () => {
    const { alice, bob, cleo, dan } = everybody(5);
    alice.player.post('Hello.');
    alice.player.demote(cleo.identity.memberId);
    pull(cleo, alice);
    dan.player.leave();
    pull(cleo, dan);
    expect(cleo.replica.duties()).toEqual([]);
    expect(cleo.replica.rekey('asked')).toBe(false);
    expect(cleo.player.react()).toBe(false);
    pull(bob, cleo);
    expect(bob.replica.performDuties()).toBe(1);
    pull(cleo, bob);
    expect(cleo.player.react()).toBe(true);
  });
});

describe('an epoch that was made wrongly', () => {
  it('[RP13] [RP17] a bad wrap is seen by everybody who got a good one, and its victim is healed in the next sync', () => {
    const { random, alice, bob, cleo, dan } = everybody(6);
    const { epochId, voided } = publish(alice, random, badFor(bob));
    expect(voided).toBeNull();
    alice.player.post('Not for Bob.');
    pull(cleo, alice);
    pull(dan, alice);
    expect(dan.replica.findings().get(epochId)).toEqual({ tag: 'OtherWrapsBad', victims: [bob.identity.deviceId] });
    expect(cleo.replica.performDuties()).toBe(2);
    pull(bob, cleo);
    expect(bob.replica.findings().get(epochId)).toEqual({ tag: 'OwnWrapBad' });
    expect(bob.replica.keys().epochKeys.has(epochId)).toBe(true);
    expect(texts(bob)).toHaveLength(1);
    expect(bob.replica.duties()).toEqual([]);
    // Who hears of the remedy need not give it again.
    pull(dan, cleo);
    expect(dan.replica.duties()).toEqual([]);
  });

  it('[RP16] a victim who meets nobody who knows says so itself, and asks again when the answer is rubbish', () => {
    const { random, alice, bob, cleo } = everybody(7);
    const { epochId } = publish(alice, random, badFor(bob));
    pull(bob, alice);
    expect(bob.replica.duties()).toContainEqual({
      type: 'fault',
      epochId,
      victim: bob.identity.deviceId,
      fault: 'own-wrap',
    });
    bob.replica.performDuties();
    expect(bob.player.post('I go on.')).toBe(true);
    pull(alice, bob);
    const grant = alice.replica.duties().find((duty) => duty.type === 'grant');
    expect(grant?.type === 'grant' && grant.epochIds).toContain(epochId);
    const rubbish = {
      deviceId: bob.identity.deviceId,
      epochIds: [epochId],
      inviteIds: [],
      ciphertext: random.bytes(1_120),
      box: random.bytes(48),
    };
    alice.replica.appendOp({ type: 'keyGrant', grant: rubbish });
    pull(bob, alice);
    expect(bob.replica.keys().epochKeys.has(epochId)).toBe(false);
    expect(bob.replica.performDuties()).toBeGreaterThan(0);
    pull(cleo, bob);
    expect(cleo.replica.performDuties()).toBeGreaterThan(0);
    pull(bob, cleo);
    expect(bob.replica.keys().epochKeys.has(epochId)).toBe(true);
    expect(bob.replica.duties()).toEqual([]);
  });

  it('[RP13] [RP15] a wrong commitment is seen by everybody, told, and followed by an epoch that is right', () => {
    const { random, alice, bob, cleo } = everybody(8);
    const { epochId } = publish(alice, random, (block) => ({ ...block, kc: flipped(block.kc) }));
    pull(bob, alice);
    pull(cleo, alice);
    for (const who of [alice, bob, cleo]) expect(who.replica.findings().get(epochId)?.tag).toBe('CommitmentWrong');
    expect(bob.player.post('Under a new one.')).toBe(true);
    bob.replica.performDuties();
    expect(sendingOf(bob)).not.toBe(epochId);
    pull(cleo, bob);
    expect(texts(cleo)).toHaveLength(1);
    expect(epochsOf(cleo).find((epoch) => epoch.epochId === epochId)?.faults).toMatchObject([{ fault: 'commitment' }]);
    expect(canRead(cleo)).toBe(true);
  });

  it('[RP13] with a recipient missing or one too many does not stand, and needs no check', () => {
    const { random, alice, bob, cleo } = everybody(9);
    const before = sendingOf(bob);
    const cleoId = cleo.identity.deviceId;
    const missing = publish(
      alice,
      random,
      (block) => block,
      (all) => all.filter((one) => one.deviceId !== cleoId),
    );
    expect(missing.voided).toBe('RecipientsWrong');
    alice.player.remove(cleo.identity.memberId);
    const extra = publish(
      alice,
      random,
      (block) => block,
      (all) => [
        ...all,
        { deviceId: cleoId, memberId: cleo.identity.memberId, dkPk: cleo.identity.deviceKem.publicKey },
      ],
    );
    expect(extra.voided).toBe('RecipientsWrong');
    pull(bob, alice);
    for (const { epochId } of [missing, extra]) {
      expect(bob.replica.findings().has(epochId)).toBe(false);
      expect(sendingOf(bob)).not.toBe(epochId);
    }
    expect(sendingOf(bob)).not.toBe(before);
    expect(bob.player.post('Under the right one.')).toBe(true);
  });
});

describe('keys that somebody lacks', () => {
  it('[RP18] whoever becomes a facilitator later is given the secrets of the open invites', () => {
    const { alice, bob } = everybody(10);
    alice.player.promote(bob.identity.memberId);
    pull(bob, alice);
    expect(bob.replica.keys().inviteSecrets.size).toBe(0);
    expect(alice.replica.duties()).toMatchObject([{ type: 'grant', epochIds: [], inviteIds: [expect.any(String)] }]);
    alice.replica.performDuties();
    pull(bob, alice);
    expect(bob.replica.keys().inviteSecrets).toEqual(alice.replica.keys().inviteSecrets);
    expect(alice.replica.duties()).toEqual([]);
  });

  it('[RP19] settling comes to an end, also when two do the same at once', () => {
    const { random, alice, bob, cleo, dan } = everybody(11);
    publish(alice, random, badFor(bob));
    dan.player.leave();
    for (const who of [bob, cleo]) {
      pull(who, alice);
      pull(who, dan);
    }
    pull(alice, dan);
    for (const who of [alice, bob, cleo]) who.replica.performDuties();
    for (let round = 0; round < 4; round += 1) {
      for (const who of [alice, bob, cleo]) for (const other of [alice, bob, cleo]) pull(who, other);
      for (const who of [alice, bob, cleo]) who.replica.performDuties();
    }
    for (const who of [alice, bob, cleo]) {
      expect(who.replica.duties()).toEqual([]);
      expect(who.player.post(`${who.name} writes.`)).toBe(true);
    }
  });
});
