/** Reading a keeper's mailboxes to the end (SPEC ML5–ML9, ML15, ML16): one of the two parts of a visit. */
import { hex } from '@scure/base';
import { equalBytes } from '../bytes.ts';
import { KEPT_MS } from '../group/mailbox.ts';
import { NO_STORE } from './mail-frame.ts';
import { takeParcel } from './mail-intake.ts';
import {
  type KeeperMemory,
  type OwnParcel,
  type ReadBox,
  readAgain,
  readFromGood,
  withBox,
  withHeld,
  withOwn,
  withoutBoxes,
} from './mail-memory.ts';
import { type MailPlace, mailPlaces } from './mail-places.ts';
import {
  type GivenParcel,
  type Interruption,
  type MailReply,
  remember,
  type Visit,
  type VisitSteps,
} from './mail-steps.ts';
import { chainText } from './sync-source.ts';

const DAY_MS = 86_400_000;
/** Rounds of reading: what was read may bring keys of further mailboxes, and what earlier parcels waited for. */
const MAX_ROUNDS = 6;
/** A keeper that lost what was put in is given nothing for so long, milliseconds. */
export const MISSED_REST_MS = DAY_MS;
/** Own parcels are looked for so often, milliseconds. */
const CHECK_MS = DAY_MS;
/** Pages of a mailbox that are looked through for them. */
const CHECK_PAGES = 4;
/** Bytes of a nonce by which an own parcel is known again. */
const MARK_BYTES = 16;

const UNREAD: ReadBox = { store: '', cursor: 0, good: 0, unsure: 0 };

/** By what an own parcel is known again. */
export const markOf = (parcel: Uint8Array): string => hex.encode(parcel.subarray(0, MARK_BYTES));

/** True while the keeper counts as one that forgets. */
export const missesOwn = (memory: KeeperMemory, now: number): boolean =>
  memory.missedAt > 0 && Math.abs(now - memory.missedAt) < MISSED_REST_MS;

/** True for serials that ascend behind `after`. */
export const isSound = (reply: MailReply & { readonly type: 'parcels' }, after: number): boolean =>
  reply.parcels.every(({ serial }, i) => serial > (reply.parcels[i - 1]?.serial ?? after)) &&
  reply.last >= (reply.parcels.at(-1)?.serial ?? after);

/** Whether all of a parcel found its place, and whether it was of use. */
interface Taken {
  readonly placed: boolean;
  readonly isGood: boolean;
}

/** Takes one parcel in and remembers that the keeper has what is in it. */
function take(visit: Visit, place: MailPlace, { serial, days, parcel }: GivenParcel): Taken {
  const { replica, groupId, now } = visit.input;
  const own = visit.memory.own.find(({ mark }) => mark === markOf(parcel));
  if (own) {
    visit.memory = withOwn(visit.memory, { ...own, serial });
    return { placed: true, isGood: true };
  }
  const intake = takeParcel(replica, { groupId, mailbox: place.mailbox, parcel });
  if (intake.tag === 'passed-over') {
    visit.passedOver += 1;
    return { placed: true, isGood: false };
  }
  visit.accepted += intake.accepted;
  // The keeper's days are rounded up.
  const until = now() + Math.max(0, days - 1) * DAY_MS;
  const held = intake.ranges.map((range) => ({ ...range, mailbox: place.name, until }));
  visit.memory = withHeld(visit.memory, held);
  return { placed: intake.placed, isGood: intake.accepted > 0 };
}

/** The keeper lost a mailbox, or all of its store. */
function lose(visit: Visit, isLost: (name: string, box: ReadBox) => boolean): void {
  remember(visit, withoutBoxes(visit.memory, isLost));
  visit.input.budget.lost(visit.input.now());
}

/** An own parcel that the keeper said it kept is not there: what it has counts no more. */
function miss(visit: Visit, name: string): void {
  const memory = withoutBoxes(visit.memory, (mailbox) => mailbox === name);
  remember(visit, { ...memory, missedAt: visit.input.now() });
}

