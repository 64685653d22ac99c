import { describe, expect, test } from 'vitest';
import { isRecoveryWord, nearWords } from './near-words.ts';

describe('a word that is not in the list', () => {
  test.each([
    ['rivr', 'river'],
    ['rvier', 'river'],
    ['riverr', 'river'],
    ['gardne', 'garden'],
    ['meadwo', 'meadow'],
    ['abando', 'abandon'],
    ['zo', 'zoo'],
  ])('[VT11] %s is near to %s', (typed, meant) => {
    expect(isRecoveryWord(typed)).toBe(false);
    expect(nearWords(typed)).toContain(meant);
  });

  test('[VT11] that looks like none has no suggestion, and nobody gets more than three', () => {
    expect(nearWords('xylophonist')).toEqual([]);
    expect(nearWords('q')).toEqual([]);
    for (const typed of ['car', 'ban', 'tre', 'ligt', 'sta']) expect(nearWords(typed).length).toBeLessThanOrEqual(3);
    expect(isRecoveryWord('river')).toBe(true);
  });
});
