import type { KeeperPlaceView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

const MINUTE_MS = 60_000;

/**
 * What there is to say of one keeper, each a sentence: how it is, when it was
 * last read and given something, what waits, until when it keeps things, and
 * when it is asked again. `when` writes a point in time, `date` a day; `now` is in
 * milliseconds since 1970 UTC.
 */
export function keeperLines(
  place: KeeperPlaceView,
  when: (at: number) => string,
  date: (at: number) => string,
  now: number,
): readonly Wording[] {
  const { state, since, lastReadAt, lastPutAt, nextAt, waiting, keptUntil } = place;
  const lines: Wording[] = [{ id: `keeper.state.${state}`, values: since === null ? {} : { when: when(since) } }];
  if (state === 'off') return lines;
  if (state !== 'no-mailboxes') {
    lines.push(
      lastReadAt === null
        ? { id: 'keeper.read.never', values: {} }
        : { id: 'keeper.read', values: { when: when(lastReadAt) } },
      lastPutAt === null
        ? { id: 'keeper.put.never', values: {} }
        : { id: 'keeper.put', values: { when: when(lastPutAt) } },
      { id: 'keeper.waiting', values: { count: waiting } },
    );
    if (keptUntil !== null) lines.push({ id: 'keeper.until', values: { day: date(keptUntil) } });
  }
  lines.push(nextWords(nextAt, now, when));
  return lines;
}

function nextWords(nextAt: number | null, now: number, when: (at: number) => string): Wording {
  if (nextAt === null) return { id: 'keeper.asking', values: {} };
  return nextAt - now < MINUTE_MS
    ? { id: 'keeper.soon', values: {} }
    : { id: 'keeper.next', values: { when: when(nextAt) } };
}
