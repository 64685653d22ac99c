/** What happened in random histories, counted, so that no test can pass on histories in which nothing happens. */
import type { LogOp } from '../op.ts';
import type { PlacedType } from '../op-types.ts';
import type { Roster, VoidReason } from '../roster.ts';

/** Counts over many histories. */
export interface HistoryCounts {
  histories: number;
  readonly accepted: Map<PlacedType, number>;
  readonly refused: Map<PlacedType, number>;
  readonly reasons: Map<VoidReason, number>;
  members: number;
  removed: number;
  left: number;
  inactiveDevices: number;
  standingEpochs: number;
}

/** Nothing counted yet. */
export const noCounts = (): HistoryCounts => ({
  histories: 0,
  accepted: new Map(),
  refused: new Map(),
  reasons: new Map(),
  members: 0,
  removed: 0,
  left: 0,
  inactiveDevices: 0,
  standingEpochs: 0,
});

const add = <K>(map: Map<K, number>, key: K): void => {
  map.set(key, (map.get(key) ?? 0) + 1);
};

/** Counts one history in. */
export function countHistory(counts: HistoryCounts, ops: readonly LogOp[], roster: Roster): void {
  counts.histories += 1;
  for (const { id, op } of ops) add(roster.valid.has(id) ? counts.accepted : counts.refused, op.type);
  for (const reason of roster.voided.values()) add(counts.reasons, reason);
  counts.members += roster.members.length;
  for (const { how } of roster.former) counts[how] += 1;
  for (const { active } of roster.devices) if (!active) counts.inactiveDevices += 1;
  for (const { valid } of roster.epochs) if (valid) counts.standingEpochs += 1;
}
