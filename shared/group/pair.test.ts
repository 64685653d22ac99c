import { beforeAll, describe, expect, it } from 'vitest';
import type { EntryId, GroupId } from '../brand.ts';
import { concatBytes } from '../bytes.ts';
import { cryptoReady, KEM_PUBLIC_BYTES } from '../crypto/crypto.ts';
import { shortId } from '../testing/sample-chain.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import {
  makePairAnswer,
  makePairAsk,
  makePairReply,
  openPairAnswer,
  openPairReply,
  type PairDevice,
  type PairGroup,
  pairRoomSeed,
  pairRunOf,
} from './pair.ts';

beforeAll(() => cryptoReady);

const AT = 1_778_457_600_000;
const SERVER = 'wss://meet.example.org';
const groupOf = (n: number, servers: readonly string[] = [SERVER]): PairGroup => ({
  groupId: shortId<GroupId>(n),
  genesisHash: 'ab'.repeat(32) as EntryId,
  memberRootPublicKey: new Uint8Array(32).fill(n),
  servers,
});
const offerOf = (groups: readonly PairGroup[]) => ({
  at: AT,
  recoveryPublicKey: new Uint8Array(KEM_PUBLIC_BYTES).fill(9),
  groups,
});
const deviceOf = (n: number): PairDevice => ({
  groupId: shortId<GroupId>(n),
  dsPk: new Uint8Array(32).fill(n),
  dkPk: new Uint8Array(KEM_PUBLIC_BYTES).fill(n),
  deviceSignature: new Uint8Array(64).fill(n),
});
function must<T>(value: T | null): T {
  if (value === null) throw new Error('nothing came of it');
  return value;
}

/** A whole pairing; `seed` is its chance. */
function pairing(seed: number, groups = [groupOf(1), groupOf(2)]) {
  const [newRandom, oldRandom] = [createSeededRandom(seed), createSeededRandom(seed + 1000)];
  const asked = makePairAsk(newRandom);
  const made = must(makePairReply(asked.ask, offerOf(groups), oldRandom));
  const opened = must(openPairReply(asked, made.reply));
  const devices = groups.map(({ groupId }) => ({ ...deviceOf(1), groupId }));
  const answer = makePairAnswer(asked, made.reply, opened.secret, devices, newRandom);
  return { asked, made, opened, answer, run: { ask: asked.ask, ...made } };
}

