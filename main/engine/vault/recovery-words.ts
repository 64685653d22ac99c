/** The twelve recovery words: 128 bits as BIP 39 writes them (HP1 §1, SPEC VT3, VT10). */
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { err, ok, type Result } from '../../../shared/result.ts';

/** Bytes of what the words stand for. */
export const RECOVERY_ENTROPY_BYTES = 16;
const WORD_COUNT = 12;

/** Why words are not recovery words; `index` counts from 0. */
export type WordsError =
  | { readonly tag: 'WordCount'; readonly count: number }
  | { readonly tag: 'WordUnknown'; readonly index: number; readonly word: string }
  /** All are in the list and do not belong together in this order: the checksum of BIP 39 does not hold. */
  | { readonly tag: 'WordsWrong' };

/** The words for 16 bytes. */
export const wordsOfEntropy = (entropy: Uint8Array): readonly string[] =>
  entropyToMnemonic(entropy, wordlist).split(' ');

/** The entropy in twelve words, whatever their case. */
export function entropyOfWords(words: readonly string[]): Result<Uint8Array, WordsError> {
  const lower = words.map((word) => word.trim().normalize('NFKC').toLowerCase());
  if (lower.length !== WORD_COUNT) return err({ tag: 'WordCount', count: lower.length });
  const unknown = lower.findIndex((word) => !wordlist.includes(word));
  if (unknown >= 0) return err({ tag: 'WordUnknown', index: unknown, word: lower[unknown] ?? '' });
  try {
    return ok(mnemonicToEntropy(lower.join(' '), wordlist));
  } catch {
    return err({ tag: 'WordsWrong' }); // a parse boundary: the library throws for a wrong checksum
  }
}
