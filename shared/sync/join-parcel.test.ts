import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, GroupId } from '../brand.ts';
import { cryptoReady, kemKeyPair, open, seal, signingKeyPair } from '../crypto/crypto.ts';
import { inviteKeys } from '../group/invite-keys.ts';
import { inviteMailboxOf } from '../group/mailbox.ts';
import type { RequestId } from '../group/op-types.ts';
import { sampleGroup, sampleMaker, sampleMakerSecret } from '../testing/sample-bundle.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { isSignedBy } from './bundle-header.ts';
import {
  type AnswerPart,
  type AnswerState,
  answerRoom,
  isFromInvite,
  type JoinParcel,
  openAnswer,
  openJoinParcel,
  sealAnswerParcel,
  sealRequestParcel,
  stateFromMembers,
} from './join-parcel.ts';

beforeAll(() => cryptoReady);

const OTHER_GROUP = 'ab'.repeat(16) as GroupId;
const WEEK = 2_900;
const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const invite = () => inviteKeys(sampleGroup, key(1).slice(0, 16));
const mailbox = (week = WEEK, seed = invite().rvSeed) => inviteMailboxOf(seed, week);
const blob = createSeededRandom(3).bytes(4_096);
const asker = () => kemKeyPair(key(5));
const ABOUT: AnswerPart = { requestId: '5a'.repeat(32) as RequestId, part: 1, parts: 1 };

const requestParcel = (seed = 1) =>
  sealRequestParcel({
    groupId: sampleGroup,
    mailbox: mailbox(),
    inviteSecretKey: invite().sign.secretKey,
    blob,
    random: createSeededRandom(seed),
  });
interface AnswerChoice {
  readonly state?: AnswerState;
  readonly entries?: readonly Uint8Array[];
  readonly about?: AnswerPart;
  readonly seed?: number;
}
function answerParcel({ state = 'admitted', entries = [], about = ABOUT, seed = 1 }: AnswerChoice = {}): Uint8Array {
  const parcel = sealAnswerParcel({
    groupId: sampleGroup,
    mailbox: mailbox(),
    about,
    state,
    runs: entries.length > 0 ? [entries] : [],
    dkPk: asker().publicKey,
    maker: { deviceId: sampleMaker as DeviceId, madeAt: 5, signingSecret: sampleMakerSecret() },
    tagKey: key(8),
    random: createSeededRandom(seed),
  });
  if (!parcel) throw new Error('a key that is none');
  return parcel;
}
type Request = JoinParcel & { readonly type: 'request' };
type Answer = JoinParcel & { readonly type: 'answer' };
function opened<Type extends JoinParcel['type']>(parcel: Uint8Array, type: Type) {
  const found = openJoinParcel(mailbox(), parcel);
  if (found?.type !== type) throw new Error(`not ${type}`);
  return found as Type extends 'request' ? Request : Answer;
}
/** What lies in a parcel with its outer seal taken off and put on again around other content. */
function resealed(parcel: Uint8Array, change: (content: Uint8Array) => void): Uint8Array {
  const { sealKey, name } = mailbox();
  const nonce = parcel.subarray(0, 24);
  const content = open(sealKey, nonce, parcel.subarray(24), name)?.slice();
  if (!content) throw new Error('not of this mailbox');
  change(content);
  return Uint8Array.from([...nonce, ...seal(sealKey, nonce, content, name)]);
}

describe('a request in the mailbox of an invite', () => {
  it('[JK3] has 16 KiB, and gives the blob back to whoever knows the mailbox', () => {
    const parcel = requestParcel();
    expect(parcel.length).toBe(16_384);
    expect(opened(parcel, 'request').blob).toEqual(blob);
    expect(openJoinParcel(mailbox(WEEK + 1), parcel)).toBeNull();
    expect(openJoinParcel(mailbox(WEEK, key(2)), parcel)).toBeNull();
  });

  it('[JK3] counts only from who holds the invite, for this group, in this very parcel', () => {
    const request = opened(requestParcel(), 'request');
    const { publicKey } = invite().sign;
    expect(isFromInvite(request, sampleGroup, publicKey)).toBe(true);
    expect(isFromInvite(request, OTHER_GROUP, publicKey)).toBe(false);
    expect(isFromInvite(request, sampleGroup, signingKeyPair(key(9)).publicKey)).toBe(false);
    const { place } = opened(requestParcel(2), 'request');
    expect(isFromInvite({ ...request, place }, sampleGroup, publicKey)).toBe(false);
    const other = blob.slice();
    other[0] = (other[0] ?? 0) ^ 1;
    expect(isFromInvite({ ...request, blob: other }, sampleGroup, publicKey)).toBe(false);
  });

  it('[JK3] with any byte changed, cut, longer, or with something behind it is none', () => {
    const parcel = requestParcel();
    for (let at = 0; at < parcel.length; at += 211) {
      const changed = parcel.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openJoinParcel(mailbox(), changed), `byte ${at}`).toBeNull();
    }
    for (const bytes of [parcel.subarray(0, 4_096), parcel.subarray(1), new Uint8Array(0)]) {
      expect(openJoinParcel(mailbox(), bytes)).toBeNull();
    }
    expect(
      openJoinParcel(
        mailbox(),
        resealed(parcel, (content) => content.fill(1, -1)),
      ),
    ).toBeNull();
    expect(
      openJoinParcel(
        mailbox(),
        resealed(parcel, (content) => content.fill(3, 0, 1)),
      ),
    ).toBeNull();
  });
});

