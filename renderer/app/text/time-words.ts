import type { TextId } from './en.ts';

/** A sentence to say, with its values. */
export interface Wording {
  readonly id: TextId;
  readonly values: Readonly<Record<string, string | number>>;
}

/** How the language writes parts of a point in time (milliseconds since 1970 UTC, shown in local time). */
export interface TimeFormats {
  readonly time: (at: number) => string;
  readonly weekday: (at: number) => string;
  readonly date: (at: number, withYear: boolean) => string;
}

const MINUTE_MS = 60_000;

/**
 * A point in time as people say it. Never a count of days or hours: a date is
 * a fact, a count is a reproach. Times ahead of ours (somebody's clock) get
 * their date, and times within a minute of now are "just now".
 */
export function timeWords(at: number, now: number, formats: TimeFormats): Wording {
  if (Math.abs(now - at) < MINUTE_MS) return { id: 'time.now', values: {} };
  const daysAgo = calendarDaysBetween(at, now);
  const time = () => formats.time(at);
  if (daysAgo === 0) return { id: 'time.today', values: { time: time() } };
  if (daysAgo === 1) return { id: 'time.yesterday', values: { time: time() } };
  if (daysAgo > 1 && daysAgo < 7)
    return { id: 'time.thisWeek', values: { weekday: formats.weekday(at), time: time() } };
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return { id: 'time.date', values: { date: formats.date(at, !sameYear) } };
}

/** Local midnights that lie between the two; negative when `from` is on a later day. */
function calendarDaysBetween(from: number, to: number): number {
  // Noon of both days, so that an hour gained or lost by daylight saving does not move the result.
  const noon = (at: number) => new Date(at).setHours(12, 0, 0, 0);
  return Math.round((noon(to) - noon(from)) / (24 * 60 * MINUTE_MS));
}
