/**
 * Eight words that stand for an invite, to be said on the phone (HP1 §3, SPEC
 * IV13–IV16). Ten random bytes and a checksum of one are 88 bits: eight words
 * of the BIP-39 English list. Stretched, they name a box at a meeting place and
 * open what lies in it, the invite's long form; neither the words nor the
 * invite are ever told to anybody but the two people.
 */
import { base32nopad } from '@scure/base';
import { concatBytes, utf8 } from '../bytes.ts';
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
import { err, type Result, unreachable } from '../result.ts';
import { decodeInviteCode, encodeInviteCode, type Invite, type InviteCodeError } from './invite-code.ts';
import { decodeSpokenWords, encodeSpokenWords } from './spoken-words.ts';

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

const CHECK = 'invite-words-check';

/** The eight words for a secret of ten bytes. */
export const encodeInviteWords = (secret: Uint8Array): readonly string[] => encodeSpokenWords(secret, CHECK);

/** The secret in eight words, or what is wrong with them. */
export function decodeInviteWords(text: string): Result<Uint8Array, InviteWordsError> {
  const decoded = decodeSpokenWords(text, CHECK);
  if (decoded.ok) return decoded;
  const wrong = decoded.error;
  switch (wrong.tag) {
    case 'Count':
      return err({ tag: 'InviteWordsCount', count: wrong.count });
    case 'Unknown':
      return err({ tag: 'InviteWordUnknown', place: wrong.place, word: wrong.word });
    case 'Wrong':
      return err({ tag: 'InviteWordsWrong' });
    default:
      return unreachable(wrong);
  }
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
