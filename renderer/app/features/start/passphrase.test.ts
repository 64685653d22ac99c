import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../shared/testing/seeded-random.ts';
import { passphraseStrength } from './passphrase-strength.ts';
import { suggestPassphrase } from './suggest-passphrase.ts';

describe('how a passphrase looks', () => {
  test.each([
    ['', 'short'],
    ['ninechars', 'short'],
    ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['password1234', 'weak'],
    ['river river river river river', 'weak'],
    ['river candle', 'weak'],
    ['river candle orbit maple', 'weak'],
    ['river candle orbits mapled', 'weak'],
    ['river candle orbit map oak', 'strong'],
    ['egg add mum dad orbit map', 'fair'],
    ['x9#Kq!w2$Lz7&Pt4', 'strong'],
  ])('%j is %s', (passphrase, strength) => {
    expect(passphraseStrength(passphrase)).toBe(strength);
  });

  test('letters of any script count as letters', () => {
    expect(passphraseStrength('утро тихий яблоко камень дорога')).not.toBe('short');
  });
});

describe('a suggested passphrase', () => {
  test('is five words, strong enough, and another one each time', () => {
    const random = createSeededRandom(7);
    const suggestions = Array.from({ length: 200 }, () => suggestPassphrase(random));
    for (const words of suggestions) {
      expect(words.split(' ')).toHaveLength(5);
      expect(['fair', 'strong']).toContain(passphraseStrength(words));
    }
    expect(new Set(suggestions).size).toBe(suggestions.length);
  });
});
