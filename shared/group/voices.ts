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

/** True when a view tells that the author of a voice was gone after it, whether or not they came back. */
const isOfPastStay = (standing: Standing, { node, by }: Voice, view: View): boolean =>
  standing.endsOf(by, view).some((end) => isBefore(node, end));

/** True when two voices are of different members, and neither was spoken when the author of the other was known to be gone. */
const isPair = (standing: Standing, a: Voice, b: Voice): boolean =>
  a.by !== b.by && !isOfPastStay(standing, a, b.node.past) && !isOfPastStay(standing, b, a.node.past);

/** Answers with the policy of a view of a group of equals: the genesis's, but for what voices say of keepers. */
export function policyByVoices(genesis: Policy, graph: LogGraph, standing: Standing): (view: View) => Policy {
  return (view) => {
    const { agreeing, wasRefused } = countVoices(graph, standing, view);
    const isAgreed = agreeing.some((one) => agreeing.some((other) => isPair(standing, one, other)));
    const isOn = isAgreed || (keeperAllowed(genesis) && !wasRefused);
    if (isOn === keeperAllowed(genesis)) return genesis;
    const others = genesis.later.filter(([field]) => field !== KEEPER_FIELD);
    const later = [...others, [KEEPER_FIELD, isOn ? 1 : 0] as const].sort(([a], [b]) => a - b);
    return { ...genesis, later };
  };
}

/** Voices for keepers that stand, in order: of who is in without a break since, and had seen every one against. */
export const standingVoices = (graph: LogGraph, standing: Standing): readonly KeeperVoice[] =>
  countVoices(graph, standing, 'all')
    .agreeing.filter((voice) => !isOfPastStay(standing, voice, 'all') && standing.isOn(voice.by, 'all'))
    .map(({ node, by }) => ({ op: node.id, by }));
