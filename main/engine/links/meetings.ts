/** When a member's device was last met: noted at once, written down at most every minute. */
import type { MemberId } from '../../../shared/brand.ts';
import type { OpenGroup } from '../group/open-group.ts';

/** Shortest time between two notes about the same member on the disk, milliseconds. */
const NOTE_MS = 60_000;

/** See the file's head. */
export interface Meetings {
  /** Something was exchanged with this member now. */
  note(memberId: MemberId): void;
}

/** Notes meetings of one group. */
export function createMeetings(group: OpenGroup): Meetings {
  const noted = new Map<MemberId, number>();
  return {
    note(memberId) {
      const now = group.ports.clock.now();
      const before = noted.get(memberId);
      if (before !== undefined && now >= before && now - before < NOTE_MS) return;
      noted.set(memberId, now);
      group.store.transact(() => {
        group.values.setMetAt(memberId, now);
        group.values.setLastExchangeAt(now);
      });
    },
  };
}
