/** Which members of a group the recovery words speak for: whose capsules they open (SPEC RW1). */
import type { MemberId } from '../../../shared/brand.ts';
import type { SigningKeyPair } from '../../../shared/crypto/crypto.ts';
import { memberIdOf } from '../../../shared/group/identity.ts';
import { openCapsule } from '../../../shared/group/recovery.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import { memberOfDevice } from '../../../shared/group/select.ts';
import { validOps } from '../group/log-ops.ts';
import type { OpenGroup } from '../group/open-group.ts';

/** A member whose capsule opened. */
export interface OpenedRoot {
  readonly memberId: MemberId;
  /** Signs, and is kept nowhere. */
  readonly root: SigningKeyPair;
}

/** A capsule of somebody who is or was in. */
interface LoggedCapsule {
  readonly memberId: MemberId;
  readonly capsule: Uint8Array;
}

/** What the log holds of roots and capsules, in order of arrival of their people. */
interface LoggedRoots {
  readonly rootOf: ReadonlyMap<MemberId, Uint8Array>;
  readonly capsules: readonly LoggedCapsule[];
}

/**
 * Every capsule that was ever put into the log, not the newest of each member
 * alone: a stolen computer may have replaced that by one which nobody opens.
 */
function loggedRoots(group: Pick<OpenGroup, 'groupId' | 'replica'>, roster: Roster): LoggedRoots {
  const rootOf = new Map<MemberId, Uint8Array>();
  const capsules: LoggedCapsule[] = [];
  const note = (memberId: MemberId | null, capsule: Uint8Array | null): void => {
    if (memberId !== null && capsule) capsules.push({ memberId, capsule });
  };
  for (const { op, deviceId } of validOps(group, roster)) {
    if (op.type === 'deviceKeyUpdate') note(memberOfDevice(roster, deviceId), op.capsule);
    if (op.type !== 'genesis' && op.type !== 'admit') continue;
    const mrPk = op.type === 'genesis' ? op.mrPk : op.request.mrPk;
    const memberId = memberIdOf(group.groupId, mrPk);
    rootOf.set(memberId, mrPk);
    note(memberId, op.capsule);
  }
  return { rootOf, capsules };
}

/** Whether there is a capsule of this member at all, whoever could open it. */
export const hasCapsule = (group: Pick<OpenGroup, 'groupId' | 'replica'>, roster: Roster, self: MemberId): boolean =>
  loggedRoots(group, roster).capsules.some(({ memberId }) => memberId === self);

/** The members whose root the recovery key opens, the first to come first. */
export function openedRoots(
  group: Pick<OpenGroup, 'groupId' | 'replica'>,
  roster: Roster,
  recoverySecretKey: Uint8Array,
): readonly OpenedRoot[] {
  const { rootOf, capsules } = loggedRoots(group, roster);
  return [...rootOf].flatMap(([memberId, mrPk]): readonly OpenedRoot[] => {
    for (const logged of capsules) {
      const root = logged.memberId === memberId ? openCapsule(recoverySecretKey, logged.capsule, mrPk) : null;
      if (root) return [{ memberId, root }];
    }
    return [];
  });
}
