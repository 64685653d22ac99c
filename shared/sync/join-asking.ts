/**
 * Asking to join by the mailbox of an invite, as a newcomer (SPEC JK3, JK9):
 * the own request is put there and seen to, and answers to it are taken. Pure
 * steps, as `mail-visit.ts` are.
 */
import type { GroupId } from '../brand.ts';
import { inviteMailboxOf, readableWeeks, weekOf } from '../group/mailbox.ts';
import type { RequestId } from '../group/op-types.ts';
import type { Random } from '../ports/random.ts';
import { type JoinMemory, type OwnRequest, ownOf } from './join-memory.ts';
import { type OpenAnswer, openAnswer, openJoinParcel, sealRequestParcel } from './join-parcel.ts';
import { type JoinNotes, note, readJoinBox } from './join-reading.ts';
import type { MailBudget } from './mail-budget.ts';
import { putRequest } from './mail-parcel.ts';
import { markOf } from './mail-reading.ts';
import type { GivenParcel, VisitOutcome, VisitSteps } from './mail-steps.ts';

const DAY_MS = 86_400_000;
/** A keeper that lost the request is given it again after so long, milliseconds. */
export const LOST_REST_MS = 6 * 60 * 60_000;

/** What asking is made with. */
export interface AskingVisitInput {
  readonly groupId: GroupId;
  readonly rvSeed: Uint8Array;
  /** The invite's signing key, 64 bytes. */
  readonly inviteSecretKey: Uint8Array;
  readonly blob: Uint8Array;
  readonly requestId: RequestId;
  /** When the request was made, milliseconds. */
  readonly since: number;
  /** Whether the request is to lie there: not once a member has it. */
  readonly puts: boolean;
  /** The device's KEM secrets. */
  readonly kemSecrets: readonly Uint8Array[];
  readonly random: Random;
  readonly now: () => number;
  readonly budget: MailBudget;
  /** 32 bytes; zeros for none. */
  readonly ticket: Uint8Array;
  /** An answer to this very request. */
  readonly onAnswer: (answer: OpenAnswer) => void;
  readonly memory: JoinMemory;
  readonly keep: (memory: JoinMemory) => void;
}

/** Takes one parcel; true when it is the own request. */
function takeAnswer(input: AskingVisitInput, week: number, { parcel }: GivenParcel, own: OwnRequest | null): boolean {
  if (own && own.mark === markOf(parcel)) return true;
  const found = openJoinParcel(inviteMailboxOf(input.rvSeed, week), parcel);
  if (found?.type !== 'answer' || found.requestId !== input.requestId) return false;
  const answer = openAnswer(found, input.kemSecrets);
  if (answer) input.onAnswer(answer);
  return false;
}

/** Reads what was answered, then puts the request where it does not lie yet. */
export function* visitToAsk(input: AskingVisitInput): VisitSteps<VisitOutcome> {
  const { rvSeed, now } = input;
  const notes: JoinNotes = { memory: input.memory, keep: input.keep, now };
  const own = ownOf(notes.memory, input.requestId);
  // Once a day all of it is read again, to know that the request still lies there.
  if (own && Math.abs(now() - own.checkedAt) >= DAY_MS) {
    note(notes, { ...notes.memory, boxes: new Map(), own: { ...own, checkedAt: now() } });
  }
  const weeks = new Set([...(own ? [own.week] : []), ...readableWeeks(now(), input.since)]);
  for (const week of weeks) {
    let isThere = false;
    const read = yield* readJoinBox(notes, inviteMailboxOf(rvSeed, week), input.budget, (given) => {
      if (takeAnswer(input, week, given, own)) isThere = true;
    });
    if (read.stopped !== null) return read.stopped;
    const kept = ownOf(notes.memory, input.requestId);
    const isKnown = kept && week === kept.week && read.isWhole && kept.isThere !== isThere;
    if (isKnown) note(notes, { ...notes.memory, own: { ...kept, isThere } });
  }
  const kept = ownOf(notes.memory, input.requestId);
  const isDue = !kept || (!kept.isThere && Math.abs(now() - kept.at) >= LOST_REST_MS);
  if (!input.puts || !isDue) return 'done';
  const week = weekOf(now());
  const mailbox = inviteMailboxOf(rvSeed, week);
  const { groupId, inviteSecretKey, blob, random, ticket } = input;
  const parcel = sealRequestParcel({ groupId, mailbox, inviteSecretKey, blob, random });
  const reply = yield { type: 'put', request: putRequest(mailbox, parcel, ticket) };
  if (reply.type !== 'kept') return 'away';
  if (reply.state !== 'kept') return reply.state;
  const mark = markOf(parcel);
  note(notes, {
    ...notes.memory,
    own: { requestId: input.requestId, week, mark, at: now(), checkedAt: now(), isThere: true },
  });
  return 'done';
}
