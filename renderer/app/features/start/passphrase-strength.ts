import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';

/** How a passphrase looks to somebody who guesses; nothing leaves this computer. */
export type Strength = 'short' | 'weak' | 'fair' | 'strong';

/** Behind Argon2id 2^45 guesses cost more than most would spend; five words by chance come to 2^50 and more. */
const FAIR_BITS = 45;
const STRONG_BITS = 50;
/** A word out of a list of 2,048; more letters do not make it harder to guess. */
const BITS_PER_WORD = 11;
/** Different letters of a word say about this much each; marks and digits more. */
const BITS_PER_LETTER = 3.5;
const BITS_PER_OTHER = 4;

/** A cautious estimate: different words count, repeated words and repeated letters do not. */
export function passphraseStrength(passphrase: string): Strength {
  if ([...passphrase].length < LIMITS.passphraseMinCharacters) return 'short';
  const words = new Set(
    passphrase
      .toLowerCase()
      .split(/[\s\-_.,]+/)
      .filter((word) => word !== ''),
  );
  // One long string without spaces may be a password by chance, so only real words are held to a word's worth.
  const cap = words.size >= 3 ? BITS_PER_WORD : Number.POSITIVE_INFINITY;
  let bits = 0;
  for (const word of words) bits += Math.min(wordBits(word), cap);
  if (bits >= STRONG_BITS) return 'strong';
  return bits >= FAIR_BITS ? 'fair' : 'weak';
}

function wordBits(word: string): number {
  let bits = 0;
  for (const letter of new Set(word)) bits += /\p{L}/u.test(letter) ? BITS_PER_LETTER : BITS_PER_OTHER;
  return bits;
}
