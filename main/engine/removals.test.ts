import { expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { createRemovals } from './removals.ts';
import { createFakeTime } from './testing/fake-timers.ts';

const [ONE, OTHER] = ['a'.repeat(32) as GroupId, 'b'.repeat(32) as GroupId];

it('[EG36] a removal is acted on once the log has been quiet for a second, in each group by itself', () => {
  const time = createFakeTime(0);
  const settled: GroupId[] = [];
  const removals = createRemovals(time.timers, (groupId) => settled.push(groupId));
  const pass = (ms: number): void => {
    time.move(ms);
    while (time.runDue());
  };
  removals.later(ONE);
  removals.later(OTHER);
  pass(900);
  removals.later(ONE);
  pass(900);
  expect(settled).toEqual([OTHER]);
  pass(100);
  expect(settled).toEqual([OTHER, ONE]);
  removals.later(ONE);
  removals.stopAll();
  pass(5_000);
  expect(settled).toEqual([OTHER, ONE]);
});
