import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { type TimeFormats, timeWords } from './time-words.ts';

const formats: TimeFormats = {
  time: (at) => `${new Date(at).getHours()}h`,
  weekday: (at) => `day ${new Date(at).getDay()}`,
  date: (at, withYear) => `${new Date(at).getDate()}.${new Date(at).getMonth() + 1}${withYear ? ' with year' : ''}`,
};
/** Local time: the words follow the person's own calendar. */
const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime();
const NOW = at(2026, 3, 18, 15, 30);
const say = (then: number, now = NOW) => timeWords(then, now, formats);

describe('[UI6] a point in time in words', () => {
  test('within a minute it is just now, whichever clock is ahead', () => {
    expect(say(NOW - 59_000).id).toBe('time.now');
    expect(say(NOW + 59_000).id).toBe('time.now');
    expect(say(NOW - 60_000).id).toBe('time.today');
  });

  test('today and yesterday follow the calendar and not 24 hours', () => {
    expect(say(at(2026, 3, 18, 0, 0))).toEqual({ id: 'time.today', values: { time: '0h' } });
    expect(say(at(2026, 3, 17, 23, 59)).id).toBe('time.yesterday');
    expect(say(at(2026, 3, 17, 23, 59), at(2026, 3, 18, 0, 5)).id).toBe('time.yesterday');
    expect(say(at(2026, 3, 16, 23, 59)).id).toBe('time.thisWeek');
  });

  test('the six days before today have their names, so that no name means two days', () => {
    expect(say(at(2026, 3, 12))).toEqual({ id: 'time.thisWeek', values: { weekday: 'day 4', time: '12h' } });
    expect(say(at(2026, 3, 11))).toEqual({ id: 'time.date', values: { date: '11.3' } });
  });

  test('another year is named, and a day that this computer has not reached is a date', () => {
    expect(say(at(2025, 12, 31))).toEqual({ id: 'time.date', values: { date: '31.12 with year' } });
    expect(say(at(2026, 3, 19))).toEqual({ id: 'time.date', values: { date: '19.3' } });
  });

  test('a day of 23 or 25 hours is one day', () => {
    for (let day = 1; day <= 365; day++) {
      expect(say(at(2026, 1, day, 0, 5), at(2026, 1, day + 1, 23, 55)).id).toBe('time.yesterday');
    }
  });

  test('no sentence about time counts anything', () => {
    const sentences = Object.entries(en).filter(([id]) => id.startsWith('time.'));
    expect(sentences.length).toBeGreaterThan(3);
    for (const [, sentence] of sentences) expect(sentence).not.toMatch(/plural|count|\bago\b|days|hours/);
  });
});
