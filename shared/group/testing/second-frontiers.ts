/** Who was in, and up to where the content of devices counts that are not active any more (SPEC GR10, GR20, GR24). */
import type { DeviceId, MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import type { FrontierRow } from '../op-types.ts';
import { isBefore, latestOf } from './second-log.ts';
import { isType, type View } from './second-view.ts';

/** Somebody who was in. */
export interface SecondFormer {
  readonly memberId: MemberId;
  readonly how: 'left' | 'removed';
  readonly endedBy: readonly OpId[];
  readonly frontier: readonly FrontierRow[];
}

const rowsIn = (one: LogOp): readonly FrontierRow[] => ('frontier' in one.op ? one.op.frontier : []);

/** Row by row the greatest place, of devices that the member has. */
function widest(ops: readonly LogOp[], isTheirs: (deviceId: DeviceId) => boolean): FrontierRow[] {
  const rows = new Map<string, FrontierRow>();
  for (const row of ops.flatMap(rowsIn).filter(({ deviceId }) => isTheirs(deviceId))) {
    const key = `${row.deviceId}/${String(row.inc).padStart(10, '0')}`;
    const known = rows.get(key);
    if (!known || row.seq > known.seq || (row.seq === known.seq && row.id < known.id)) rows.set(key, row);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** What facilitators accepted of a member's later, after one of `ends`. */
const acceptedLate = (whole: View, memberId: MemberId, ends: readonly LogOp[]): LogOp[] =>
  whole.ops
    .filter(isType('acceptLate'))
    .filter((one) => one.op.memberId === memberId && ends.some((end) => isBefore(whole.log, end, one)));

/** The last ends of somebody: a leave beside a removal says nothing (GR10). */
function lastEnds(whole: View, memberId: MemberId): LogOp[] {
  const last = latestOf(whole.log, whole.ends(memberId));
  const removals = last.filter(({ op }) => op.type !== 'leave');
  return removals.length > 0 ? removals : last;
}

/** Everybody who was in and is not. */
export function formerOf(whole: View): SecondFormer[] {
  return whole
    .people()
    .filter((memberId) => !whole.isIn(memberId))
    .flatMap((memberId): SecondFormer[] => {
      const ends = lastEnds(whole, memberId);
      if (ends.length === 0) return [];
      const rows = widest([...ends, ...acceptedLate(whole, memberId, ends)], (id) => whole.memberOf(id) === memberId);
      const how = ends.some(({ op }) => op.type !== 'leave') ? 'removed' : 'left';
      return [{ memberId, how, endedBy: ends.map(({ id }) => id).sort(), frontier: rows }];
    })
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
}

/** Rows of every device that has a cut. */
export function cutsOf(whole: View): ReadonlyMap<DeviceId, readonly FrontierRow[]> {
  const { log } = whole;
  const cuts = new Map<DeviceId, readonly FrontierRow[]>();
  for (const { deviceId, memberId } of whole.introductions()) {
    if (whole.activeMember(deviceId) !== null) continue;
    const introductions = whole.introductions().filter((one) => one.deviceId === deviceId);
    const isUnseen = (end: LogOp): boolean => !introductions.some(({ by }) => isBefore(log, end, by));
    const unseen = whole.removalsOfDevice(deviceId).filter(isUnseen);
    // The first one took it away; whoever removes it again has nothing to say about what it wrote.
    const removals = unseen.filter((one) => !unseen.some((other) => isBefore(log, other, one)));
    const ends = removals.length > 0 ? removals : lastEnds(whole, memberId).filter(isUnseen);
    if (ends.length === 0) continue;
    cuts.set(
      deviceId,
      widest([...ends, ...acceptedLate(whole, memberId, ends)], (id) => id === deviceId),
    );
  }
  return cuts;
}
