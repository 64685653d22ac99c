/**
 * The own request to join at the keepers of a group that agreed to them (SPEC
 * JK3, JK9): where it lies, and whether it was answered. One link for each
 * meeting place, while this person asks and the invite says that the group has
 * keepers. Whoever was told no still looks for an admission: a no is a word, an
 * admission a proof.
 */
import type { JoinKeeperPlaceView, JoinKeeperView } from '../../../../shared/ipc/keeper-views.ts';
import { inviteKeys } from '../../../../shared/group/invite.ts';
import { inviteMailboxOf, KEPT_MS, openWeeks } from '../../../../shared/group/mailbox.ts';
import { requestIdOf } from '../../../../shared/group/join.ts';
import type { Log } from '../../../../shared/ports/log.ts';
import { visitToAsk } from '../../../../shared/sync/join-asking.ts';
import { ownOf } from '../../../../shared/sync/join-memory.ts';
import type { OpenAnswer } from '../../../../shared/sync/join-parcel.ts';
import { createMailBudget } from '../../../../shared/sync/mail-budget.ts';
import { takeOpened } from '../../../../shared/sync/mail-intake.ts';
import type { MailAsk, VisitOutcome } from '../../../../shared/sync/mail-steps.ts';
import type { PendingJoin, ToldOfJoin } from '../../group/joins.ts';
import { hasTicket, putJoinMemory, readJoinMemory, ticketFor, usesKeepers } from '../../group/keeper-values.ts';
import type { OpenGroup } from '../../group/open-group.ts';
import type { StopTimer, Timers } from '../../system-ports.ts';
import { AWAITED_MS } from '../rooms.ts';
import { LOOK_MS } from './keeper-link.ts';
import type { AskedReply, MailAsks } from './mail-asks.ts';

/** A direct connection that comes about at once needs no keeper, milliseconds. */
const FIRST_MS = 3_000;
/** After no answer: the first wait, which doubles up to `LOOK_MS`. */
const RETRY_MS = 30_000;
/** News follow each other; one visit reads them all. */
const NEWS_MS = 300;
/** A keeper rounds the days of what it keeps, milliseconds. */
const ROUNDING_MS = 3_600_000;

/** What it is made of. */
export interface JoinMailParts {
  readonly group: OpenGroup;
  /** The own request, while there is one. */
  readonly join: () => PendingJoin | null;
  readonly asks: MailAsks;
  readonly timers: Timers;
  readonly log: Log;
  readonly onChange: () => void;
  /** A member answered. */
  readonly onTold: (told: ToldOfJoin) => void;
  /** Runs work that the disk may fail; false when it did. */
  readonly guarded: (work: () => void) => boolean;
}

/** See the file's head. */
export interface JoinMail {
  /** Begins and ends links as is due. */
  refresh(): void;
  /** A meeting place answers after it did not. */
  answersAgain(server: string): void;
  /** Asks every keeper again. */
  lookNow(): void;
  /** Null where the invite does not say that the group has keepers. */
  view(): JoinKeeperView | null;
  stop(): void;
}

interface JoinLink {
  look(): void;
  listenAnew(): void;
  view(): JoinKeeperPlaceView;
  stop(): void;
}

const STATE_OF: Readonly<Record<Exclude<VisitOutcome, 'done'>, JoinKeeperPlaceView['state']>> = {
  away: 'silent',
  full: 'full',
  refused: 'refuses',
  resting: 'too-much',
  changing: 'too-much',
};

/** True when nobody looks into the invite's mailbox any more. */
const isPast = ({ invite }: PendingJoin, now: number): boolean => invite.expiresAt + AWAITED_MS <= now;