describe('a pairing', () => {
  it('[PA1] the new computer hears which groups there are, the old one gets a proof for each', () => {
    const { opened, run, answer, made } = pairing(1, [groupOf(2, []), groupOf(1)]);
    expect(opened.offer).toEqual(offerOf([groupOf(1), groupOf(2, [])]));
    expect(opened.secret).toEqual(made.secret);
    const answered = must(openPairAnswer(run, answer));
    expect(answered.devices.map(({ groupId }) => groupId)).toEqual([shortId(1), shortId(2)]);
    expect(pairRoomSeed(opened.secret, shortId<GroupId>(1))).not.toEqual(pairRoomSeed(opened.secret, shortId(2)));
  });

  it('[PA1] thirty-two groups with long addresses fit', () => {
    const address = (n: number) => `wss://${String(n).padStart(194, 'x')}`;
    const groups = Array.from({ length: 32 }, (_, n) => groupOf(n + 1, [1, 2, 3, 4].map(address)));
    const { opened, run, answer } = pairing(2, groups);
    expect(opened.offer.groups).toHaveLength(32);
    expect(must(openPairAnswer(run, answer)).devices).toHaveLength(32);
  });

  it('[PA2] no message says anything of the groups outside its seals, and of their number only a bucket', () => {
    const one = pairing(3, [groupOf(1)]);
    const two = pairing(3, [groupOf(1), groupOf(2)]);
    expect(one.made.reply).toHaveLength(two.made.reply.length);
    for (const bytes of [one.asked.ask, one.made.reply, one.answer]) {
      expect(Buffer.from(bytes).includes(SERVER)).toBe(false);
      expect(Buffer.from(bytes).includes(Buffer.from(shortId<GroupId>(1), 'hex'))).toBe(false);
    }
  });

  it('[PA3] both see the same four words, and others in every pairing', () => {
    const seen = new Set<string>();
    for (let seed = 10; seed < 20; seed += 1) {
      const { opened, run, answer } = pairing(seed);
      const answered = must(openPairAnswer(run, answer));
      expect(opened.words).toHaveLength(4);
      expect(answered.words).toEqual(opened.words);
      seen.add(opened.words.join(' '));
    }
    expect(seen.size).toBe(10);
  });

  it('[PA3] whoever stands between is seen: the words differ', () => {
    const random = createSeededRandom(40);
    const asked = makePairAsk(createSeededRandom(41));
    const mallory = makePairAsk(random);
    // Mallory asks the old computer with a key of her own, and passes the offer on.
    const real = must(makePairReply(mallory.ask, offerOf([groupOf(1)]), createSeededRandom(42)));
    const { offer } = must(openPairReply(mallory, real.reply));
    const forged = must(makePairReply(asked.ask, offer, random));
    const onNew = must(openPairReply(asked, forged.reply));
    const answer = makePairAnswer(mallory, real.reply, real.secret, [deviceOf(1)], random);
    const onOld = must(openPairAnswer({ ask: mallory.ask, ...real }, answer));
    expect(onOld.words).not.toEqual(onNew.words);
  });

  it('[PA4] the asker cannot choose a nonce afterwards: only the promised one is taken', () => {
    const { asked, made, run, opened } = pairing(50);
    const other = { ...asked, nonce: createSeededRandom(51).bytes(32) };
    const answer = makePairAnswer(other, made.reply, opened.secret, [deviceOf(1)], createSeededRandom(52));
    expect(openPairAnswer(run, answer)).toBeNull();
    // The ask shows nothing of the nonce, so the reply cannot follow from it either.
    expect(Buffer.from(asked.ask).includes(Buffer.from(asked.nonce))).toBe(false);
  });

  it('[PA4] the words follow from the ask, the reply and the nonce, and from nothing that is chosen later', () => {
    const { asked, made, opened, run } = pairing(53);
    const withDevices = (devices: readonly PairDevice[], seed: number) =>
      must(openPairAnswer(run, makePairAnswer(asked, made.reply, opened.secret, devices, createSeededRandom(seed))))
        .words;
    expect(withDevices([deviceOf(1)], 1)).toEqual(withDevices([deviceOf(2), deviceOf(3)], 2));
  });

  it('[PA5] every changed bit and every cut of a reply or an answer gives nothing', () => {
    const { asked, made, run, answer } = pairing(60, [groupOf(1)]);
    const flips = (bytes: Uint8Array, look: (changed: Uint8Array) => unknown) => {
      const random = createSeededRandom(61);
      // Every byte at least once; which bit of it is chance.
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << ((random.bytes(1)[0] ?? 0) % 8));
        if (look(changed) !== null) throw new Error(`byte ${at} may change`);
      }
      for (const length of [0, 1, 24, 1119, 1120, 1200, bytes.length - 1]) {
        if (length < bytes.length && look(bytes.subarray(0, length)) !== null) throw new Error(`${length} bytes do`);
      }
      expect(look(concatBytes(bytes, Uint8Array.of(0)))).toBeNull();
    };
    flips(answer, (changed) => openPairAnswer(run, changed));
    flips(made.reply, (changed) => openPairReply(asked, changed));
    expect(openPairReply(asked, made.reply)).not.toBeNull();
  });

  it('[PA5] a reply to another ask, an answer to another reply, and an ask that is none give nothing', () => {
    const [one, other] = [pairing(70), pairing(71)];
    expect(openPairReply(one.asked, other.made.reply)).toBeNull();
    expect(openPairAnswer(one.run, other.answer)).toBeNull();
    const random = createSeededRandom(72);
    expect(makePairReply(one.asked.ask.subarray(1), offerOf([groupOf(1)]), random)).toBeNull();
    expect(makePairReply(new Uint8Array(0), offerOf([groupOf(1)]), random)).toBeNull();
    expect(pairRunOf(one.asked.ask)).not.toEqual(pairRunOf(other.asked.ask));
  });
});
