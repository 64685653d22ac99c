/**
 * One group at one keeper (SPEC ML13, ML20–ML22): when it is visited, and how
 * that went. Reading is often and cheap; own words are put at once, what others
 * wrote after a while by chance, so that two seldom put the same.
 */
import type { KeeperPlaceView } from '../../../../shared/ipc/keeper-views.ts';
import type { Log } from '../../../../shared/ports/log.ts';
import { createMailBudget } from '../../../../shared/sync/mail-budget.ts';
import { mailPlaces } from '../../../../shared/sync/mail-places.ts';
import { missesOwn } from '../../../../shared/sync/mail-reading.ts';
import type { VisitSteps } from '../../../../shared/sync/mail-steps.ts';
import { type MailAsk, type VisitInput, type VisitReport, visitKeeper } from '../../../../shared/sync/mail-visit.ts';
import { putKeeperMemory, readKeeperMemory, ticketFor } from '../../group/keeper-values.ts';
import type { OpenGroup } from '../../group/open-group.ts';
import type { StopTimer, Timers } from '../../system-ports.ts';
import { createInviteMail } from './invite-mail.ts';
import type { PaidVisits } from '../paid-visits.ts';
import type { AskedReply, MailAsks } from './mail-asks.ts';

/** Own words are put in so long after they were written: more may follow. */
const OWN_MS = 2_000;
/** Read at least so often while the keeper answers, milliseconds. */
export const LOOK_MS = 15 * 60_000;
/** All mailboxes that may hold something are read so often; in between only those that are open. */
const LOOK_WIDE_MS = 6 * 60 * 60_000;
/** What others wrote is put in after a wait by chance between these, milliseconds. */
export const OTHERS_MS = { from: 60_000, to: 6 * 60_000 } as const;
/** The same two over a line that is paid by the megabyte (SPEC MT6). */
const PAID_LOOK_MS = 30 * 60_000;
const PAID_LOOK_WIDE_MS = 24 * 60 * 60_000;
/** After no answer: the first wait, which doubles up to `LOOK_MS`. */
const RETRY_MS = 30_000;
/** News follow each other; one visit reads them all. */
const NEWS_MS = 300;
/** Most mailboxes of one group that are listened at. */
const MAX_WATCHES = 4;

/** How a keeper is, as far as is known here. */
export type KeeperState = Exclude<KeeperPlaceView['state'], 'off'>;

/** What a link knows. Times in milliseconds since 1970 UTC. */
export interface KeeperStatus {
  readonly state: KeeperState;
  readonly since: number;
  readonly lastReadAt: number | null;
  readonly lastPutAt: number | null;
  /** When it is asked again by itself, or null while it is being asked. */
  readonly nextAt: number | null;
}

/** What a link is made of. */
export interface KeeperLinkParts {
  readonly group: OpenGroup;
  readonly server: string;
  readonly asks: MailAsks;
  readonly timers: Timers;
  readonly log: Log;
  /** Something of its status or of what the keeper has is other than before. */
  readonly onChange: () => void;
  /** Entries came: others may be offered them. */
  readonly onTaken: () => void;
  /** Whether the line is paid by the megabyte, and what may travel now (SPEC MT4, MT6). */
  readonly line: Pick<PaidVisits, 'isPaid' | 'travels'>;
  /** Runs work that the disk may fail; false when it did. */
  readonly guarded: (work: () => void) => boolean;
}

/** See the file's head. */
export interface KeeperLink {
  status(): KeeperStatus;
  /** Something was written on this computer. */
  writtenHere(): void;
  /** Something came by another path. */
  cameHere(): void;
  /** The place answers after it did not: whatever listens there may be deaf, so it listens anew, and looks. */
  answersAgain(): void;
  /** The line is paid now, is not any more, or all text may pass for now. */
  lineChanged(): void;
  /** Visits now: the person asks, or a ticket was given. */
  lookNow(): void;
  stop(): void;
}

type Wish = Pick<VisitInput, 'scope' | 'puts'>;
const PUTS = ['nothing', 'own', 'all'] as const;
/** Both wishes in one visit. */
const widen = (a: Wish | null, b: Wish): Wish => ({
  scope: a?.scope === 'all' || b.scope === 'all' ? 'all' : 'open',
  puts: PUTS[Math.max(a ? PUTS.indexOf(a.puts) : 0, PUTS.indexOf(b.puts))] ?? 'own',
});

