/** View models of a group's keepers. Plain values; times are milliseconds since 1970 UTC. */
import type { OpId } from '../brand.ts';

/** How one meeting place is as a keeper. */
export interface KeeperPlaceView {
  readonly address: string;
  readonly state: /** Not asked: the group has not agreed, or this computer keeps away. */
    | 'off'
    | 'never-asked'
    | 'answering'
    | 'silent'
    /** It is a meeting place and nothing more. */
    | 'no-mailboxes'
    | 'full'
    /** It wants a ticket, or this one is used up for today. */
    | 'refuses'
    /** It gave more than an hour's work, or lost what it had too often; it is left for the rest of the hour. */
    | 'too-much'
    /** It did not give back what it said it kept. */
    | 'forgetful';
  readonly since: number | null;
  readonly lastReadAt: number | null;
  readonly lastPutAt: number | null;
  /** When it is asked again by itself; null while it is being asked, and when it is not. */
  readonly nextAt: number | null;
  /** Entries and operations that somebody may lack and that are not there yet. */
  readonly waiting: number;
  /** Until when it keeps something of the group, as far as is known here. */
  readonly keptUntil: number | null;
  readonly hasTicket: boolean;
}

/** In a group of equals: somebody asked whether the group wants keepers, and one more who agrees turns them on. */
export interface KeeperQuestionView {
  readonly op: OpId;
  readonly byName: string;
  readonly byMe: boolean;
  readonly at: number;
}

/** A group's keepers. */
export interface KeeperView {
  /** The group has agreed that keepers may hold sealed entries. */
  readonly allowed: boolean;
  /** This person may change that; among equals, ask for it or end it. */
  readonly mayAllow: boolean;
  /** Null while nobody asks, and always in a group with facilitators. */
  readonly question: KeeperQuestionView | null;
  /** This computer goes to keepers when the group has agreed. */
  readonly here: boolean;
  readonly places: readonly KeeperPlaceView[];
  /** Entries that somebody said they wrote and that have not come for an hour, by any path. */
  readonly withheld: number;
}

/** How a newcomer's request is at one meeting place. */
export interface JoinKeeperPlaceView {
  readonly address: string;
  readonly state: /** It has not answered yet. */
    | 'asking'
    /** The request lies there. */
    | 'lies'
    /** It answers, and the request is not there: the group has it already. */
    | 'answering'
    | 'silent'
    | 'no-mailboxes'
    | 'full'
    /** It wants a ticket, or this one is used up for today. */
    | 'refuses'
    | 'too-much'
    /** It does not give the request back; it is given it again later. */
    | 'forgetful';
  readonly since: number;
  /** Until when the request surely lies there; null while it does not. */
  readonly keptUntil: number | null;
  readonly nextAt: number | null;
  readonly hasTicket: boolean;
}

/** A newcomer's request with the group's keepers. */
export interface JoinKeeperView {
  readonly places: readonly JoinKeeperPlaceView[];
}
