/** Up to where somebody's content counts once they are out: what this device holds of it without a gap (HP1 §2). */
import type { DeviceId, MemberId } from '../../../shared/brand.ts';
import { OP_LIMITS } from '../../../shared/group/op-fields.ts';
import type { FrontierRow } from '../../../shared/group/op-types.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import type { OpenGroup } from './open-group.ts';

/** The rows of every device that a member ever had, ascending by device and incarnation. */
export const frontierOf = (group: OpenGroup, roster: Roster, memberId: MemberId): readonly FrontierRow[] =>
  rowsOf(
    group,
    new Set(roster.devices.filter((device) => device.memberId === memberId).map((device) => device.deviceId)),
  );

/** The rows of one device. */
export const frontierOfDevice = (group: OpenGroup, deviceId: DeviceId): readonly FrontierRow[] =>
  rowsOf(group, new Set([deviceId]));

function rowsOf(group: OpenGroup, devices: ReadonlySet<DeviceId>): readonly FrontierRow[] {
  const rows = group.replica.frontier().flatMap(({ deviceId, inc, lane, seq }): readonly FrontierRow[] => {
    if (lane !== 'content' || !devices.has(deviceId)) return [];
    const head = group.store.entriesInRange({ deviceId, inc, lane }, seq, seq).find((entry) => entry.seq === seq);
    return head ? [{ deviceId, inc, seq, id: head.id }] : [];
  });
  const ascending = rows.sort((a, b) => (a.deviceId === b.deviceId ? a.inc - b.inc : a.deviceId < b.deviceId ? -1 : 1));
  return ascending.slice(-OP_LIMITS.frontierRows);
}
