/** Who the peer is to us, and how that follows the roster (PROTOCOL SY5 to SY11, SY21). */
import { equalBytes } from '../bytes.ts';
import { membershipComplete } from './asking.ts';
import { acceptAuth, answerHello } from './handshake.ts';
import type { Auth, Hello } from './message.ts';
import { knowsEnd, tellEnd, tellMembership } from './offering.ts';
import { HANDSHAKE_MS, type SessionState, type Turn } from './session-state.ts';
import { bye, change, say } from './speaking.ts';

/** The peer greets: our AUTH answers. */
export function onHello(turn: Turn, hello: Hello): void {
  const { setup } = turn.state;
  const answered = answerHello(setup, turn.doors.nonces, hello);
  if (!answered.ok) {
    bye(turn, answered.error.tag);
    return;
  }
  say(turn, answered.value);
  change(turn, { phase: 'proving', hello });
}

/** From here on the peer gets content, and its own is taken. */
function serve(turn: Turn): void {
  const { peer, peerRows } = turn.state;
  if (!peer) return;
  change(turn, { serving: true, offerDue: true });
  turn.doors.source.noteHave(peer.deviceId, [...peerRows.values()]);
  turn.effects.push({ type: 'serving', peer });
}

/** The peer proves itself: a member is served from here on, others may have to wait. */
export function onAuth(turn: Turn, hello: Hello, auth: Auth): void {
  const { setup } = turn.state;
  const accepted = acceptAuth(setup, turn.doors.directory, hello, auth);
  if (!accepted.ok) {
    bye(turn, accepted.error.tag);
    return;
  }
  const peer = accepted.value;
  change(turn, { phase: 'open', peer });
  turn.effects.push({ type: 'authenticated', peer });
  if (peer.standing === 'member') serve(turn);
  if (peer.standing === 'former') tellEnd(turn, peer.deviceId);
  if (setup.request) say(turn, { type: 'request', blob: setup.request });
}

/** True once the log with which a peer was to prove itself, or that it does not see itself as gone, is here in full. */
const provingIsOver = (turn: Turn): boolean => turn.state.heardFrontier && membershipComplete(turn);

/** Follows the roster: applicants become members, provisional peers are proved or dropped, removed ones end. */
export function checkStanding(turn: Turn): void {
  const { peer, serving, setup, heardFrontier } = turn.state;
  if (!peer) return;
  const { directory } = turn.doors;
  const key = directory.signingKeyOf(peer.deviceId);
  const active = key !== null && equalBytes(key, peer.signingKey) && directory.isActive(peer.deviceId);
  if (serving) {
    if (active) return;
    tellMembership(turn);
    bye(turn, 'Removed');
  } else if (active && (heardFrontier || !setup.inviteKeys)) {
    // One that counted as former was not told everything.
    change(turn, { peer: { ...peer, standing: 'member' }, told: null, parting: null });
    serve(turn);
  } else if (peer.standing === 'provisional' && provingIsOver(turn)) {
    bye(turn, 'UnknownDevice');
  } else if (peer.standing === 'former' && provingIsOver(turn) && knowsEnd(turn)) {
    bye(turn, 'InactiveDevice');
  }
}

/** When a stranger, or a peer that has not proved itself, has had its time; null for who may wait. */
export function provingDueAt({ phase, openedAt, peer, serving, setup, asked }: SessionState): number | null {
  if (phase !== 'open') return openedAt + HANDSHAKE_MS;
  // Approval takes hours: applicant and member wait for it on an open channel.
  if (serving || setup.inviteKeys || peer?.standing === 'applicant') return null;
  // A long log takes its time; what is asked for has a limit of its own.
  if (asked.length > 0) return null;
  return openedAt + HANDSHAKE_MS;
}
