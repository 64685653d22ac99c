/**
 * Where this person stands in each group: belonging, asking to belong, or past
 * (SPEC EG16, EG18, EG24). What the log says decides; here rooms, folding and
 * what is shown follow it.
 */
import type { GroupId } from '../../shared/brand.ts';
import { CONTENT_KIND } from '../../shared/chain/kinds.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Folding } from './group/folding.ts';
import { decodeJoin, encodeJoin, joinAfter, type PendingJoin, type ToldOfJoin } from './group/joins.ts';
import type { OpenGroup } from './group/open-group.ts';
import { writeLeave } from './group/membership-acts.ts';
import { FAREWELL_MS, isLeaving, nextOfLeave } from './group/past.ts';
import { writeProfile } from './group/write.ts';
import { arrivalOf, endArrivals } from './pairing/arrivals.ts';
import type { Links } from './links/links.ts';
import type { SqlcipherStore } from './store/sqlcipher-store.ts';
import type { UiEvents } from './ui-events.ts';

/** What places are kept with. */
export interface PlacesParts {
  readonly store: SqlcipherStore;
  readonly clock: Clock;
  readonly events: UiEvents;
  readonly links: Links;
  readonly folding: Folding;
}

/** See the file's head. */
export interface Places {
  /** Groups that this person belongs to or asks to join. */
  readonly open: ReadonlyMap<GroupId, OpenGroup>;
  /** Groups that this person left or was removed from, and has not asked to join again. */
  readonly past: ReadonlyMap<GroupId, OpenGroup>;
  /** Own requests to join that are under way. */
  readonly joins: ReadonlyMap<GroupId, PendingJoin>;
  /** Takes in what is stored of a group when the profile opens; one that never came to be is passed over. Past ones are to be settled afterwards. */
  restore(group: OpenGroup): void;
  /** A group that this person belongs to from here on, or with `join` asks to. */
  start(group: OpenGroup, join?: PendingJoin): void;
  /** A member told something of the own request. */
  told(groupId: GroupId, told: ToldOfJoin): void;
  /** The own request is over; a group that this person was in before is past again. */
  drop(groupId: GroupId): void;
  /** Leaves: over for this person at once, and told to the others once they have the last words (`nextOfLeave`). */
  leave(group: OpenGroup): void;
  /** What a change of the log, or of who has it, means for this person's place. Not to be called within its step. */
  settle(groupId: GroupId): void;
  /** A peer said that this device does not belong any more: the own leave was heard. */
  shutOut(groupId: GroupId): void;
  /** Leaves a past group's rooms and knows nothing of it any more. */
  forget(groupId: GroupId): void;
}

/** Starts with the requests that are stored. */
export function createPlaces({ store, clock, events, links, folding }: PlacesParts): Places {
  const open = new Map<GroupId, OpenGroup>();
  const past = new Map<GroupId, OpenGroup>();
  const joins = new Map<GroupId, PendingJoin>();
  for (const { groupId, value } of store.joins.list()) joins.set(groupId, decodeJoin(value));

  const isOver = (group: OpenGroup): boolean =>
    !joins.has(group.groupId) &&
    arrivalOf(group, clock.now()) === null &&
    (!group.isMember() || group.values.leavingUntil() !== null);
  const link = (group: OpenGroup): void => links.add(group, () => joins.get(group.groupId) ?? null);

  /** A newcomer whose admission is in the log takes their place: known by name, no longer waiting. */
  function arrive(group: OpenGroup): void {
    if (endArrivals(group, clock.now())) {
      events.computers();
      events.groups();
    }
    const name = group.values.arrivalName();
    if (name === null || !group.isMember()) return;
    const isKnown = group.store.recordsOfKind(CONTENT_KIND.profile).some((row) => row.memberId === group.memberId);
    // Without an epoch key yet: tried again with the next change.
    if (!isKnown && !writeProfile(group, name).ok) return;
    store.transact(() => {
      group.values.setArrivalName(null);
      store.joins.delete(group.groupId);
    });
    joins.delete(group.groupId);
    events.joins();
    events.groups();
    links.refresh(group.groupId);
  }

  function start(group: OpenGroup, join?: PendingJoin): void {
    const { groupId } = group;
    if (join) joins.set(groupId, join);
    past.delete(groupId);
    open.set(groupId, group);
    group.drafts.tidy();
    arrive(group);
    link(group);
    folding.later(groupId);
  }

  /** The group is over for this person: no rooms, but for a leave that nobody has heard of. */
  function end(group: OpenGroup): void {
    const { groupId } = group;
    open.delete(groupId);
    past.set(groupId, group);
    folding.stop(groupId);
    if (!isLeaving(group, clock.now())) links.remove(groupId);
    events.groups();
    events.group(groupId);
  }

  function shutOut(groupId: GroupId): void {
    const group = past.get(groupId);
    if (!group || group.isMember() || group.values.leavingUntil() === null) return;
    group.values.setLeavingUntil(null);
    links.remove(groupId);
  }

  /** Takes a leave as far as it can go now. */
  function farewell(group: OpenGroup): void {
    if (group.values.leavingUntil() === null) return;
    // Written, it is handed on at once, and comes back here with the change.
    if (nextOfLeave(group, clock.now()) === 'write' && !writeLeave(group).ok) return;
    if (nextOfLeave(group, clock.now()) === 'over') shutOut(group.groupId);
  }

  return {
    open,
    past,
    joins,
    start,
    shutOut,
    leave(group) {
      group.values.setLeavingUntil(clock.now() + FAREWELL_MS);
      end(group);
      farewell(group);
    },
    restore(group) {
      if (!isOver(group)) {
        start(group);
        return;
      }
      // Keys whose group was never founded, or whose request was withdrawn, belong to nothing any more.
      if (!group.replica.roster()) return;
      past.set(group.groupId, group);
      if (isLeaving(group, clock.now())) link(group);
    },
    told(groupId, told) {
      const join = joins.get(groupId);
      const next = join && joinAfter(join, told, clock.now());
      if (!next || next === join) return;
      store.joins.put(groupId, encodeJoin(next));
      joins.set(groupId, next);
      events.joins();
      // Who was refused stops asking.
      links.refresh(groupId);
    },
    drop(groupId) {
      const group = open.get(groupId);
      store.joins.delete(groupId);
      links.remove(groupId);
      open.delete(groupId);
      joins.delete(groupId);
      if (!group?.replica.roster()) return;
      group.values.setArrivalName(null);
      past.set(groupId, group);
      events.groups();
    },
    settle(groupId) {
      const group = open.get(groupId);
      if (group && isOver(group)) end(group);
      else if (group) arrive(group);
      const over = past.get(groupId);
      if (!over) return;
      if (isOver(over)) {
        farewell(over);
        return;
      }
      // A later word of the log undid the removal.
      links.remove(groupId);
      start(over);
      events.groups();
    },
    forget(groupId) {
      past.delete(groupId);
      links.remove(groupId);
    },
  };
}
