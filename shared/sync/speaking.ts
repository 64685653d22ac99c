/** Saying things on a channel and ending it: what every part of a session does. */
import { BYE_CODE, type ByeTag, byeTag } from './bye.ts';
import { splitMessage } from './frame.ts';
import { MAX_ROWS, type Message } from './message.ts';
import { encodeMessage } from './message-codec.ts';
import { BAN_MS, type SessionState, type Turn } from './session-state.ts';
import { compareChains, type FrontierRow } from './sync-source.ts';

/** Replaces fields of the state. */
export function change(turn: Turn, fields: Partial<SessionState>): void {
  turn.state = { ...turn.state, ...fields };
}

/** Sends a message as frames and counts them as under way. */
export function say(turn: Turn, message: Message): void {
  let { underway } = turn.state;
  for (const frame of splitMessage(encodeMessage(message))) {
    turn.effects.push({ type: 'send', frame });
    underway += frame.length;
  }
  change(turn, { underway });
}

/** Sends rows in as many messages as they need, the membership lane first. */
export function sayRows(turn: Turn, type: 'frontier' | 'ack', rows: readonly FrontierRow[]): void {
  const sorted = rows.toSorted(compareChains);
  for (let at = 0; at < sorted.length; at += MAX_ROWS) say(turn, { type, rows: sorted.slice(at, at + MAX_ROWS) });
}

/** Nothing of this session is left behind for the others. */
function close(turn: Turn): void {
  turn.doors.ledger.releaseAll(turn.state.setup.channelId);
  change(turn, { phase: 'closed', serving: false, asked: [], toAnswer: [], partial: null });
}

/** Says why and ends the session. */
export function bye(turn: Turn, reason: ByeTag): void {
  say(turn, { type: 'bye', code: BYE_CODE[reason] });
  close(turn);
  turn.effects.push({ type: 'close', by: 'us', reason, banMs: reason === 'InvalidSignatures' ? BAN_MS : 0 });
}

/** The peer ended it, or the channel broke. */
export function ended(turn: Turn, by: 'peer' | 'channel', code: number): void {
  close(turn);
  turn.effects.push({ type: 'close', by, reason: byeTag(code), banMs: 0 });
}
