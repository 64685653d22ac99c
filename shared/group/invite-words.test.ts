import { wordlist } from '@scure/bip39/wordlists/english.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { argon2id, cryptoReady } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import {
  decodeInviteWords,
  encodeInviteWords,
  INVITE_BOX_BYTES,
  inviteBoxOf,
  openInviteBox,
  sealInvite,
  wordsStretch,
} from './invite-words.ts';
import { WORDS_SECRET_BYTES } from './spoken-words.ts';
import { GroupStory } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const random = createSeededRandom(77);
const secret = Uint8Array.from({ length: WORDS_SECRET_BYTES }, (_, at) => at * 25);
const words = (): readonly string[] => encodeInviteWords(secret);

describe('eight words', () => {
  it('[IV13] are 80 bits and a checksum of 8, and say the same secret again', () => {
    expect(words()).toMatchInlineSnapshot(`
      [
        "abandon",
        "sister",
        "name",
        "similar",
        "sunny",
        "fitness",
        "castle",
        "consider",
      ]
    `);
    for (let n = 0; n < 2_000; n += 1) {
      const bytes = random.bytes(WORDS_SECRET_BYTES);
      const said = encodeInviteWords(bytes);
      expect(said).toHaveLength(8);
      expect(said.every((word) => wordlist.includes(word))).toBe(true);
      expect(decodeInviteWords(said.join(' '))).toEqual({ ok: true, value: bytes });
    }
    expect(() => encodeInviteWords(new Uint8Array(11))).toThrow('11 bytes');
  });

  it('[IV14] may be typed in either case, numbered, with commas, accents and broken lines', () => {
    const said = words();
    for (const text of [
      said.join(' ').toUpperCase(),
      said.join(', '),
      said.join('\r\n'),
      said.map((word, at) => `${at + 1}. ${word}`).join('\n'),
      ` “${said.join(' – ')}”. `,
      said.join(' ').replace(/a/g, 'á').replace(/o/g, 'ö'),
    ]) {
      expect(decodeInviteWords(text)).toEqual({ ok: true, value: secret });
    }
  });

  it('[IV14] that are too few or too many say how many came', () => {
    for (const count of [0, 1, 7, 9, 200]) {
      const text = Array.from({ length: count }, () => 'abandon').join(' ');
      expect(decodeInviteWords(text)).toEqual({ ok: false, error: { tag: 'InviteWordsCount', count } });
    }
  });

  it('[IV14] of which one is not in the list name it by its place', () => {
    for (const [place, wrong] of [
      [1, 'Abandn'],
      [5, 'слово'],
      [8, 'constructor'],
    ] as const) {
      const text = words()
        .with(place - 1, wrong)
        .join(' ');
      expect(decodeInviteWords(text)).toEqual({
        ok: false,
        error: { tag: 'InviteWordUnknown', place, word: wrong.toLowerCase().normalize('NFKD') },
      });
    }
  });

  it('[IV14] of which one was misheard, or two changed places, are noticed but once in 256 times', () => {
    let passed = 0;
    let tries = 0;
    for (let n = 0; n < 200; n += 1) {
      const said = encodeInviteWords(random.bytes(WORDS_SECRET_BYTES));
      const at = n % 8;
      const other = wordlist[(random.bytes(2)[0] ?? 0) * 8 + (n % 8)] ?? '';
      const swapped = said.with(at, said[(at + 1) % 8] ?? '').with((at + 1) % 8, said[at] ?? '');
      for (const text of [said.with(at, other), swapped]) {
        if (text.join() === said.join()) continue;
        tries += 1;
        const decoded = decodeInviteWords(text.join(' '));
        if (decoded.ok) passed += 1;
        else expect(decoded.error).toEqual({ tag: 'InviteWordsWrong' });
      }
    }
    expect(tries).toBeGreaterThan(390);
    expect(passed).toBeLessThan(12);
  });
});

describe('the box', () => {
  it('[IV15] and its key follow from the stretched words alone', () => {
    const { salt, cost } = wordsStretch();
    expect(cost).toEqual({ memoryBytes: 256 * 1024 * 1024, passes: 3 });
    const stretched = argon2id(secret, salt, cost);
    const { box, key } = inviteBoxOf(stretched);
    expect(box).toMatchInlineSnapshot(`"onmdv4i7chp5arslclpax3tyrnywr4jp"`);
    expect(key).toHaveLength(32);
    expect(inviteBoxOf(argon2id(secret, salt, cost)).box).toBe(box);
    expect(inviteBoxOf(random.bytes(32)).box).not.toBe(box);
  });

  it('[IV16] holds the long form of the invite, always as long, and opens with its key alone', () => {
    const story = new GroupStory(5);
    const { invite } = story.invite(story.founder);
    const mine = inviteBoxOf(random.bytes(32));
    const long = { ...invite, servers: [`wss://${'m'.repeat(113)}`] };
    for (const one of [invite, long, { ...invite, servers: [] }]) {
      const sealed = sealInvite(one, mine, random);
      expect(sealed).toHaveLength(INVITE_BOX_BYTES);
      expect(openInviteBox(sealed, mine)).toEqual({ ok: true, value: one });
      const wrong = { ok: false, error: { tag: 'InviteBoxWrong' } };
      expect(openInviteBox(sealed, inviteBoxOf(random.bytes(32)))).toEqual(wrong);
      expect(openInviteBox(sealed, { ...mine, box: inviteBoxOf(random.bytes(32)).box })).toEqual(wrong);
      for (let at = 0; at < sealed.length; at += 1) {
        const changed = sealed.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        expect(openInviteBox(changed, mine)).toEqual(wrong);
        expect(openInviteBox(sealed.subarray(0, at), mine)).toEqual(wrong);
      }
    }
  });
});
