/** Folds own finished entries when it has been quiet (SPEC EG7). */
import type { GroupId } from '../../../shared/brand.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import type { OpenGroup } from './open-group.ts';

/** Quiet time after a change before own entries are folded, milliseconds. */
const FOLD_AFTER_MS = 5_000;

/** See the file's head. */
export interface Folding {
  /** Folds once the group has been quiet; called again before that, the wait begins anew. */
  later(groupId: GroupId): void;
  stop(groupId: GroupId): void;
  stopAll(): void;
}

/** Folds in the groups that `groupOf` knows. */
export function createFolding(timers: Timers, groupOf: (groupId: GroupId) => OpenGroup | undefined): Folding {
  const stops = new Map<GroupId, StopTimer>();
  const stop = (groupId: GroupId): void => {
    stops.get(groupId)?.();
    stops.delete(groupId);
  };
  function later(groupId: GroupId): void {
    stop(groupId);
    const fold = (): void => {
      stops.delete(groupId);
      const group = groupOf(groupId);
      // One at a time, so that a long history folds between requests and not before them.
      if (group?.isMember() && group.replica.fold()) later(groupId);
    };
    stops.set(groupId, timers.after(FOLD_AFTER_MS, fold));
  }
  return {
    later,
    stop,
    stopAll() {
      for (const groupId of [...stops.keys()]) stop(groupId);
    },
  };
}
