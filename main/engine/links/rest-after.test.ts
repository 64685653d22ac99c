import { expect, it } from 'vitest';
import { restAfter } from './rest-after.ts';

it('[LK8] who does not belong any more is left alone for a minute, whoever notices', () => {
  expect([restAfter('InactiveDevice'), restAfter('Removed')]).toEqual([60_000, 60_000]);
  // Others may come again at once, or soon.
  expect([restAfter('Done'), restAfter('UnknownDevice')]).toEqual([0, 5_000]);
});
