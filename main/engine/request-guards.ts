/** What every request passes before it is worked on: the profile is open, the group is there, and a failing disk is an answer. */
import type { GroupId } from '../../shared/brand.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { err, type Result } from '../../shared/result.ts';
import type { OpenGroup } from './group/open-group.ts';
import type { Profile } from './profile.ts';
import { guard } from './store/disk-error.ts';

/** An answer to the ui. */
export type Answer<T> = Result<T, AppError>;

/** See the file's head. */
export interface RequestGuards {
  withProfile<T>(work: (profile: Profile) => Answer<T>): Answer<T>;
  /** The same for a group that this person belongs to. */
  withGroup<T>(groupId: GroupId, work: (group: OpenGroup, profile: Profile) => Answer<T>): Answer<T>;
}

/** Guards around the profile that is open, or null while there is none. */
export function createGuards(profileOf: () => Profile | null): RequestGuards {
  const withProfile: RequestGuards['withProfile'] = (work) => {
    const profile = profileOf();
    return profile ? guard(() => work(profile)) : err({ tag: 'NotUnlocked' });
  };
  return {
    withProfile,
    withGroup: (groupId, work) =>
      withProfile((profile) => {
        const group = profile.group(groupId);
        return group.ok ? work(group.value, profile) : group;
      }),
  };
}
