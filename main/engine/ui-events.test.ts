import { describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { createFakeTime } from './testing/fake-timers.ts';
import { createUiEvents } from './ui-events.ts';

const GROUP = 'ab'.repeat(16) as GroupId;

describe('events for the ui', () => {
  it('[EG2] come at once, and a burst once more when it is over', () => {
    const time = createFakeTime(0);
    const told: string[] = [];
    const events = createUiEvents((name) => told.push(`${time.clock.now()} ${name}`), time.timers);
    const pass = (ms: number): void => {
      time.move(ms);
      while (time.runDue());
    };
    for (let n = 0; n < 500; n += 1) events.timeline(GROUP);
    events.groups();
    expect(told).toEqual(['0 timelineChanged', '0 groupsChanged']);
    pass(100);
    expect(told.slice(2)).toEqual(['100 timelineChanged']);
    pass(1_000);
    expect(told).toHaveLength(3);
    events.timeline(GROUP);
    expect(told.at(-1)).toBe('1100 timelineChanged');
  });
});
