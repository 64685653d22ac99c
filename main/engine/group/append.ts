/** Appending an operation, and the sentence for one that has no effect. */
import type { OpId } from '../../../shared/brand.ts';
import type { Op } from '../../../shared/group/op-types.ts';
import type { VoidReason } from '../../../shared/group/roster.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { OpenGroup } from './open-group.ts';
import { appErrorOf } from './write.ts';

/**
 * What to say of an operation that was judged void the moment it was written.
 * The handlers look first, so that this is about what they cannot see.
 */
function voidError(reason: VoidReason): AppError {
  switch (reason) {
    case 'TargetMoreSenior':
      return { tag: 'MemberMoreSenior' };
    case 'NothingToDo':
      return { tag: 'MemberGone' };
    case 'InviteUnknown':
    case 'InviteRevoked':
    case 'InviteUsed':
      return { tag: 'InviteGone' };
    default:
      return { tag: 'NotAllowed' };
  }
}

/** Appends an operation; it is in the log and has its effect when this succeeds. */
export function appendOp(group: OpenGroup, op: Op): Result<OpId, AppError> {
  const appended = group.replica.appendOp(op);
  if (!appended.ok) return err(appErrorOf(appended.error));
  const { id, voided } = appended.value;
  return voided ? err(voidError(voided)) : ok(id);
}
