import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, hash, keyedHash, sign, signingKeyPair, verify } from '../crypto/crypto.ts';
import { rendezvousSecret } from './epoch-key.ts';
import { inviteMailboxOf, KEPT_MS, mailboxOf, openWeeks, readableWeeks, weekOf } from './mailbox.ts';

beforeAll(() => cryptoReady);

const DAY_MS = 86_400_000;
const TURN = 2_900 * 7 * DAY_MS;
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a mailbox', () => {
  it('[ML1] has the same name and keys for all who have the epoch key, others in another week and under another key', () => {
    const key = new Uint8Array(32).fill(7);
    const [one, same] = [mailboxOf(key, 2_900), mailboxOf(key.slice(), 2_900)];
    expect(one).toEqual(same);
    expect(hexOf(one.name)).toBe(hexOf(hash('mailbox', one.writeKeys.publicKey)));
    const others = [mailboxOf(key, 2_901), mailboxOf(new Uint8Array(32).fill(8), 2_900)];
    const all = [one, ...others].flatMap(({ name, sealKey, writeKeys }) => [name, sealKey, writeKeys.publicKey]);
    expect(new Set(all.map(hexOf)).size).toBe(9);
    const parcel = hash('parcel', Uint8Array.of(1));
    expect(verify(one.writeKeys.publicKey, 'mail-put', parcel, sign(one.writeKeys.secretKey, 'mail-put', parcel))).toBe(
      true,
    );
  });

  it('[JK1] of an invite has names and keys that follow from its seed and the week, and are no epoch’s', () => {
    const seed = new Uint8Array(32).fill(7);
    const [one, same] = [inviteMailboxOf(seed, 2_900), inviteMailboxOf(seed.slice(), 2_900)];
    expect(one).toEqual(same);
    expect(hexOf(one.name)).toBe(hexOf(hash('mailbox', one.writeKeys.publicKey)));
    const week = Uint8Array.of(0, 0, 11, 84);
    expect(hexOf(one.writeKeys.publicKey)).toBe(hexOf(signingKeyPair(keyedHash(seed, 'inv-mbox', week)).publicKey));
    expect(hexOf(one.sealKey)).toBe(hexOf(keyedHash(seed, 'inv-mbox-seal', week)));
    const others = [inviteMailboxOf(seed, 2_901), inviteMailboxOf(new Uint8Array(32).fill(8), 2_900)];
    // The same 32 bytes as an epoch's key, and as the secret below it: the domains keep them apart.
    const epochs = [mailboxOf(seed, 2_900), inviteMailboxOf(rendezvousSecret(seed), 2_900)];
    const all = [one, ...others, ...epochs].flatMap((box) => [box.name, box.sealKey, box.writeKeys.publicKey]);
    expect(new Set(all.map(hexOf)).size).toBe(15);
  });

  it('[ML2] is open in its week, and within a day of its turn for clocks that are wrong', () => {
    expect(weekOf(TURN)).toBe(2_900);
    expect(weekOf(TURN - 1)).toBe(2_899);
    expect(openWeeks(TURN + 3 * DAY_MS)).toEqual([2_900]);
    expect([...openWeeks(TURN + DAY_MS - 1)].sort()).toEqual([2_899, 2_900]);
    expect([...openWeeks(TURN - DAY_MS)].sort()).toEqual([2_899, 2_900]);
  });

  it('[ML2] is read for thirty days, from when its epoch began, and no further back', () => {
    const now = TURN + 3 * DAY_MS;
    const all = readableWeeks(now, 0);
    expect(all[0]).toBe(weekOf(now - KEPT_MS - DAY_MS));
    expect(all.at(-1)).toBe(2_900);
    expect(all).toHaveLength(5);
    expect(readableWeeks(now, now - 2 * DAY_MS)).toEqual([2_900]);
    // An epoch that claims to begin in ten years begins now; a clock that stands at 1970 reads what there is.
    expect(readableWeeks(now, now + 3_650 * DAY_MS)).toEqual([2_900]);
    expect(readableWeeks(0, 0)).toEqual([0]);
  });
});
