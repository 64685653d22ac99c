/**
 * What members do to who belongs: roles, removal, leaving, the policy (SPEC
 * EG14, EG17–EG19). Each looks first whether the log as it is here allows it,
 * so that the answer names what is in the way; then one operation does it all.
 */
import type { MemberId } from '../../../shared/brand.ts';
import type { OpOf, RemoveReason, Role } from '../../../shared/group/op-types.ts';
import { KEEPER_FIELD, keeperAllowed, POLICY_FIELD } from '../../../shared/group/policy.ts';
import type { Member, Roster } from '../../../shared/group/roster.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { HistoryView } from '../../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { appendOp } from './append.ts';
import { frontierOf } from './frontier.ts';
import { historyToDays } from './history.ts';
import { hasEndorsed, isMoreSenior, mayAllowKeeper, memberOf } from './may.ts';
import { epochWithout } from './next-epoch.ts';
import type { OpenGroup } from './open-group.ts';

/** Who acts on whom, both of them in. */
interface Pair {
  readonly roster: Roster;
  readonly me: Member;
  readonly target: Member;
}

/** The two, or why there is no acting: gone meanwhile, oneself, or not in oneself. */
function pairOf(group: OpenGroup, memberId: MemberId): Result<Pair, AppError> {
  const roster = group.replica.roster();
  const me = roster && memberOf(roster, group.memberId);
  if (!roster || !me || memberId === me.memberId) return err({ tag: 'NotAllowed' });
  const target = memberOf(roster, memberId);
  return target ? ok({ roster, me, target }) : err({ tag: 'MemberGone' });
}

/** The same where it takes a facilitator who is not junior to the other. */
function underFacilitator(group: OpenGroup, memberId: MemberId): Result<Pair, AppError> {
  const pair = pairOf(group, memberId);
  if (!pair.ok) return pair;
  const { roster, me, target } = pair.value;
  if (roster.policy.mode === 'equals' || me.role !== 'facilitator') return err({ tag: 'NotAllowed' });
  return isMoreSenior(target, me) ? err({ tag: 'MemberMoreSenior' }) : pair;
}

const asNothing = (appended: Result<unknown, AppError>): Result<null, AppError> => (appended.ok ? ok(null) : appended);

function roleOp(target: Member, role: Role): OpOf<'promote'> | OpOf<'demote'> {
  const { memberId } = target;
  if (role === 'facilitator') return { type: 'promote', memberId, role };
  if (role === 'member' && target.role === 'listener') return { type: 'promote', memberId, role };
  return { type: 'demote', memberId, role, reason: 'unspecified' };
}

/** Sets somebody to another role. A role they have already needs no operation. */
export function changeRole(group: OpenGroup, memberId: MemberId, role: Role): Result<null, AppError> {
  const pair = underFacilitator(group, memberId);
  if (!pair.ok) return pair;
  const { target } = pair.value;
  return target.role === role ? ok(null) : asNothing(appendOp(group, roleOp(target, role)));
}

/** Removes somebody; the key for what is written from here on is in the same operation. */
export function removeMember(group: OpenGroup, memberId: MemberId, reason: RemoveReason): Result<null, AppError> {
  const pair = underFacilitator(group, memberId);
  if (!pair.ok) return pair;
  const { roster } = pair.value;
  const frontier = frontierOf(group, roster, memberId);
  const epoch = epochWithout(group, roster, memberId);
  return asNothing(appendOp(group, { type: 'remove', memberId, frontier, reason, epoch }));
}

/** In a group of equals: asks for a removal, or joins somebody who asked. To ask twice is to ask once. */
export function endorseRemoval(group: OpenGroup, memberId: MemberId, reason: RemoveReason): Result<null, AppError> {
  const pair = pairOf(group, memberId);
  if (!pair.ok) return pair;
  const { roster, me } = pair.value;
  if (roster.policy.mode !== 'equals') return err({ tag: 'NotAllowed' });
  if (hasEndorsed(roster, me.memberId, memberId)) return ok(null);
  const frontier = frontierOf(group, roster, memberId);
  return asNothing(appendOp(group, { type: 'endorse', memberId, frontier, reason }));
}

/** Writes the own leave: everything one has written so far stays. */
export function writeLeave(group: OpenGroup): Result<null, AppError> {
  const roster = group.replica.roster();
  if (!roster || !group.isMember()) return err({ tag: 'GroupUnknown' });
  return asNothing(appendOp(group, { type: 'leave', frontier: frontierOf(group, roster, group.memberId) }));
}

/** Changes what the group has agreed on; in a group of equals it stays as it was made, but for keepers. */
export function changePolicy(
  group: OpenGroup,
  wanted: { readonly membersInvite: boolean; readonly history: HistoryView; readonly hideIp?: boolean },
): Result<null, AppError> {
  const roster = group.replica.roster();
  if (!roster || roster.policy.mode === 'equals' || !group.isFacilitator()) return err({ tag: 'NotAllowed' });
  const days = historyToDays(wanted.history);
  const { membersInvite, history, hideIp } = roster.policy;
  const wantsHidden = wanted.hideIp ?? hideIp;
  const changes = [
    ...(wanted.membersInvite === membersInvite
      ? []
      : [{ field: POLICY_FIELD.membersInvite, value: wanted.membersInvite ? 1 : 0 }]),
    ...(wantsHidden === hideIp ? [] : [{ field: POLICY_FIELD.hideIp, value: wantsHidden ? 1 : 0 }]),
    ...(days === history ? [] : [{ field: POLICY_FIELD.history, value: days }]),
  ];
  return changes.length === 0 ? ok(null) : asNothing(appendOp(group, { type: 'policyChange', changes }));
}

/**
 * The group agrees that keepers may hold its sealed entries, or no longer does.
 * Among equals it is one member's voice, which asks, agrees, or ends it (SPEC EG38).
 */
export function allowKeeper(group: OpenGroup, allowed: boolean): Result<null, AppError> {
  const roster = group.replica.roster();
  if (!roster || !mayAllowKeeper(roster, group.memberId)) return err({ tag: 'NotAllowed' });
  const isOn = keeperAllowed(roster.policy);
  const voices = isOn ? [] : roster.keeperVoices;
  const isSaid = allowed ? isOn || voices.some(({ by }) => by === group.memberId) : !isOn && voices.length === 0;
  if (isSaid) return ok(null);
  const changes = [{ field: KEEPER_FIELD, value: allowed ? 1 : 0 }];
  return asNothing(appendOp(group, { type: 'policyChange', changes }));
}
