/**
 * The rounds of SPEC GR16 and GR21: what own pasts allow is accepted in order,
 * then what falls is void for good, and all of it begins anew.
 */
import type { MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { isBeside, type SecondLog } from './second-log.ts';
import { judge } from './second-rules.ts';
import { type Accepted, isType, View, viewBefore } from './second-view.ts';

/** What is fixed while the rounds go on. */
export interface Fixed {
  readonly log: SecondLog;
  /** What facilitators wrote with authority; null in a group of equals, where the rounds judge that too. */
  readonly granted: Accepted | null;
  /** Void for good before the rounds began. */
  readonly lost: ReadonlySet<OpId>;
  /** Among the lost: admissions whose use went to a smaller id. */
  readonly spent: ReadonlySet<OpId>;
}

/** True when only a tenure can give the right to write it. */
function needsTenure(one: LogOp, writer: MemberId, view: View): boolean {
  switch (one.op.type) {
    case 'inviteCreate':
    case 'inviteRevoke':
      return view.role(writer) === 'facilitator';
    case 'removeDevice':
      return view.memberOf(one.op.deviceId) !== writer;
    case 'leave':
    case 'addDevice':
    case 'deviceKeyUpdate':
    case 'recoverDevice':
      return false;
    default:
      return true;
  }
}

function acceptInOrder(
  { log, granted, lost, spent }: Fixed,
  fallen: ReadonlySet<OpId>,
  kept: ReadonlyMap<OpId, MemberId>,
): Map<OpId, MemberId> {
  const accepted = new Map<OpId, MemberId>([[log.genesisId, log.founder]]);
  for (const one of log.ops) {
    if (lost.has(one.id) || fallen.has(one.id)) continue;
    if (one.id === log.genesisId) continue;
    const view = viewBefore(log, accepted, one);
    const keptWriter = kept.get(one.id);
    if (keptWriter !== undefined) {
      if (view.isIn(keptWriter)) accepted.set(one.id, keptWriter);
      continue;
    }
    const judgement = judge(one, view, spent);
    if (judgement?.verdict !== 'right') continue;
    if (granted && needsTenure(one, judgement.writer, view) && !granted.has(one.id)) continue;
    accepted.set(one.id, judgement.writer);
  }
  return accepted;
}

/** Removals of the device that wrote this, beside it (GR16). */
const removalsBeside = (one: LogOp, whole: View): LogOp[] =>
  whole.removalsOfDevice(one.deviceId).filter((removal) => isBeside(whole.log, removal, one));

/** Recoveries beside this that took the device away that wrote it (GR17). */
function sweepsBeside(one: LogOp, writer: MemberId, whole: View): LogOp[] {
  const { log } = whole;
  const before = whole.before(one);
  const introductions = before.introductions().filter(({ deviceId }) => deviceId === one.deviceId);
  return whole
    .sweeps(writer)
    .filter((sweep) => isBeside(log, sweep, one))
    .filter((sweep) => introductions.length > 0 && introductions.every((one) => whole.isSwept(one, sweep)));
}

/** What took a device away beside what it wrote. */
export const deviceCutsOf = (one: LogOp, writer: MemberId, whole: View): LogOp[] => [
  ...removalsBeside(one, whole),
  ...sweepsBeside(one, writer, whole),
];

/** What is void beside a leave of its author: everything but what ends something for good (GR9, GR16, GR21). */
const isVoidBesideLeave = (one: LogOp): boolean => !['leave', 'removeDevice', 'endorse'].includes(one.op.type);
/** What is void beside a removal of the device that wrote it (GR16, GR21). */
const isVoidBesideRemoval = (one: LogOp): boolean => !['removeDevice', 'endorse'].includes(one.op.type);
const isSelfRemoval = ({ op, deviceId }: LogOp): boolean => op.type === 'removeDevice' && op.deviceId === deviceId;

/**
 * What falls in this round: by recoveries and by others' hands; when there is
 * nothing of that, removals of the device itself; then by removals of devices,
 * and last by leaves. So nobody's leave undoes anything when it falls itself.
 */
function fallsOf(whole: View, granted: Accepted | null): LogOp[] {
  const { log } = whole;
  const own = whole.ops.filter((one) => one.id !== log.genesisId && !granted?.has(one.id));
  const writerOf = (one: LogOp): MemberId => whole.writerOf(one) ?? log.founder;
  const byOthers = own.filter((one) => {
    if (one.op.type === 'endorse') return false;
    if (whole.removals(writerOf(one)).some((end) => isBeside(log, end, one))) return true;
    return one.op.type !== 'recoverDevice' && sweepsBeside(one, writerOf(one), whole).length > 0;
  });
  if (byOthers.length > 0) return byOthers;
  const selfRemovals = own.filter(
    (one) => isSelfRemoval(one) && removalsBeside(one, whole).some((removal) => !isSelfRemoval(removal)),
  );
  if (selfRemovals.length > 0) return selfRemovals;
  const withDevices = own.filter(
    (one) =>
      isVoidBesideRemoval(one) &&
      (removalsBeside(one, whole).length > 0 ||
        (one.op.type !== 'recoverDevice' && sweepsBeside(one, writerOf(one), whole).length > 0)),
  );
  if (withDevices.length > 0) return withDevices;
  return own.filter(
    (one) => isVoidBesideLeave(one) && whole.leaves(writerOf(one)).some((leave) => isBeside(log, leave, one)),
  );
}

/** Everything that changes who belongs, as it is accepted once nothing falls any more. */
export function settle(fixed: Fixed): Accepted {
  const fallen = new Set<OpId>();
  const kept = new Map<OpId, MemberId>();
  const once = new Set<OpId>();
  for (;;) {
    const accepted = acceptInOrder(fixed, fallen, kept);
    const whole = new View(fixed.log, accepted, null);
    // What was accepted before and is not any more, as its past tells now, does not come back; a tenure's stays its own.
    const gone = fixed.log.ops.filter(
      ({ id }) => once.has(id) && !accepted.has(id) && !fallen.has(id) && !fixed.granted?.has(id),
    );
    const falls = gone.length > 0 ? gone : fallsOf(whole, fixed.granted);
    if (falls.length === 0) return accepted;
    for (const id of accepted.keys()) once.add(id);
    for (const { id } of falls) fallen.add(id);
    for (const one of whole.ops.filter(isType('removeDevice'))) {
      const writer = whole.writerOf(one);
      if (writer !== undefined && !fixed.granted?.has(one.id) && !fallen.has(one.id)) kept.set(one.id, writer);
    }
    for (const { id } of falls) kept.delete(id);
  }
}
