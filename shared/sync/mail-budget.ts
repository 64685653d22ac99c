/** What a keeper may cost (SPEC ML8): one that is hostile, or broken, gets no more work than that. */

const HOUR_MS = 3_600_000;
/** Most parcels and bytes that are taken from one keeper in an hour, and times that it may have lost its store. */
export const HOURLY = { parcels: 2_048, bytes: 64 * 1024 * 1024, losses: 4 } as const;

/** The same for the mailboxes of a group's invites, where whoever holds an invite may put what they like (SPEC JK6). */
export const HOURLY_INVITES = { parcels: 64, bytes: 4 * 1024 * 1024, losses: 4 } as const;

/** Counts within hours by the clock that it is given; one that is set back begins a new one. */
export interface MailBudget {
  /** Why the keeper is asked nothing more in this hour, or null. */
  spentBy(now: number): 'resting' | 'changing' | null;
  /** Counts what came. */
  took(parcels: number, bytes: number, now: number): void;
  /** Counts a lost store. */
  lost(now: number): void;
}

/** A full budget. */
export function createMailBudget(hourly: Readonly<Record<keyof typeof HOURLY, number>> = HOURLY): MailBudget {
  let since = 0;
  let used = { parcels: 0, bytes: 0, losses: 0 };
  const turn = (now: number): void => {
    if (Math.abs(now - since) < HOUR_MS) return;
    since = now;
    used = { parcels: 0, bytes: 0, losses: 0 };
  };
  return {
    spentBy(now) {
      turn(now);
      if (used.losses > hourly.losses) return 'changing';
      return used.parcels < hourly.parcels && used.bytes < hourly.bytes ? null : 'resting';
    },
    took(parcels, bytes, now) {
      turn(now);
      used = { ...used, parcels: used.parcels + parcels, bytes: used.bytes + bytes };
    },
    lost(now) {
      turn(now);
      used = { ...used, losses: used.losses + 1 };
    },
  };
}
