/** The policy of a view: the genesis's, with what facilitators changed (SPEC GR19). */
import { inPast, isBefore, type LogGraph, type LogNode } from './log-graph.ts';
import type { OpOf } from './op-types.ts';
import { KNOWN_MAX, POLICY_FIELD, type Policy, policyFromFields, policyToFields } from './policy.ts';
import type { Standing, View } from './standing.ts';

type Change = OpOf<'policyChange'>['changes'][number];

/** True when every value is within its field's bounds. Fields of a later version are taken as they come. */
export const arePolicyChanges = (changes: readonly Change[]): boolean =>
  changes.every(({ field, value }) => field !== POLICY_FIELD.mode && value <= (KNOWN_MAX[field - 1] ?? 2 ** 32 - 1));

/** 0 stands for never, which is longer than any number of days. */
const shorter = (a: number, b: number): number => (a === 0 ? b : b === 0 ? a : Math.min(a, b));
const STRICTER: Readonly<Record<number, (a: number, b: number) => number>> = {
  [POLICY_FIELD.hideIp]: Math.max,
  [POLICY_FIELD.youth]: Math.max,
  [POLICY_FIELD.retentionDays]: shorter,
  [POLICY_FIELD.staleDays]: shorter,
};
/** Of two values of a field the one that allows less; the smaller one where nothing else is said. */
const stricterOf = (field: number, a: number, b: number): number => (STRICTER[field] ?? Math.min)(a, b);

/** Answers with the policy of a view, among what is accepted when it is asked. */
export function policyOf(genesis: Policy, graph: LogGraph, standing: Standing): (view: View) => Policy {
  const changes = graph.nodes.filter((node) => node.logOp.op.type === 'policyChange');
  const changesOf = (node: LogNode): readonly Change[] => {
    const { op } = node.logOp;
    return op.type === 'policyChange' ? op.changes : [];
  };
  return (view) => {
    const counting = changes.filter(
      (node) => standing.accepted.has(node) && (view === 'all' || inPast(view, node.index)),
    );
    if (counting.length === 0) return genesis;
    const fields = new Map(policyToFields(genesis));
    const touched = new Set(counting.flatMap((node) => changesOf(node).map((change) => change.field)));
    for (const field of touched) {
      const setters = counting.filter((node) => changesOf(node).some((change) => change.field === field));
      const latest = setters.filter((node) => !setters.some((other) => isBefore(node, other)));
      const values = latest.flatMap((node) => changesOf(node).filter((change) => change.field === field));
      fields.set(
        field,
        values.map((change) => change.value).reduce((a, b) => stricterOf(field, a, b)),
      );
    }
    return policyFromFields(fields);
  };
}
