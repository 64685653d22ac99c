/** Everything about epochs in one import, and the search of a log for one's own keys. */
import type { DeviceId, EpochId, GroupId, InviteId } from '../brand.ts';
import { openGrant } from './grant.ts';
import { openInviteSecret } from './invite.ts';
import type { LogOp } from './op.ts';
import { type EpochBlock, epochBlockOf, grantOf, type Op } from './op-types.ts';
import { openEpoch } from './rekey.ts';

export * from './epoch-key.ts';
export * from './grant.ts';
export * from './rekey.ts';

/** Keys that a device can take out of a log. */
export interface CollectedKeys {
  readonly epochKeys: ReadonlyMap<EpochId, Uint8Array>;
  /** Secrets of invites that this device may answer for. */
  readonly inviteSecrets: ReadonlyMap<InviteId, Uint8Array>;
}

/**
 * All keys that `ops` hold for one device, whatever their standing: each is
 * checked against the commitment of its epoch, so a void operation can give a
 * key but never a wrong one. `dkSecretKeys`: the current KEM secret and those
 * still kept after a rotation.
 */
export function collectKeys(
  groupId: GroupId,
  ops: readonly LogOp[],
  deviceId: DeviceId,
  dkSecretKeys: readonly Uint8Array[],
): CollectedKeys {
  const epochKeys = new Map<EpochId, Uint8Array>();
  const inviteSecrets = new Map<InviteId, Uint8Array>();
  const opsById = new Map<string, Op>(ops.map((one) => [one.id, one.op]));
  const blockOf = (epochId: EpochId): EpochBlock | null => {
    const op = opsById.get(epochId);
    return op ? epochBlockOf(op) : null;
  };
  for (const { id, op } of ops) {
    const block = epochBlockOf(op);
    const grant = grantOf(op);
    for (const secret of dkSecretKeys) {
      const opened = block ? openEpoch(groupId, block, deviceId, secret) : null;
      if (opened?.ok) epochKeys.set(id as string as EpochId, opened.value);
      const given = grant?.deviceId === deviceId ? openGrant(groupId, grant, secret, blockOf) : null;
      for (const [epochId, key] of given?.epochKeys ?? []) epochKeys.set(epochId, key);
      for (const [inviteId, inviteSecret] of given?.inviteSecrets ?? []) inviteSecrets.set(inviteId, inviteSecret);
      if (op.type === 'inviteCreate') {
        const inviteSecret = openInviteSecret(groupId, op, deviceId, secret);
        if (inviteSecret) inviteSecrets.set(op.inviteId, inviteSecret);
      }
    }
  }
  return { epochKeys, inviteSecrets };
}