describe('an answer there', () => {
  const kemSecrets = () => [asker().secretKey];

  it('[JK4] opens for the device that asked and for no other holder of the invite', () => {
    const entries = [key(1), key(2)];
    const answer = opened(answerParcel({ entries }), 'answer');
    const open1 = openAnswer(answer, kemSecrets());
    expect(open1).toMatchObject({ state: 'admitted', opened: { entries } });
    expect(openAnswer(answer, [kemKeyPair(key(6)).secretKey])).toBeNull();
    expect(openAnswer(answer, [kemKeyPair(key(6)).secretKey, ...kemSecrets()])).toEqual(open1);
    if (!open1) throw new Error('an open answer');
    const makerKey = sampleMakerSecret().subarray(32);
    expect(isSignedBy(open1.opened.header, sampleGroup, open1.opened.place, makerKey)).toBe(true);
    expect(isSignedBy(open1.opened.header, OTHER_GROUP, open1.opened.place, makerKey)).toBe(false);
  });

  it('[JK4] tells members what it says by a tag under an epoch’s key, and nobody else', () => {
    for (const state of ['held', 'admitted', 'refused'] as const) {
      const answer = opened(answerParcel({ state }), 'answer');
      expect(stateFromMembers(answer, [key(7), key(8)])).toBe(state);
      expect(stateFromMembers(answer, [key(7)])).toBeNull();
      expect(stateFromMembers({ ...answer, box: answer.box.slice(1) }, [key(8)])).toBeNull();
    }
  });

  it('[JK4] is of this request, part and parcel, and of no other', () => {
    const parcel = answerParcel({ entries: [key(1)] });
    // The id, the part, the number of parts, the tag, the KEM's ciphertext, the box.
    for (const [at, isOpen] of [
      [1, false],
      [33, false],
      [34, false],
      [36, true],
      [70, false],
      [1_300, false],
    ] as const) {
      const changed = resealed(parcel, (content) => {
        content[at] = (content[at] ?? 0) + 1;
      });
      const found = openJoinParcel(mailbox(), changed);
      const answer = found?.type === 'answer' ? openAnswer(found, kemSecrets()) : null;
      expect(answer !== null, `byte ${at}`).toBe(isOpen);
      if (found?.type === 'answer') expect(stateFromMembers(found, [key(8)]), `byte ${at}`).toBeNull();
    }
    const [one, other] = [opened(parcel, 'answer'), opened(answerParcel({ seed: 2 }), 'answer')];
    expect(openAnswer({ ...one, kem: other.kem, box: other.box }, kemSecrets())).toBeNull();
  });

  it('[JK4] has one of four sizes, the smallest for a word, and parts up to 64', () => {
    expect(answerParcel({ state: 'refused' }).length).toBe(4_096);
    expect(answerParcel({ state: 'held' }).length).toBe(4_096);
    const most = [new Uint8Array(answerRoom(262_144) - 6)];
    expect(answerParcel({ entries: most }).length).toBe(262_144);
    expect(() => answerParcel({ entries: [new Uint8Array(answerRoom(262_144) - 5)] })).toThrow(RangeError);
    for (const [part, parts, isOne] of [
      [64, 64, true],
      [65, 65, false],
      [2, 1, false],
      [0, 1, false],
    ] as const) {
      const parcel = answerParcel({ about: { ...ABOUT, part, parts } });
      expect(openJoinParcel(mailbox(), parcel) !== null, `${part} of ${parts}`).toBe(isOne);
    }
  });

  it('[JK4] to a key that is none is not made', () => {
    const parcel = sealAnswerParcel({
      groupId: sampleGroup,
      mailbox: mailbox(),
      about: ABOUT,
      state: 'held',
      runs: [],
      dkPk: key(1),
      maker: { deviceId: sampleMaker as DeviceId, madeAt: 5, signingSecret: sampleMakerSecret() },
      tagKey: key(8),
      random: createSeededRandom(1),
    });
    expect(parcel).toBeNull();
  });
});
