/** The giving half of a session: telling what is held, pushing what is new, answering wants (PROTOCOL SY13, SY17 to SY19). */
import type { DeviceId } from '../brand.ts';
import { membershipComplete } from './asking.ts';
import {
  ANSWER_BYTES,
  MAX_TO_ANSWER,
  PUSH_BYTES,
  PUSH_ENTRIES,
  RELAY_GRACE_MS,
  type Turn,
  WINDOW_BYTES,
} from './session-state.ts';
import { bye, change, say, sayRows } from './speaking.ts';
import { type ChainName, chainText, compareChains, type FrontierRow, type Want } from './sync-source.ts';
import { kindOfGift } from './travel.ts';

/** Whether entries of this chain may be given now. What may not is not told either: whoever is told it asks for it. */
const mayGive = ({ doors, state }: Turn, chain: ChainName): boolean =>
  doors.travels(kindOfGift(chain, state.setup.deviceId));

const roomFor = (turn: Turn, bytes: number): boolean => turn.state.underway + bytes <= WINDOW_BYTES;

/** The first telling: everything, even when that is nothing, so that the peer knows that it was told. */
function tellAll(turn: Turn, rows: readonly FrontierRow[]): void {
  if (rows.length === 0) say(turn, { type: 'frontier', rows: [] });
  sayRows(turn, 'frontier', rows);
  change(turn, { told: new Map(rows.map((row) => [chainText(row), row.seq])) });
}

/** Sends `row` with its new entries; false when there is no room or they do not fit, and telling has to do. */
function push(turn: Turn, row: FrontierRow, held: number): boolean {
  if (row.seq - held > PUSH_ENTRIES || !roomFor(turn, PUSH_BYTES)) return false;
  const { deviceId, inc, lane } = row;
  const { entries, next } = turn.doors.source.read({ deviceId, inc, lane, from: held + 1, to: row.seq }, PUSH_BYTES);
  if (next !== null || entries.length === 0) return false;
  say(turn, { type: 'push', row, from: held + 1, entries });
  return true;
}

/**
 * Tells the peer of everything new, whoever wrote it and whoever brought it.
 * Own entries go as a PUSH when the peer holds all that came before. The offer
 * waits for another's entries that their author can hand over itself, and on
 * the second of two channels to the same device.
 */
export function offer(turn: Turn): void {
  const { doors, now } = turn;
  if (!turn.state.serving || !turn.state.offerDue) return;
  change(turn, { offerDue: false });
  const rows = doors.source
    .frontier()
    .filter((row) => mayGive(turn, row))
    .toSorted(compareChains);
  if (turn.state.told === null) {
    tellAll(turn, rows);
    return;
  }
  const { setup, peer, peerRows, neighbours } = turn.state;
  const told = new Map(turn.state.told);
  const delivered = new Map(turn.state.delivered);
  const graceOver = turn.state.relayAt !== null && now >= turn.state.relayAt;
  const offers: FrontierRow[] = [];
  const siblings = peer && doors.siblings(setup.channelId, peer.deviceId);
  let membershipBehind = false;
  let someWait = false;
  for (const row of rows) {
    const key = chainText(row);
    const known = peerRows.get(key)?.seq ?? 0;
    // Two computers may be one device, where a profile was copied: what one of them acknowledged the other may lack.
    const elsewhere = siblings?.held(key) ?? 0;
    const held = Math.max(known, delivered.get(key) ?? 0);
    if (row.seq > Math.max(known, told.get(key) ?? 0)) {
      const own = row.deviceId === setup.deviceId;
      const isLeft = siblings?.isOffered || (!own && neighbours.has(row.deviceId));
      if (isLeft && !graceOver) someWait = true;
      else {
        // Content goes ahead of the operations that it may depend on only as an offer. And what was told and is not
        // there yet is being asked for, and what was acknowledged on another channel is told alone: pushing it would
        // send it twice.
        const isAsked = held < Math.max(elsewhere, told.get(key) ?? 0);
        const mayPush = own && !isAsked && !membershipBehind && (row.lane === 'membership' || mayGiveContent(turn));
        if (mayPush && push(turn, row, held)) delivered.set(key, row.seq);
        else offers.push(row);
        told.set(key, row.seq);
      }
    }
    if (row.lane === 'membership' && Math.max(known, delivered.get(key) ?? 0) < row.seq) membershipBehind = true;
  }
  sayRows(turn, 'frontier', offers);
  const relayAt = someWait ? ((graceOver ? null : turn.state.relayAt) ?? now + RELAY_GRACE_MS) : null;
  change(turn, { told, delivered, relayAt });
}

