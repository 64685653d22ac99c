/** How the computers of a group may be reached from this one (SPEC RN2, RN5): what it asks for, and whether it hides. */
import type { OpenGroup } from '../group/open-group.ts';
import type { HelperServer } from './helper-server.ts';

/** See the file's head. */
export interface Paths {
  readonly helpers: readonly HelperServer[];
  /** No connection is made, none is answered, and nobody is looked for. */
  readonly isHidden: boolean;
}

/** Who wants the addresses of this group hidden: the group itself, this person, or nobody. */
export function hiddenBy(group: OpenGroup): 'group' | 'person' | null {
  if (group.replica.roster()?.policy.hideIp) return 'group';
  return group.values.hidesAddress() ? 'person' : null;
}

/** The paths of a group now. */
export const pathsOf = (group: OpenGroup): Paths => ({
  helpers: group.values.helpers(),
  isHidden: hiddenBy(group) !== null,
});

/** Whether what was opened under one may stay under the other. */
export const arePathsSame = (a: Paths, b: Paths): boolean =>
  a.isHidden === b.isHidden && JSON.stringify(a.helpers) === JSON.stringify(b.helpers);
