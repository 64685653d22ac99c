/** What facilitators wrote with authority, worked out tenure by tenure, the most senior first (SPEC GR7 to GR9). */
import type { MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { claimsOf } from './second-claims.ts';
import { isBefore, isBeside, type SecondLog } from './second-log.ts';
import { deviceCutsOf, type Fixed, settle } from './second-settle.ts';
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

/** The people whom an operation takes something from; null when it takes nothing. */
function targetsOf(one: LogOp, log: SecondLog): readonly MemberId[] | null {
  const { op } = one;
  if (op.type === 'remove' || op.type === 'demote') return [op.memberId];
  if (op.type !== 'removeDevice') return null;
  // Whoever claims the device in the own past: nobody's standing is needed for that.
  return claimsOf(log).flatMap((claim) =>
    claim.deviceId === op.deviceId && isBefore(log, claim.by, one) ? [claim.memberId] : [],
  );
}

function hasAuthority(
  one: LogOp,
  tenure: Tenure,
  { tenures: senior, granted }: Pick<Authority, 'tenures' | 'granted'>,
  whole: View,
): boolean {
  const { log } = whole;
  const view = whole.before(one);
  if (view.activeMember(one.deviceId) !== tenure.memberId) return false;
  if (view.tenureOf(tenure.memberId)?.id !== tenure.start.id) return false;
  const endings = endingsOf(whole, tenure.memberId);
  const byOthers = endings.filter(({ op }) => op.type !== 'leave');
  // A leave beside what others decided ends no tenure sooner (GR9).
  const isLate = (ending: LogOp): boolean =>
    ending.op.type === 'leave' && byOthers.some((other) => isBeside(log, other, ending));
  if (endings.some((ending) => isBeside(log, ending, one) && !isLate(ending))) return false;
  // And what somebody does with their own devices undoes nothing that those had seen.
  const isUndoing = (cut: LogOp): boolean =>
    granted.has(cut.id) || !byOthers.some((other) => isBefore(log, one, other) && isBeside(log, cut, other));
  if (deviceCutsOf(one, tenure.memberId, whole).some(isUndoing)) return false;
  const targets = targetsOf(one, log);
  if (targets?.includes(tenure.memberId) || targets?.length === 0) return false;
  return senior
    .filter(({ memberId }) => targets?.includes(memberId))
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
      if (hasAuthority(one, next, { tenures, granted }, whole)) granted.set(one.id, next.memberId);
    }
    tenures.push(next);
  }
}