/** Entries of a range went out, as far as `upTo`: when they follow on what went before, a push can follow on them. */
function noteDelivered(turn: Turn, want: Want, upTo: number): void {
  const key = chainText(want);
  const { peerRows, delivered } = turn.state;
  const held = Math.max(peerRows.get(key)?.seq ?? 0, delivered.get(key) ?? 0);
  if (want.from <= held + 1 && upTo > held) change(turn, { delivered: new Map(delivered).set(key, upTo) });
}

/** A peer that was removed learns it from the log itself before the session ends. */
export function tellMembership(turn: Turn): void {
  const rows = turn.doors.source.frontier().filter((row) => row.lane === 'membership');
  for (const row of rows.toSorted(compareChains)) {
    const key = chainText(row);
    const held = Math.max(turn.state.peerRows.get(key)?.seq ?? 0, turn.state.delivered.get(key) ?? 0);
    if (row.seq > held) push(turn, row, held);
  }
}

/** What a peer is told that belongs no more: the membership log as far as what ended it, which it may ask for. */
export function tellEnd(turn: Turn, deviceId: DeviceId): void {
  const rows = turn.doors.source.partingRows(deviceId);
  tellAll(turn, rows);
  change(turn, { parting: turn.state.told });
}

/** True when a peer that belongs no more says that it holds what ended it. */
export const knowsEnd = ({ state }: Turn): boolean =>
  [...(state.parting ?? [])].every(([key, seq]) => (state.peerRows.get(key)?.seq ?? 0) >= seq);

/** True for what a peer that belongs no more was told of. */
export const isParting = ({ state }: Turn, want: Want): boolean =>
  want.to <= (state.parting?.get(chainText(want)) ?? 0);

/**
 * Content waits until the peer's membership log is here: it may say who is not
 * in any more, and that the key it is sealed under is not to be used.
 */
function mayGiveContent(turn: Turn): boolean {
  if (!turn.state.logMet && turn.state.heardFrontier && membershipComplete(turn)) change(turn, { logMet: true });
  return turn.state.logMet;
}

/** Queues a want of the peer; one that asks for more than may be in flight is cut off. */
export function queueAnswer(turn: Turn, want: Want): void {
  const { toAnswer } = turn.state;
  if (toAnswer.length >= MAX_TO_ANSWER) {
    bye(turn, 'RateExceeded');
    return;
  }
  change(turn, { toAnswer: [...toAnswer, want] });
}

/**
 * Answers queued wants as far as the window allows; `drained` brings the rest.
 * While content has to wait, what is wanted of the membership log goes past it:
 * both ends may be waiting for that.
 */
export function answer(turn: Turn): void {
  while (turn.state.toAnswer.length > 0 && roomFor(turn, ANSWER_BYTES)) {
    const { toAnswer } = turn.state;
    const want = toAnswer.find(({ lane }) => lane === 'membership' || mayGiveContent(turn));
    if (!want) return;
    // An acknowledgement may have told of more than may be given; that comes to nothing for as long as this lasts.
    const { entries, next } = mayGive(turn, want)
      ? turn.doors.source.read(want, ANSWER_BYTES)
      : { entries: [], next: null };
    say(turn, { type: 'entries', want, next, entries });
    change(turn, { toAnswer: toAnswer.filter((other) => other !== want) });
    if (entries.length > 0) noteDelivered(turn, want, next === null ? want.to : next - 1);
    // Whoever still asks for our log is not late with what it owes us: content, which waits for it.
    if (want.lane === 'membership') change(turn, { progressAt: turn.now });
  }
}

/**
 * Hands a newcomer (it told a frontier without content) what it should see
 * first, as soon as the log that it needs for that has gone out.
 */
export function welcome(turn: Turn): void {
  const { serving, welcomed, peer, heardFrontier, peerRows, delivered, setup } = turn.state;
  if (!serving || welcomed || !peer || !heardFrontier || !mayGiveContent(turn)) return;
  if (![...peerRows.values()].some((row) => row.lane === 'content')) {
    const rows = turn.doors.source.frontier().filter((row) => row.lane === 'membership');
    const went = (key: string): number => Math.max(peerRows.get(key)?.seq ?? 0, delivered.get(key) ?? 0);
    if (!rows.every((row) => row.seq <= went(chainText(row))) || !roomFor(turn, PUSH_BYTES)) return;
    const isElsewhere = turn.doors.siblings(setup.channelId, peer.deviceId).isOffered;
    const parts = isElsewhere ? [] : turn.doors.source.foremost(PUSH_BYTES);
    for (const { row, from, entries } of parts) say(turn, { type: 'push', row, from, entries });
  }
  change(turn, { welcomed: true });
}
