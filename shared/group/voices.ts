/**
 * Voices about keepers in a group of equals (SPEC GR26, GR27): nobody decides
 * for the others there, so that two who want one make it so, and one who does
 * not ends it. Judged once it is settled who belongs, which no voice changes.
 */
import type { MemberId } from '../brand.ts';
import { inPast, isBefore, type LogGraph, type LogNode } from './log-graph.ts';
import type { PlacedOp } from './op-types.ts';
import { KEEPER_FIELD, keeperAllowed, type Policy } from './policy.ts';
import type { KeeperVoice } from './roster.ts';
import type { Standing, View } from './standing.ts';

/** 1 for a voice for keepers, 0 for one against; null for what is no voice. */
export function voiceOf(op: PlacedOp): 0 | 1 | null {
  if (op.type !== 'policyChange') return null;
  const [change, ...more] = op.changes;
  if (change?.field !== KEEPER_FIELD || more.length > 0) return null;
  return change.value === 0 || change.value === 1 ? change.value : null;
}

interface Voice {
  readonly node: LogNode;
  readonly by: MemberId;
}

/** Accepted voices of a view: those for keepers that had seen every one against, and whether there is any against. */
function countVoices(graph: LogGraph, standing: Standing, view: View): { agreeing: Voice[]; wasRefused: boolean } {
  const counted = graph.nodes.filter(
    (node) => standing.accepted.has(node) && (view === 'all' || inPast(view, node.index)),
  );
  const refusals = counted.filter((node) => voiceOf(node.logOp.op) === 0);
  const agreeing = counted.flatMap((node) => {
    const by = standing.authorOf(node);
    if (by === null || voiceOf(node.logOp.op) !== 1) return [];
    return refusals.every((refusal) => isBefore(refusal, node)) ? [{ node, by }] : [];
  });
  return { agreeing, wasRefused: refusals.length > 0 };
}

/**
 * True when some two voices are of different members, and the one that is not
 * before the other was not spoken when the author of that was known to be gone
 * after it. Ends are asked for once for each voice and author: a log can hold
 * thousands of voices.
 */
function haveAgreed(standing: Standing, agreeing: readonly Voice[]): boolean {
  return agreeing.some((later) => {
    const endsByAuthor = new Map<MemberId, readonly LogNode[]>();
    return agreeing.some((one) => {
      if (one.by === later.by || isBefore(later.node, one.node)) return false;
      const ends = endsByAuthor.get(one.by) ?? standing.endsOf(one.by, later.node.past);
      endsByAuthor.set(one.by, ends);
      return !ends.some((end) => isBefore(one.node, end));
    });
  });
}

/** Answers with the policy of a view of a group of equals: the genesis's, but for what voices say of keepers. */
export function policyByVoices(genesis: Policy, graph: LogGraph, standing: Standing): (view: View) => Policy {
  return (view) => {
    const { agreeing, wasRefused } = countVoices(graph, standing, view);
    const isOn = haveAgreed(standing, agreeing) || (keeperAllowed(genesis) && !wasRefused);
    if (isOn === keeperAllowed(genesis)) return genesis;
    const others = genesis.later.filter(([field]) => field !== KEEPER_FIELD);
    const later = [...others, [KEEPER_FIELD, isOn ? 1 : 0] as const].sort(([a], [b]) => a - b);
    return { ...genesis, later };
  };
}

/** True when somebody's time in the group ended after what they wrote, whether or not they came back. */
const hasEndedSince = (standing: Standing, by: MemberId, node: LogNode): boolean =>
  standing.endsOf(by, 'all').some((end) => isBefore(node, end));

/** Voices for keepers that stand, in order: of who is in without a break since, and had seen every one against. */
export const standingVoices = (graph: LogGraph, standing: Standing): readonly KeeperVoice[] =>
  countVoices(graph, standing, 'all')
    .agreeing.filter(({ node, by }) => !hasEndedSince(standing, by, node) && standing.isOn(by, 'all'))
    .map(({ node, by }) => ({ op: node.id, by }));
