/**
 * One channel's session as a pure step: state and event in, state and effects
 * out (PROTOCOL.md). Whoever drives it owns the channel, the clock and the
 * timer; `createSessions` does so for all channels of a group.
 */
import { unreachable } from '../result.ts';
import { acknowledge, ask, askAgain, noteRows, takeAnswer, takePush, wantDueAt } from './asking.ts';
import { BYE_CODE } from './bye.ts';
import { joinFrame, MAX_FRAME_BODY_BYTES, MAX_MESSAGE_BYTES } from './frame.ts';
import { greeting } from './handshake.ts';
import type { Message } from './message.ts';
import { decodeMessage } from './message-codec.ts';
import { answer, isParting, offer, queueAnswer, welcome } from './offering.ts';
import { fullAllowance, isFlood, mayAsk, RATE_REST_MS, spend } from './rate.ts';
import {
  ACK_MS,
  MAX_ASKED,
  MAX_REQUESTS,
  type SessionDoors,
  type SessionEvent,
  type SessionSetup,
  type SessionState,
  type Step,
  type Turn,
} from './session-state.ts';
import { bye, change, ended, say } from './speaking.ts';
import { checkStanding, onAuth, onHello, provingDueAt } from './standing.ts';

/** Starts a session on an open channel: greets the peer. */
export function openSession(setup: SessionSetup, doors: SessionDoors, now: number): Step {
  const state: SessionState = {
    setup,
    phase: 'greeting',
    openedAt: now,
    hello: null,
    peer: null,
    serving: false,
    told: null,
    parting: null,
    logMet: false,
    delivered: new Map(),
    heldElsewhere: new Map(),
    welcomed: false,
    peerRows: new Map(),
    heardFrontier: false,
    neighbours: new Set(),
    partial: null,
    asked: [],
    taken: 0,
    progressAt: now,
    disputed: [],
    fruitless: [],
    toAnswer: [],
    unacked: new Map(),
    ackedAt: now,
    offerDue: false,
    relayAt: null,
    underway: 0,
    allowance: fullAllowance(now),
    invalidSignatures: 0,
    rejected: 0,
    requests: 0,
    blockedUntil: null,
  };
  const turn: Turn = { state, effects: [], doors, now };
  say(turn, greeting(setup));
  return { state: turn.state, effects: turn.effects };
}

/** What an applicant may say: nothing of the group is given to it or taken from it. */
const applicantMay = (message: Message): boolean => message.type === 'request' || message.type === 'peers';

/** What makes sense between members, and from a member to an applicant. */
function onMemberMessage(turn: Turn, message: Message): void {
  const { setup, serving } = turn.state;
  switch (message.type) {
    case 'frontier':
      change(turn, { heardFrontier: true });
      noteRows(turn, message.rows);
      return;
    case 'ack':
      noteRows(turn, message.rows);
      return;
    case 'want':
      // Nobody can want what we have not told.
      if (serving || isParting(turn, message.want)) queueAnswer(turn, message.want);
      else bye(turn, 'OutOfOrder');
      return;
    case 'entries':
      takeAnswer(turn, message);
      return;
    case 'push':
      takePush(turn, message);
      return;
    case 'evidence':
      onEvidence(turn, message.evidence);
      return;
    case 'peers':
      change(turn, { neighbours: new Set(message.deviceIds), offerDue: true });
      return;
    case 'requestState':
      if (!setup.inviteKeys) {
        bye(turn, 'OutOfOrder');
        return;
      }
      turn.effects.push({ type: 'requestState', state: message.state });
      return;
    case 'request':
      // It was an applicant until it was admitted, and may not know yet.
      if (setup.room.kind !== 'invite') {
        bye(turn, 'OutOfOrder');
        return;
      }
      onRequest(turn, message.blob);
      return;
    case 'hello':
    case 'auth':
    case 'bye':
      bye(turn, 'OutOfOrder');
      return;
    default:
      unreachable(message);
  }
}

function onRequest(turn: Turn, blob: Uint8Array): void {
  const requests = turn.state.requests + 1;
  change(turn, { requests });
  if (requests > MAX_REQUESTS) {
    bye(turn, 'RateExceeded');
    return;
  }
  turn.effects.push({ type: 'request', blob });
}

function onEvidence(turn: Turn, evidence: Uint8Array): void {
  if (!turn.state.serving) return;
  const verdict = turn.doors.source.acceptEvidence(evidence);
  if (verdict === 'new') turn.effects.push({ type: 'evidence', evidence });
  if (verdict !== 'invalid') return;
  turn.effects.push({ type: 'scored', tag: 'EvidenceInvalid', invalidSignature: false });
  change(turn, { rejected: turn.state.rejected + 1 });
}

