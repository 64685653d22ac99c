/** Making invites and showing them as link, QR code and file. */
import { create as createQrCode } from 'qrcode';
import { createInvite, encodeInvite } from '../../../shared/group/invite.ts';
import { activeDevices, mayAdmit } from '../../../shared/group/select.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { InviteView } from '../../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { OpenGroup } from './open-group.ts';

const DAY_MS = 86_400_000;

/** Modules of a QR code, row by row. */
function modulesOf(text: string): readonly (readonly boolean[])[] {
  const { modules } = createQrCode(text, { errorCorrectionLevel: 'M' });
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) === 1),
  );
}

/** Makes an invite: the operation is in the log when this returns. */
export function inviteTo(group: OpenGroup, input: { maxUses: number; days: number }): Result<InviteView, AppError> {
  const roster = group.replica.roster();
  const sending = group.sendingKey();
  if (!roster || !sending || !group.mayAdmit()) return err({ tag: 'NotAllowed' });
  const { op, invite } = createInvite({
    groupId: group.groupId,
    genesisHash: group.secrets.genesisHash,
    inviter: group.deviceId,
    epochId: sending.epochId,
    epochKey: sending.key,
    admitters: activeDevices(roster).filter((device) => mayAdmit(roster, device.memberId)),
    maxUses: input.maxUses,
    expiresAt: group.ports.clock.now() + input.days * DAY_MS,
    role: 'member',
    history: roster.policy.history,
    servers: group.values.servers(),
    random: group.ports.random,
  });
  const appended = group.replica.appendOp(op);
  if (!appended.ok || appended.value.voided) return err({ tag: 'NotAllowed' });
  const { link, qrText, file } = encodeInvite(invite);
  return ok({
    inviteId: op.inviteId,
    link,
    qr: modulesOf(qrText),
    file,
    // Neutral: the name of a file is seen by others than those it is for.
    fileName: `invite-${op.inviteId.slice(0, 6)}.hearth-invite`,
    expiresAt: op.expiresAt,
    maxUses: op.maxUses,
  });
}
