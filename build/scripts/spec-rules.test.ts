import { describe, expect, test } from 'vitest';
import { citationsIn, rulesIn, specProblems } from './spec-rules.ts';

const ids = (places: readonly { id: string }[]): string[] => places.map((place) => place.id);

test('a rule is a bold id at the start of a paragraph or list item; an id inside a sentence is not', () => {
  const text = ['**[GR1]** A group has a founder.', '- **[GR2]** Two.', 'See **[GR9]** for more.', '[GR8] plain'].join(
    '\n',
  );
  expect(rulesIn('SPEC.md', text)).toEqual([
    { id: 'GR1', file: 'SPEC.md', line: 1 },
    { id: 'GR2', file: 'SPEC.md', line: 2 },
  ]);
});

describe('a citation is an id in the title of a test', () => {
  test.each([
    ["test('[GR1] founder', () => {})", ['GR1']],
    ["describe('[CH2] chains', () => { it('[CH3a] forks', () => {}) })", ['CH2', 'CH3a']],
    ["test.each([1, 2])('[GR1] %s', () => {})", ['GR1']],
    ["test.prop([fc.nat()])('[GR1, GR2] any', () => {})", ['GR1', 'GR2']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of a test file, as text
    ['test(`[GR1] ${name}`, () => {})', ['GR1']],
    ["const text = '[GR1]'; // [GR2]\nother('[GR3]')", []],
    ["test('takes [a, b] and [UTF8X]', () => {})", []],
  ])('%s', (code, cited) => {
    expect(ids(citationsIn('a.test.ts', code))).toEqual(cited);
  });
});

describe('rules and tests that disagree', () => {
  const rule = (id: string, line = 1) => ({ id, file: 'SPEC.md', line });
  const citation = (id: string) => ({ id, file: 'a.test.ts', line: 7 });

  test('agreeing ones leave nothing to say', () => {
    expect(specProblems([rule('GR1')], [citation('GR1'), citation('GR1')])).toEqual([]);
  });
  test('a rule without a test', () => {
    expect(specProblems([rule('GR1')], [])).toEqual(['SPEC.md:1 [GR1] has no test that cites it']);
  });
  test('a test that cites a rule that is not there', () => {
    expect(specProblems([], [citation('GR1')])).toEqual(['a.test.ts:7 cites [GR1], and there is no such rule']);
  });
  test('a rule that is not there is told once, however many tests cite it', () => {
    expect(specProblems([], [citation('GR1'), citation('GR1'), citation('GR1')])).toEqual([
      'a.test.ts:7 cites [GR1], as 2 more do, and there is no such rule',
    ]);
  });
  test('a number given twice', () => {
    expect(specProblems([rule('GR1'), rule('GR1', 5)], [citation('GR1')])).toEqual([
      'SPEC.md:5 [GR1] is already at SPEC.md:1',
    ]);
  });
});