function onMessage(turn: Turn, message: Message): void {
  const { phase, hello, peer, serving } = turn.state;
  if (message.type === 'bye') {
    ended(turn, 'peer', message.code);
    return;
  }
  if (phase === 'greeting') {
    if (message.type === 'hello') onHello(turn, message);
    else bye(turn, 'OutOfOrder');
    return;
  }
  if (phase === 'proving' && hello) {
    if (message.type === 'auth') onAuth(turn, hello, message);
    else bye(turn, 'OutOfOrder');
    return;
  }
  if (peer?.standing === 'applicant' && !serving && !applicantMay(message)) {
    bye(turn, 'ApplicantForbidden');
    return;
  }
  onMemberMessage(turn, message);
}

function onFrame(turn: Turn, frame: Uint8Array): void {
  const allowance = spend(turn.state.allowance, frame.length, turn.now);
  change(turn, { allowance });
  if (isFlood(allowance)) {
    bye(turn, 'RateExceeded');
    return;
  }
  const open = turn.state.phase === 'open';
  // A stranger gets one frame's worth of memory.
  const joined = joinFrame(turn.state.partial, frame, open ? MAX_MESSAGE_BYTES : MAX_FRAME_BODY_BYTES);
  if (!joined.ok) {
    bye(turn, 'Malformed');
    return;
  }
  change(turn, { partial: joined.value.partial });
  if (joined.value.partial && turn.state.asked.length > 0) {
    change(turn, { progressAt: turn.now });
    turn.doors.ledger.touch(turn.state.setup.channelId, turn.now);
  }
  if (!joined.value.message) return;
  const message = decodeMessage(joined.value.message);
  if (!message.ok) {
    bye(turn, message.error.tag === 'MessageMalformed' ? 'Malformed' : message.error.tag);
    return;
  }
  if (message.value.type !== 'skipped') onMessage(turn, message.value);
}

function onTick(turn: Turn): void {
  change(turn, { offerDue: true });
  const due = provingDueAt(turn.state);
  const { peer, heardFrontier } = turn.state;
  if (due !== null && turn.now >= due) {
    bye(turn, peer?.standing === 'former' ? 'InactiveDevice' : heardFrontier ? 'UnknownDevice' : 'HandshakeTimeout');
  } else askAgain(turn);
}

function onEvent(turn: Turn, event: SessionEvent): void {
  switch (event.type) {
    case 'frame':
      onFrame(turn, event.frame);
      return;
    case 'drained':
      change(turn, { underway: Math.max(0, turn.state.underway - event.bytes) });
      return;
    case 'tick':
      onTick(turn);
      return;
    case 'changed':
      change(turn, { offerDue: true });
      return;
    case 'neighbours':
      if (turn.state.serving) say(turn, { type: 'peers', deviceIds: event.deviceIds });
      return;
    case 'evidence':
      if (turn.state.serving) say(turn, { type: 'evidence', evidence: event.evidence });
      return;
    case 'answerRequest':
      if (turn.state.peer) say(turn, { type: 'requestState', state: event.state });
      return;
    case 'leave':
      bye(turn, event.reason);
      return;
    case 'channelClosed':
      ended(turn, 'channel', BYE_CODE.Done);
      return;
    default:
      unreachable(event);
  }
}

/** What an event may have made possible, in the order in which it should go out. */
const FOLLOW_UPS = [checkStanding, acknowledge, offer, answer, welcome, ask, acknowledge];

/** Takes one event. A closed session ignores everything. */
export function stepSession(before: SessionState, event: SessionEvent, doors: SessionDoors): Step {
  const turn: Turn = { state: before, effects: [], doors, now: event.now };
  if (before.phase === 'closed') return { state: before, effects: [] };
  onEvent(turn, event);
  // A part of a message changes nothing but the time, and drained bytes only make room.
  const isPart = event.type === 'frame' && turn.state.partial !== null;
  const parts = isPart ? [] : event.type === 'drained' ? [answer] : FOLLOW_UPS;
  for (const part of parts) {
    if (turn.state.phase === 'open') part(turn);
  }
  return { state: turn.state, effects: turn.effects };
}

/** When this session next wants a `tick`, or null when only others can move it. */
export function nextWakeAt(state: SessionState): number | null {
  if (state.phase === 'closed') return null;
  const resting = !mayAsk(state.allowance) && state.asked.length < MAX_ASKED && state.peerRows.size > 0;
  const times = [
    provingDueAt(state),
    wantDueAt(state),
    state.relayAt,
    state.blockedUntil,
    state.serving && state.unacked.size > 0 ? state.ackedAt + ACK_MS : null,
    resting ? state.allowance.at + RATE_REST_MS : null,
  ].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}
