/**
 * A group's keepers (SPEC ML17, ML18, ML22, ML23): one link for each of its
 * meeting places while the group has agreed to it, this computer goes there,
 * and this person is in or is saying that they leave.
 */
import type { KeeperPlaceView, KeeperView } from '../../../../shared/ipc/keeper-views.ts';
import type { Log } from '../../../../shared/ports/log.ts';
import { keeperAllowed } from '../../../../shared/group/policy.ts';
import { waitingAt } from '../../../../shared/sync/mail-putting.ts';
import { chainText } from '../../../../shared/sync/sync-source.ts';
import { viewQuestion } from '../../group/keeper-question.ts';
import { hasTicket, mayUseKeepers, readKeeperMemory, usesKeepers } from '../../group/keeper-values.ts';
import { mayAllowKeeper } from '../../group/may.ts';
import type { OpenGroup } from '../../group/open-group.ts';
import { isLeaving } from '../../group/past.ts';
import type { Timers } from '../../system-ports.ts';
import { createKeeperLink, type KeeperLink } from './keeper-link.ts';
import type { PaidVisits } from '../paid-visits.ts';
import type { MailAsks } from './mail-asks.ts';

/** What somebody said that they hold of their own words has so long to come, milliseconds, before it counts as withheld. */
export const GRACE_MS = 60 * 60_000;

/** What it is made of. */
export interface GroupMailParts {
  readonly group: OpenGroup;
  readonly asks: MailAsks;
  readonly timers: Timers;
  readonly log: Log;
  readonly onChange: () => void;
  readonly onTaken: () => void;
  readonly guarded: (work: () => void) => boolean;
  /** Whether the line is paid by the megabyte, and what may travel now (SPEC MT4, MT6). */
  readonly line: Pick<PaidVisits, 'isPaid' | 'travels'>;
}

/** See the file's head. */
export interface GroupMail {
  /** Begins and ends links as is due. */
  refresh(): void;
  changed(isRemote: boolean): void;
  /** A meeting place answers after it did not. */
  answersAgain(server: string): void;
  /** A keeper of the group answers, and takes what it is given. */
  isAnswered(): boolean;
  /** The line is paid now, is not any more, or all text may pass for now. */
  lineChanged(): void;
  view(): KeeperView | null;
  /** Asks one keeper again, or all. */
  lookNow(): void;
  stop(): void;
}

/** Starts without links; `refresh` makes them. */
export function createGroupMail(parts: GroupMailParts): GroupMail {
  const { group } = parts;
  const { clock } = group.ports;
  const links = new Map<string, KeeperLink>();
  /** Since when more of an own chain was told than came, by chain. */
  const lacking = new Map<string, { readonly seq: number; readonly since: number }>();

  const isDue = (): boolean =>
    mayUseKeepers(group) && (group.values.leavingUntil() === null ? group.isMember() : isLeaving(group, clock.now()));

  /** Notes what somebody holds of their own words and is not here; gives how many places have been out too long. */
  function withheld(): number {
    const held = new Map(group.replica.frontier().map((row) => [chainText(row), row.seq]));
    const seen = new Set<string>();
    let places = 0;
    for (const { holder, chain, seq } of group.store.haves()) {
      const key = chainText(chain);
      const here = held.get(key) ?? 0;
      if (holder !== chain.deviceId || seq <= here || !group.replica.isActive(holder)) continue;
      seen.add(key);
      // Progress begins a new wait.
      const known = lacking.get(key);
      if (known?.seq !== here) lacking.set(key, { seq: here, since: clock.now() });
      else if (clock.now() - known.since >= GRACE_MS) places += seq - here;
    }
    for (const key of [...lacking.keys()]) if (!seen.has(key)) lacking.delete(key);
    return places;
  }

  function placeView(address: string): KeeperPlaceView {
    const memory = readKeeperMemory(group.store, address);
    const now = clock.now();
    const status = links.get(address)?.status() ?? null;
    const ends = memory.held.filter(({ until, lane }) => until > now && lane === 'content').map(({ until }) => until);
    const looked = {
      groupId: group.groupId,
      deviceId: group.deviceId,
      replica: group.replica,
      haves: () => group.store.haves(),
      now: clock.now,
    };
    return {
      address,
      state: status?.state ?? 'off',
      since: status?.since ?? null,
      lastReadAt: status?.lastReadAt ?? null,
      lastPutAt: status?.lastPutAt ?? null,
      nextAt: status?.nextAt ?? null,
      waiting: status ? waitingAt(looked, memory) : 0,
      keptUntil: ends.length > 0 ? Math.max(...ends) : null,
      hasTicket: hasTicket(group.store, address),
    };
  }

  return {
    refresh() {
      const due = new Set(isDue() ? group.values.servers() : []);
      let isOther = false;
      for (const [server, link] of [...links]) {
        if (due.has(server)) continue;
        link.stop();
        links.delete(server);
        isOther = true;
      }
      for (const server of due) {
        if (links.has(server)) continue;
        links.set(server, createKeeperLink({ ...parts, server }));
        isOther = true;
      }
      if (isOther) parts.onChange();
    },
    changed(isRemote) {
      for (const link of links.values()) {
        if (isRemote) link.cameHere();
        else link.writtenHere();
      }
    },
    answersAgain: (server) => links.get(server)?.answersAgain(),
    isAnswered: () => [...links.values()].some((link) => link.status().state === 'answering'),
    lineChanged() {
      for (const link of links.values()) link.lineChanged();
    },
    view() {
      const roster = group.replica.roster();
      if (!roster) return null;
      return {
        allowed: keeperAllowed(roster.policy),
        mayAllow: mayAllowKeeper(roster, group.memberId),
        question: viewQuestion(group, roster),
        here: usesKeepers(group.store),
        places: group.values.servers().map(placeView),
        withheld: withheld(),
      };
    },
    lookNow() {
      for (const link of links.values()) link.lookNow();
    },
    stop() {
      for (const link of links.values()) link.stop();
      links.clear();
    },
  };
}
