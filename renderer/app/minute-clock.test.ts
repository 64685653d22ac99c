import { expect, test } from 'vitest';
import { createMinuteClock } from './minute-clock.ts';

test('now stands still between minutes, and everybody hears when it moves', () => {
  let time = 1_000;
  let tick = () => {};
  const clock = createMinuteClock({ now: () => time }, (callback) => {
    tick = callback;
  });
  const heard: number[] = [];
  const stop = clock.subscribe(() => heard.push(clock.now()));
  time = 2_000;
  expect(clock.now()).toBe(1_000);
  tick();
  time = 3_000;
  clock.refresh();
  stop();
  time = 4_000;
  tick();
  expect(heard).toEqual([2_000, 3_000]);
  expect(clock.now()).toBe(4_000);
});
