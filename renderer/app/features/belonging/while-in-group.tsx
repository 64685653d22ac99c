import type { ReactNode } from 'react';
import { Redirect } from 'wouter';
import type { GroupId } from '../../../../shared/brand.ts';
import { useApp } from '../../app-parts.ts';
import { useQuery } from '../../use-query.ts';
import { isOver } from './is-over.ts';
import { usePastGroups } from './use-past-groups.ts';

interface WhileInGroupProps {
  readonly groupId: GroupId;
  readonly children: ReactNode;
}

/** A page of a group, for as long as one is in it: when that ends, also while one looks at it, the page that says so. */
export function WhileInGroup({ groupId, children }: WhileInGroupProps) {
  const { engine } = useApp();
  const past = usePastGroups();
  const groups = useQuery('groups', () => engine.call.listGroups({}), ['groupsChanged']);
  if (past.state === 'ready' && groups.state === 'ready' && isOver(groupId, past.value, groups.value)) {
    return <Redirect to={`/past/${groupId}`} replace />;
  }
  return children;
}
