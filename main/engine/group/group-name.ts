/** What a group is called. */
import { CONTENT_KIND } from '../../../shared/chain/kinds.ts';
import { parseRecordValue } from '../../../shared/record/values.ts';
import type { OpenGroup } from './open-group.ts';

/** The group's own name; empty until it has arrived. */
export function groupNameOf(group: Pick<OpenGroup, 'store'>): string {
  const newest = group.store.recordsOfKind(CONTENT_KIND.groupProfile)[0];
  const value = newest && parseRecordValue(newest.value);
  return value?.kind === CONTENT_KIND.groupProfile ? value.name : '';
}
