/** What somebody may do with somebody else: exactly what the resolver would accept (SPEC GR8, GR11). */
import type { MemberId } from '../../../shared/brand.ts';
import type { Member, Rank, Roster } from '../../../shared/group/roster.ts';
import { mayAdmit, sendingEpoch } from '../../../shared/group/select.ts';
import type { MemberView, RoleView } from '../../../shared/ipc/views.ts';

/** See `MemberView.may`. */
export type May = MemberView['may'];

const NOTHING: May = { setRole: [], remove: false, endorse: false };
const OTHER_ROLES: Readonly<Record<RoleView, readonly RoleView[]>> = {
  facilitator: ['member', 'listener'],
  member: ['facilitator', 'listener'],
  listener: ['facilitator', 'member'],
};

/** The member of this id who is in, or null. */
export const memberOf = (roster: Roster, memberId: MemberId): Member | null =>
  roster.members.find((member) => member.memberId === memberId) ?? null;

const isSenior = (a: Rank, b: Rank): boolean => a.depth < b.depth || (a.depth === b.depth && a.id < b.id);

/** True when `target` is a facilitator who may not be demoted or removed by `member`. */
export const isMoreSenior = (target: Member, member: Member): boolean =>
  target.rank !== null && (member.rank === null || isSenior(target.rank, member.rank));

/** Whether `memberId` has asked to remove `target`, and that still stands. */
export const hasEndorsed = (roster: Roster, memberId: MemberId, target: MemberId): boolean =>
  roster.endorsements.some((one) => one.by === memberId && one.target === target);

/** What the member `me` may do with `target`. */
export function mayDo(roster: Roster, me: Member | null, target: Member): May {
  if (!me || me.memberId === target.memberId) return NOTHING;
  if (roster.policy.mode === 'equals') {
    return { ...NOTHING, endorse: !hasEndorsed(roster, me.memberId, target.memberId) };
  }
  if (me.role !== 'facilitator' || isMoreSenior(target, me)) return NOTHING;
  return { setRole: OTHER_ROLES[target.role], remove: true, endorse: false };
}

/** True when the member may say whether keepers hold the group's entries: facilitators, and everybody in a group of equals. */
export const mayAllowKeeper = (roster: Roster, memberId: MemberId): boolean => {
  const role = memberOf(roster, memberId)?.role;
  return role !== undefined && (roster.policy.mode === 'equals' || role === 'facilitator');
};

/** True when the member may make invites: who may admit, and members where the policy lets them. */
export const mayInvite = (roster: Roster, memberId: MemberId): boolean =>
  mayAdmit(roster, memberId) || (roster.policy.membersInvite && memberOf(roster, memberId)?.role === 'member');

/** True when a new key is owed and the member's role cannot make it. */
export const isKeyDue = (roster: Roster, memberId: MemberId): boolean =>
  sendingEpoch(roster).tag === 'RekeyDue' && memberOf(roster, memberId)?.role === 'listener';