/** One meeting place. */
function createJoinLink(parts: JoinMailParts, join: PendingJoin, server: string): JoinLink {
  const { group, asks, timers } = parts;
  const { store, ports } = group;
  const { clock } = ports;
  const { rvSeed, sign } = inviteKeys(join.groupId, join.invite.secret);
  const requestId = requestIdOf(join.blob);
  const budget = createMailBudget();
  let state: JoinKeeperPlaceView['state'] = 'asking';
  let since = clock.now();
  let nextAt: number | null = null;
  let failures = 0;
  let isVisiting = false;
  let isStopped = false;
  let watched: readonly StopTimer[] = [];
  let takeBack: StopTimer = () => {};
  let stopNext: StopTimer = () => {};
  let stopNews: StopTimer | null = null;

  function tell(next: JoinKeeperPlaceView['state']): void {
    if (next !== state) since = clock.now();
    state = next;
    parts.onChange();
  }

  function take({ state: told, opened }: OpenAnswer): void {
    if (told !== 'admitted') {
      parts.onTold(told);
      return;
    }
    // The log itself is verified as a peer's is, and says whether this person is in.
    const intake = takeOpened(group.replica, group.groupId, opened);
    if (intake.tag === 'passed-over') parts.log.event('mail.passedOver', { count: 1 });
  }

  function visit(): void {
    if (isVisiting || isStopped || isPast(join, clock.now())) return;
    isVisiting = true;
    stopNext();
    nextAt = null;
    const steps = visitToAsk({
      groupId: group.groupId,
      rvSeed,
      inviteSecretKey: sign.secretKey,
      blob: join.blob,
      requestId,
      since: join.since,
      puts: parts.join()?.state === 'looking' && join.invite.expiresAt > clock.now(),
      kemSecrets: group.secrets.kemSecrets.map((secret) => secret.reveal()),
      random: ports.random,
      now: clock.now,
      budget,
      ticket: ticketFor(store, server),
      onAnswer: take,
      memory: readJoinMemory(store, server),
      keep: (memory) => putJoinMemory(store, server, memory),
    });
    const go = (reply: AskedReply | null): void => {
      if (isStopped) return;
      if (reply?.type === 'none') {
        end('no-mailboxes');
        return;
      }
      let step: IteratorResult<MailAsk, VisitOutcome> | null = null;
      const isWritten = parts.guarded(() => {
        step = reply === null ? steps.next() : steps.next(reply);
      });
      const taken = step as IteratorResult<MailAsk, VisitOutcome> | null;
      if (isStopped) return;
      if (!isWritten || taken === null) end('silent');
      else if (!taken.done) takeBack = asks.ask(server, taken.value, go);
      else {
        end(taken.value === 'done' ? stateNow() : STATE_OF[taken.value]);
        listen();
      }
    };
    go(null);
  }

  /** How an answering keeper is. */
  function stateNow(): JoinKeeperPlaceView['state'] {
    const own = ownOf(readJoinMemory(store, server), requestId);
    if (own === null) return 'answering';
    return own.isThere ? 'lies' : 'forgetful';
  }

  /** A visit is over; the next one is set. */
  function end(next: JoinKeeperPlaceView['state']): void {
    isVisiting = false;
    failures = next === 'silent' ? failures + 1 : 0;
    const wait = failures > 0 ? Math.min(LOOK_MS, RETRY_MS * 2 ** Math.min(failures - 1, 16)) : LOOK_MS;
    stopNext = timers.after(wait, visit);
    nextAt = clock.now() + wait;
    tell(next);
  }

  /** Listens where an answer may come: in this week's mailbox, and in the one where the request lies. */
  function listen(): void {
    if (watched.length > 0) return;
    const own = ownOf(readJoinMemory(store, server), requestId);
    const weeks = new Set([...(own ? [own.week] : []), ...openWeeks(clock.now())]);
    watched = [...weeks].map((week) =>
      asks.watch(server, inviteMailboxOf(rvSeed, week).name, () => {
        stopNews ??= timers.after(NEWS_MS, () => {
          stopNews = null;
          visit();
        });
      }),
    );
  }

  function listenAnew(): void {
    for (const stop of watched) stop();
    watched = [];
  }

  stopNext = timers.after(FIRST_MS, visit);

  return {
    look: visit,
    listenAnew() {
      listenAnew();
      visit();
    },
    view() {
      const own = ownOf(readJoinMemory(store, server), requestId);
      const isLying = own?.isThere === true;
      return {
        address: server,
        state,
        since,
        keptUntil: isLying ? own.at + KEPT_MS - ROUNDING_MS : null,
        nextAt,
        hasTicket: hasTicket(store, server),
      };
    },
    stop() {
      isStopped = true;
      takeBack();
      stopNext();
      stopNews?.();
      listenAnew();
    },
  };
}

/** Starts without links; `refresh` makes them. */
export function createJoinMail(parts: JoinMailParts): JoinMail {
  const { group } = parts;
  const links = new Map<string, JoinLink>();

  /** The request that is looked after now. */
  function dueJoin(): PendingJoin | null {
    const join = parts.join();
    if (!join?.invite.keeper || group.isMember() || join.state === 'invite-closed') return null;
    return usesKeepers(group.store) && !isPast(join, group.ports.clock.now()) ? join : null;
  }

  return {
    refresh() {
      const join = dueJoin();
      const due = new Set(join ? group.values.servers() : []);
      for (const [server, link] of [...links]) {
        if (due.has(server)) continue;
        link.stop();
        links.delete(server);
      }
      for (const server of due) {
        if (join && !links.has(server)) links.set(server, createJoinLink(parts, join, server));
      }
    },
    answersAgain: (server) => links.get(server)?.listenAnew(),
    lookNow() {
      for (const link of links.values()) link.look();
    },
    view: () => (dueJoin() ? { places: [...links.values()].map((link) => link.view()) } : null),
    stop() {
      for (const link of links.values()) link.stop();
      links.clear();
    },
  };
}
