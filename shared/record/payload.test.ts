import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, GroupId, MemberId, RecordId } from '../brand.ts';
import { concatBytes, equalBytes, utf8 } from '../bytes.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { forAll } from '../testing/for-all.ts';
import { must, shortId } from '../testing/sample-chain.ts';
import { freshBodyOfText } from './body.ts';
import { recordIdOf } from './ids.ts';
import { decodePayload, encodePayload, type Payload, recordIdInPayload } from './payload.ts';
import {
  cleanName,
  encodeRecordValue,
  isName,
  parseRecordValue,
  REACTION_CODES,
  type RecordValue,
  stampOfRecordValue,
} from './values.ts';

beforeAll(() => cryptoReady);

const K = CONTENT_KIND;
const nonce = Uint8Array.from({ length: 16 }, (_, i) => i);
const parent = shortId<RecordId>(7);

/** One payload of every kind and shape. */
const SAMPLES: readonly (readonly [string, number, Payload])[] = [
  [
    'a profile',
    K.profile,
    { shape: 'value', origin: { nonce, parent: null }, value: { kind: K.profile, name: 'Mia', colour: 3 } },
  ],
  [
    'a changed profile',
    K.profile,
    { shape: 'value', origin: null, value: { kind: K.profile, name: 'Mia B.', colour: 0 } },
  ],
  [
    'a group profile',
    K.groupProfile,
    { shape: 'value', origin: { nonce, parent: null }, value: { kind: K.groupProfile, name: 'Tuesday 🌱' } },
  ],
  [
    'a reaction',
    K.reaction,
    { shape: 'value', origin: { nonce, parent }, value: { kind: K.reaction, reaction: 'me-too' } },
  ],
  ['a reaction taken back', K.reaction, { shape: 'value', origin: null, value: { kind: K.reaction, reaction: null } }],
  ['a deletion', K.delete, { shape: 'value', origin: null, value: { kind: K.delete } }],
  ['a post', K.post, { shape: 'fresh', origin: { nonce, parent: null }, schema: 1, fresh: freshBodyOfText('Hello') }],
  ['a comment', K.comment, { shape: 'fresh', origin: { nonce, parent }, schema: 1, fresh: freshBodyOfText('Yes') }],
  ['an edit', K.post, { shape: 'update', origin: null, schema: 1, update: Uint8Array.of(0, 0) }],
  [
    'an agreement',
    K.agreement,
    { shape: 'update', origin: { nonce, parent: null }, schema: 2, update: Uint8Array.of(0, 0) },
  ],
];

