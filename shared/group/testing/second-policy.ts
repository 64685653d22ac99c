/** The policy of a view, as the second resolver reads it (SPEC GR19). */
import type { LogOp } from '../op.ts';
import type { OpOf } from '../op-types.ts';
import { KNOWN_MAX, POLICY_FIELD, type Policy, policyFromFields, policyToFields } from '../policy.ts';
import { latestOf, type SecondLog } from './second-log.ts';

const FOREVER = 2 ** 32;
/** Smaller is stricter. */
const laxity = (field: number, value: number): number => {
  if (field === POLICY_FIELD.hideIp || field === POLICY_FIELD.youth) return 1 - value;
  if ((field === POLICY_FIELD.retentionDays || field === POLICY_FIELD.staleDays) && value === 0) return FOREVER;
  return value;
};

/** True when a change names fields that may be changed, within their bounds. */
export const isChangeWithinBounds = ({ changes }: OpOf<'policyChange'>): boolean =>
  changes.every(
    ({ field, value }) => field > POLICY_FIELD.mode && value >= 0 && value <= (KNOWN_MAX[field - 1] ?? value),
  );

/** The policy after the changes among `ops`. */
export function secondPolicyOf(log: SecondLog, ops: readonly LogOp[]): Policy {
  const fields = new Map(policyToFields(log.genesis.policy));
  const changes = ops.flatMap((one) =>
    one.op.type === 'policyChange' ? one.op.changes.map((change) => ({ one, ...change })) : [],
  );
  for (const field of new Set(changes.map((change) => change.field))) {
    const ofField = changes.filter((change) => change.field === field);
    const latest = latestOf(
      log,
      ofField.map(({ one }) => one),
    );
    const values = ofField.filter(({ one }) => latest.includes(one)).map(({ value }) => value);
    const strictest = values.sort((a, b) => laxity(field, a) - laxity(field, b))[0];
    if (strictest !== undefined) fields.set(field, strictest);
  }
  return policyFromFields(fields);
}
