/**
 * Looking into the mailboxes of a group's invites, as a member (SPEC JK5–JK8):
 * requests that lie there go into the log, and what became of them is answered.
 * Pure steps, walked within a visit to the keeper.
 */
import { hex } from '@scure/base';
import type { DeviceId, GroupId, InviteId } from '../brand.ts';
import { requestIdOf } from '../group/join.ts';
import { inviteMailboxOf, KEPT_MS, openWeeks, readableWeeks, weekOf } from '../group/mailbox.ts';
import type { RequestId } from '../group/op-types.ts';
import type { Random } from '../ports/random.ts';
import { runBytes } from './bundle-runs.ts';
import { forgetGone, type JoinMemory, withAnswer, withRequest, withUnreadBox } from './join-memory.ts';
import {
  answerRoom,
  type AnswerState,
  isFromInvite,
  MAX_ANSWER_PARTS,
  openJoinParcel,
  sealAnswerParcel,
  stateFromMembers,
} from './join-parcel.ts';
import { type JoinNotes, note, readJoinBox } from './join-reading.ts';
import type { MailBudget } from './mail-budget.ts';
import { PARCEL_SIZES } from './mail-frame.ts';
import { putRequest } from './mail-parcel.ts';
import type { GivenParcel, Interruption, VisitSteps } from './mail-steps.ts';
import { MAX_ENTRIES } from './message.ts';

const DAY_MS = 86_400_000;
/** A keeper counts in whole hours, milliseconds. */
const ROUNDING_MS = 3_600_000;
/** Who answers others' decisions waits so long for whoever decided, milliseconds. */
export const OTHERS_ANSWER_MS = 15 * 60_000;
/** Most answers of one visit; the rest goes with the next. */
const MAX_ANSWERS = 4;

/** An invite into whose mailboxes is looked. */
export interface LookedInvite {
  readonly inviteId: InviteId;
  readonly invitePk: Uint8Array;
  readonly rvSeed: Uint8Array;
  /** Whether requests are still taken; else only answers are seen to. */
  readonly isOpen: boolean;
}

/** What is to be answered, by what the log says. */
export interface DueAnswer {
  readonly requestId: RequestId;
  readonly inviteId: InviteId;
  readonly state: AnswerState;
  /** `DK` of the device that asked. */
  readonly dkPk: Uint8Array;
  /** When it was decided, milliseconds, and whether on this device. */
  readonly at: number;
  readonly isOurs: boolean;
}

/** What looking is made with. */
export interface JoinVisitInput {
  readonly groupId: GroupId;
  readonly deviceId: DeviceId;
  /** `DS`, 64 bytes. */
  readonly signingSecret: Uint8Array;
  readonly random: Random;
  /** This computer's clock, milliseconds since 1970. */
  readonly now: () => number;
  /** One for each invite, so that whoever floods one's mailbox keeps nobody from another's. */
  readonly budgetOf: (inviteId: InviteId) => MailBudget;
  /** 32 bytes; zeros for none. */
  readonly ticket: Uint8Array;
  /** Weeks into which something may come now, or all in which something may lie. */
  readonly scope: 'open' | 'all';
  readonly invites: readonly LookedInvite[];
  /** Puts a request into the log; `later` when too many wait there already. */
  readonly carry: (inviteId: InviteId, blob: Uint8Array) => 'done' | 'later';
  /** By the log as it is now. */
  readonly dueAnswers: () => readonly DueAnswer[];
  /** The whole membership log, each operation after its past. */
  readonly log: () => readonly Uint8Array[];
  /** `R_e` of the epochs that are known here, the sending one first. */
  readonly tagKeys: readonly Uint8Array[];
  readonly memory: JoinMemory;
  /** Keeps what is remembered; called after every step that changed it. */
  readonly keep: (memory: JoinMemory) => void;
}

/** What came of looking. */
export interface JoinVisitReport {
  readonly stopped: Interruption;
  /** Parcels that nobody with the invite, or of the group, made. */
  readonly passedOver: number;
  /** Parcels that the keeper took. */
  readonly put: number;
}

interface Looking extends JoinNotes {
  readonly input: JoinVisitInput;
  /** A request in the mailbox that is being read had to wait. */
  hasWaiting: boolean;
  passedOver: number;
  put: number;
}

/** Takes what lies in a mailbox: requests, and what others have answered already. */
function takeFound(looking: Looking, invite: LookedInvite, week: number, { days, parcel }: GivenParcel): void {
  const { input } = looking;
  const mailbox = inviteMailboxOf(invite.rvSeed, week);
  const found = openJoinParcel(mailbox, parcel);
  if (found?.type === 'request' && isFromInvite(found, input.groupId, invite.invitePk)) {
    note(looking, withRequest(looking.memory, { requestId: requestIdOf(found.blob), week }));
    if (invite.isOpen && input.carry(invite.inviteId, found.blob) === 'later') looking.hasWaiting = true;
    return;
  }
  const state = found?.type === 'answer' ? stateFromMembers(found, input.tagKeys) : null;
  if (found?.type !== 'answer' || state === null) looking.passedOver += 1;
  // Parts are put in their order, so that whoever put the last put all.
  else if (found.part === found.parts) {
    const until = input.now() + Math.max(0, days - 1) * DAY_MS;
    const { requestId } = found;
    note(looking, withAnswer(looking.memory, { requestId, state, mailbox: hex.encode(mailbox.name), until }));
  }
}

