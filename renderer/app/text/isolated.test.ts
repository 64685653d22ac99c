import { createIntl } from 'react-intl';
import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { isolated } from './isolated.ts';
import { wordsOf } from './use-text.ts';

const NOOR = 'نور';

describe('[UI9] a name does not turn the words around it', () => {
  test('a name from right to left is set apart, another one stays as it was typed', () => {
    expect(isolated(NOOR)).toBe(`\u2068${NOOR}\u2069`);
    expect(isolated('רות')).toBe('\u2068רות\u2069');
    for (const name of ['Ann', 'Zoë', '李', 'Анна', '🌱 Mia']) expect(isolated(name)).toBe(name);
  });

  test('what steers direction unseen is left out, so that no name leaves its place', () => {
    expect(isolated('Ann\u202egnol\u2069')).toBe('Anngnol');
    expect(isolated(`${NOOR}\u2069 Ann`)).toBe(`\u2068${NOOR} Ann\u2069`);
  });

  test('sentences and lists set each name apart', () => {
    const { say, names } = wordsOf(createIntl({ locale: 'en', messages: en }), 0);
    expect(say('entry.post.label', { name: NOOR })).toBe(`Entry by \u2068${NOOR}\u2069`);
    expect(say('notice.key-fault.me', { byName: NOOR, when: 'today' })).toContain(`\u2068${NOOR}\u2069`);
    expect(say('compose.title', { group: NOOR })).toBe(`Write to \u2068${NOOR}\u2069`);
    expect(names(['Ann', NOOR])).toBe(`Ann and \u2068${NOOR}\u2069`);
  });
});
