import type { GroupId } from '../../../../shared/brand.ts';
import type { GroupView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { type Query, useQuery } from '../../use-query.ts';

/** One group: its members, agreement and reach. */
export function useGroup(groupId: GroupId): Query<GroupView> {
  const { engine } = useApp();
  return useQuery(
    `group ${groupId}`,
    () => engine.call.viewGroup({ groupId }),
    ['groupChanged', 'groupsChanged'],
    groupId,
  );
}
