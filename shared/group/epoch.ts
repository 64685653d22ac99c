/** Everything about epochs in one import, and the search of a log for one's own keys. */
import type { DeviceId, EpochId, GroupId, InviteId, OpId } from '../brand.ts';
import { openGrant } from './grant.ts';
import { openInviteSecret } from './invite.ts';
import type { LogOp } from './op.ts';
import { type EpochBlock, epochBlockOf, grantOf, type PlacedOp } from './op-types.ts';
import { openEpoch, type OwnDevice } from './rekey.ts';

export * from './epoch-key.ts';
export * from './grant.ts';
export * from './rekey.ts';

/** Keys that a device can take out of a log. */
export interface CollectedKeys {
  readonly epochKeys: ReadonlyMap<EpochId, Uint8Array>;
  /** Secrets of invites that this device may answer for. */
  readonly inviteSecrets: ReadonlyMap<InviteId, Uint8Array>;
  /** Operations that hold nothing more for this device, as long as it has the same KEM secrets. */
  readonly settled: ReadonlySet<OpId>;
}

/** Nothing collected yet. */
export const NO_KEYS: CollectedKeys = { epochKeys: new Map(), inviteSecrets: new Map(), settled: new Set() };

/** What one operation gives under one secret is added to the maps; true when nothing of it is left to find. */
function openOperation(
  groupId: GroupId,
  { id, op }: LogOp,
  own: OwnDevice,
  epochKeys: Map<EpochId, Uint8Array>,
  inviteSecrets: Map<InviteId, Uint8Array>,
  blockOf: (epochId: EpochId) => EpochBlock | null,
): boolean {
  const { deviceId, dkSecretKey } = own;
  const block = epochBlockOf(op);
  const epochId = id as string as EpochId;
  let isDone = true;
  if (block && !epochKeys.has(epochId) && block.wraps.some((wrap) => wrap.deviceId === deviceId)) {
    const opened = openEpoch(groupId, block, deviceId, dkSecretKey);
    if (opened.ok) epochKeys.set(epochId, opened.value);
    else isDone = false;
  }
  const grant = grantOf(op);
  const isNew =
    grant &&
    (grant.epochIds.some((one) => !epochKeys.has(one)) || grant.inviteIds.some((one) => !inviteSecrets.has(one)));
  if (grant?.deviceId === deviceId && isNew) {
    const given = openGrant(groupId, grant, dkSecretKey, blockOf);
    for (const [granted, key] of given?.epochKeys ?? []) epochKeys.set(granted, key);
    for (const [inviteId, secret] of given?.inviteSecrets ?? []) inviteSecrets.set(inviteId, secret);
    if (!given) isDone = false;
  }
  if (op.type === 'inviteCreate' && !inviteSecrets.has(op.inviteId)) {
    const secret = openInviteSecret(groupId, op, deviceId, dkSecretKey);
    if (secret) inviteSecrets.set(op.inviteId, secret);
    else isDone = false;
  }
  return isDone;
}

/** True when the operation names an epoch whose operation is not here: it may give more later. */
const namesUnknownEpoch = (
  op: PlacedOp,
  deviceId: DeviceId,
  blockOf: (epochId: EpochId) => EpochBlock | null,
): boolean => {
  const grant = grantOf(op);
  return grant?.deviceId === deviceId && grant.epochIds.some((epochId) => blockOf(epochId) === null);
};

/**
 * All keys that `ops` hold for one device, whatever their standing: each is
 * checked against the commitment of its epoch, so a void operation can give a
 * key but never a wrong one. `dkSecretKeys`: the current KEM secret and those
 * still kept after a rotation. What was found `earlier` is not looked for
 * again; with other secrets than then, leave its `settled` out.
 */
export function collectKeys(
  groupId: GroupId,
  ops: readonly LogOp[],
  deviceId: DeviceId,
  dkSecretKeys: readonly Uint8Array[],
  earlier: CollectedKeys = NO_KEYS,
): CollectedKeys {
  const epochKeys = new Map(earlier.epochKeys);
  const inviteSecrets = new Map(earlier.inviteSecrets);
  const settled = new Set(earlier.settled);
  const opsById = new Map<string, PlacedOp>(ops.map((one) => [one.id, one.op]));
  const blockOf = (epochId: EpochId): EpochBlock | null => {
    const op = opsById.get(epochId);
    return op ? epochBlockOf(op) : null;
  };
  for (const logOp of ops) {
    if (settled.has(logOp.id)) continue;
    for (const dkSecretKey of dkSecretKeys) {
      if (openOperation(groupId, logOp, { deviceId, dkSecretKey }, epochKeys, inviteSecrets, blockOf)) break;
    }
    if (!namesUnknownEpoch(logOp.op, deviceId, blockOf)) settled.add(logOp.id);
  }
  return { epochKeys, inviteSecrets, settled };
}
