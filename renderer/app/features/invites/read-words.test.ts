import { expect, test } from 'vitest';
import { readWords } from './read-words.ts';

const words = ['river', 'apple', 'zoo'];

test('[UI13] words are read whatever stands between them and however they are written', () => {
  for (const typed of ['river apple zoo', ' River,  APPLE ,zoo.\n', '1. river\n2. apple\n3. zoo', 'river;apple/zoo'])
    expect(readWords(typed)).toEqual(words);
});

test('[UI13] a word in full-width letters is the same word, and nothing typed is no word', () => {
  expect(readWords('ｒｉｖｅｒ')).toEqual(['river']);
  expect(readWords(' 1, 2 … ')).toEqual([]);
});
