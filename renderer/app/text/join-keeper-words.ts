import type { JoinKeeperPlaceView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/**
 * What there is to say of one keeper to somebody who waits to be let in: whether
 * the request lies there and until when, or why not, and when it is asked again.
 * `when` writes a point in time, `date` a day.
 */
export function joinKeeperLines(
  { state, since, keptUntil, nextAt }: JoinKeeperPlaceView,
  when: (at: number) => string,
  date: (at: number) => string,
): readonly Wording[] {
  const values = state === 'lies' && keptUntil !== null ? { day: date(keptUntil) } : { when: when(since) };
  const next: Wording =
    nextAt === null ? { id: 'keeper.asking', values: {} } : { id: 'keeper.next', values: { when: when(nextAt) } };
  const first: Wording = { id: `joinKeeper.${state}`, values };
  return state === 'asking' ? [first] : [first, next];
}