/** The room of the parcel that the next part of so many bytes takes; `least` is what it has to hold. */
function roomFor(bytes: number, least: number): number {
  const rooms = PARCEL_SIZES.map(answerRoom);
  const fitting = rooms.findIndex((room) => room >= bytes);
  const at = fitting < 0 ? rooms.length - 1 : fitting;
  const [fits = 0, smaller] = [rooms[at], rooms[at - 1]];
  // As everywhere (SPEC ML12): rather two parcels than one that is less than half full.
  return smaller !== undefined && bytes < fits / 2 && smaller >= least ? smaller : fits;
}

/** The log in as many parts as it takes. */
function partsOf(log: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const parts: Uint8Array[][] = [];
  for (let at = 0; at < log.length; ) {
    const rest = log.slice(at, at + MAX_ENTRIES);
    const room = roomFor(runBytes(rest), runBytes(rest.slice(0, 1)));
    let count = 1;
    while (count < rest.length && runBytes(rest.slice(0, count + 1)) <= room) count += 1;
    parts.push(rest.slice(0, count));
    at += count;
  }
  return parts.length > 0 ? parts : [[]];
}

/** Puts one answer; the rest of one that was interrupted is put anew by the next visit. */
function* putAnswer(
  looking: Looking,
  invite: LookedInvite,
  due: DueAnswer,
  tagKey: Uint8Array,
): VisitSteps<Interruption> {
  const { groupId, deviceId, signingSecret, random, now, ticket, log } = looking.input;
  const { requestId, state, dkPk } = due;
  // Where the request lay, whatever clock put it there; else where whoever asked looks by a right clock.
  const week = looking.memory.requests.find((one) => one.requestId === requestId)?.week ?? weekOf(now());
  const mailbox = inviteMailboxOf(invite.rvSeed, week);
  const parts = state === 'admitted' ? partsOf(log()) : [[]];
  // A log of that length goes by a channel or by file.
  if (parts.length > MAX_ANSWER_PARTS) return null;
  for (const [index, run] of parts.entries()) {
    const parcel = sealAnswerParcel({
      groupId,
      mailbox,
      about: { requestId, part: index + 1, parts: parts.length },
      state,
      runs: run.length > 0 ? [run] : [],
      dkPk,
      maker: { deviceId, madeAt: now(), signingSecret },
      tagKey,
      random,
    });
    if (!parcel) return null;
    const reply = yield { type: 'put', request: putRequest(mailbox, parcel, ticket) };
    if (reply.type !== 'kept') return 'away';
    if (reply.state !== 'kept') return reply.state;
    looking.put += 1;
  }
  const until = now() + KEPT_MS - ROUNDING_MS;
  note(looking, withAnswer(looking.memory, { requestId, state, mailbox: hex.encode(mailbox.name), until }));
  return null;
}

/** Answers that are to be given now: nobody has, whoever decided had time to, and it was asked here. */
export const answersNow = (memory: JoinMemory, due: readonly DueAnswer[], now: number): readonly DueAnswer[] =>
  due.filter(({ requestId, state, isOurs, at }) => {
    const isGiven = memory.answers.some((one) => one.requestId === requestId && one.state === state);
    const isTheirs = !isOurs && Math.abs(now - at) < OTHERS_ANSWER_MS;
    // Whoever did not ask here is told no more here than that they are in.
    const isHere = state === 'admitted' || memory.requests.some((one) => one.requestId === requestId);
    return !isGiven && !isTheirs && isHere;
  });

function* putAnswers(looking: Looking): VisitSteps<Interruption> {
  const { input } = looking;
  const [tagKey] = input.tagKeys;
  if (!tagKey) return null;
  for (const due of answersNow(looking.memory, input.dueAnswers(), input.now()).slice(0, MAX_ANSWERS)) {
    const invite = input.invites.find(({ inviteId }) => inviteId === due.inviteId);
    const stopped = invite ? yield* putAnswer(looking, invite, due, tagKey) : null;
    if (stopped !== null) return stopped;
  }
  return null;
}

/** Weeks in whose mailboxes a request may lie, also one that a clock put there which is weeks late, or days early. */
const widely = (now: number): readonly number[] => [...readableWeeks(now, 0), weekOf(now) + 1];

/** Reads every mailbox of the scope to its end, then answers. Nothing in it throws but what it was given. */
export function* visitInvites(input: JoinVisitInput): VisitSteps<JoinVisitReport> {
  const { memory, keep, now } = input;
  const looking: Looking = { input, memory, keep, now, hasWaiting: false, passedOver: 0, put: 0 };
  const ended = (stopped: Interruption): JoinVisitReport => {
    const { passedOver, put } = looking;
    return { stopped, passedOver, put };
  };
  note(looking, forgetGone(looking.memory, now()));
  for (const invite of input.invites) {
    const budget = input.budgetOf(invite.inviteId);
    const weeks = input.scope === 'all' ? widely(now()) : openWeeks(now());
    for (const week of new Set(weeks)) {
      const mailbox = inviteMailboxOf(invite.rvSeed, week);
      looking.hasWaiting = false;
      const read = yield* readJoinBox(looking, mailbox, budget, (given) => takeFound(looking, invite, week, given));
      if (looking.hasWaiting) note(looking, withUnreadBox(looking.memory, hex.encode(mailbox.name)));
      // A flood in one keeps nobody from being answered.
      if (read.stopped === 'resting' || read.stopped === 'changing') break;
      if (read.stopped !== null) return ended(read.stopped);
    }
  }
  return ended(yield* putAnswers(looking));
}