describe('[RC3] payloads', () => {
  it.each(SAMPLES)('[RC3] comes back, and encodes to the same bytes: %s', (_name, kind, payload) => {
    const bytes = encodePayload(payload);
    const read = must(decodePayload(kind, bytes));
    expect(read).toEqual(payload);
    expect(encodePayload(read)).toEqual(bytes);
  });

  it.each(SAMPLES)('[RC3] cut short or extended it is refused or another text: %s', (_name, kind, payload) => {
    const bytes = encodePayload(payload);
    const taken: number[] = [];
    for (let length = 0; length < bytes.length; length += 1) {
      const read = decodePayload(kind, bytes.subarray(0, length));
      // The rest of a body is judged by the gate; everything before it is complete or refused.
      if (read.ok && read.value.shape === 'value') taken.push(length);
      if (read.ok) expect(encodePayload(read.value)).toEqual(bytes.subarray(0, length));
    }
    expect(taken).toEqual([]);
    if (payload.shape === 'value') expect(decodePayload(kind, concatBytes(bytes, Uint8Array.of(0))).ok).toBe(false);
  });

  it('[RC3] any bytes are refused or have one encoding', () => {
    const kinds = fc.constantFrom(...Object.values(K));
    const heads = fc.tuple(fc.constantFrom(1, 1, 1, 2), fc.nat({ max: 3 }), fc.nat({ max: 2 }));
    let taken = 0;
    forAll(
      fc.tuple(kinds, heads, fc.uint8Array({ maxLength: 60 })),
      ([kind, head, rest]) => {
        const bytes = Uint8Array.from([...head, ...rest]);
        const read = decodePayload(kind, bytes);
        if (!read.ok) return;
        taken += 1;
        expect(equalBytes(encodePayload(read.value), bytes)).toBe(true);
      },
      3000,
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('[RC3] an unknown kind or version is told apart, so that it can be read after an update', () => {
    const bytes = encodePayload(SAMPLES[6]?.[2] as Payload);
    expect(decodePayload(0x77, bytes)).toEqual({ ok: false, error: { tag: 'KindUnknown', kind: 0x77 } });
    expect(decodePayload(K.segment, bytes)).toEqual({ ok: false, error: { tag: 'KindUnknown', kind: K.segment } });
    expect(decodePayload(K.post, Uint8Array.of(2, 0))).toEqual({
      ok: false,
      error: { tag: 'PayloadVersionUnknown', version: 2 },
    });
    expect(decodePayload(K.post, new Uint8Array(0))).toEqual({ ok: false, error: { tag: 'PayloadMalformed' } });
  });

  it('[RC3] shape, parent and creation must suit the kind', () => {
    const asKind = (kind: number, payload: Payload) => decodePayload(kind, encodePayload(payload)).ok;
    const [profile, comment, edit] = [SAMPLES[0], SAMPLES[7], SAMPLES[8]].map((sample) => sample?.[2] as Payload);
    if (!profile || !comment || !edit) throw new Error('samples');
    expect(asKind(K.post, profile)).toBe(false);
    expect(asKind(K.profile, edit)).toBe(false);
    expect(asKind(K.post, comment)).toBe(false);
    expect(asKind(K.comment, { ...comment, origin: { nonce, parent: null } } as Payload)).toBe(false);
    expect(asKind(K.delete, { shape: 'value', origin: { nonce, parent: null }, value: { kind: K.delete } })).toBe(
      false,
    );
    expect(asKind(K.post, { shape: 'update', origin: null, schema: 0, update: Uint8Array.of(0, 0) })).toBe(false);
    const freshEdit = encodePayload(edit).map((byte, i) => (i === 1 ? 2 : byte));
    expect(decodePayload(K.post, freshEdit).ok).toBe(false);
  });

  it('[RC1] a first payload tells the record id to whoever knows its author, a later one does not', () => {
    const [group, author] = [shortId<GroupId>(1), shortId<MemberId>(2)];
    const read = recordIdInPayload(group, author);
    for (const [, kind, payload] of SAMPLES) {
      expect(read(kind, encodePayload(payload))).toBe(payload.origin ? recordIdOf(group, author, nonce) : null);
    }
    expect(read(K.post, new Uint8Array(0))).toBeNull();
    expect(read(K.post, Uint8Array.of(1, 2, 1, 4))).toBeNull();
  });
});

describe('[RC4] values', () => {
  it.each(['', ' Mia', 'Mia ', 'a\nb', 'a\u0000b', 'evil\u202egnp', 'a\u2028b', '\u200fMia', 'x'.repeat(61)])(
    '[RC4] not a name: %j',
    (name) => {
      expect(isName(name)).toBe(false);
      const payload: Payload = { shape: 'value', origin: null, value: { kind: K.groupProfile, name } };
      expect(decodePayload(K.groupProfile, encodePayload(payload)).ok).toBe(false);
    },
  );

  it.each(['M', 'Mia', 'Zoë 🌿', 'مريم', '名前', 'x'.repeat(60)])('[RC4] a name: %s', (name) => {
    expect(isName(name)).toBe(true);
    expect(cleanName(name)).toBe(name.normalize('NFC'));
  });

  it('[RC4] what a person types is cleaned before it is sealed', () => {
    expect(cleanName('  Mia \t\n Berg ')).toBe('Mia Berg');
    expect(cleanName('evil\u202egnp')).toBe('evil gnp');
    expect(cleanName('\u0000')).toBe('');
    // Half a pair has no UTF-8 of its own: it could not come back as it was.
    expect(isName('\ud83d')).toBe(false);
    forAll(fc.string({ unit: 'binary', maxLength: 40 }), (typed) => {
      const cleaned = cleanName(typed);
      expect(cleaned === '' || cleaned.length > 60 || isName(cleaned)).toBe(true);
    });
  });

  it('[RC4] colours and reactions outside their lists are refused', () => {
    const head = [1, 0, 0];
    expect(decodePayload(K.profile, Uint8Array.from([...head, 7, 0, 0, 0, 1, 65])).ok).toBe(true);
    expect(decodePayload(K.profile, Uint8Array.from([...head, 8, 0, 0, 0, 1, 65])).ok).toBe(false);
    expect(decodePayload(K.reaction, Uint8Array.from([...head, REACTION_CODES.length])).ok).toBe(true);
    expect(decodePayload(K.reaction, Uint8Array.from([...head, REACTION_CODES.length + 1])).ok).toBe(false);
    expect(decodePayload(K.groupProfile, Uint8Array.from([...head, 0, 0, 0, 1, 0xff])).ok).toBe(false);
  });

  it('[RC4] the codes of reactions on the wire never move', () => {
    const codes = REACTION_CODES.map((reaction) =>
      encodePayload({ shape: 'value', origin: null, value: { kind: K.reaction, reaction } }).at(-1),
    );
    expect(REACTION_CODES).toEqual(['with-you', 'thank-you', 'me-too', 'strength', 'holding-space']);
    expect(codes).toEqual([1, 2, 3, 4, 5]);
  });

  it('[RC4] a value in the store is read as it was written', () => {
    const value: RecordValue = { kind: K.profile, name: 'Mia "B"', colour: 2 };
    const stamp = { lamport: 7, deviceId: 'ab'.repeat(16) as DeviceId, inc: 1 };
    expect(parseRecordValue(encodeRecordValue(value, stamp))).toEqual(value);
    expect(stampOfRecordValue(encodeRecordValue(value, stamp))).toEqual(stamp);
    expect(utf8(encodeRecordValue(value, stamp)).length).toBeLessThan(160);
    // As stores of earlier versions hold it.
    expect(parseRecordValue(JSON.stringify(value))).toEqual(value);
    expect(stampOfRecordValue(JSON.stringify(value))).toBeNull();
  });
});
