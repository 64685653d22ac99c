/** Which admissions an invite does not carry, and which requests wait (SPEC GR5, GR12, IV7). */
import type { MemberId, OpId } from '../../brand.ts';
import { memberIdOf } from '../identity.ts';
import { OP_LIMITS } from '../op-fields.ts';
import { requestIdOf } from '../request.ts';
import { isBefore } from './second-log.ts';
import { makingsOf } from './second-rules.ts';
import { viewBefore } from './second-settle.ts';
import { endingsOf, endsTenure, type Tenure } from './second-tenures.ts';
import { isType, type Typed, type View } from './second-view.ts';

/** Admissions that do not count in the whole, by why. */
export interface Refused {
  readonly used: ReadonlySet<OpId>;
  readonly revoked: ReadonlySet<OpId>;
  readonly overfull: ReadonlySet<OpId>;
}

/** Removals and demotions by which a tenure ended. */
function tenureEnds(whole: View, tenures: readonly Tenure[]) {
  const { log } = whole;
  return tenures.flatMap((tenure) => {
    const endings = endingsOf(whole, tenure.memberId).filter((ending) => endsTenure(log, ending, tenure));
    return endings.filter(
      (ending) => ending.op.type !== 'leave' && !endings.some((other) => isBefore(log, other, ending)),
    );
  });
}

/** True when an invite was revoked, or closed with a facilitator's end, and the admission is not before that. */
function isTooLate(admission: Typed<'admit'>, whole: View, tenures: readonly Tenure[]): boolean {
  const { log } = whole;
  const { inviteId } = admission.op.request;
  const making = makingsOf(viewBefore(log, whole.accepted, admission), inviteId)[0];
  const closings = [
    ...whole.ops.filter((one) => one.op.type === 'inviteRevoke' && one.op.inviteId === inviteId),
    ...tenureEnds(whole, tenures).filter((ending) => making && !isBefore(log, ending, making)),
  ];
  return closings.some((closing) => !isBefore(log, admission, closing));
}

/** The admissions that the whole log does not allow, though their own pasts did. */
export function refusedAdmissions(whole: View, tenures: readonly Tenure[]): Refused {
  const { log } = whole;
  const admissions = whole.ops.filter(isType('admit'));
  const late = admissions.filter((one) => isTooLate(one, whole, tenures));
  const used = new Set<OpId>();
  const people = new Map<string, Set<MemberId>>();
  for (const one of admissions
    .filter((admission) => !late.includes(admission))
    .sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const { inviteId, mrPk } = one.op.request;
    const making = makingsOf(viewBefore(log, whole.accepted, one), inviteId)[0];
    const known = people.get(inviteId) ?? new Set();
    const memberId = memberIdOf(log.groupId, mrPk);
    if (making && (known.has(memberId) || known.size < making.op.maxUses)) people.set(inviteId, known.add(memberId));
    else used.add(one.id);
  }
  const joinedIn = (memberId: MemberId): number =>
    whole.ops.findIndex(({ id }) => id === whole.standingAdmissions(memberId)[0]?.id);
  const inOrder = whole
    .people()
    .filter((one) => whole.isIn(one))
    .sort((a, b) => joinedIn(a) - joinedIn(b));
  const overfull = inOrder.slice(OP_LIMITS.members).flatMap((one) => whole.standingAdmissions(one).map(({ id }) => id));
  return { used, revoked: new Set(late.map(({ id }) => id)), overfull: new Set(overfull) };
}

/** One invite as the second resolver sees it. */
export interface SecondInvite {
  readonly inviteId: string;
  readonly op: OpId;
  readonly createdBy: MemberId | undefined;
  readonly used: number;
  readonly closed: null | 'revoked' | 'used' | 'facilitator-ended';
}

/** Every invite that counts, ascending by id. */
export function invitesOf(whole: View, tenures: readonly Tenure[]): SecondInvite[] {
  const { log } = whole;
  const makings = whole.ops.filter(isType('inviteCreate'));
  const firsts = makings.filter((one, i) => makings.findIndex((other) => other.op.inviteId === one.op.inviteId) === i);
  return firsts
    .map((one): SecondInvite => {
      const { inviteId, maxUses } = one.op;
      const isRevoked = whole.ops.some(({ op }) => op.type === 'inviteRevoke' && op.inviteId === inviteId);
      const isEnded = tenureEnds(whole, tenures).some((ending) => !isBefore(log, ending, one));
      const admissions = whole.ops.filter(isType('admit')).filter(({ op }) => op.request.inviteId === inviteId);
      const used = new Set(admissions.map(({ op }) => memberIdOf(log.groupId, op.request.mrPk))).size;
      const closed = isRevoked ? 'revoked' : isEnded ? 'facilitator-ended' : used >= maxUses ? 'used' : null;
      return { inviteId, op: one.id, createdBy: whole.writerOf(one), used, closed };
    })
    .sort((a, b) => (a.inviteId < b.inviteId ? -1 : 1));
}

/** Most requests that wait on one invite (IV7). */
const MOST_WAITING = 8;

/** A request that waits. */
export interface SecondRequest {
  readonly requestId: string;
  readonly inviteId: string;
  readonly carriedBy: readonly OpId[];
}

/** Requests that nobody answered, of those that `carried` brought; `answers`: ids that somebody who may admit named. */
export function requestsOf(carried: readonly Typed<'joinRequest'>[], answers: ReadonlySet<string>): SecondRequest[] {
  const waiting = new Map<string, SecondRequest>();
  for (const { id, op } of carried) {
    const requestId = requestIdOf(op.blob);
    if (answers.has(requestId)) continue;
    const known = waiting.get(requestId);
    const others = [...waiting.values()].filter((one) => one.inviteId === op.inviteId);
    if (known) waiting.set(requestId, { ...known, carriedBy: [...known.carriedBy, id] });
    else if (others.length < MOST_WAITING)
      waiting.set(requestId, { requestId, inviteId: op.inviteId, carriedBy: [id] });
  }
  return [...waiting.values()].sort((a, b) => (a.requestId < b.requestId ? -1 : 1));
}
