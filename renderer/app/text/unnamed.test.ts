import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { wordsOf } from './use-text.ts';

test('no sentence has a hole where a name has not arrived yet', () => {
  const { say, names, who, spread } = wordsOf(createIntl({ locale: 'en', messages: en }), 0);
  expect(who('')).toBe('somebody new');
  expect(who('Mia')).toBe('Mia');
  expect(names(['Ann', ''])).toBe('Ann and somebody new');
  expect(say('entry.post.label', { name: '' })).toBe('Entry by somebody new');
  expect(spread({ state: 'with-one', name: '' })).toBe('With somebody new');
  expect(say('notice.removal-asked', { byName: '', name: '', when: 'just now' })).toMatch(
    /^somebody new asked to remove somebody new, just now\./,
  );
});
