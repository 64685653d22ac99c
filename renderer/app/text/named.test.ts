import { expect, test } from 'vitest';
import { nameOf } from '../../../shared/ipc/look.ts';
import { en } from './en.ts';
import { withName } from './named.ts';

test('[TC7] under the neutral name no sentence of the whole app says the other one', () => {
  const neutral = withName(en, nameOf({ isNeutral: true }));
  expect(Object.keys(neutral)).toEqual(Object.keys(en));
  expect(Object.values(en).filter((sentence) => /hearth\b/i.test(sentence)).length).toBeGreaterThan(40);
  // Endings of files and links keep their letters: other programs know them by these.
  const said = Object.values(neutral).map((sentence) => sentence.replaceAll(/\.hearth\b|\bhearth:/g, ''));
  expect(said.filter((sentence) => /hearth/i.test(sentence))).toEqual([]);
  expect(neutral['lock.title']).toBe('Notes is locked');
  expect(withName(en, nameOf({ isNeutral: false }))).toEqual(en);
});
