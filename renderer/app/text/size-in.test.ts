import { expect, it } from 'vitest';
import { sizeIn } from './size-in.ts';

it('a size is told in the unit that people read, and no file is told to be nothing', () => {
  expect(sizeIn(0)).toEqual({ value: 0, unit: 'kilobyte' });
  expect(sizeIn(1)).toEqual({ value: 1, unit: 'kilobyte' });
  expect(sizeIn(999_000)).toEqual({ value: 999, unit: 'kilobyte' });
  expect(sizeIn(1_500_000)).toEqual({ value: 1.5, unit: 'megabyte' });
  expect(sizeIn(2_000_000_000)).toEqual({ value: 2, unit: 'gigabyte' });
  expect(sizeIn(5_000_000_000_000)).toEqual({ value: 5000, unit: 'gigabyte' });
});
