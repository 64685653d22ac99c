import { describe, expect, it } from 'vitest';
import { roomDays, roomsHoldMs } from './rooms.ts';

const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 4, 12);
const DAY = MIDNIGHT / (24 * HOUR);

describe('the days whose rooms are open', () => {
  it('[LK1] are one by day and two within two hours of midnight UTC', () => {
    expect(roomDays(MIDNIGHT + 12 * HOUR)).toEqual([DAY]);
    expect(roomDays(MIDNIGHT - 2 * HOUR - 1)).toEqual([DAY - 1]);
    expect(roomDays(MIDNIGHT - 2 * HOUR)).toEqual([DAY - 1, DAY]);
    expect(roomDays(MIDNIGHT - 1)).toEqual([DAY - 1, DAY]);
    expect(roomDays(MIDNIGHT)).toEqual([DAY, DAY - 1]);
    expect(roomDays(MIDNIGHT + 2 * HOUR - 1)).toEqual([DAY, DAY - 1]);
    expect(roomDays(MIDNIGHT + 2 * HOUR)).toEqual([DAY]);
  });

  it('[LK1] change exactly when they are looked at again', () => {
    let now = MIDNIGHT - 20 * HOUR;
    const changes: string[] = [];
    for (let looks = 0; looks < 9; looks += 1) {
      const before = roomDays(now).join();
      const holds = roomsHoldMs(now);
      expect(roomDays(now + holds - 2).join()).toBe(before);
      now += holds;
      if (roomDays(now).join() !== before) changes.push(roomDays(now).join());
    }
    expect(changes.length).toBeGreaterThanOrEqual(8);
  });
});
