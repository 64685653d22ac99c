import type { GroupId } from '../../../../shared/brand.ts';

/** Something with the id of a group. */
interface InGroup {
  readonly groupId: GroupId;
}

/**
 * Whether a group is over for this person. Somebody may have been let in again: then the group is here, whatever it was
 * before.
 */
export const isOver = (groupId: GroupId, past: readonly InGroup[], present: readonly InGroup[]): boolean =>
  past.some((group) => group.groupId === groupId) && present.every((group) => group.groupId !== groupId);
