/**
 * Eight words that stand for an invite, to be said on the phone (HP1 §3, SPEC
 * IV13–IV16). Ten random bytes and a checksum of one are 88 bits: eight words
 * of the BIP-39 English list. Stretched, they name a box at a meeting place and
 * open what lies in it, the invite's long form; neither the words nor the
 * invite are ever told to anybody but the two people.
 */
import { base32nopad } from '@scure/base';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { concatBytes, equalBytes, utf8 } from '../bytes.ts';
import {
  ARGON2_DEFAULT,
  ARGON2_SALT_BYTES,
  type Argon2Cost,
  hash,
  keyedHash,
  open,
  SEAL_NONCE_BYTES,
  SEAL_OVERHEAD_BYTES,
  seal,
} from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import { err, ok, type Result } from '../result.ts';
import { decodeInviteCode, encodeInviteCode, type Invite, type InviteCodeError } from './invite-code.ts';

/** Words of one invite. */
export const INVITE_WORD_COUNT = 8;
/** Bytes that the words say besides their checksum. */
export const WORDS_SECRET_BYTES = 10;
const WORD_BITS = 11;
/** Every box holds as much, whatever the invite in it: 24 bytes of nonce, 512 of padded code, 16 of seal. */
const PADDED_BYTES = 512;
export const INVITE_BOX_BYTES = SEAL_NONCE_BYTES + PADDED_BYTES + SEAL_OVERHEAD_BYTES;

/** Why a line of text is not the words of an invite. */
export type InviteWordsError =
  | { readonly tag: 'InviteWordsCount'; readonly count: number }
  /** By its place from 1, as it was understood. */
  | { readonly tag: 'InviteWordUnknown'; readonly place: number; readonly word: string }
  /** All in the list, but not together: one was misheard, or their order. */
  | { readonly tag: 'InviteWordsWrong' };

const placeOfWord: ReadonlyMap<string, number> = new Map(wordlist.map((word, index) => [word, index]));

const checkByte = (secret: Uint8Array): Uint8Array => hash('invite-words-check', secret).subarray(0, 1);

/** The eight words for a secret of ten bytes. */
export function encodeInviteWords(secret: Uint8Array): readonly string[] {
  if (secret.length !== WORDS_SECRET_BYTES) throw new RangeError(`${secret.length} bytes do not make eight words`);
  const bits = [...concatBytes(secret, checkByte(secret))].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: INVITE_WORD_COUNT }, (_, at) => {
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
export function decodeInviteWords(text: string): Result<Uint8Array, InviteWordsError> {
  const words = wordsIn(text);
  if (words.length !== INVITE_WORD_COUNT) return err({ tag: 'InviteWordsCount', count: words.length });
  let bits = '';
  for (const [at, word] of words.entries()) {
    const index = placeOfWord.get(word);
    if (index === undefined) return err({ tag: 'InviteWordUnknown', place: at + 1, word });
    bits += index.toString(2).padStart(WORD_BITS, '0');
  }
  const bytes = Uint8Array.from({ length: WORDS_SECRET_BYTES + 1 }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, (at + 1) * 8), 2),
  );
  const secret = bytes.subarray(0, WORDS_SECRET_BYTES);
  const isWhole = equalBytes(bytes.subarray(WORDS_SECRET_BYTES), checkByte(secret));
  return isWhole ? ok(secret) : err({ tag: 'InviteWordsWrong' });
}

/** What Argon2id is given: the same for everybody, since those who only heard the words must come to the same. */
export const wordsStretch = (): { readonly salt: Uint8Array; readonly cost: Argon2Cost } => ({
  salt: hash('invite-words-salt').subarray(0, ARGON2_SALT_BYTES),
  cost: ARGON2_DEFAULT,
});

/** Where a sealed invite lies, and what opens it. */
export interface InviteBox {
  /** The name of the box at a meeting place: 32 characters of base32, lower case. */
  readonly box: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** The box of words whose stretched secret is `stretched` (32 bytes, see `wordsStretch`). */
export const inviteBoxOf = (stretched: Uint8Array): InviteBox => ({
  box: base32nopad.encode(keyedHash(stretched, 'mbox').subarray(0, 20)).toLowerCase(),
  key: keyedHash(stretched, 'mbox-key'),
});

/** Seals an invite for its box: always `INVITE_BOX_BYTES` long. */
export function sealInvite(invite: Invite, { box, key }: InviteBox, random: Random): Uint8Array {
  const code = encodeInviteCode(invite);
  const padded = new Uint8Array(PADDED_BYTES);
  padded.set(code);
  padded[code.length] = 0x80;
  const nonce = random.bytes(SEAL_NONCE_BYTES);
  return concatBytes(nonce, seal(key, nonce, padded, utf8(box)));
}

/**
 * The invite in a box. `InviteBoxWrong`: what a meeting place gave is not what
 * whoever knows the words has sealed there.
 */
export function openInviteBox(
  data: Uint8Array,
  { box, key }: InviteBox,
): Result<Invite, { readonly tag: 'InviteBoxWrong' } | InviteCodeError> {
  const wrong = err({ tag: 'InviteBoxWrong' } as const);
  if (data.length !== INVITE_BOX_BYTES) return wrong;
  const padded = open(key, data.subarray(0, SEAL_NONCE_BYTES), data.subarray(SEAL_NONCE_BYTES), utf8(box));
  if (!padded) return wrong;
  let end = padded.length - 1;
  while (end > 0 && padded[end] === 0) end -= 1;
  return padded[end] === 0x80 ? decodeInviteCode(padded.subarray(0, end)) : wrong;
}
