/**
 * What a device owes its group at this moment (HP1 §5, SPEC RP15 to RP18): a
 * new epoch, a word about one that was made wrongly, keys for who lacks them.
 * A pure function of what it knows, so that the same answer travels over every
 * path: nobody asks for a key on the wire, the log says who lacks it.
 */
import type { DeviceId, EpochId, InviteId, MemberId, OpId } from '../brand.ts';
import type { LogOp } from '../group/op.ts';
import { OP_LIMITS } from '../group/op-fields.ts';
import { type FaultCode, grantOf, type RekeyReason } from '../group/op-types.ts';
import type { Device, Epoch, Roster } from '../group/roster.ts';
import { activeDevices, mayAdmit, sendingEpoch } from '../group/select.ts';
import { type EpochFindings, pastOf } from './epoch-check.ts';

/** One thing owed, as the operation that settles it. */
export type Duty =
  | { readonly type: 'rekey'; readonly reason: RekeyReason }
  | { readonly type: 'fault'; readonly epochId: EpochId; readonly victim: DeviceId; readonly fault: FaultCode }
  | {
      readonly type: 'grant';
      readonly deviceId: DeviceId;
      readonly epochIds: readonly EpochId[];
      readonly inviteIds: readonly InviteId[];
    };

/** What duties follow from. */
export interface DutyView {
  readonly roster: Roster;
  readonly ops: ReadonlyMap<OpId, LogOp>;
  readonly own: { readonly memberId: MemberId; readonly deviceId: DeviceId };
  readonly epochKeys: ReadonlyMap<EpochId, Uint8Array>;
  readonly inviteSecrets: ReadonlyMap<InviteId, Uint8Array>;
  readonly findings: EpochFindings;
  /** This computer's clock, milliseconds. */
  readonly now: number;
}

/** How often a victim asks for one epoch's key before it takes nobody's answer any more. */
const MAX_ASKED = 8;

/** Who may begin an epoch: everybody who is in but listeners. */
export const mayRekey = (roster: Roster, memberId: MemberId): boolean =>
  roster.members.some((member) => member.memberId === memberId && member.role !== 'listener');

/** How many grants of an epoch to a device the log holds, whatever became of them. */
const grantsTo = (ops: DutyView['ops'], deviceId: DeviceId, epochId: EpochId): number =>
  [...ops.values()].filter(({ op }) => {
    const grant = grantOf(op);
    return grant?.deviceId === deviceId && grant.epochIds.includes(epochId);
  }).length;

/** Faults that name this epoch and victim: what the resolver lets stand, and our own whatever it says. */
function faultsSaid(view: DutyView, epoch: Epoch, victim: DeviceId): number {
  const said = new Set(epoch.faults.filter((fault) => fault.victim === victim).map((fault) => fault.op));
  for (const { id, op, deviceId } of view.ops.values()) {
    const isOwn = deviceId === view.own.deviceId && op.type === 'rekeyFault';
    if (isOwn && op.epochId === epoch.epochId && op.victim === victim) said.add(id);
  }
  return said.size;
}

const isWrong = (view: DutyView, epochId: EpochId): boolean => {
  const tag = view.findings.get(epochId)?.tag;
  return !view.epochKeys.has(epochId) && (tag === 'OwnWrapBad' || tag === 'CommitmentWrong');
};

/** A rekey, when nothing may be sealed under, or when we lack the key for it. */
export function rekeyDue(view: DutyView): readonly Extract<Duty, { type: 'rekey' }>[] {
  const { roster, own } = view;
  if (!mayRekey(roster, own.memberId)) return [];
  const sending = sendingEpoch(roster);
  if (sending.tag === 'RekeyDue') {
    return [{ type: 'rekey', reason: sending.supersedes.length > 1 ? 'merge' : 'left' }];
  }
  return isWrong(view, sending.epochId) ? [{ type: 'rekey', reason: 'fault' }] : [];
}

/**
 * Faults to publish. Of epochs whose key this device lacks the newest only: the
 * answer to it carries all others, and what it does not carry is asked for
 * then. Bad wraps of others are told once, by whoever sees them first.
 */
