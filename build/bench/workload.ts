/**
 * The seeded workload of every benchmark row: records by eight authors, 70 %
 * journal-like posts of about 400 characters and 30 % replies of about 150,
 * in words with the frequencies of real text (Zipf 1949), so that it
 * compresses as text does and not as noise.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { createSeededRandom } from '../../shared/testing/seeded-random.ts';

/** One written thing of the workload. */
export interface WorkloadRecord {
  /** 0 to `AUTHORS` − 1. */
  readonly author: number;
  readonly kind: 'post' | 'reply';
  readonly text: string;
  /** Index of the record a reply answers, always smaller than its own; null for a post. */
  readonly parent: number | null;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/** How many people write. */
export const AUTHORS = 8;
const SEED = 20_261_123;
const SMALL_WORDS = 'the and to I a of it in was that my for is on with not but have at so me be this had we'.split(
  ' ',
);

/** `count` records, the same for the same count on every machine. */
export function createWorkload(count: number): readonly WorkloadRecord[] {
  const random = createSeededRandom(SEED);
  const vocabulary = [...SMALL_WORDS, ...wordlist];
  // Rank r is drawn with a weight of 1/r: the inverse of the cumulative harmonic sum.
  const logSize = Math.log(vocabulary.length);
  const word = (): string =>
    vocabulary[Math.floor(Math.exp((random.int(1_000_000) / 1_000_000) * logSize)) - 1] ?? 'and';
  const sentence = (characters: number): string => {
    let line = '';
    while (line.length < characters) {
      const words = Array.from({ length: 5 + random.int(12) }, word).join(' ');
      line += `${line ? ' ' : ''}${words[0]?.toUpperCase()}${words.slice(1)}.`;
    }
    return line;
  };
  const records: WorkloadRecord[] = [];
  for (let i = 0; i < count; i += 1) {
    const isReply = i > 0 && random.chance(0.3);
    records.push({
      author: random.int(AUTHORS),
      kind: isReply ? 'reply' : 'post',
      text: sentence(isReply ? 100 + random.int(100) : 250 + random.int(300)),
      parent: isReply ? random.int(i) : null,
      writtenAt: 1_767_225_600_000 + i * 60_000,
    });
  }
  return records;
}