/** Reads one mailbox to its end. */
function* readOne(visit: Visit, place: MailPlace, visitBegan: number): VisitSteps<Interruption> {
  const { budget, now } = visit.input;
  for (;;) {
    const spent = budget.spentBy(now());
    if (spent !== null) return spent;
    const box = visit.memory.boxes.get(place.name) ?? UNREAD;
    const store = box.store === '' ? NO_STORE : hex.decode(box.store);
    const reply = yield { type: 'get', mailbox: place.mailbox.name, store, after: box.cursor };
    if (reply.type !== 'parcels') return 'away';
    const bytes = reply.parcels.reduce((sum, one) => sum + one.parcel.length, 0);
    budget.took(Math.max(1, reply.parcels.length), bytes, now());
    if (box.store !== '' && !equalBytes(reply.store, store)) {
      lose(visit, (_, other) => other.store === box.store);
      continue;
    }
    if (!isSound(reply, box.cursor)) {
      // Behind what it gave before: it was put back to an older state, or lies. Both begin anew.
      if (box.cursor === 0) return 'away';
      lose(visit, (name) => name === place.name);
      continue;
    }
    let { unsure, good } = box;
    for (const given of reply.parcels) {
      const { placed, isGood } = take(visit, place, given);
      if (!placed && unsure === 0) unsure = given.serial;
      if (isGood) good = given.serial;
    }
    const isAtEnd = !reply.more || reply.last === box.cursor;
    const next: ReadBox = { store: hex.encode(reply.store), cursor: reply.last, good, unsure };
    const isSame = next.store === box.store && next.cursor === box.cursor && next.unsure === box.unsure;
    if (!isSame || reply.parcels.length > 0) remember(visit, withBox(visit.memory, place.name, next));
    if (!isAtEnd) continue;
    const isMissing = ({ mailbox, serial, at }: OwnParcel): boolean =>
      mailbox === place.name && serial === 0 && at < visitBegan;
    if (visit.memory.own.some(isMissing)) miss(visit, place.name);
    return null;
  }
}

/**
 * Own parcels are asked for again by their serials: those of one mailbox, from
 * the oldest on one day and from another one on the next, some pages of them.
 */
function* checkOwn(visit: Visit, places: readonly MailPlace[]): VisitSteps<Interruption> {
  const { now, budget } = visit.input;
  const due = visit.memory.own.filter(
    ({ serial, at, mailbox }) =>
      serial > 0 &&
      now() - at > CHECK_MS &&
      // On its last day it may be gone already.
      now() - at < KEPT_MS - DAY_MS &&
      places.some(({ name }) => name === mailbox),
  );
  const day = Math.floor(now() / DAY_MS);
  const first = due[day % 2 === 0 ? 0 : day % Math.max(1, due.length)];
  const place = first && places.find(({ name }) => name === first.mailbox);
  if (!first || !place) return null;
  const box = visit.memory.boxes.get(place.name);
  const store = box ? hex.decode(box.store) : NO_STORE;
  const there = new Set<string>();
  let after = first.serial - 1;
  for (let page = 0, more = true; more && page < CHECK_PAGES; page += 1) {
    const reply = yield { type: 'get', mailbox: place.mailbox.name, store, after };
    if (reply.type !== 'parcels') return 'away';
    const bytes = reply.parcels.reduce((sum, one) => sum + one.parcel.length, 0);
    budget.took(Math.max(1, reply.parcels.length), bytes, now());
    for (const { parcel } of reply.parcels) there.add(markOf(parcel));
    more = reply.more && reply.last > after;
    after = more ? reply.last : Number.MAX_SAFE_INTEGER;
  }
  const isGone = ({ mailbox, serial, mark }: OwnParcel): boolean =>
    mailbox === place.name && serial >= first.serial && serial <= after && !there.has(mark);
  if (due.some(isGone)) miss(visit, place.name);
  return null;
}

/** True when some other active device is known to hold what is not here. */
function isLacking({ input }: Visit): boolean {
  const held = new Map(input.replica.frontier().map((row) => [chainText(row), row.seq]));
  return input
    .haves()
    .some(({ holder, chain, seq }) => input.replica.isActive(holder) && seq > (held.get(chainText(chain)) ?? 0));
}

/** How far the membership log is here. */
export const logOf = (visit: Visit): string =>
  visit.input.replica
    .frontier()
    .filter((row) => row.lane === 'membership')
    .map((row) => `${row.deviceId}/${row.inc}/${row.seq}`)
    .join(' ');

/** Reads all mailboxes of the visit's scope to the end, those too whose keys only come to light by it. */
export function* readAll(visit: Visit): VisitSteps<Interruption> {
  const { replica, deviceId, now, scope } = visit.input;
  const began = now();
  const isCheckDue = visit.input.checks && Math.abs(began - visit.memory.checkedAt) >= CHECK_MS;
  if (isCheckDue) remember(visit, { ...readFromGood(visit.memory, isLacking(visit)), checkedAt: began });
  // It may have grown by another way since.
  if (visit.input.logBefore !== logOf(visit)) remember(visit, readAgain(visit.memory));
  const done = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = logOf(visit);
    const places = mailPlaces(replica, deviceId, now()).reads.filter(({ name, isOpen }) => {
      const isDue = scope === 'all' || isOpen || !visit.memory.boxes.has(name);
      return isDue && !done.has(name);
    });
    for (const place of places) {
      const stopped = yield* readOne(visit, place, began);
      if (stopped !== null) return stopped;
      done.add(place.name);
    }
    if (logOf(visit) === before) break;
    const unsure = [...visit.memory.boxes].filter(([, box]) => box.unsure > 0).map(([name]) => name);
    for (const name of unsure) done.delete(name);
    remember(visit, readAgain(visit.memory));
  }
  return isCheckDue ? yield* checkOwn(visit, mailPlaces(replica, deviceId, now()).reads) : null;
}
