/**
 * Looking for the others on other days than this computer's clock says (HP1 §7,
 * SPEC LK10): rooms change their names at midnight, so that a clock that is
 * wrong by days finds nobody. One other day is looked in at a time.
 */
import type { OpenGroup } from '../group/open-group.ts';
import type { Timers } from '../system-ports.ts';

/** After so long without having met anybody, by the clock in question, milliseconds. */
const QUIET_MS = 24 * 3_600_000;
/** And after the rooms of today were looked in for so long, milliseconds: a computer that was off for a day is not lost. */
const LOOK_FIRST_MS = 10 * 60_000;
/** How long each other day is looked in, milliseconds. */
const LOOK_MS = 10 * 60_000;
/** Days from today, in the order in which they are tried. */
const OFFSETS: readonly number[] = [1, -1, 2, -2, 3, -3];
/** The day on which the others were last met is tried first, and those beside it next: an error is seldom whole days. */
const offsetsFrom = (last: number): readonly number[] =>
  last === 0 ? OFFSETS : OFFSETS.toSorted((a, b) => Math.abs(a - last) - Math.abs(b - last));

/** See the file's head. */
export interface DaySearch {
  /** How many days from today to look besides today, or null; `isAnybodyHere` while a member is connected. */
  offset(isAnybodyHere: boolean): number | null;
  /** The days from today in whose rooms members are connected now; at least one. */
  met(offsets: readonly number[]): void;
}

/** For one group; `askedAt` is when this person asked to join, while that is all. */
export function createDaySearch(
  { values, ports }: Pick<OpenGroup, 'values' | 'ports'>,
  timers: Timers,
  askedAt: () => number | null,
): DaySearch {
  let last = values.dayOffset();
  let aloneSince = timers.steadyNow();
  let hadCompany = false;
  let lookingSince: number | null = null;

  function isLost(aloneMs: number): boolean {
    if (hadCompany) return aloneMs >= QUIET_MS;
    const exchangedAt = values.lastExchangeAt() ?? askedAt();
    // A clock that was set back counts as one that went on.
    const isQuiet = exchangedAt === null || Math.abs(ports.clock.now() - exchangedAt) >= QUIET_MS;
    return isQuiet && aloneMs >= LOOK_FIRST_MS;
  }

  return {
    offset(isAnybodyHere) {
      const now = timers.steadyNow();
      if (isAnybodyHere) {
        aloneSince = now;
        hadCompany = true;
        lookingSince = null;
        return last === 0 ? null : last;
      }
      if (last === 0 && !isLost(now - aloneSince)) return null;
      lookingSince ??= now;
      const offsets = offsetsFrom(last);
      return offsets[Math.floor((now - lookingSince) / LOOK_MS) % offsets.length] ?? null;
    },
    met(offsets) {
      const offset = offsets.find((one) => one !== 0) ?? 0;
      if (offset !== last) values.setDayOffset(offset);
      last = offset;
    },
  };
}
