import { expect, test } from 'vitest';
import { groupWithName } from './name-reuse.ts';

const known = [
  { group: 'Tuesday', name: 'Noor' },
  { group: 'Loss', name: 'Bird ' },
];

test('a name is the same whatever its letters’ case, its spaces and its way of being typed', () => {
  expect(groupWithName(known, 'Noor')).toBe('Tuesday');
  expect(groupWithName(known, ' nOOr ')).toBe('Tuesday');
  expect(groupWithName(known, 'bird')).toBe('Loss');
  expect(groupWithName([{ group: 'Café', name: 'Zoe\u0308' }], 'Zo\u00eb')).toBe('Café');
});

test('another name, and no name yet, is no reuse', () => {
  expect(groupWithName(known, 'Noora')).toBeNull();
  expect(groupWithName(known, '  ')).toBeNull();
  expect(groupWithName([], 'Noor')).toBeNull();
});
