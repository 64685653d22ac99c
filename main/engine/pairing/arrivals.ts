/**
 * Own computers between the moment at which the words were compared and the one
 * at which the new one has the group (SPEC PA9): who is on their way, and when
 * that is over. What is known stands in the group's own values on both sides.
 */
import type { PairedDevice } from '../group/group-values.ts';
import type { OpenGroup } from '../group/open-group.ts';

/** How long two computers look for each other in rooms of their own, milliseconds. */
export const ARRIVAL_MS = 30 * 86_400_000;

const isDue = ({ since }: PairedDevice, now: number): boolean => Math.abs(now - since) < ARRIVAL_MS;

/** On a new computer: its own way in, while what lets it in has not arrived; else null. */
export function arrivalOf(
  group: Pick<OpenGroup, 'deviceId' | 'values' | 'isMember'>,
  now: number,
): PairedDevice | null {
  const own = group.values.pairedDevices().find(({ deviceId }) => deviceId === group.deviceId);
  return own && isDue(own, now) && !group.isMember() ? own : null;
}

/** True when something of a device's is here, or it is known to hold anything. */
export function isHeardOf(group: OpenGroup, device: string): boolean {
  return (
    group.replica.frontier().some(({ deviceId }) => deviceId === device) ||
    group.store.haves().some(({ holder }) => holder === device)
  );
}

/** True for another own device that belongs and of which nothing has been heard. */
export const isSilent = (group: OpenGroup, deviceId: string): boolean => !isHeardOf(group, deviceId);

/** On the computer that added others: those that may not have the group's keys yet. */
export function devicesOnTheirWay(group: OpenGroup, now: number): readonly PairedDevice[] {
  const paired = group.values.pairedDevices();
  if (paired.length === 0) return [];
  const active = new Set(
    group.replica
      .roster()
      ?.devices.filter((device) => device.active)
      .map(({ deviceId }) => deviceId),
  );
  return paired.filter(
    (one) =>
      one.deviceId !== group.deviceId && isDue(one, now) && active.has(one.deviceId) && !isHeardOf(group, one.deviceId),
  );
}

/** Forgets the rooms of those who are there, or whose time is over. True when something was forgotten. */
export function endArrivals(group: OpenGroup, now: number): boolean {
  const before = group.values.pairedDevices();
  const own = arrivalOf(group, now);
  const after = [...devicesOnTheirWay(group, now), ...(own ? [own] : [])];
  if (after.length === before.length) return false;
  group.values.setPairedDevices(after);
  return true;
}
