/** Which admissions an invite does not carry, and which requests wait (SPEC GR5, GR12, IV7). */
import type { MemberId, OpId } from '../../brand.ts';
import { memberIdOf } from '../identity.ts';
import type { LogOp } from '../op.ts';
import { OP_LIMITS } from '../op-fields.ts';
import { requestIdOf } from '../request.ts';
import { isBefore, isBeside } from './second-log.ts';
import { isRevocationOf, makingsOf } from './second-rules.ts';
import { isType, type Typed, type View } from './second-view.ts';

/** Admissions that do not count in the whole, by why. */
export interface Refused {
  readonly used: ReadonlySet<OpId>;
  readonly revoked: ReadonlySet<OpId>;
  readonly overfull: ReadonlySet<OpId>;
}

/** Removals and demotions of facilitators; of somebody whom a promotion beside it makes one, too (GR5). */
function facilitatorEnds(whole: View): LogOp[] {
  const { log } = whole;
  return whole.ops.filter((one) => {
    if (one.op.type !== 'remove' && one.op.type !== 'demote') return false;
    const { memberId } = one.op;
    const isPromotedBeside = whole.ops.some(
      (other) =>
        other.op.type === 'promote' &&
        other.op.role === 'facilitator' &&
        isBeside(log, other, one) &&
        whole.isChange(other, memberId),
    );
    return isPromotedBeside || whole.before(one).role(memberId) === 'facilitator';
  });
}

/** What closes one making of an invite. */
const closingsOf = (whole: View, making: Typed<'inviteCreate'>): LogOp[] => [
  ...whole.ops.filter((one) => isRevocationOf(whole, one, making)),
  ...facilitatorEnds(whole).filter((end) => !isBefore(whole.log, end, making)),
];

/** The making by which an admission lets in: the first in order of its past. */
const makingOf = (whole: View, one: Typed<'admit'>): Typed<'inviteCreate'> | undefined =>
  makingsOf(whole.before(one), one.op.request.inviteId)[0];

/** Admissions by one invite that are too many: counted one by one, the smallest id of those that come after no other. */
function tooMany(whole: View, admissions: readonly Typed<'admit'>[]): OpId[] {
  const { log } = whole;
  const people = new Set<MemberId>();
  const beyond: OpId[] = [];
  let left = admissions;
  while (left.length > 0) {
    const next = left
      .filter((one) => !left.some((other) => isBefore(log, other, one)))
      .reduce((a, b) => (a.id < b.id ? a : b));
    left = left.filter((one) => one !== next);
    const memberId = memberIdOf(log.groupId, next.op.request.mrPk);
    if (people.has(memberId) || people.size < (makingOf(whole, next)?.op.maxUses ?? 0)) people.add(memberId);
    else beyond.push(next.id);
  }
  return beyond;
}

/** True when the invite was closed, and the admission is not before that. */
function isLate(whole: View, one: Typed<'admit'>): boolean {
  const making = makingOf(whole, one);
  return making !== undefined && closingsOf(whole, making).some((closing) => !isBefore(whole.log, one, closing));
}

/** The admissions that the whole log does not allow, though their own pasts did. */
export function refusedAdmissions(whole: View): Refused {
  const admissions = whole.ops.filter(isType('admit'));
  const late = admissions.filter((one) => isLate(whole, one));
  const others = admissions.filter((one) => !late.includes(one));
  const used = [...new Set(others.map(({ op }) => op.request.inviteId))].flatMap((inviteId) =>
    tooMany(
      whole,
      others.filter(({ op }) => op.request.inviteId === inviteId),
    ),
  );
  const stays = (memberId: MemberId): LogOp[] =>
    whole.standingAdmissions(memberId).filter((one) => !used.includes(one.id) && !late.some(({ id }) => id === one.id));
  const placeOf = (one: LogOp | undefined): number => whole.ops.findIndex(({ id }) => id === one?.id);
  const inOrder = whole
    .people()
    .map(stays)
    .filter((ones) => ones.length > 0)
    .sort(([a], [b]) => placeOf(a) - placeOf(b));
  const overfull = inOrder.slice(OP_LIMITS.members).flat();
  return {
    used: new Set(used),
    revoked: new Set(late.map(({ id }) => id)),
    overfull: new Set(overfull.map(({ id }) => id)),
  };
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
export function invitesOf(whole: View): SecondInvite[] {
  const { log } = whole;
  const makings = whole.ops.filter(isType('inviteCreate'));
  const firsts = makings.filter((one, i) => makings.findIndex((other) => other.op.inviteId === one.op.inviteId) === i);
  return firsts
    .map((one): SecondInvite => {
      const { inviteId, maxUses } = one.op;
      const closings = closingsOf(whole, one);
      const isRevoked = closings.some(({ op }) => op.type === 'inviteRevoke');
      const admissions = whole.ops.filter(isType('admit')).filter(({ op }) => op.request.inviteId === inviteId);
      const used = new Set(admissions.map(({ op }) => memberIdOf(log.groupId, op.request.mrPk))).size;
      const closed = isRevoked
        ? 'revoked'
        : closings.length > 0
          ? 'facilitator-ended'
          : used >= maxUses
            ? 'used'
            : null;
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

/** Requests that nobody answered, of those that `carried` brought; the first eight of an invite wait (IV7). */
export function requestsOf(
  carried: readonly Typed<'joinRequest'>[],
  answers: ReadonlySet<string>,
): { readonly waiting: readonly SecondRequest[]; readonly tooMany: ReadonlySet<OpId> } {
  const open = carried.filter(({ op }) => !answers.has(requestIdOf(op.blob)));
  const rows = [...new Set(open.map(({ op }) => requestIdOf(op.blob)))].map((requestId): SecondRequest => {
    const carriers = open.filter(({ op }) => requestIdOf(op.blob) === requestId);
    return { requestId, inviteId: carriers[0]?.op.inviteId ?? '', carriedBy: carriers.map(({ id }) => id) };
  });
  const isWaiting = (row: SecondRequest): boolean =>
    rows.filter(({ inviteId }) => inviteId === row.inviteId).indexOf(row) < MOST_WAITING;
  return {
    waiting: rows.filter(isWaiting).sort((a, b) => (a.requestId < b.requestId ? -1 : 1)),
    tooMany: new Set(rows.filter((row) => !isWaiting(row)).flatMap(({ carriedBy }) => carriedBy)),
  };
}
