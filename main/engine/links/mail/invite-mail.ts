/**
 * A group's invites at one keeper, as a member (SPEC JK5–JK8): when their
 * mailboxes are looked into, what is taken from there, and what is answered by
 * what the log says. Walked within the visits that are made anyway.
 */
import type { InviteId } from '../../../../shared/brand.ts';
import { openJoinRequest, requestIdOf } from '../../../../shared/group/join.ts';
import { KEPT_MS } from '../../../../shared/group/mailbox.ts';
import type { OpOf, RequestId } from '../../../../shared/group/op-types.ts';
import { MAX_PENDING_REQUESTS } from '../../../../shared/group/request-rules.ts';
import { newcomerOf } from '../../../../shared/group/request.ts';
import type { InviteRow, Roster } from '../../../../shared/group/roster.ts';
import { logInOrder } from '../../../../shared/sync/entry-packing.ts';
import { answerTagKeys } from '../../../../shared/sync/join-tags.ts';
import { answersNow, type DueAnswer, type LookedInvite, visitInvites } from '../../../../shared/sync/join-visit.ts';
import { createMailBudget, HOURLY_INVITES, type MailBudget } from '../../../../shared/sync/mail-budget.ts';
import type { VisitSteps } from '../../../../shared/sync/mail-steps.ts';
import { putJoinMemory, readJoinMemory, ticketFor } from '../../group/keeper-values.ts';
import { validOps } from '../../group/log-ops.ts';
import type { OpenGroup } from '../../group/open-group.ts';
import { carryRequest, requestStateOf } from '../../group/requests.ts';
import { isHeardOf } from '../../pairing/arrivals.ts';
import { AWAITED_MS, rendezvousSeed } from '../rooms.ts';

/** Mailboxes of invites are looked into so often at most, milliseconds; for an answer at once. */
export const LOOK_INVITES_MS = 10 * 60_000;
/** Of all weeks so often, milliseconds. */
const LOOK_WIDE_MS = 6 * 60 * 60_000;
/** Most invites that are looked into: as many as have rooms. */
const MAX_INVITES = 6;
/** Whoever was let in and was not heard of since, by the operation that did it. */
const isAwaited = (group: OpenGroup, roster: Roster, op: OpOf<'admit'>): boolean => {
  const { deviceId } = newcomerOf(group.groupId, op.request);
  const isIn = roster.devices.some((device) => device.deviceId === deviceId && device.active);
  return isIn && !isHeardOf(group, deviceId);
};

/** The `DK` in a request that is in the log; null where the invite's secret is not here, or nothing opens. */
function askersKey(group: OpenGroup, blob: Uint8Array, inviteId: InviteId): Uint8Array | null {
  const secret = group.replica.keys().inviteSecrets.get(inviteId);
  const opened = secret && openJoinRequest(blob, { groupId: group.groupId, secret });
  return opened?.ok ? opened.value.request.dkPk : null;
}

/** Everything that some newcomer may be waiting to be told. */
export function dueAnswers(group: OpenGroup): readonly DueAnswer[] {
  const roster = group.replica.roster();
  if (!roster) return [];
  const now = group.ports.clock.now();
  const blobs = new Map<RequestId, Uint8Array>();
  const due: DueAnswer[] = [];
  for (const { op, ts, deviceId } of validOps(group, roster)) {
    const told = { at: ts, isOurs: deviceId === group.deviceId };
    if (op.type === 'joinRequest') blobs.set(requestIdOf(op.blob), op.blob);
    else if (op.type === 'admit' && isAwaited(group, roster, op)) {
      const { requestId, request } = op;
      due.push({ ...told, requestId, inviteId: request.inviteId, state: 'admitted', dkPk: request.dkPk });
    } else if (op.type === 'refuse' && Math.abs(now - ts) < KEPT_MS) {
      const { requestId, inviteId } = op;
      const blob = blobs.get(requestId);
      const dkPk = blob ? askersKey(group, blob, inviteId) : null;
      if (dkPk) due.push({ ...told, requestId, inviteId, state: 'refused', dkPk });
    }
  }
  for (const { requestId, inviteId, blob, carriedBy, at } of roster.requests) {
    // One computer says that the request has arrived: the one that brought it.
    const isOurs = carriedBy.some((op) => group.replica.logOp(op)?.deviceId === group.deviceId);
    const dkPk = isOurs ? askersKey(group, blob, inviteId) : null;
    if (dkPk) due.push({ requestId, inviteId, state: 'held', dkPk, at, isOurs });
  }
  return due;
}

