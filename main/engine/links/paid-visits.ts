/**
 * When a group connects to the others while the line is paid by the megabyte
 * (SPEC MT6): it connects, syncs and parts. An idle connection asks some thirty
 * times a minute whether it is still there, which is most of what a quiet day
 * costs. Visits begin at the half hours of everybody's clock, so that two who
 * spare their lines meet all the same.
 */
import { mayTravel, type TravelKind } from '../../../shared/sync/travel.ts';
import type { StopTimer, Timers } from '../system-ports.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** A visit by itself begins at every multiple of this, milliseconds since 1970 UTC. */
export const VISIT_EVERY_MS = 30 * MINUTE_MS;
/** Where nobody is met a visit lasts so long: clocks differ, and connecting takes time. */
export const WAIT_MS = 90 * SECOND_MS;
/** Where nothing passed for so long, it is over: what was gathered was acknowledged, and what was late asked again. */
export const QUIET_MS = 15 * SECOND_MS;
/** The longest visit: more than this is taken up by the next one. */
export const LONGEST_MS = 3 * MINUTE_MS;
/** After the start a keeper has so long to answer, and to spare a visit. */
const FIRST_MS = 5 * SECOND_MS;
/** All text may pass for so long after the person asked for it. */
const OPENED_MS = 10 * MINUTE_MS;

/** What visits are made of. */
export interface PaidVisitsParts {
  readonly timers: Timers;
  readonly clock: { now(): number };
  /** Whether the line is paid now. */
  readonly isPaid: () => boolean;
  /** Whether somebody is connected at this moment. */
  readonly isInTouch: () => boolean;
  /** A keeper answers and carries what is written: then nobody is connected to by itself. */
  readonly isByKeeper: () => boolean;
  /** The line is paid now, is not any more, or all text may pass for now. */
  readonly onLine: () => void;
  /** Rooms may be due or not due any more; `isOver`: channels end. */
  readonly onChange: (isOver: boolean) => void;
}

/** See the file's head. */
export interface PaidVisits {
  /** Whether the group's own meeting places may be gone to now: always, where the line is not paid. */
  isOut(): boolean;
  travels(kind: TravelKind): boolean;
  isPaid(): boolean;
  /** Looks whether the line is paid now. */
  lineChanged(): void;
  /** Something was written here. */
  wrote(): void;
  /** A channel opened, or something passed on one. */
  stirred(): void;
  /** The person asks for everything. */
  open(): void;
  /** Times in milliseconds since 1970 UTC; null where the line is not paid. */
  view(): { readonly isVisiting: boolean; readonly nextAt: number | null; readonly openedUntil: number | null } | null;
  stop(): void;
}

interface Visit {
  readonly since: number;
  stirredAt: number | null;
}

/** Begins with a visit soon, where the line is paid and no keeper answers. */
export function createPaidVisits(parts: PaidVisitsParts): PaidVisits {
  const { timers, clock } = parts;
  let wasPaid = parts.isPaid();
  let visit: Visit | null = null;
  /** On the steady clock; null while nothing is opened. */
  let openedUntil: number | null = null;
  let stopTimer: StopTimer = () => {};
  let isStopped = false;

  const now = (): number => timers.steadyNow();
  const isOpened = (): boolean => openedUntil !== null && now() < openedUntil;
  const nextInMs = (): number => VISIT_EVERY_MS - (clock.now() % VISIT_EVERY_MS);

  function endsAt({ since, stirredAt }: Visit): number {
    const quiet = stirredAt === null ? since + WAIT_MS : stirredAt + QUIET_MS;
    return isOpened() ? quiet : Math.min(quiet, since + LONGEST_MS);
  }

  function later(): void {
    stopTimer();
    if (isStopped || !wasPaid) return;
    const wait = visit ? Math.max(0, endsAt(visit) - now()) : nextInMs();
    stopTimer = timers.after(wait, () => {
      if (!visit) beginUnlessByKeeper();
      else if (now() < endsAt(visit)) later();
      else end();
    });
  }

  function begin(): void {
    if (visit) return;
    visit = { since: now(), stirredAt: parts.isInTouch() ? now() : null };
    later();
    parts.onChange(false);
  }

  function end(): void {
    visit = null;
    openedUntil = null;
    later();
    parts.onChange(true);
  }

  /** What is due when nobody is being visited. */
  const beginUnlessByKeeper = (): void => {
    if (parts.isByKeeper()) later();
    else begin();
  };

  if (wasPaid) stopTimer = timers.after(FIRST_MS, beginUnlessByKeeper);

  return {
    isPaid: () => wasPaid,
    isOut: () => !wasPaid || visit !== null,
    travels: (kind) => mayTravel({ isPaid: wasPaid, isOpened: isOpened() }, kind),
    lineChanged() {
      const isPaid = parts.isPaid();
      if (isPaid === wasPaid || isStopped) return;
      wasPaid = isPaid;
      visit = null;
      openedUntil = null;
      if (isPaid) begin();
      else {
        later();
        // Channels begin anew: what a peer was not given on one, it does not ask for again there.
        parts.onChange(true);
      }
      parts.onLine();
    },
    wrote() {
      if (!wasPaid || visit || isStopped) return;
      // After the step in which it was written.
      stopTimer();
      stopTimer = timers.after(0, beginUnlessByKeeper);
    },
    stirred() {
      if (!visit) return;
      const isFirst = visit.stirredAt === null;
      visit.stirredAt = now();
      // From here on it ends sooner than where nobody is met.
      if (isFirst) later();
    },
    open() {
      if (!wasPaid) return;
      openedUntil = now() + OPENED_MS;
      // Channels of the visit before begin anew, as above.
      if (visit) parts.onChange(true);
      visit = { since: now(), stirredAt: null };
      later();
      parts.onChange(false);
      parts.onLine();
    },
    view() {
      if (!wasPaid) return null;
      const opened = openedUntil !== null && isOpened() ? clock.now() + openedUntil - now() : null;
      return { isVisiting: visit !== null, nextAt: visit ? null : clock.now() + nextInMs(), openedUntil: opened };
    },
    stop() {
      isStopped = true;
      stopTimer();
    },
  };
}
