import { wordlist } from '@scure/bip39/wordlists/english.js';

/** Suggestions for one word. */
const MOST = 3;
/** So many letters may be wrong, missing, too many, or two changed places. */
const MAX_SLIPS = 2;

const LIST: ReadonlySet<string> = new Set(wordlist);

/** True for a word of the list of recovery words. */
export const isRecoveryWord = (word: string): boolean => LIST.has(word);

/** How many slips of the pen lie between two words, counting up to `most`. */
function slips(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwap) least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length] ?? most + 1;
}

/** Words of the list that somebody may have meant, the likeliest first; four letters tell every word from every other. */
export function nearWords(typed: string): readonly string[] {
  const start = typed.slice(0, 4);
  const ranked = wordlist.flatMap((word) => {
    if (start.length >= 3 && word.startsWith(start)) return [{ word, rank: 0 }];
    const count = slips(typed, word, MAX_SLIPS);
    // Of three letters two slips leave nothing that was meant.
    return count <= Math.min(MAX_SLIPS, Math.floor(typed.length / 2)) ? [{ word, rank: count }] : [];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ word }) => word);
}
