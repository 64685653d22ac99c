/** The receiving half of a session: what to ask the peer for, and what to do with what comes (PROTOCOL SY12 to SY16). */
import { equalBytes } from '../bytes.ts';
import { MAX_EVIDENCE_BYTES, type Entries, type Push } from './message.ts';
import { mayAsk, refill } from './rate.ts';
import {
  ACK_MS,
  MAX_ASKED,
  MAX_FRUITLESS,
  MAX_INVALID_SIGNATURES,
  MAX_PEER_ROWS,
  MAX_REJECTED,
  type SessionState,
  type Turn,
  WANT_MS,
} from './session-state.ts';
import { bye, change, say, sayRows } from './speaking.ts';
import { chainText, type FrontierRow, type IngestReport, type Want } from './sync-source.ts';
import { kindOfFetch } from './travel.ts';
import { CLAIM_MS, covers, overlaps, sameWant } from './want-ledger.ts';

/** At most so many open disputes about who wrote what where; more would only repeat the proof. */
const MAX_DISPUTED = 8;

/**
 * Takes note of what the peer holds. Where we hold the same place of a chain
 * under another id, one of two histories was forked: that one entry is asked
 * for, and whoever stores it makes the proof.
 */
export function noteRows(turn: Turn, rows: readonly FrontierRow[]): void {
  const { state, doors } = turn;
  const peerRows = new Map(state.peerRows);
  const disputed = [...state.disputed];
  for (const row of rows) {
    const key = chainText(row);
    const known = peerRows.get(key);
    if (!known || known.seq <= row.seq) peerRows.set(key, row);
    const own = doors.source.headAt(row, row.seq);
    if (!own || equalBytes(own, row.head8) || disputed.length >= MAX_DISPUTED) continue;
    const want = { deviceId: row.deviceId, inc: row.inc, lane: row.lane, from: row.seq, to: row.seq };
    if (![...disputed, ...state.fruitless].some((range) => sameWant(range, want))) disputed.push(want);
  }
  change(turn, { peerRows, disputed });
  if (peerRows.size > MAX_PEER_ROWS) {
    bye(turn, 'Malformed');
    return;
  }
  const { peer } = state;
  if (!peer || peer.standing === 'provisional') return;
  // Of one that was removed all that matters is whether it has been told (SPEC LK7).
  const told = peer.standing === 'former' ? rows.filter((row) => row.lane === 'membership') : rows;
  doors.source.noteHave(peer.deviceId, told);
}

/**
 * What may still be asked of this peer, in order: all of the membership lane before anything else, and of content what
 * may travel now. A dispute is about what is here already.
 */
function candidates({ state, doors }: Turn): readonly Want[] {
  const lacking = doors.source
    .missing([...state.peerRows.values()], state.taken)
    .filter((want) => doors.travels(kindOfFetch(want, state.peerRows.get(chainText(want))?.seq ?? 0)));
  const missing = [...state.disputed, ...lacking].filter(
    (want) => !state.fruitless.some((range) => covers(range, want)),
  );
  const membership = missing.filter((want) => want.lane === 'membership');
  const membershipDue = membership.length > 0 || state.asked.some(({ want }) => want.lane === 'membership');
  return membershipDue || !state.serving ? membership : missing;
}

/** True when nothing of the peer's membership log is lacking that it would still give. */
export const membershipComplete = (turn: Turn): boolean =>
  !turn.state.asked.some(({ want }) => want.lane === 'membership') &&
  !candidates(turn).some((want) => want.lane === 'membership');

/** Sends wants until `MAX_ASKED` are in flight or the peer's allowance is used up. */
export function ask(turn: Turn): void {
  const { now, doors } = turn;
  change(turn, { blockedUntil: null });
  if (turn.state.asked.length >= MAX_ASKED || turn.state.peerRows.size === 0) return;
  const allowance = refill(turn.state.allowance, now);
  change(turn, { allowance });
  if (!mayAsk(allowance)) return;
  for (const want of candidates(turn)) {
    const { asked, setup } = turn.state;
    if (asked.length >= MAX_ASKED) return;
    if (asked.some((other) => overlaps(other.want, want))) continue;
    if (!doors.ledger.claim(want, setup.channelId, now)) {
      change(turn, { blockedUntil: now + CLAIM_MS });
      continue;
    }
    say(turn, { type: 'want', want });
    change(turn, { asked: [...asked, { want, askedAt: now, askedTwice: false }] });
  }
}

