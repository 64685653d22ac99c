import { describe, expect, it } from 'vitest';
import { firstWeekdayOf, weeksOf } from './month.ts';

describe('[TC6] the calendar', () => {
  it('[TC6] lays a month out in weeks from Monday or from Sunday', () => {
    const _ = null;
    expect(weeksOf(2026, 4, 1)).toEqual([
      [_, _, _, _, 1, 2, 3],
      [4, 5, 6, 7, 8, 9, 10],
      [11, 12, 13, 14, 15, 16, 17],
      [18, 19, 20, 21, 22, 23, 24],
      [25, 26, 27, 28, 29, 30, 31],
    ]);
    expect(weeksOf(2026, 4, 7)[0]).toEqual([_, _, _, _, _, 1, 2]);
    expect(weeksOf(2026, 1, 7)).toHaveLength(4);
  });

  it('[TC6] has every day of every month once, in order, on its weekday', () => {
    for (let month = -14; month < 40; month += 1) {
      for (const first of [1, 6, 7]) {
        const weeks = weeksOf(2027, month, first);
        const count = new Date(2027, month + 1, 0).getDate();
        expect(weeks.flat().filter((day) => day !== null)).toEqual(Array.from({ length: count }, (_, day) => day + 1));
        for (const week of weeks) {
          week.forEach((day, column) => {
            if (day !== null) expect(new Date(2027, month, day).getDay()).toBe((first + column) % 7);
          });
        }
      }
    }
  });

  it('[TC6] begins the week as people do where they live', () => {
    expect(firstWeekdayOf('de-DE')).toBe(1);
    expect(firstWeekdayOf('en-US')).toBe(7);
  });
});
