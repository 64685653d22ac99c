/** Epochs: which stand, who holds them, and what to seal under (SPEC EP4, EP5, GR23). */
import type { DeviceId, OpId } from '../../brand.ts';
import { equalBytes } from '../../bytes.ts';
import type { LogOp } from '../op.ts';
import { OP_LIMITS } from '../op-fields.ts';
import { type EpochBlock, epochBlockOf, grantOf } from '../op-types.ts';
import { rosterHashOf } from '../rekey.ts';
import { isBefore, type SecondLog } from './second-log.ts';
import { type Typed, View } from './second-view.ts';

/** An epoch, standing or not. */
export interface SecondEpoch {
  readonly epochId: string;
  readonly valid: boolean;
  readonly recipients: readonly DeviceId[];
  readonly supersedes: readonly string[];
  readonly holders: readonly DeviceId[];
  readonly faults: readonly string[];
}

const sorted = <T extends string>(ids: Iterable<T>): T[] => [...new Set(ids)].sort();
const recipientsOf = (block: EpochBlock): DeviceId[] => block.wraps.map(({ deviceId }) => deviceId);

/** True when the block is for exactly those who are active once its operation has taken effect, and names epochs of its past. */
export function isBlockRight(one: LogOp, block: EpochBlock, whole: View): boolean {
  const { log } = whole;
  const past = log.pasts.get(one.id) ?? new Set<OpId>();
  const before = whole.before(one);
  const writer = before.activeMember(one.deviceId);
  if (writer !== null && before.role(writer) === 'listener') return false;
  const after = new View(log, whole.accepted, new Set([...past, one.id]));
  const active = after.people().flatMap((memberId) => after.activeDevices(memberId));
  const expected = active.map((device) => ({ ...device, dkPk: after.dkPkOf(device) }));
  const isForAll = sorted(recipientsOf(block)).join() === sorted(expected.map(({ deviceId }) => deviceId)).join();
  const known = log.ops.filter(({ id, op }) => past.has(id) && epochBlockOf(op) !== null).map(({ id }) => id as string);
  const isAfterOthers =
    one.id === log.genesisId
      ? block.supersedes.length === 0
      : block.supersedes.length > 0 && block.supersedes.every((id) => known.includes(id));
  return isForAll && isAfterOthers && equalBytes(block.rosterHash, rosterHashOf(log.groupId, expected));
}

/** Everybody who can have the key: who made it, its recipients, and whoever a holder granted it to. */
function holdersOf(log: SecondLog, one: LogOp, block: EpochBlock): DeviceId[] {
  const holders = new Set([one.deviceId, ...recipientsOf(block)]);
  let before = 0;
  while (holders.size > before) {
    before = holders.size;
    for (const { deviceId, op } of log.ops) {
      const grant = grantOf(op);
      if (holders.has(deviceId) && grant?.epochIds.some((id) => (id as string) === one.id)) holders.add(grant.deviceId);
    }
  }
  return sorted(holders);
}

/** True when the fault's author and victim are recipients of an epoch of its past (GR23). */
export function isFaultRight(one: Typed<'rekeyFault'>, log: SecondLog): boolean {
  const epoch = log.ops.find(({ id }) => (id as string) === one.op.epochId);
  const block = epoch && isBefore(log, epoch, one) ? epochBlockOf(epoch.op) : null;
  return block !== null && [one.deviceId, one.op.victim].every((deviceId) => recipientsOf(block).includes(deviceId));
}

/** Every epoch, ascending by id. `standing`: operations that hold; `faults`: those that count. */
export function epochsOf(
  whole: View,
  standing: ReadonlySet<OpId>,
  faults: readonly Typed<'rekeyFault'>[],
): SecondEpoch[] {
  return whole.log.ops
    .flatMap((one): SecondEpoch[] => {
      const block = epochBlockOf(one.op);
      if (!block) return [];
      return [
        {
          epochId: one.id,
          valid: standing.has(one.id) && isBlockRight(one, block, whole),
          recipients: sorted(recipientsOf(block)),
          supersedes: sorted(block.supersedes),
          holders: holdersOf(whole.log, one, block),
          faults: sorted(faults.filter(({ op }) => (op.epochId as string) === one.id).map(({ id }) => id)),
        },
      ];
    })
    .sort((a, b) => (a.epochId < b.epochId ? -1 : 1));
}

/** The sending rule (EP5): an epoch's id, or the heads that a rekey must supersede. */
export function sendingOf(epochs: readonly SecondEpoch[], active: ReadonlySet<DeviceId>): string | readonly string[] {
  const standing = epochs.filter(({ valid }) => valid);
  const heads = standing.filter(({ epochId }) => !standing.some(({ supersedes }) => supersedes.includes(epochId)));
  const safe = heads.find(({ holders }) => holders.every((deviceId) => active.has(deviceId)));
  return safe?.epochId ?? heads.slice(0, OP_LIMITS.supersedes).map(({ epochId }) => epochId);
}
