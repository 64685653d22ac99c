import { expect, it } from 'vitest';
import { Rate } from './rate.ts';

it('[NT4] a rate gives a burst, then so many a second, and never more than the burst', () => {
  let now = 5_000;
  const rate = new Rate(20, 3, () => now);
  const take = (count: number) => Array.from({ length: count }, () => rate.take()).filter(Boolean).length;
  expect(take(10)).toBe(3);
  expect(rate.waitMs(1)).toBe(50);
  now += 50;
  expect(rate.waitMs(1)).toBe(0);
  expect(take(10)).toBe(1);
  now += 3_600_000;
  expect(rate.waitMs(100)).toBe(0);
  expect(take(10)).toBe(3);
});
