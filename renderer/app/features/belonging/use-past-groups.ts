import type { PastGroupView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { type Query, useQuery } from '../../use-query.ts';

/** The groups that one is no longer in. */
export function usePastGroups(): Query<readonly PastGroupView[]> {
  const { engine } = useApp();
  return useQuery('past groups', () => engine.call.listPastGroups({}), ['groupsChanged']);
}
