/** What facilitators wrote with authority, worked out tenure by tenure, the most senior first (SPEC GR7 to GR9). */
import type { MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { isBefore, isBeside, type SecondLog } from './second-log.ts';
import { type Fixed, isDeviceCut, settle, viewBefore } from './second-settle.ts';
import { type Accepted, View } from './second-view.ts';

/** The time somebody is a facilitator, from the operation that made them one. */
export interface Tenure {
  readonly start: LogOp;
  readonly memberId: MemberId;
}

const MOST_TENURES = 64;
const LEADING = [
  'inviteCreate',
  'inviteRevoke',
  'admit',
  'refuse',
  'promote',
  'demote',
  'remove',
  'removeDevice',
  'policyChange',
  'acceptLate',
];

const OWN = ['leave', 'addDevice', 'removeDevice', 'recoverDevice', 'deviceKeyUpdate'];

/** Removals, demotions and leaves of somebody. */
export const endingsOf = (whole: View, memberId: MemberId): LogOp[] => [
  ...whole.ends(memberId),
  ...whole.ops.filter(({ op }) => op.type === 'demote' && op.memberId === memberId),
];

/** True when `ending` ends the tenure, as far as it goes. */
export const endsTenure = (log: SecondLog, ending: LogOp, { start }: Tenure): boolean => !isBefore(log, ending, start);

/** The person whom an operation takes something from. */
function targetOf({ op }: LogOp, whole: View): MemberId | null {
  if (op.type === 'remove' || op.type === 'demote') return op.memberId;
  return op.type === 'removeDevice' ? whole.memberOf(op.deviceId) : null;
}

function hasAuthority(one: LogOp, tenure: Tenure, senior: readonly Tenure[], whole: View): boolean {
  const { log } = whole;
  const view = viewBefore(log, whole.accepted, one);
  if (view.activeMember(one.deviceId) !== tenure.memberId) return false;
  if (view.tenureOf(tenure.memberId)?.id !== tenure.start.id) return false;
  if (endingsOf(whole, tenure.memberId).some((ending) => isBeside(log, ending, one))) return false;
  if (isDeviceCut(one, tenure.memberId, whole)) return false;
  const target = targetOf(one, whole);
  if (target === tenure.memberId) return false;
  return senior
    .filter(({ memberId }) => memberId === target)
    .every((other) =>
      endingsOf(whole, other.memberId).some((ending) => isBefore(log, ending, one) && endsTenure(log, ending, other)),
    );
}

/** What facilitators wrote with authority, and everybody's tenures. */
export interface Authority {
  readonly granted: Accepted;
  readonly tenures: readonly Tenure[];
  /** What holders of tenures did to themselves and their devices, as it counted in their tenure. */
  readonly counted: ReadonlySet<OpId>;
}

/** Works out all tenures of a group with facilitators. */
export function workOutTenures(fixed: Omit<Fixed, 'granted'>): Authority {
  const { log } = fixed;
  const granted = new Map<OpId, MemberId>();
  const tenures: Tenure[] = [];
  const counted = new Set<OpId>();
  for (;;) {
    const accepted = settle({ ...fixed, granted });
    const whole = new View(log, accepted, null);
    const next = whole.ops
      .flatMap((start): Tenure[] => {
        if (start.op.type === 'genesis') return [{ start, memberId: log.founder }];
        const isStart = start.op.type === 'promote' && start.op.role === 'facilitator';
        return isStart && start.op.type === 'promote' ? [{ start, memberId: start.op.memberId }] : [];
      })
      .find(({ start }) => !tenures.some((known) => known.start.id === start.id));
    if (!next || tenures.length === MOST_TENURES) return { granted, tenures, counted };
    for (const one of log.ops) {
      const isOwn = accepted.get(one.id) === next.memberId && OWN.includes(one.op.type);
      if (isOwn && !granted.has(one.id)) counted.add(one.id);
      if (!LEADING.includes(one.op.type)) continue;
      if (hasAuthority(one, next, tenures, whole)) granted.set(one.id, next.memberId);
    }
    tenures.push(next);
  }
}
