/**
 * What is done when the log says that this person is out (SPEC EG36). The next
 * of it may say that whoever removed them was removed at the same time, so the
 * rest is waited for, in the group's rooms, and nobody is told anything before.
 */
import type { GroupId } from '../../shared/brand.ts';
import type { StopTimer, Timers } from './system-ports.ts';

/** How long the rest of the log is waited for after the last word of it, milliseconds. */
const REST_OF_LOG_MS = 1_000;

/** See the file's head. */
export interface Removals {
  /** `settle` follows once the log has been quiet. */
  later(groupId: GroupId): void;
  stopAll(): void;
}

/** Waits with `settle`, which draws the consequences for a group. */
export function createRemovals(timers: Timers, settle: (groupId: GroupId) => void): Removals {
  const stops = new Map<GroupId, StopTimer>();
  return {
    later(groupId) {
      stops.get(groupId)?.();
      const stop = timers.after(REST_OF_LOG_MS, () => {
        stops.delete(groupId);
        settle(groupId);
      });
      stops.set(groupId, stop);
    },
    stopAll() {
      for (const stop of stops.values()) stop();
      stops.clear();
    },
  };
}
