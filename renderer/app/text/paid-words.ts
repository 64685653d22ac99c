/** What is told of a line that is paid by the megabyte, in sentences (SPEC MT7). */
import type { ReachView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** When a keeper of the group is asked next; null while one is being asked. */
const keeperNextAt = ({ keeper }: ReachView): number | null => {
  const times = keeper?.places.filter(({ state }) => state === 'answering').map(({ nextAt }) => nextAt) ?? [];
  const known = times.filter((at) => at !== null);
  return known.length === times.length && known.length > 0 ? Math.min(...known) : null;
};

/** What is done now, what waits, and how that ends; none where the line is not paid. */
export function paidWords(reach: ReachView, when: (at: number) => string): readonly Wording[] {
  const { sparing, hiddenBy, servers } = reach;
  if (sparing === null) return [];
  const { isVisiting, isByKeeper, nextAt, openedUntil, older, others } = sparing;
  const words: Wording[] = [];
  const keeperAt = keeperNextAt(reach);
  const isNowhere = !isByKeeper && (hiddenBy !== null || servers.length === 0);
  if (isNowhere) words.push({ id: 'paid.now.nowhere', values: {} });
  else if (isVisiting || nextAt === null) words.push({ id: 'paid.now.visiting', values: {} });
  else if (!isByKeeper) words.push({ id: 'paid.now.next', values: { when: when(nextAt) } });
  else if (keeperAt === null) words.push({ id: 'paid.now.keeperNow', values: {} });
  else words.push({ id: 'paid.now.keeper', values: { when: when(keeperAt) } });
  if (openedUntil !== null) return [...words, { id: 'paid.opened', values: { when: when(openedUntil) } }];
  if (older > 0) words.push({ id: 'paid.older', values: { count: older } });
  if (others > 0) words.push({ id: 'paid.others', values: { count: others } });
  words.push({ id: older + others > 0 ? 'paid.end' : 'paid.nothing', values: {} });
  return words;
}
