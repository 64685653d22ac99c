/** Join requests as files: for when newcomer and members meet at no meeting place (SPEC IV9, EG28). */
import { decodeRequestFile, encodeRequestFile } from '../../../shared/group/request-file.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { FileView } from '../../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { PendingJoin } from './joins.ts';
import type { OpenGroup } from './open-group.ts';
import { carryRequest, inviteError } from './requests.ts';

/** The own sealed request as a file. Its name is neutral: it is seen by others than those it is for. */
export const fileOfRequest = ({ groupId, inviteId, blob }: PendingJoin): FileView => ({
  fileName: `request-${inviteId.slice(0, 6)}.hearth-request`,
  bytes: encodeRequestFile({ groupId, inviteId, blob }),
});

/** Takes a newcomer's request from a file into the log, as if it had come over the network. The same file twice is once. */
export function takeRequestFile(group: OpenGroup, file: Uint8Array): Result<null, AppError> {
  const read = decodeRequestFile(file);
  if (!read.ok) return read;
  const { groupId, inviteId, blob } = read.value;
  if (groupId !== group.groupId) return err({ tag: 'RequestFileOtherGroup' });
  const invite = group.replica.roster()?.invites.find((one) => one.inviteId === inviteId);
  if (!invite) return err({ tag: 'InviteUnknown' });
  switch (carryRequest(group, inviteId, blob)) {
    case 'held':
    case 'admitted':
      return ok(null);
    case 'refused':
      return err({ tag: 'RequestGone' });
    case 'unknown':
      return err(inviteError(invite, group.ports.clock.now()) ?? { tag: 'RequestFileWrong' });
  }
}
