import { beforeAll, describe, expect, it } from 'vitest';
import { type GroupId, idFromBytes } from '../brand.ts';
import { cryptoReady, type SigningKeyPair, signingKeyPair } from '../crypto/crypto.ts';
import { deviceIdOf } from '../group/identity.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { acceptAuth, answerHello, greeting, type HandshakeSetup } from './handshake.ts';
import type { Auth, Hello } from './message.ts';
import { createNonceMemory, type PeerDirectory } from './peer-directory.ts';

beforeAll(() => cryptoReady);

const random = createSeededRandom(21);
const groupId = idFromBytes<GroupId>(new Uint8Array(16).fill(7));
const roomTag = random.bytes(32);
const [printA, printB] = [random.bytes(32), random.bytes(32)];
let alice: SigningKeyPair;
let bob: SigningKeyPair;
let eve: SigningKeyPair;
let invite: SigningKeyPair;
beforeAll(() => {
  [alice, bob, eve, invite] = [1, 2, 3, 4].map((n) => signingKeyPair(new Uint8Array(32).fill(n))) as [
    SigningKeyPair,
    SigningKeyPair,
    SigningKeyPair,
    SigningKeyPair,
  ];
});

const idOf = (keys: SigningKeyPair) => deviceIdOf(groupId, keys.publicKey);
/** One end of the channel between initiator A and B. */
const end = (keys: SigningKeyPair, initiator: boolean, fields: Partial<HandshakeSetup> = {}): HandshakeSetup => ({
  groupId,
  room: { kind: 'group', tag: roomTag },
  deviceId: idOf(keys),
  keys,
  inviteKeys: null,
  heads: new Uint8Array(32).fill(initiator ? 0xa : 0xb),
  nonce: random.bytes(32),
  initiator,
  localFingerprint: initiator ? printA : printB,
  remoteFingerprint: initiator ? printB : printA,
  ...fields,
});

/** Everybody in `known` has been admitted; those in `removed` are not active. */
function roster(
  known: readonly SigningKeyPair[],
  removed: readonly SigningKeyPair[] = [],
  open: SigningKeyPair[] = [],
) {
  const directory: PeerDirectory = {
    signingKeyOf: (deviceId) => known.find((keys) => idOf(keys) === deviceId)?.publicKey ?? null,
    isActive: (deviceId) =>
      known.some((keys) => idOf(keys) === deviceId) && !removed.some((keys) => idOf(keys) === deviceId),
    invitePublicKeys: () => open.map((keys) => keys.publicKey),
  };
  return directory;
}

/** What `peer` would say on a channel with `own`. */
function speak(peer: HandshakeSetup, own: HandshakeSetup): { hello: Hello; auth: Auth } {
  const auth = answerHello(peer, createNonceMemory(), greeting(own));
  if (!auth.ok) throw new Error(auth.error.tag);
  return { hello: greeting(peer), auth: auth.value };
}
/** What `own` makes of it. */
function judge(own: HandshakeSetup, directory: PeerDirectory, { hello, auth }: { hello: Hello; auth: Auth }) {
  const answered = answerHello(own, createNonceMemory(), hello);
  if (!answered.ok) return answered.error.tag;
  const accepted = acceptAuth(own, directory, hello, auth);
  return accepted.ok ? accepted.value.standing : accepted.error.tag;
}

