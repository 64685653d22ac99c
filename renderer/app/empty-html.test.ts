import { expect, test } from 'vitest';
import { allowEmptyHtml } from './empty-html.ts';

test('[NT20] of all HTML only the empty one may be assigned', () => {
  const made: { name: string; createHTML: (html: string) => string | null }[] = [];
  allowEmptyHtml({ trustedTypes: { createPolicy: (name, { createHTML }) => void made.push({ name, createHTML }) } });
  expect(made.map(({ name }) => name)).toEqual(['default']);
  expect(['', ' ', '<b>', 'words'].map((html) => made[0]?.createHTML(html))).toEqual(['', null, null, null]);
  // A page without them has no such policy either.
  expect(() => allowEmptyHtml({})).not.toThrow();
});
