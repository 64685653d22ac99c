/**
 * Epochs that the group has left behind (HP1 §7, SPEC LK7): in their rooms a
 * member is found who was away, or came back with a backup of that time.
 */
import type { DeviceId, OpId } from '../../../shared/brand.ts';
import type { Epoch, Roster } from '../../../shared/group/roster.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import { epochTimes } from '../../../shared/sync/epoch-times.ts';
import { chainText } from '../../../shared/sync/sync-source.ts';
import type { OpenGroup } from '../group/open-group.ts';

/** How long after it was superseded an epoch's rooms are listened in, milliseconds. */
export const BEHIND_MS = 30 * 86_400_000;
/** Most of them at once, since each is a socket at every meeting place. */
export const MAX_EPOCHS_BEHIND = 4;

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
 * superseded first: for 30 days, and while it is worth it (`createListening`).
 */
export function epochsBehind(group: OpenGroup, now: number): readonly Epoch[] {
  const roster = group.replica.roster();
  if (!roster) return [];
  const { successorsOf, overAt } = epochTimes(group.replica, roster, now);
  const superseded = roster.epochs.filter(({ epochId, valid }) => valid && successorsOf(epochId).length > 0);
  if (superseded.length === 0) return [];
  const isListened = createListening(group);
  return superseded
    .map((epoch) => ({ epoch, at: overAt(epoch.epochId) }))
    .filter(({ epoch, at }) => now - at < BEHIND_MS && isListened(epoch, successorsOf(epoch.epochId)))
    .sort((a, b) => b.at - a.at || (a.epoch.epochId < b.epoch.epochId ? -1 : 1))
    .slice(0, MAX_EPOCHS_BEHIND)
    .map(({ epoch }) => epoch);
}
