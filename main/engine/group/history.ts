/** What newcomers read: between the days of the log and the words of the ui, and the keys that follow from them. */
import type { EpochId, OpId } from '../../../shared/brand.ts';
import { HISTORY_ALL } from '../../../shared/group/policy.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import { epochHeads } from '../../../shared/group/select.ts';
import type { HistoryView } from '../../../shared/ipc/views.ts';
import type { OpenGroup } from './open-group.ts';

const DAY_MS = 86_400_000;

/** `Policy.history` of a choice. */
export function historyToDays(history: HistoryView): number {
  if (history.reads === 'everything') return HISTORY_ALL;
  return history.reads === 'days' ? history.days : 0;
}

/** The choice that `Policy.history` stands for. */
export function daysToHistory(days: number): HistoryView {
  if (days === HISTORY_ALL) return { reads: 'everything' };
  return days === 0 ? { reads: 'since-joining' } : { reads: 'days', days };
}

/** When an epoch went out of use: the latest claimed time of the operations that superseded it, milliseconds; null while it is in use. */
function endOfUse(group: OpenGroup, roster: Roster, epochId: EpochId): number | null {
  const times = roster.epochs
    .filter((epoch) => epoch.valid && epoch.supersedes.includes(epochId))
    // An epoch's id is that of the operation that introduced it.
    .map((epoch) => group.replica.logOp(epoch.epochId as string as OpId)?.ts ?? 0);
  return times.length === 0 ? null : Math.max(...times);
}

/**
 * The epoch keys that a newcomer gets (SPEC IV10). "Everything": every key that
 * is here. "Since joining": none; a new epoch begins with the admission. A
 * number of days: the epochs in use now, and those whose use ended within that
 * time. An epoch is given whole or not at all, so that what was written in it
 * before those days can be read as well: at most what one epoch lasted.
 */
export function keysForNewcomer(group: OpenGroup, roster: Roster, days: number): ReadonlyMap<EpochId, Uint8Array> {
  const { epochKeys } = group.replica.keys();
  if (days === HISTORY_ALL) return epochKeys;
  if (days === 0) return new Map();
  const since = group.ports.clock.now() - days * DAY_MS;
  const inUse = new Set(epochHeads(roster).map((epoch) => epoch.epochId));
  const readable = roster.epochs.filter(({ epochId, valid }) => {
    if (!valid) return false;
    const end = endOfUse(group, roster, epochId);
    return inUse.has(epochId) || (end !== null && end > since);
  });
  return new Map(
    readable.flatMap(({ epochId }) => {
      const key = epochKeys.get(epochId);
      return key ? [[epochId, key] as const] : [];
    }),
  );
}
