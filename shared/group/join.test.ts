import { wordlist } from '@scure/bip39/wordlists/english.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { createIdentity } from './identity.ts';
import { createJoinRequest, type JoinInput, joinCheckWords, openJoinRequest, verifyRequest } from './join.ts';
import { inviteKeys } from './invite-keys.ts';
import { makeCapsule, recoveryKeys } from './recovery.ts';
import { GroupStory } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

function scene(seed: number, change: Partial<JoinInput> = {}) {
  const story = new GroupStory(seed);
  const { invite } = story.invite(story.founder);
  const identity = createIdentity(story.groupId, story.random);
  const capsule = makeCapsule(
    recoveryKeys(story.random.bytes(16)).publicKey,
    identity.memberRoot.secretKey,
    story.random,
  );
  const input: JoinInput = {
    invite,
    identity,
    name: 'Mia',
    note: 'We met on Tuesday.',
    capsule,
    random: story.random,
    ...change,
  };
  const made = createJoinRequest(input);
  if (!made.ok) throw new Error(made.error.tag);
  return { story, invite, identity, capsule, input, ...made.value };
}

describe('asking to join', () => {
  it('[IV6] whoever has the invite reads name, note and keys; the blob has always the same length', () => {
    const { invite, identity, blob, join, capsule, capsuleIncluded } = scene(1);
    expect(openJoinRequest(blob, invite)).toEqual({ ok: true, value: join });
    expect(join).toMatchObject({ name: 'Mia', note: 'We met on Tuesday.', capsule });
    expect(join.request.mrPk).toEqual(identity.memberRoot.publicKey);
    expect(capsuleIncluded).toBe(true);
    expect([blob.length, scene(1, { note: '' }).blob.length, scene(1, { capsule: null }).blob.length]).toEqual([
      4096, 4096, 4096,
    ]);
  });

  it('[IV6] 500 characters of any script fit; then the capsule waits', () => {
    const long = scene(2, { name: '\u{1F331}'.repeat(60), note: '\u{1F331}'.repeat(500) });
    expect(long.capsuleIncluded).toBe(false);
    const opened = openJoinRequest(long.blob, long.invite);
    expect(opened).toMatchObject({ ok: true, value: { note: '\u{1F331}'.repeat(500), capsule: null } });
    const { input } = long;
    for (const wrong of [{ name: '' }, { name: 'x'.repeat(241) }, { note: 'x'.repeat(2001) }]) {
      expect(createJoinRequest({ ...input, ...wrong })).toEqual({ ok: false, error: { tag: 'JoinTextWrong' } });
    }
  });

  it('[IV6] another invite, another group and every changed byte are refused', () => {
    const { story, invite, blob } = scene(3);
    const other = story.invite(story.founder).invite;
    expect(openJoinRequest(blob, other)).toEqual({ ok: false, error: { tag: 'JoinNotForInvite' } });
    const elsewhere = new GroupStory(4).groupId;
    expect(openJoinRequest(blob, { ...invite, groupId: elsewhere })).toEqual({
      ok: false,
      error: { tag: 'JoinNotForInvite' },
    });
    for (const cut of [0, 1, 24, 40, 4095]) expect(openJoinRequest(blob.subarray(0, cut), invite).ok).toBe(false);
    for (let at = 0; at < blob.length; at += 17) {
      const changed = blob.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x40;
      expect(openJoinRequest(changed, invite).ok, `byte ${at}`).toBe(false);
    }
  });

  it('[IV6] keys that the newcomer does not hold are refused', () => {
    const { story, input, identity, invite } = scene(5);
    const eve = createIdentity(story.groupId, story.random);
    const stolen = [
      { ...identity, memberRoot: { publicKey: eve.memberRoot.publicKey, secretKey: identity.memberRoot.secretKey } },
      {
        ...identity,
        deviceSigning: { publicKey: eve.deviceSigning.publicKey, secretKey: identity.deviceSigning.secretKey },
      },
      { ...identity, deviceKem: { ...identity.deviceKem, publicKey: new Uint8Array(1216).fill(255) } },
    ];
    for (const fake of stolen) {
      const made = createJoinRequest({ ...input, identity: fake });
      if (!made.ok) throw new Error(made.error.tag);
      expect(openJoinRequest(made.value.blob, invite)).toEqual({ ok: false, error: { tag: 'JoinProofWrong' } });
    }
  });

  it('[IV6] the proof holds for one request, one invite and one group only', () => {
    const { story, join, invite } = scene(6);
    const pk = inviteKeys(story.groupId, invite.secret).sign.publicKey;
    const { request, proof } = join;
    expect(verifyRequest(story.groupId, pk, request, proof)).toBe(true);
    expect(verifyRequest(new GroupStory(7).groupId, pk, request, proof)).toBe(false);
    expect(verifyRequest(story.groupId, request.mrPk, request, proof)).toBe(false);
    expect(verifyRequest(story.groupId, pk, { ...request, nonce: new Uint8Array(16) }, proof)).toBe(false);
    expect(verifyRequest(story.groupId, pk, { ...request, noteHash: new Uint8Array(32) }, proof)).toBe(false);
    const swapped = { ...proof, memberSignature: proof.deviceSignature, deviceSignature: proof.memberSignature };
    expect(verifyRequest(story.groupId, pk, request, swapped)).toBe(false);
  });

  it('[IV8] four words name the request: the same on both sides, others for any other request', () => {
    const { story, invite, join, blob } = scene(8);
    const opened = openJoinRequest(blob, invite);
    if (!opened.ok) throw new Error(opened.error.tag);
    const words = joinCheckWords(story.groupId, join.request);
    expect(joinCheckWords(story.groupId, opened.value.request)).toEqual(words);
    expect(words).toHaveLength(4);
    for (const word of words) expect(wordlist).toContain(word);
    expect(words).toMatchInlineSnapshot(`
      [
        "blur",
        "key",
        "cricket",
        "hurry",
      ]
    `);
    const others = Array.from({ length: 200 }, (_, i) =>
      joinCheckWords(story.groupId, { ...join.request, nonce: new Uint8Array(16).fill(i) }),
    );
    // All four places vary, over the whole list.
    for (let place = 0; place < 4; place += 1) {
      const indexes = others.map((other) => wordlist.indexOf(other[place] ?? ''));
      expect(new Set(indexes).size).toBeGreaterThan(150);
      expect(Math.max(...indexes) - Math.min(...indexes)).toBeGreaterThan(1800);
    }
  });
});
