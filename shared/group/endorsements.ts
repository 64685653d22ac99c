/** Endorsements in a group of equals: two of different members are a removal (SPEC GR21). */
import type { MemberId } from '../brand.ts';
import { isBefore, type LogNode } from './log-graph.ts';

/**
 * Of endorsements against one person those that come to a removal. Two that
 * lie on different sides of an arrival are of different stays and do not add up.
 */
export function removingEndorsements(
  endorsements: readonly LogNode[],
  arrivals: readonly LogNode[],
  authorOf: (node: LogNode) => MemberId | null,
): LogNode[] {
  const areOfOneStay = (a: LogNode, b: LogNode): boolean =>
    arrivals.every((arrival) => isBefore(a, arrival) === isBefore(b, arrival));
  return endorsements.filter((one) => {
    const author = authorOf(one);
    return endorsements.some((other) => authorOf(other) !== author && areOfOneStay(one, other));
  });
}
