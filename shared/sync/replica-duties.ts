/** The operations that settle what a device owes (SPEC RP15 to RP18). */
import type { OpOf } from '../group/op-types.ts';
import { makeGrant, makeRekey } from '../group/epoch.ts';
import { activeDevices, epochHeads } from '../group/select.ts';
import { OP_LIMITS } from '../group/op-fields.ts';
import { unreachable } from '../result.ts';
import { type DutyView, dutiesOf, type Duty, rekeyDue } from './duties.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';

const viewOf = (parts: ReplicaParts, state: ReplicaState): DutyView | null =>
  state.roster && { ...state, roster: state.roster, own: parts.keys, now: parts.clock.now() };

/** What this device owes, in the order in which it should be done. */
export function dutiesNow(parts: ReplicaParts, state: ReplicaState): readonly Duty[] {
  const view = viewOf(parts, state);
  return view ? dutiesOf(view) : [];
}

/** The rekey that has to come before anything is written, or null when none has to or this device may not. */
export function rekeyFirst(parts: ReplicaParts, state: ReplicaState): OpOf<'rekey'> | null {
  const view = viewOf(parts, state);
  const [due] = view && state.devices.get(parts.keys.deviceId)?.active ? rekeyDue(view) : [];
  return due ? makeRekeyOp(parts, state, due.reason) : null;
}

/** A new epoch for everybody who is in; null when a KEM key of the roster is unusable, which the resolver forbids. */
export function makeRekeyOp(
  parts: ReplicaParts,
  state: ReplicaState,
  reason: OpOf<'rekey'>['reason'],
): OpOf<'rekey'> | null {
  const { groupId, random } = parts;
  const { roster } = state;
  if (!roster) return null;
  const supersedes = epochHeads(roster)
    .slice(0, OP_LIMITS.supersedes)
    .map((epoch) => epoch.epochId);
  const made = makeRekey({ groupId, supersedes, recipients: activeDevices(roster), random });
  return made.ok ? { type: 'rekey', reason, epoch: made.value.block } : null;
}

/** The operation for one duty, or null when it cannot be done here. */
export function opOfDuty(
  parts: ReplicaParts,
  state: ReplicaState,
  duty: Duty,
): OpOf<'rekey'> | OpOf<'rekeyFault'> | OpOf<'keyGrant'> | null {
  switch (duty.type) {
    case 'rekey':
      return makeRekeyOp(parts, state, duty.reason);
    case 'fault': {
      const { epochId, victim, fault } = duty;
      return { type: 'rekeyFault', epochId, victim, fault };
    }
    case 'grant': {
      const device = state.devices.get(duty.deviceId);
      if (!device) return null;
      const pick = <I, K>(ids: readonly I[], keys: ReadonlyMap<I, K>): ReadonlyMap<I, K> =>
        new Map(
          ids.flatMap((id) => {
            const key = keys.get(id);
            return key === undefined ? [] : [[id, key] as const];
          }),
        );
      const grant = makeGrant({
        groupId: parts.groupId,
        device,
        epochKeys: pick(duty.epochIds, state.epochKeys),
        inviteSecrets: pick(duty.inviteIds, state.inviteSecrets),
        random: parts.random,
      });
      return grant && { type: 'keyGrant', grant };
    }
    default:
      return unreachable(duty);
  }
}