describe('between members', () => {
  it('[SY6] both ends prove their device keys on this very channel', () => {
    const a = end(alice, true);
    const b = end(bob, false);
    const both = roster([alice, bob]);
    expect(judge(a, both, speak(b, a))).toBe('member');
    expect(judge(b, both, speak(a, b))).toBe('member');
    const accepted = acceptAuth(a, both, greeting(b), speak(b, a).auth);
    expect(accepted.ok && accepted.value).toEqual({
      deviceId: idOf(bob),
      standing: 'member',
      signingKey: bob.publicKey,
      heads: b.heads,
    });
  });

  it('[SY6] a proof is worth nothing on another channel: either fingerprint, nonce, room, group or side', () => {
    const a = end(alice, true);
    const b = end(bob, false);
    const both = roster([alice, bob]);
    const elsewhere: Partial<HandshakeSetup>[] = [
      { localFingerprint: random.bytes(32) },
      { remoteFingerprint: random.bytes(32) },
      { initiator: true },
      { heads: random.bytes(32) },
      { nonce: random.bytes(32) },
      { deviceId: idOf(eve) },
    ];
    for (const fields of elsewhere) {
      const { auth } = speak({ ...b, ...fields }, a);
      const said = { hello: greeting(b), auth: { ...auth, heads: b.heads } };
      expect(judge(a, both, said), Object.keys(fields).join()).toBe('BadSignature');
    }
    const forAnother = speak(b, end(alice, true));
    expect(judge(a, both, forAnother)).toBe('BadSignature');
    expect(judge(a, both, speak(b, end(eve, true, { nonce: a.nonce })))).toBe('BadSignature');
  });

  it('[SY5] a greeting from another room, of ourselves, or used before is refused', () => {
    const a = end(alice, true);
    const nonces = createNonceMemory();
    const refusal = (hello: Hello) => {
      const answered = answerHello(a, nonces, hello);
      return answered.ok ? null : answered.error.tag;
    };
    expect(refusal(greeting(end(bob, false, { room: { kind: 'group', tag: random.bytes(32) } })))).toBe('WrongRoom');
    expect(refusal(greeting(a))).toBe('Reflected');
    expect(refusal(greeting(end(bob, false, { nonce: a.nonce })))).toBe('Reflected');
    expect(refusal(greeting(end(alice, false)))).toBe('SameDevice');
    const recorded = greeting(end(bob, false));
    expect(refusal(recorded)).toBeNull();
    expect(refusal(recorded)).toBe('NonceReplayed');
  });

  it('[SY5] the memory of nonces holds the latest', () => {
    const nonces = createNonceMemory(2);
    const [one, two, three] = [random.bytes(32), random.bytes(32), random.bytes(32)];
    expect([one, two, three, two, three, one].map((nonce) => nonces.seen(nonce))).toEqual([
      false,
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  it('[SY6] our own proof sent back is refused', () => {
    const a = end(alice, true);
    const own = speak(a, end(bob, false)).auth;
    const b = end(bob, false);
    expect(judge(a, roster([alice, bob]), { hello: greeting(b), auth: own })).toBe('BadSignature');
    expect(judge(a, roster([alice, bob]), { hello: greeting(end(alice, false)), auth: own })).toBe('SameDevice');
  });

  it('[SY6] the two proofs of one channel differ even where everything that is signed is equal but the side', () => {
    const heads = new Uint8Array(32);
    const a = end(alice, true, { heads });
    const b = end(alice, false, { heads, deviceId: idOf(bob) });
    expect(speak(a, b).auth.signature).not.toEqual(speak(b, a).auth.signature);
  });

  it('[SY7] a removed device is one that was here before, if it proves to be that one', () => {
    const a = end(alice, true);
    expect(judge(a, roster([alice, bob], [bob]), speak(end(bob, false), a))).toBe('former');
    const asBob = end(eve, false, { deviceId: idOf(bob) });
    expect(judge(a, roster([alice, bob], [bob]), speak(asBob, a))).toBe('BadSignature');
  });

  it('[SY7] the key of an admitted device is the one in the log', () => {
    const a = end(alice, true);
    const asBob = end(eve, false, { deviceId: idOf(bob) });
    expect(judge(a, roster([alice, bob]), speak(asBob, a))).toBe('BadSignature');
    const honest = speak(end(bob, false), a);
    expect(judge(a, roster([alice, bob]), { ...honest, auth: { ...honest.auth, signingKey: eve.publicKey } })).toBe(
      'BadSignature',
    );
  });

  it('[SY8] an unknown device is provisional when its id is the hash of the key it proves, and nobody otherwise', () => {
    const a = end(alice, true);
    expect(judge(a, roster([alice]), speak(end(eve, false), a))).toBe('provisional');
    expect(judge(a, roster([alice]), speak(end(eve, false, { deviceId: idOf(bob) }), a))).toBe('BadSignature');
    const unsigned = speak(end(eve, false), a);
    expect(judge(a, roster([alice]), { ...unsigned, auth: { ...unsigned.auth, signature: new Uint8Array(64) } })).toBe(
      'BadSignature',
    );
  });

  it('[SY6] every bit of a proof counts', () => {
    const a = end(alice, true);
    const said = speak(end(bob, false), a);
    const both = roster([alice, bob]);
    for (const field of ['signature', 'signingKey', 'heads'] as const) {
      for (let bit = 0; bit < said.auth[field].length * 8; bit += 1) {
        const flipped = said.auth[field].slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        if (judge(a, both, { ...said, auth: { ...said.auth, [field]: flipped } }) !== 'BadSignature') {
          expect.unreachable(`${field} bit ${bit} was accepted`);
        }
      }
    }
  });
});

describe('applicants', () => {
  const meeting = (fields: Partial<HandshakeSetup> = {}) => ({
    room: { kind: 'invite', tag: roomTag } as const,
    ...fields,
  });

  it('[SY9] are heard in the meeting room of an open invite, with both proofs', () => {
    const a = end(alice, true, meeting());
    const n = end(eve, false, meeting({ inviteKeys: invite }));
    expect(judge(a, roster([alice], [], [invite]), speak(n, a))).toBe('applicant');
    expect(judge(n, roster([]), speak(a, n))).toBe('provisional');
    expect(judge(n, roster([alice, eve]), speak(a, n))).toBe('provisional');
    expect(judge(n, roster([alice, eve], [alice]), speak(a, n))).toBe('InactiveDevice');
  });

  it('[SY9] are refused elsewhere, with a closed invite, and with either proof wrong', () => {
    const a = end(alice, true, meeting());
    const n = end(eve, false, meeting({ inviteKeys: invite }));
    const open = roster([alice], [], [invite]);
    const said = speak(n, a);
    expect(judge({ ...a, room: { kind: 'group', tag: roomTag } }, open, said)).toBe('ApplicantRefused');
    expect(judge(a, roster([alice]), said)).toBe('ApplicantRefused');
    expect(judge(a, open, { ...said, auth: { ...said.auth, signature: new Uint8Array(64) } })).toBe('BadSignature');
    const other = { publicKey: invite.publicKey, signature: new Uint8Array(64) };
    expect(judge(a, open, { ...said, auth: { ...said.auth, invite: other } })).toBe('BadSignature');
    expect(judge(a, open, { ...said, auth: { ...said.auth, invite: null } })).toBe('ApplicantRefused');
    const asMember: Auth = { ...said.auth, role: 'member', invite: null };
    expect(judge(a, open, { ...said, auth: asMember })).toBe('BadSignature');
  });

  it('[SY9] do not meet each other', () => {
    const one = end(bob, true, meeting({ inviteKeys: invite }));
    const two = end(eve, false, meeting({ inviteKeys: invite }));
    expect(judge(one, roster([]), speak(two, one))).toBe('TwoApplicants');
  });

  it('[SY9] that were admitted meanwhile are let in though the invite is used up', () => {
    const a = end(alice, true, meeting());
    const n = end(eve, false, meeting({ inviteKeys: invite }));
    expect(judge(a, roster([alice, eve]), speak(n, a))).toBe('applicant');
  });

  it('[SY9] members meet as members in the meeting room, too', () => {
    const a = end(alice, true, meeting());
    const b = end(bob, false, meeting());
    expect(judge(a, roster([alice, bob], [], [invite]), speak(b, a))).toBe('member');
  });
});
