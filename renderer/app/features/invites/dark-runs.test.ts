import { expect, test } from 'vitest';
import { darkRuns } from './dark-runs.ts';

test('runs of dark modules cover exactly the dark ones, each once', () => {
  const rows = ['', '#', '.', '##..#.###', '.#.#.#', '####', '....'];
  for (const text of rows) {
    const row = [...text].map((letter) => letter === '#');
    const painted = row.map(() => 0);
    for (const { from, length } of darkRuns(row)) {
      for (let x = from; x < from + length; x++) painted[x] = (painted[x] ?? 0) + 1;
    }
    expect(painted).toEqual(row.map((dark) => (dark ? 1 : 0)));
  }
  expect(darkRuns([true, true, false, true])).toEqual([
    { from: 0, length: 2 },
    { from: 3, length: 1 },
  ]);
});
