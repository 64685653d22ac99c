import type { MemberView, RoleView } from '../../../../shared/ipc/views.ts';

/** Something a person can do about somebody in the group. */
export type Offer = 'compare' | 'role' | 'remove' | 'ask' | 'askToo' | 'computers';

/** What the menu of a person offers, in its order. Nothing that would be refused; about oneself, the own computers alone. */
export function offersFor(member: MemberView): readonly Offer[] {
  if (member.isMe) return member.deviceCount > 1 ? ['computers'] : [];
  const { may, endorsements } = member;
  const offers: Offer[] = ['compare'];
  if (rolesFor(member).length > 0) offers.push('role');
  if (may.remove) offers.push('remove');
  if (may.endorse && !endorsements.includesMe) offers.push(endorsements.names.length === 0 ? 'ask' : 'askToo');
  return offers;
}

/** The roles somebody may be set to, other than the one they have. */
export const rolesFor = (member: MemberView): readonly RoleView[] =>
  member.may.setRole.filter((role) => role !== member.role);

/** What leaving means for those who stay: nobody stays, nobody of them is a facilitator any more, or nothing of that kind. */
export type LeavingCase = 'alone' | 'only' | 'plain';

/** See {@link LeavingCase}. A group of equals has no facilitators to miss. */
export function leavingCase(members: readonly MemberView[]): LeavingCase {
  const others = members.filter((member) => !member.isMe);
  if (others.length === 0) return 'alone';
  const isFacilitator = members.some((member) => member.isMe && member.role === 'facilitator');
  return isFacilitator && others.every((member) => member.role !== 'facilitator') ? 'only' : 'plain';
}
