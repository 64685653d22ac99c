/**
 * Ten random bytes as eight words to say, read and type: with a checksum of one
 * byte they are 88 bits, eight words of the BIP-39 English list (SPEC IV13,
 * IV14, PA11). The checksum has a domain for each use, so that words that were
 * made for one thing are noticed where another is asked for.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { concatBytes, equalBytes } from '../bytes.ts';
import { hash } from '../crypto/crypto.ts';
import { err, ok, type Result } from '../result.ts';

const WORD_COUNT = 8;
/** Bytes that the words say besides their checksum. */
export const WORDS_SECRET_BYTES = 10;
const WORD_BITS = 11;

/** Why a line of text is not eight words that belong together. */
export type SpokenWordsError =
  | { readonly tag: 'Count'; readonly count: number }
  /** By its place from 1, as it was understood. */
  | { readonly tag: 'Unknown'; readonly place: number; readonly word: string }
  /** All in the list, but not together, or made for something else. */
  | { readonly tag: 'Wrong' };

const placeOfWord: ReadonlyMap<string, number> = new Map(wordlist.map((word, index) => [word, index]));

const checkByte = (domain: string, secret: Uint8Array): Uint8Array => hash(domain, secret).subarray(0, 1);

/** The eight words for a secret of ten bytes; `domain` names their use. */
export function encodeSpokenWords(secret: Uint8Array, domain: string): readonly string[] {
  if (secret.length !== WORDS_SECRET_BYTES) throw new RangeError(`${secret.length} bytes do not make eight words`);
  const bits = [...concatBytes(secret, checkByte(domain, secret))]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return Array.from({ length: WORD_COUNT }, (_, at) => {
    const index = Number.parseInt(bits.slice(at * WORD_BITS, (at + 1) * WORD_BITS), 2);
    return wordlist[index] ?? '';
  });
}

/** The words in what somebody typed: either case, accents, numbers, commas and broken lines do not matter. */
const wordsIn = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/\P{L}+/u)
    .filter((word) => word !== '');

/** The secret in eight words, or what is wrong with them. */
export function decodeSpokenWords(text: string, domain: string): Result<Uint8Array, SpokenWordsError> {
  const words = wordsIn(text);
  if (words.length !== WORD_COUNT) return err({ tag: 'Count', count: words.length });
  let bits = '';
  for (const [at, word] of words.entries()) {
    const index = placeOfWord.get(word);
    if (index === undefined) return err({ tag: 'Unknown', place: at + 1, word });
    bits += index.toString(2).padStart(WORD_BITS, '0');
  }
  const bytes = Uint8Array.from({ length: WORDS_SECRET_BYTES + 1 }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, (at + 1) * 8), 2),
  );
  const secret = bytes.subarray(0, WORDS_SECRET_BYTES);
  const isWhole = equalBytes(bytes.subarray(WORDS_SECRET_BYTES), checkByte(domain, secret));
  return isWhole ? ok(secret) : err({ tag: 'Wrong' });
}

/** Four words of 11 bits each from the first 44 bits of a digest, for two people, or one with two screens, to compare. */
export function fourWordsOf(digest: Uint8Array): readonly string[] {
  const number = digest.subarray(0, 6).reduce((value, byte) => value * 256 + byte, 0);
  return [37, 26, 15, 4].map((shift) => wordlist[Math.floor(number / 2 ** shift) % 2048] ?? '');
}