const STATE_OF: Readonly<Record<VisitReport['outcome'], KeeperState>> = {
  done: 'answering',
  away: 'silent',
  full: 'full',
  refused: 'refuses',
  resting: 'too-much',
  changing: 'too-much',
};

/** Begins to visit. */
export function createKeeperLink(parts: KeeperLinkParts): KeeperLink {
  const { group, server, asks, timers, line } = parts;
  const { ports, store } = group;
  const { clock } = ports;
  const budget = createMailBudget();
  const invites = createInviteMail(group, server, timers.steadyNow);
  const watches = new Map<string, StopTimer>();
  let status: KeeperStatus = {
    state: 'never-asked',
    since: clock.now(),
    lastReadAt: null,
    lastPutAt: null,
    nextAt: null,
  };
  let memory = readKeeperMemory(store, server);
  let logBefore: string | null = null;
  let wideAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let wish: Wish | null = null;
  let isVisiting = false;
  let isStopped = false;
  let takeBack: StopTimer = () => {};
  const timersBy: { look: StopTimer; own: StopTimer | null; others: StopTimer | null; news: StopTimer | null } = {
    look: () => {},
    own: null,
    others: null,
    news: null,
  };

  const chance = (from: number, to: number): number => {
    const [high = 0, low = 0] = ports.random.bytes(2);
    return Math.round(from + ((high * 256 + low) / 65_536) * (to - from));
  };

  function tell(next: Partial<KeeperStatus>): void {
    const since = next.state !== undefined && next.state !== status.state ? clock.now() : status.since;
    status = { ...status, ...next, since };
    parts.onChange();
  }

  /** A visit that was read to its end looks after the group's invites as well (SPEC JK5). */
  function* withInvites(visiting: VisitSteps<VisitReport>, isWanted: boolean): VisitSteps<VisitReport> {
    const report = yield* visiting;
    const looking = report.readToEnd ? invites.steps(isWanted) : null;
    if (!looking) return report;
    const { passedOver } = yield* looking;
    return { ...report, passedOver: report.passedOver + passedOver };
  }

  function visit(wanted: Wish, isWanted = false): void {
    wish = widen(wish, wanted);
    if (isVisiting || isStopped) return;
    const isWideDue = timers.steadyNow() - wideAt >= (line.isPaid() ? PAID_LOOK_WIDE_MS : LOOK_WIDE_MS);
    const wished = widen(wish, { scope: isWideDue ? 'all' : 'open', puts: 'nothing' });
    const { scope } = wished;
    const puts = wished.puts === 'all' && !line.travels('others') ? 'own' : wished.puts;
    wish = null;
    isVisiting = true;
    timersBy.look();
    status = { ...status, nextAt: null };
    const before = memory;
    const visiting = visitKeeper({
      groupId: group.groupId,
      deviceId: group.deviceId,
      signingSecret: group.signing.secretKey,
      replica: group.replica,
      haves: () => store.haves(),
      random: ports.random,
      now: clock.now,
      budget,
      ticket: ticketFor(store, server),
      scope,
      puts,
      checks: !line.isPaid(),
      logBefore,
      memory,
      keep(next) {
        putKeeperMemory(store, server, next);
        memory = next;
      },
    });
    const steps = withInvites(visiting, isWanted);
    const go = (reply: AskedReply | null): void => {
      if (isStopped) return;
      if (reply?.type === 'none') {
        end({ state: 'no-mailboxes' });
        return;
      }
      let step: IteratorResult<MailAsk, VisitReport> | null = null;
      const isWritten = parts.guarded(() => {
        step = reply === null ? steps.next() : steps.next(reply);
      });
      const taken = step as IteratorResult<MailAsk, VisitReport> | null;
      // A disk that fails ends the visit; what was not remembered is read again.
      if (!isWritten || taken === null) end({});
      else if (taken.done) {
        if (taken.value.readToEnd && scope === 'all') wideAt = timers.steadyNow();
        ended(taken.value, puts !== 'nothing', before !== memory);
      } else takeBack = asks.ask(server, taken.value, (next) => go(next));
    };
    go(null);
  }

  function ended(report: VisitReport, hasPut: boolean, isNews: boolean): void {
    const now = clock.now();
    const { outcome, accepted, passedOver, put, readToEnd } = report;
    if (readToEnd) logBefore = report.log;
    if (passedOver > 0) parts.log.event('mail.passedOver', { count: passedOver });
    if (accepted > 0) parts.onTaken();
    const isForgetful = outcome === 'done' && missesOwn(memory, now);
    // Whether it takes anything again is known once something is put.
    const isStillClosed = outcome === 'done' && !hasPut && (status.state === 'full' || status.state === 'refuses');
    end({
      state: isForgetful ? 'forgetful' : isStillClosed ? status.state : STATE_OF[outcome],
      ...(readToEnd ? { lastReadAt: now } : {}),
      ...(put > 0 ? { lastPutAt: now } : {}),
    });
    if (readToEnd) listen();
    if (isNews || accepted > 0) othersLater();
  }

  /** A visit is over; the next one is set. */
  function end(next: Partial<KeeperStatus>): void {
    isVisiting = false;
    failures = next.state === 'silent' || next.state === undefined ? failures + 1 : 0;
    const lookMs = line.isPaid() ? PAID_LOOK_MS : LOOK_MS;
    const retryMs = failures > 0 ? Math.min(lookMs, RETRY_MS * 2 ** Math.min(failures - 1, 16)) : lookMs;
    const wait = chance(retryMs * 0.85, retryMs * 1.15);
    timersBy.look = timers.after(wait, () => visit({ scope: 'open', puts: 'own' }));
    tell({ ...next, nextAt: clock.now() + wait });
    if (wish !== null && next.state !== 'silent') visit(wish);
  }

  /** Listens at the mailboxes into which something may come now; at none over a paid line. */
  function listen(): void {
    const { reads } = mailPlaces(group.replica, group.deviceId, clock.now());
    // Over a paid line the next visit brings it: a watch alone is asked every 45 s whether it is there.
    const due = line.isPaid() ? [] : reads.filter(({ isOpen }) => isOpen).slice(0, MAX_WATCHES);
    const names = new Set(due.map(({ name }) => name));
    for (const [name, stop] of [...watches]) {
      if (names.has(name)) continue;
      stop();
      watches.delete(name);
    }
    for (const { name, mailbox } of due) {
      if (watches.has(name)) continue;
      watches.set(
        name,
        asks.watch(server, mailbox.name, () => {
          timersBy.news ??= timers.after(NEWS_MS, () => {
            timersBy.news = null;
            visit({ scope: 'open', puts: 'nothing' });
          });
        }),
      );
    }
  }

  function othersLater(): void {
    timersBy.others ??= timers.after(chance(OTHERS_MS.from, OTHERS_MS.to), () => {
      timersBy.others = null;
      visit({ scope: 'open', puts: 'all' });
    });
  }

  // Not within the call that makes the link: the group may still be opening.
  timersBy.own = timers.after(0, () => {
    timersBy.own = null;
    visit({ scope: 'all', puts: 'own' });
  });
  othersLater();

  return {
    status: () => status,
    writtenHere() {
      timersBy.own ??= timers.after(OWN_MS, () => {
        timersBy.own = null;
        visit({ scope: 'open', puts: 'own' });
      });
    },
    cameHere: othersLater,
    answersAgain() {
      for (const stop of watches.values()) stop();
      watches.clear();
      visit({ scope: 'open', puts: 'own' });
    },
    lineChanged() {
      if (!line.isPaid()) {
        visit({ scope: 'open', puts: 'own' });
        othersLater();
        return;
      }
      listen();
      // The person asks for all text, and waits for it.
      if (line.travels('others')) visit({ scope: 'open', puts: 'all' });
    },
    lookNow: () => visit({ scope: 'open', puts: 'own' }, true),
    stop() {
      isStopped = true;
      takeBack();
      timersBy.look();
      for (const stop of [timersBy.own, timersBy.others, timersBy.news, ...watches.values()]) stop?.();
      watches.clear();
    },
  };
}
