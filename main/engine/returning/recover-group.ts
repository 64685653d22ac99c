/**
 * Coming back in one group with the member root (SPEC RW2 to RW4): a new device
 * is written into the log, every other one goes. The keys are in the vault
 * before the log names them, and what was cut is finished without the words.
 */
import type { GroupId } from '../../../shared/brand.ts';
import type { SigningKeyPair } from '../../../shared/crypto/crypto.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import { type Result, ok } from '../../../shared/result.ts';
import { appendOp } from '../group/append.ts';
import { frontierOfDevice } from '../group/frontier.ts';
import { epochWithout } from '../group/next-epoch.ts';
import type { GroupPorts, OpenGroup } from '../group/open-group.ts';
import type { SqlcipherStore } from '../store/sqlcipher-store.ts';
import { type GroupSecrets, ownDevice } from '../vault/vault-secrets.ts';
import { beginRecovery, decodeRecovery, encodeRecovery, recoverOp, secretsAfter } from './pending-recovery.ts';

/** What it asks of the profile. A failing disk throws. */
export interface RecoverDoors {
  readonly ports: GroupPorts;
  readonly store: Pick<SqlcipherStore, 'transact'>;
  /** A group over what is stored, of whose changes nobody hears. */
  rehearse(secrets: GroupSecrets): OpenGroup;
  /** Goes on in the group with other keys, which are in the vault when `prepare` is called. */
  renew(secrets: GroupSecrets, prepare: (group: OpenGroup) => void): OpenGroup;
  /** Looks again where this person stands in a group. */
  settle(groupId: GroupId): void;
}

/** Carries the answer of a rehearsal out of the transaction that it undoes. */
class Rehearsed extends Error {
  readonly answer: Result<unknown, AppError>;
  constructor(answer: Result<unknown, AppError>) {
    super('rehearsed');
    this.answer = answer;
  }
}

/** What the log would say to the operation, without anything being written. */
function rehearse(doors: RecoverDoors, secrets: GroupSecrets, write: (group: OpenGroup) => Result<unknown, AppError>) {
  try {
    return doors.store.transact((): Result<unknown, AppError> => {
      throw new Rehearsed(write(doors.rehearse(secrets)));
    });
  } catch (over) {
    if (over instanceof Rehearsed) return over.answer;
    throw over;
  }
}

/**
 * Takes out what a recovery has made inactive: by that alone it could go on
 * writing (SPEC GR24). Each has a new key with it.
 */
function removeSwept(group: OpenGroup): Result<null, AppError> {
  for (;;) {
    const roster = group.replica.roster();
    const swept = roster?.devices.find(
      ({ deviceId, memberId, active }) => memberId === group.memberId && !active && !roster.cuts.has(deviceId),
    );
    if (!roster || !swept) return ok(null);
    const { deviceId } = swept;
    const removed = appendOp(group, {
      type: 'removeDevice',
      deviceId,
      frontier: frontierOfDevice(group, deviceId),
      reason: 'lost',
      epoch: epochWithout(group, roster, deviceId),
    });
    if (!removed.ok) return removed;
  }
}

/** Finishes what is under way in a group; it can be called again at any time. */
export function finishRecovery(doors: RecoverDoors, before: OpenGroup): Result<null, AppError> {
  const kept = before.values.recovery();
  if (!kept) return ok(null);
  const pending = decodeRecovery(kept);
  const op = recoverOp(pending);
  const secrets = secretsAfter(before.secrets, pending);
  const { deviceId } = ownDevice(secrets);
  let group = before;
  if (deviceId === before.deviceId) {
    // The vault was written, and then the power was cut.
    if (!before.replica.roster()?.devices.some((one) => one.deviceId === deviceId)) appendOp(before, op);
    doors.settle(before.groupId);
  } else {
    group = doors.renew(secrets, (opened) => {
      appendOp(opened, op);
      opened.values.setPairedDevices([]);
    });
  }
  const removed = group.isMember() ? removeSwept(group) : ok(null);
  if (removed.ok) group.values.setRecovery(null);
  return removed;
}

/** Comes back in a group as the member whose root this is; changes nothing where the log would not take it. */
export function recoverIn(doors: RecoverDoors, group: OpenGroup, root: SigningKeyPair): Result<null, AppError> {
  const { clock, random } = doors.ports;
  const pending = beginRecovery(group.groupId, root, clock.now(), random);
  const taken = rehearse(doors, secretsAfter(group.secrets, pending), (trial) => appendOp(trial, recoverOp(pending)));
  if (!taken.ok) return taken;
  group.values.setRecovery(encodeRecovery(pending));
  return finishRecovery(doors, group);
}
