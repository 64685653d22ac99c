import { createIntl } from 'react-intl';
import { describe, expect, test } from 'vitest';
import type { OpId } from '../../../shared/brand.ts';
import type { NoticeView, ReasonView } from '../../../shared/ipc/views.ts';
import { en } from './en.ts';
import { noticeWords } from './notice-words.ts';
import { wordsOf } from './use-text.ts';

const { say, names } = wordsOf(createIntl({ locale: 'en', messages: en }), 0);
const read = (notice: NoticeView): string => {
  const { id, values } = noticeWords(notice, { when: () => 'yesterday', names });
  return say(id, values);
};

const about = { op: 'a'.repeat(64) as OpId, at: 1, name: 'Sam', isMe: false };
const NOTICES: readonly NoticeView[] = [
  { ...about, kind: 'founded' },
  { ...about, kind: 'left' },
  { ...about, kind: 'came-back' },
  { ...about, kind: 'joined', byName: 'Ann', role: 'listener' },
  { ...about, kind: 'promoted', byName: 'Ann', role: 'facilitator' },
  { ...about, kind: 'demoted', byName: 'Ann', role: 'listener', reason: 'asked' },
  { ...about, kind: 'removed', byName: 'Ann', reason: 'agreement' },
  { ...about, kind: 'removed-together', byNames: ['Ann', 'Mia'] },
  { ...about, kind: 'removal-asked', byName: 'Ann' },
  { ...about, kind: 'device-added' },
  { ...about, kind: 'device-removed' },
  { ...about, kind: 'device-recovered' },
  { ...about, kind: 'key-fault', byName: 'Ann' },
  { ...about, kind: 'policy-changed' },
  { ...about, kind: 'keeper-allowed' },
  { ...about, kind: 'keeper-ended' },
  { ...about, kind: 'keeper-asked' },
  { ...about, kind: 'keeper-agreed', byName: 'Ann' },
  { ...about, kind: 'keeper-declined', isOwn: false },
  { ...about, kind: 'started-anew' },
];

describe('[UI10] a change of who belongs is a card in humane words', () => {
  test('every kind of card has its sentences', () => {
    const kinds = Object.keys(en).flatMap((id) => /^notice\.([a-z-]+)$/.exec(id)?.[1] ?? []);
    expect(NOTICES.map(({ kind }) => kind).sort()).toEqual(kinds.sort());
  });

  test.each(NOTICES)('$kind names the others, and says "you" to the person it is about', (notice) => {
    const others = read(notice);
    expect(others).toContain('Sam');
    expect(others).toContain('yesterday');
    expect(others).not.toMatch(/\byou\b/i);
    const own = read({ ...notice, isMe: true });
    expect(own).toMatch(/\byour?\b/i);
    expect(own).not.toContain('Sam');
    for (const sentence of [others, own]) {
      expect(sentence).toMatch(/\.$/);
      expect(sentence).not.toMatch(/[{}]| ,|undefined/);
    }
  });

  test('a removal says by whom, why, and what follows', () => {
    expect(read({ ...about, kind: 'removed', byName: 'Ann', reason: 'agreement' })).toBe(
      'Sam is no longer in the group; Ann removed them yesterday, because of the agreement. From here on, new entries are sealed with a new key. What Sam already had stays with Sam.',
    );
    expect(read({ ...about, kind: 'removed-together', byNames: ['Ann', 'Mia'] })).toContain(
      'Ann and Mia asked for it together',
    );
  });

  test('each reason reads otherwise, and none is said when none was given', () => {
    const reasons: readonly ReasonView[] = ['unspecified', 'agreement', 'asked', 'safety', 'stale', 'lost'];
    const said = reasons.map((reason) => read({ ...about, kind: 'removed', byName: 'Ann', reason }));
    expect(new Set(said).size).toBe(reasons.length);
    expect(said[0]).toContain('Ann removed them yesterday. From here on');
  });
});
