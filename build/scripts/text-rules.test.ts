import { describe, expect, test } from 'vitest';
import { textProblems, translationProblems } from './text-rules.ts';

describe('a catalogue', () => {
  test('sentences that are asked for by name or by the beginning of their name are fine', () => {
    const catalogue = { 'start.title': 'Hello', 'error.Full': 'The disk is full.' };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of code, as text
    expect(textProblems(catalogue, ["say('start.title')", 'const id = `error.${tag}`;'])).toEqual([]);
  });

  test('a sentence that nobody asks for is told, and a longer name does not count as asking', () => {
    expect(textProblems({ 'start.title': 'Hello' }, ["say('start.title.long')"])).toEqual([
      'start.title is asked for nowhere',
    ]);
  });

  test('a sentence that does not parse is told', () => {
    const problems = textProblems({ a: '{count, plural, one {x}' }, ["'a'"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^a does not parse/);
  });
});

describe('another language', () => {
  test('lacks, has too much, and gives other places', () => {
    const english = { a: 'Hello {name}', b: '{n, plural, one {# of {all}} other {#}}', c: 'x' };
    const other = { a: 'Hallo {naam}', b: '{n, plural, one {# van {all}} other {#}}', d: 'y' };
    expect(translationProblems('nl', english, other)).toEqual([
      'nl: a has places {naam} where English has {name}',
      'nl has no sentence for c',
      'nl: d is no sentence',
    ]);
  });
});
