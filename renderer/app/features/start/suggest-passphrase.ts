import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Random } from '../../../../shared/ports/random.ts';

/** Five words of 2,048 come to 55 bits. */
const WORDS = 5;

/** A passphrase of five words by chance. 2,048 divides 65,536, so every word is as likely as any other. */
export function suggestPassphrase(random: Random): string {
  const bytes = random.bytes(WORDS * 2);
  return Array.from({ length: WORDS }, (_, index) => {
    const number = ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0);
    return wordlist[number % wordlist.length];
  }).join(' ');
}
