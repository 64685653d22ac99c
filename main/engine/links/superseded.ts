/**
 * Epochs that the group has left behind (HP1 §7, SPEC LK7): in their rooms a
 * member is found who was away, or came back with a backup of that time.
 */
import type { DeviceId, OpId } from '../../../shared/brand.ts';
import type { Epoch, Roster } from '../../../shared/group/roster.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import { chainText } from '../../../shared/sync/sync-source.ts';
import type { OpenGroup } from '../group/open-group.ts';

/** How long after it was superseded an epoch's rooms are listened in, milliseconds. */
export const BEHIND_MS = 30 * 86_400_000;
/** Most of them at once, since each is a socket at every meeting place. */
export const MAX_EPOCHS_BEHIND = 4;

/** What superseded an epoch, and when by its author's clock. */
interface Successor {
  readonly op: OpId;
  readonly at: number;
}

/** Devices that were removed: whoever left knows it. */
function removedDevices(roster: Roster): readonly DeviceId[] {
  const left = new Set(roster.former.filter(({ how }) => how === 'left').map(({ memberId }) => memberId));
  return roster.devices
    .filter(({ active, memberId }) => !active && !left.has(memberId))
    .map(({ deviceId }) => deviceId);
}

/**
 * Answers whether an epoch's rooms are worth being in. Where everybody who had
 * its key is still in, always: who restores an old backup is found there, and
 * nobody else can wait in them. Else only while some device is not known to hold
 * any of the operations that superseded it: one that is in, or one that had the
 * epoch and was removed, and has a right to hear of it.
 */
function createListening(group: OpenGroup): (epoch: Epoch, ops: readonly OpId[]) => boolean {
  const roster = group.replica.roster();
  const present = new Set(roster ? activeDevices(roster).map(({ deviceId }) => deviceId) : []);
  const removed = roster ? removedDevices(roster) : [];
  const held = new Map(group.store.haves().map((have) => [`${have.holder}/${chainText(have.chain)}`, have.seq]));
  const isKnown = (device: DeviceId, op: OpId): boolean => {
    const entry = group.store.entryById(op);
    if (!entry) return false;
    return entry.chain.deviceId === device || (held.get(`${device}/${chainText(entry.chain)}`) ?? 0) >= entry.seq;
  };
  return (epoch, ops) =>
    [...epoch.holders].every((device) => present.has(device)) ||
    [...present, ...removed.filter((device) => epoch.holders.has(device))].some(
      (device) => device !== group.deviceId && !ops.some((op) => isKnown(device, op)),
    );
}

/**
 * Superseded epochs whose rooms are to be listened in at `now`, the last
 * superseded first: for 30 days, and while it is worth it (`createListening`). A
 * claimed time in the future counts as now.
 */
export function epochsBehind(group: OpenGroup, now: number): readonly Epoch[] {
  const standing = group.replica.roster()?.epochs.filter((epoch) => epoch.valid) ?? [];
  const successors = new Map<string, Successor[]>();
  for (const { epochId, supersedes } of standing) {
    const op = epochId as string as OpId;
    const at = Math.min(now, group.replica.logOp(op)?.ts ?? now);
    for (const old of supersedes) successors.set(old, [...(successors.get(old) ?? []), { op, at }]);
  }
  if (successors.size === 0) return [];
  const isListened = createListening(group);
  return standing
    .flatMap((epoch) => {
      const over = successors.get(epoch.epochId);
      const at = Math.max(...(over ?? []).map((successor) => successor.at));
      return over &&
        now - at < BEHIND_MS &&
        isListened(
          epoch,
          over.map(({ op }) => op),
        )
        ? [{ epoch, at }]
        : [];
    })
    .sort((a, b) => b.at - a.at || (a.epoch.epochId < b.epoch.epochId ? -1 : 1))
    .slice(0, MAX_EPOCHS_BEHIND)
    .map(({ epoch }) => epoch);
}