/**
 * Invites into whose mailboxes is looked: open ones by whoever can open a request, so that nothing else gets into the
 * log, and by everybody those by which somebody is to be answered.
 */
function lookedInvites(group: OpenGroup, due: readonly DueAnswer[]): readonly LookedInvite[] {
  const now = group.ports.clock.now();
  const awaiting = new Set(due.map(({ inviteId }) => inviteId));
  const { inviteSecrets } = group.replica.keys();
  const isOpen = ({ inviteId, closed, expiresAt }: InviteRow): boolean =>
    closed === null && expiresAt > now && inviteSecrets.has(inviteId);
  return (group.replica.roster()?.invites ?? [])
    .filter((row) => isOpen(row) || (awaiting.has(row.inviteId) && row.expiresAt + AWAITED_MS > now))
    .toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.expiresAt - a.expiresAt)
    .slice(0, MAX_INVITES)
    .flatMap((row) => {
      const rvSeed = rendezvousSeed(group, row);
      const { inviteId, invitePk } = row;
      return rvSeed ? [{ inviteId, invitePk, rvSeed, isOpen: isOpen(row) }] : [];
    });
}

/** Puts a request into the log where one more may wait on its invite. */
function carry(group: OpenGroup, inviteId: InviteId, blob: Uint8Array): 'done' | 'later' {
  const waiting = group.replica.roster()?.requests.filter((one) => one.inviteId === inviteId) ?? [];
  const isFull = waiting.length >= MAX_PENDING_REQUESTS;
  if (isFull && requestStateOf(group, requestIdOf(blob)) === 'unknown') return 'later';
  carryRequest(group, inviteId, blob);
  return 'done';
}

/** See the file's head. */
export interface InviteMail {
  /** What is due at the end of a visit; null where nothing is. `isWanted` when the person asked for the visit. */
  steps(isWanted: boolean): VisitSteps<{ readonly passedOver: number }> | null;
}

/** Starts as if nothing had been looked into in this run. `steadyNow` in milliseconds. */
export function createInviteMail(group: OpenGroup, server: string, steadyNow: () => number): InviteMail {
  const { store, ports } = group;
  const budgets = new Map<InviteId, MailBudget>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let wideAt = Number.NEGATIVE_INFINITY;

  function budgetOf(inviteId: InviteId): MailBudget {
    const budget = budgets.get(inviteId) ?? createMailBudget(HOURLY_INVITES);
    budgets.set(inviteId, budget);
    return budget;
  }

  return {
    steps(isWanted) {
      const due = dueAnswers(group);
      const roster = group.replica.roster();
      const memory = readJoinMemory(store, server);
      const isAnswerDue = answersNow(memory, due, ports.clock.now()).length > 0;
      const now = steadyNow();
      if (!isWanted && !isAnswerDue && now - lookedAt < LOOK_INVITES_MS) return null;
      const invites = lookedInvites(group, due);
      if (invites.length === 0) return null;
      const scope = now - wideAt >= LOOK_WIDE_MS ? 'all' : 'open';
      lookedAt = now;
      const looking = visitInvites({
        groupId: group.groupId,
        deviceId: group.deviceId,
        signingSecret: group.signing.secretKey,
        random: ports.random,
        now: ports.clock.now,
        budgetOf,
        ticket: ticketFor(store, server),
        scope,
        invites,
        carry: (inviteId, blob) => carry(group, inviteId, blob),
        dueAnswers: () => dueAnswers(group),
        log: () =>
          logInOrder(
            group.replica,
            group.replica.frontier().filter((row) => row.lane === 'membership'),
          ),
        tagKeys: roster ? answerTagKeys(roster, group.replica.keys().epochKeys) : [],
        memory,
        keep: (next) => putJoinMemory(store, server, next),
      });
      return (function* () {
        const report = yield* looking;
        if (scope === 'all' && report.stopped === null) wideAt = now;
        return report;
      })();
    },
  };
}