function faultsDue(view: DutyView): readonly Duty[] {
  const { roster, own, findings, ops } = view;
  const standing = roster.epochs.filter((epoch) => epoch.valid);
  const duties: Duty[] = [];
  const lacking = standing.findLast((epoch) => isWrong(view, epoch.epochId));
  if (lacking) {
    const { epochId } = lacking;
    const said = faultsSaid(view, lacking, own.deviceId);
    const isUnanswered = said > 0 && said > grantsTo(ops, own.deviceId, epochId);
    const fault = findings.get(epochId)?.tag === 'CommitmentWrong' ? 'commitment' : 'own-wrap';
    if (!isUnanswered && said < MAX_ASKED) duties.push({ type: 'fault', epochId, victim: own.deviceId, fault });
  }
  for (const epoch of standing) {
    const finding = findings.get(epoch.epochId);
    if (finding?.tag !== 'OtherWrapsBad') continue;
    for (const victim of finding.victims) {
      if (faultsSaid(view, epoch, victim) > 0) continue;
      duties.push({ type: 'fault', epochId: epoch.epochId, victim, fault: 'other-wrap' });
    }
  }
  return duties;
}

/**
 * Epochs whose key a device of a present member should have and cannot have
 * got. Those too that do not stand: their operations may have fallen only to
 * something done at the same time, and until both were known others wrote under
 * the key, without whoever it left out.
 */
function epochsOwed(view: DutyView, device: Device): readonly EpochId[] {
  const { roster, ops } = view;
  const member = roster.members.find((one) => one.memberId === device.memberId);
  if (!member) return [];
  const siblings = roster.devices.filter((one) => one.memberId === device.memberId).map((one) => one.deviceId);
  let before: ReadonlySet<OpId> | null = null;
  return roster.epochs
    .filter((epoch) => {
      if (epoch.holders.has(device.deviceId)) return false;
      if (siblings.some((sibling) => epoch.holders.has(sibling))) return true;
      // Made by somebody who had not heard of the admission; what is older the admission itself gives, or nobody.
      before ??= pastOf(ops, member.joinedBy);
      return !before.has(epoch.epochId as string as OpId);
    })
    .map((epoch) => epoch.epochId);
}

/** Epochs of which a device has told, or was told about, that the key did not reach it. */
function epochsMissed(view: DutyView, device: Device): readonly EpochId[] {
  const { roster, ops } = view;
  const holds = roster.epochs.filter((epoch) => epoch.valid && epoch.holders.has(device.deviceId));
  const missed = holds.filter(({ epochId, faults }) => {
    const told = faults.filter((fault) => fault.victim === device.deviceId).length;
    return told > 0 && view.epochKeys.has(epochId) && grantsTo(ops, device.deviceId, epochId) < told;
  });
  // Who says so of the own wraps lacks others too: a key pair was lost or erased, and all that was wrapped to it.
  const isOwnWord = missed.some(({ faults }) =>
    faults.some((fault) => fault.victim === device.deviceId && fault.by === device.deviceId),
  );
  return (isOwnWord ? holds : missed).map((epoch) => epoch.epochId);
}

/** Open invites whose secret a device that may admit was not given. */
function invitesOwed(view: DutyView, device: Device): readonly InviteId[] {
  const { roster, ops, now } = view;
  if (!mayAdmit(roster, device.memberId)) return [];
  const given = new Set(
    [...ops.values()].flatMap(({ op }) => {
      const grant = grantOf(op);
      return grant?.deviceId === device.deviceId ? grant.inviteIds : [];
    }),
  );
  return roster.invites
    .filter(({ inviteId, closed, expiresAt, op: id }) => {
      if (closed !== null || expiresAt <= now || given.has(inviteId)) return false;
      const op = ops.get(id)?.op;
      return op?.type === 'inviteCreate' && !op.secrets.some((wrap) => wrap.deviceId === device.deviceId);
    })
    .map((invite) => invite.inviteId);
}

/** One grant a device, with all that it lacks and we have. */
function grantsOwed(view: DutyView): readonly Duty[] {
  return activeDevices(view.roster).flatMap((device): readonly Duty[] => {
    if (device.deviceId === view.own.deviceId) return [];
    const epochs = new Set([...epochsMissed(view, device), ...epochsOwed(view, device)]);
    // The newest ones when there are more than a grant holds.
    const epochIds = [...epochs].filter((id) => view.epochKeys.has(id)).slice(-OP_LIMITS.grantEpochs);
    const inviteIds = invitesOwed(view, device)
      .filter((id) => view.inviteSecrets.has(id))
      .slice(0, OP_LIMITS.grantInvites);
    const { deviceId } = device;
    return epochIds.length + inviteIds.length > 0 ? [{ type: 'grant', deviceId, epochIds, inviteIds }] : [];
  });
}

/** Everything that is due, in the order in which it should be done. Nothing for who is not in. */
export function dutiesOf(view: DutyView): readonly Duty[] {
  const isIn = activeDevices(view.roster).some((device) => device.deviceId === view.own.deviceId);
  if (!isIn) return [];
  return [...rekeyDue(view), ...faultsDue(view), ...grantsOwed(view)];
}
