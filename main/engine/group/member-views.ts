/** The people of a group as the ui shows them: who they are, and what this person may do with them. */
import { activeDevices } from '../../../shared/group/select.ts';
import type { MemberView } from '../../../shared/ipc/views.ts';
import { mayDo, memberOf } from './may.ts';
import type { OpenGroup } from './open-group.ts';
import type { People } from './people.ts';

/** The members in order of joining. */
export function viewMembers(group: OpenGroup, people: People): readonly MemberView[] {
  const roster = group.replica.roster();
  if (!roster) return [];
  const me = memberOf(roster, group.memberId);
  const devices = activeDevices(roster);
  return roster.members.map((member): MemberView => {
    const { memberId, role, joinedAt } = member;
    const askedBy = roster.endorsements.filter((one) => one.target === memberId).map((one) => one.by);
    return {
      memberId,
      ...people.get(memberId),
      role,
      isMe: memberId === group.memberId,
      lastSeenAt: group.values.metAt(memberId),
      joinedAt,
      deviceCount: devices.filter((device) => device.memberId === memberId).length,
      may: mayDo(roster, me, member),
      endorsements: {
        names: [...new Set(askedBy)].map((by) => people.get(by).name),
        includesMe: askedBy.includes(group.memberId),
      },
    };
  });
}
