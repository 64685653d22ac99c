/**
 * Checking every epoch that this device is a recipient of, once (HP1 §5, SPEC
 * RP13): does the own wrap open, does the key fit its commitment, did
 * everybody else get the same key. Who the recipients are the resolver has
 * judged before; an epoch that does not stand needs no check.
 */
import type { DeviceId, EpochId, GroupId, OpId } from '../brand.ts';
import { equalBytes } from '../bytes.ts';
import { openEpoch, type Recipient, rosterHashOf, verifyRekey } from '../group/epoch.ts';
import type { LogOp } from '../group/op.ts';
import type { Epoch, Roster } from '../group/roster.ts';
import { introducedDevice } from '../group/select.ts';

/** What came of checking one epoch. */
export type EpochFinding =
  | { readonly tag: 'Good' }
  /** Our wrap does not open, or not to the key that was committed to. */
  | { readonly tag: 'OwnWrapBad' | 'CommitmentWrong' }
  /** We have the key, and these recipients were sent something else. */
  | { readonly tag: 'OtherWrapsBad'; readonly victims: readonly DeviceId[] };

/** Findings by epoch; one that is not there was not checked. */
export type EpochFindings = ReadonlyMap<EpochId, EpochFinding>;

type Ops = ReadonlyMap<OpId, LogOp>;

/** Everything in the past of an operation. */
export function pastOf(ops: Ops, id: OpId): ReadonlySet<OpId> {
  const past = new Set<OpId>();
  const open = [...(ops.get(id)?.deps ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const op = ops.get(next);
    if (!op || past.has(next)) continue;
    past.add(next);
    open.push(...op.deps);
  }
  return past;
}

/**
 * The recipients of a standing epoch with the KEM keys that counted in its
 * past, or null when they cannot be told from the log any more.
 */
function recipientsOf(groupId: GroupId, ops: Ops, roster: Roster, epoch: Epoch): readonly Recipient[] | null {
  const past = pastOf(ops, epoch.epochId as string as OpId);
  const updated = new Map<DeviceId, { readonly lamport: number; readonly dkPk: Uint8Array }>();
  for (const id of past) {
    const logOp = ops.get(id);
    if (logOp?.op.type !== 'deviceKeyUpdate' || !roster.valid.has(id)) continue;
    const known = updated.get(logOp.deviceId);
    if (!known || known.lamport < logOp.lamport) {
      updated.set(logOp.deviceId, { lamport: logOp.lamport, dkPk: logOp.op.dkPk });
    }
  }
  const devices = new Map(roster.devices.map((device) => [device.deviceId, device]));
  const recipients = epoch.recipients.flatMap((deviceId): readonly Recipient[] => {
    const device = devices.get(deviceId);
    const introduction = device && ops.get(device.introducedBy)?.op;
    const introduced = introduction && introducedDevice(groupId, introduction);
    const dkPk = updated.get(deviceId)?.dkPk ?? introduced?.dkPk;
    return device && dkPk ? [{ deviceId, memberId: device.memberId, dkPk }] : [];
  });
  return equalBytes(rosterHashOf(groupId, recipients), epoch.block.rosterHash) ? recipients : null;
}

function checkEpoch(
  groupId: GroupId,
  ops: Ops,
  roster: Roster,
  epoch: Epoch,
  deviceId: DeviceId,
  dkSecretKeys: readonly Uint8Array[],
): EpochFinding {
  const recipients = recipientsOf(groupId, ops, roster, epoch);
  let finding: EpochFinding = { tag: 'OwnWrapBad' };
  for (const dkSecretKey of dkSecretKeys) {
    const checked = recipients
      ? verifyRekey(groupId, epoch.block, recipients, { deviceId, dkSecretKey })
      : openEpoch(groupId, epoch.block, deviceId, dkSecretKey);
    if (checked.ok) return { tag: 'Good' };
    if (checked.error.tag === 'OtherWrapsBad') return { tag: 'OtherWrapsBad', victims: checked.error.victims };
    if (checked.error.tag === 'CommitmentWrong') finding = { tag: 'CommitmentWrong' };
  }
  return finding;
}

/** Adds to `earlier` what standing epochs of which this device is a recipient show. */
export function checkEpochs(
  groupId: GroupId,
  ops: Ops,
  roster: Roster,
  own: { readonly deviceId: DeviceId; readonly kemSecrets: readonly Uint8Array[] },
  earlier: EpochFindings,
): EpochFindings {
  const due = roster.epochs.filter(
    (epoch) => epoch.valid && !earlier.has(epoch.epochId) && epoch.recipients.includes(own.deviceId),
  );
  if (due.length === 0) return earlier;
  const findings = new Map(earlier);
  for (const epoch of due) {
    findings.set(epoch.epochId, checkEpoch(groupId, ops, roster, epoch, own.deviceId, own.kemSecrets));
  }
  return findings;
}
