/** Requests to join a group of ours: carrying them, reading them, answering them (HP1 §3). */
import type { InviteId } from '../../../shared/brand.ts';
import { createAdmit } from '../../../shared/group/admit.ts';
import { type JoinRequest, joinCheckWords, openJoinRequest, requestIdOf } from '../../../shared/group/join.ts';
import { OP_LIMITS } from '../../../shared/group/op-fields.ts';
import type { RequestId } from '../../../shared/group/op-types.ts';
import { HISTORY_ALL } from '../../../shared/group/policy.ts';
import type { InviteRow, PendingRequest, Roster, VoidReason } from '../../../shared/group/roster.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { RequestView } from '../../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { RequestState } from '../../../shared/sync/message.ts';
import { daysToHistory, keysForNewcomer } from './history.ts';
import { supersededByNext } from './next-epoch.ts';
import { logOpById } from './log-ops.ts';
import type { OpenGroup } from './open-group.ts';
import { peopleOf } from './people.ts';

/** A pending request with what is inside, for those who hold the invite's secret. */
function openRequest(group: OpenGroup, pending: PendingRequest): JoinRequest | null {
  const secret = group.replica.keys().inviteSecrets.get(pending.inviteId);
  const opened = secret && openJoinRequest(pending.blob, { groupId: group.groupId, secret });
  return opened?.ok ? opened.value : null;
}

/** Requests that wait for an answer of this person; those that do not open are not shown. */
export function listRequests(group: OpenGroup): readonly RequestView[] {
  if (!group.mayAdmit()) return [];
  const roster = group.replica.roster();
  const people = peopleOf(group);
  return (roster?.requests ?? []).flatMap((pending) => {
    const join = openRequest(group, pending);
    if (!join) return [];
    const { requestId, name, note, request } = join;
    const invite = roster?.invites.find((one) => one.inviteId === pending.inviteId);
    if (!invite) return [];
    return [
      {
        groupId: group.groupId,
        requestId,
        name,
        note,
        role: invite.role,
        history: daysToHistory(invite.history),
        inviteByName: people.get(invite.createdBy).name,
        checkWords: joinCheckWords(group.groupId, request),
        at: pending.at,
      },
    ];
  });
}

interface Answerable {
  readonly roster: Roster;
  readonly pending: PendingRequest;
  readonly invite: InviteRow;
}

function findPending(group: OpenGroup, requestId: string): Result<Answerable, AppError> {
  const roster = group.replica.roster();
  if (!roster || !group.mayAdmit()) return err({ tag: 'NotAllowed' });
  const pending = roster.requests.find((request) => request.requestId === requestId);
  const invite = roster.invites.find((one) => one.inviteId === pending?.inviteId);
  return pending && invite ? ok({ roster, pending, invite }) : err({ tag: 'RequestGone' });
}

/** Why nobody can come in by this invite now. */
export function inviteError(invite: InviteRow, now: number): AppError | null {
  if (invite.closed === 'used') return { tag: 'InviteUsed' };
  if (invite.closed !== null) return { tag: 'InviteRevoked' };
  return invite.expiresAt <= now ? { tag: 'InviteExpired', expiredAt: invite.expiresAt } : null;
}

/** The sentence for an admission that has no effect. */
function voidError(reason: VoidReason, invite: InviteRow): AppError {
  switch (reason) {
    case 'InviteUsed':
    case 'InviteRevoked':
    case 'InviteUnknown':
    case 'GroupFull':
      return { tag: reason };
    case 'InviteExpired':
      return { tag: 'InviteExpired', expiredAt: invite.expiresAt };
    case 'NotAFacilitator':
    case 'NotAMember':
    case 'CutConcurrent':
      return { tag: 'NotAllowed' };
    default:
      return { tag: 'RequestGone' };
  }
}

/** Lets the newcomer in: one operation with the keys they may read with. */
export function approveRequest(group: OpenGroup, requestId: string): Result<null, AppError> {
  const found = findPending(group, requestId);
  if (!found.ok) return found;
  const { roster, pending, invite } = found.value;
  const closed = inviteError(invite, group.ports.clock.now());
  if (closed) return err(closed);
  if (roster.members.length >= OP_LIMITS.members) return err({ tag: 'GroupFull' });
  const join = openRequest(group, pending);
  if (!join) return err({ tag: 'RequestGone' });
  // Whoever may read nothing older begins with a key of their own, and so does the group while one is owed anyway.
  const needsFresh = invite.history === 0 || (invite.history !== HISTORY_ALL && group.sendingKey() === null);
  const admit = createAdmit({
    groupId: group.groupId,
    join,
    role: invite.role,
    epochKeys: keysForNewcomer(group, roster, invite.history),
    fresh: needsFresh ? { active: activeDevices(roster), supersedes: supersededByNext(roster) } : null,
    random: group.ports.random,
  });
  if (!admit.ok) return err({ tag: 'NotAllowed' });
  const appended = group.replica.appendOp(admit.value.op);
  if (!appended.ok) return err({ tag: 'NotAllowed' });
  return appended.value.voided ? err(voidError(appended.value.voided, invite)) : ok(null);
}

/** Answers no; every other facilitator's device hears it with the log. */
export function refuseRequest(group: OpenGroup, requestId: string): Result<null, AppError> {
  const found = findPending(group, requestId);
  if (!found.ok) return found;
  const { pending } = found.value;
  const appended = group.replica.appendOp({ type: 'refuse', inviteId: pending.inviteId, requestId: pending.requestId });
  return appended.ok && !appended.value.voided ? ok(null) : err({ tag: 'NotAllowed' });
}

/** What became of a request, as the log has it. */
export function requestStateOf(group: OpenGroup, requestId: RequestId): RequestState {
  const roster = group.replica.roster();
  if (!roster) return 'unknown';
  if (roster.requests.some((request) => request.requestId === requestId)) return 'held';
  for (const id of roster.valid) {
    const op = logOpById(group, id);
    if (op?.type === 'admit' && op.requestId === requestId) return 'admitted';
    if (op?.type === 'refuse' && op.requestId === requestId) return 'refused';
  }
  return 'unknown';
}

/**
 * An applicant's sealed request came in: it goes into the log, so that it
 * reaches every facilitator. Gives what to tell the applicant.
 */
export function carryRequest(group: OpenGroup, inviteId: InviteId, blob: Uint8Array): RequestState {
  const requestId = requestIdOf(blob);
  const known = requestStateOf(group, requestId);
  const invite = group.replica.roster()?.invites.find((one) => one.inviteId === inviteId);
  if (known !== 'unknown' || !invite || inviteError(invite, group.ports.clock.now())) return known;
  // Who can open it knows at once whether it is one; others carry it unread.
  const secret = group.replica.keys().inviteSecrets.get(inviteId);
  if (secret && !openJoinRequest(blob, { groupId: group.groupId, secret }).ok) return 'unknown';
  const appended = group.replica.appendOp({ type: 'joinRequest', inviteId, blob });
  return appended.ok && !appended.value.voided ? 'held' : 'unknown';
}
