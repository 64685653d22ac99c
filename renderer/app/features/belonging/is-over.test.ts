import { expect, test } from 'vitest';
import type { GroupId } from '../../../../shared/brand.ts';
import { isOver } from './is-over.ts';

const [here, gone] = ['a'.repeat(32) as GroupId, 'b'.repeat(32) as GroupId];

test('[UI15] a group is over when it is past and not present', () => {
  expect(isOver(gone, [{ groupId: gone }], [{ groupId: here }])).toBe(true);
  expect(isOver(here, [{ groupId: gone }], [{ groupId: here }])).toBe(false);
  expect(isOver(here, [], [])).toBe(false);
});

test('[UI15] a group that one was let into again is not over', () => {
  expect(isOver(here, [{ groupId: here }], [{ groupId: here }])).toBe(false);
});