/** Hands entries to the replica and judges the peer by what it says of them. */
function takeIn(turn: Turn, entries: readonly Uint8Array[]): IngestReport {
  const report = turn.doors.source.ingest(entries);
  const { state, effects } = turn;
  const unacked = new Map(state.unacked);
  for (const row of report.advanced) unacked.set(chainText(row), row);
  let { invalidSignatures, rejected } = state;
  for (const { tag, invalidSignature } of report.rejected) {
    effects.push({ type: 'scored', tag, invalidSignature });
    if (invalidSignature) invalidSignatures += 1;
    rejected += 1;
  }
  // New operations may make acceptable what was refused before.
  const fruitless = report.membershipChanged ? [] : state.fruitless;
  change(turn, { unacked, invalidSignatures, rejected, fruitless, offerDue: true });
  if (report.accepted > 0 || report.membershipChanged) effects.push({ type: 'stored', report });
  for (const evidence of report.evidence) {
    if (evidence.length > MAX_EVIDENCE_BYTES) continue;
    say(turn, { type: 'evidence', evidence });
    effects.push({ type: 'evidence', evidence });
  }
  if (invalidSignatures >= MAX_INVALID_SIGNATURES) bye(turn, 'InvalidSignatures');
  else if (rejected >= MAX_REJECTED) bye(turn, 'BadEntries');
  return report;
}

/** The answer to a want. One that we did not ask for, or no longer wait for, is passed over. */
export function takeAnswer(turn: Turn, { want, next, entries }: Entries): void {
  const { state, doors, now } = turn;
  if (!state.asked.some((asked) => sameWant(asked.want, want))) return;
  doors.ledger.release(want, state.setup.channelId);
  doors.ledger.touch(state.setup.channelId, now);
  change(turn, {
    asked: state.asked.filter((asked) => !sameWant(asked.want, want)),
    disputed: state.disputed.filter((range) => !sameWant(range, want)),
    progressAt: now,
  });
  const accepted = entries.length > 0 ? takeIn(turn, entries).accepted : 0;
  if (want.lane === 'content') change(turn, { taken: turn.state.taken + accepted });
  if (accepted > 0 || turn.state.phase === 'closed') return;
  const range = { ...want, to: next === null ? want.to : next - 1 };
  const fruitless = [...turn.state.fruitless, range];
  change(turn, { fruitless });
  turn.effects.push({ type: 'released' });
  if (fruitless.length > MAX_FRUITLESS) bye(turn, 'BadEntries');
}

/** Entries that the peer sent unasked, since it knows how far we are; `row` counts as told even if they are refused. */
export function takePush(turn: Turn, { row, entries }: Push): void {
  noteRows(turn, [row]);
  if (turn.state.phase !== 'open' || !turn.state.serving || entries.length === 0) return;
  takeIn(turn, entries);
  if (turn.state.phase !== 'open' || turn.state.unacked.has(chainText(row))) return;
  // Nothing moved: it came by another channel first, or was refused. Saying how far we are costs one row.
  const own = turn.doors.source.frontier().find((other) => chainText(other) === chainText(row));
  if (own) change(turn, { unacked: new Map(turn.state.unacked).set(chainText(own), own) });
}

/** Tells the peer what is durable here: at once, or gathered while a longer exchange runs. */
export function acknowledge(turn: Turn): void {
  const { state, now } = turn;
  if (state.unacked.size === 0 || !(state.serving || state.parting)) return;
  if (state.asked.length > 0 && Math.abs(now - state.ackedAt) < ACK_MS) return;
  const told = new Map(state.told);
  for (const [key, row] of state.unacked) told.set(key, Math.max(row.seq, told.get(key) ?? 0));
  sayRows(turn, 'ack', [...state.unacked.values()]);
  change(turn, { unacked: new Map(), ackedAt: now, told: state.told && told });
}

/** When the oldest unanswered want is given up, or null. */
export const wantDueAt = ({ asked, progressAt }: SessionState): number | null =>
  asked.length === 0 ? null : Math.min(...asked.map(({ askedAt }) => Math.max(askedAt, progressAt))) + WANT_MS;

/** Asks once more for what did not come in time; the second time ends the session. */
export function askAgain(turn: Turn): void {
  const { asked, progressAt } = turn.state;
  const late = asked.filter(({ askedAt }) => turn.now >= Math.max(askedAt, progressAt) + WANT_MS);
  if (late.some(({ askedTwice }) => askedTwice)) {
    bye(turn, 'WantTimeout');
    return;
  }
  for (const { want } of late) say(turn, { type: 'want', want });
  const again = new Set(late);
  change(turn, {
    asked: asked.map((one) => (again.has(one) ? { ...one, askedAt: turn.now, askedTwice: true } : one)),
  });
}
