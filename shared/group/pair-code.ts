/**
 * The code that leads two computers of one person to the same room (SPEC
 * PA11–PA13): eight words to type, or a longer form for a QR code or to paste,
 * which names the meeting place too:
 *
 *   version u8 | secret 10 | length u8 | address | crc 2, in base32
 */
import { base32nopad } from '@scure/base';
import { ByteReader, ByteWriter, concatBytes, equalBytes, utf8, utf8ToText } from '../bytes.ts';
import { keyedHash } from '../crypto/crypto.ts';
import { err, ok, type Result } from '../result.ts';
import { crc16 } from './crc16.ts';
import { decodeSpokenWords, encodeSpokenWords, WORDS_SECRET_BYTES } from './spoken-words.ts';

/** Bytes of a code's secret: 80 bits, of which nobody else hears. */
export const PAIR_CODE_BYTES = WORDS_SECRET_BYTES;
const CHECK = 'pair-words-check';
const VERSION = 1;
const CRC_BYTES = 2;
const MAX_SERVER_BYTES = 200;
const LINK_START = /hearth:\/\/pair\/?\s*#?\s*/i;

/** The two forms of a code. */
export interface EncodedPairCode {
  readonly words: readonly string[];
  /** In QR's alphanumeric set, which has no `#`. */
  readonly qrText: string;
}

/** Both forms; `server` is where the room is. */
export function encodePairCode(secret: Uint8Array, server: string): EncodedPairCode {
  const address = utf8(server);
  const body = new ByteWriter().uint(VERSION, 1).raw(secret).uint(address.length, 1).raw(address).finish();
  const text = base32nopad.encode(concatBytes(body, crc16(body)));
  return { words: encodeSpokenWords(secret, CHECK), qrText: `HEARTH://PAIR/${text}` };
}

/** What a code says; without `server` it was typed as words. */
export interface PairCode {
  readonly secret: Uint8Array;
  readonly server: string | null;
}
/** Why text is no code. */
export type PairCodeError =
  | { readonly tag: 'PairWordsCount'; readonly count: number }
  | { readonly tag: 'PairWordUnknown'; readonly place: number; readonly word: string }
  | { readonly tag: 'PairWordsWrong' }
  | { readonly tag: 'PairCodeWrong' };

function decodeLong(text: string): Result<PairCode, PairCodeError> {
  const wrong = err({ tag: 'PairCodeWrong' } as const);
  let bytes: Uint8Array;
  try {
    bytes = base32nopad.decode(text.replace(/\s+/g, '').toUpperCase());
  } catch {
    return wrong; // a parse boundary: @scure/base throws on what is not base32
  }
  const body = bytes.subarray(0, Math.max(0, bytes.length - CRC_BYTES));
  const reader = new ByteReader(body);
  const isOurs = reader.uint(1) === VERSION;
  const secret = reader.raw(PAIR_CODE_BYTES).slice();
  const length = reader.uint(1);
  const address = reader.raw(length);
  const server = utf8ToText(address);
  const isWhole = reader.finished && length <= MAX_SERVER_BYTES && equalBytes(crc16(body), bytes.subarray(body.length));
  return isOurs && isWhole && equalBytes(utf8(server), address) ? ok({ secret, server }) : wrong;
}

/** Reads a code from what somebody typed or pasted. */
export function decodePairCode(text: string): Result<PairCode, PairCodeError> {
  const start = LINK_START.exec(text);
  if (start) return decodeLong(text.slice(start.index + start[0].length));
  const decoded = decodeSpokenWords(text, CHECK);
  if (decoded.ok) return ok({ secret: decoded.value, server: null });
  const wrong = decoded.error;
  if (wrong.tag === 'Count') return err({ tag: 'PairWordsCount', count: wrong.count });
  if (wrong.tag === 'Unknown') return err({ tag: 'PairWordUnknown', place: wrong.place, word: wrong.word });
  return err({ tag: 'PairWordsWrong' });
}

/** The room that a code leads to: its name, public to the meeting place, and its password, which is not. */
export function pairCodeRoom(secret: Uint8Array): { readonly topic: string; readonly password: string } {
  const text = (use: string): string => base32nopad.encode(keyedHash(secret, use).subarray(0, 20)).toLowerCase();
  return { topic: text('pair-code-topic'), password: text('pair-code-room') };
}
