/** Up to where the content of those counts who left, were removed, or whose device was (SPEC GR10, GR20, GR24). */
import type { DeviceId, MemberId } from '../brand.ts';
import { isBefore, type LogGraph, type LogNode } from './log-graph.ts';
import type { FrontierRow } from './op-types.ts';
import type { FormerMember } from './roster.ts';
import type { Standing } from './standing.ts';

/** Of several ends those that no other has seen. */
const latestOf = (ends: readonly LogNode[]): readonly LogNode[] =>
  ends.filter((end) => !ends.some((other) => isBefore(end, other)));

/** The ends of a member that decide: beside a removal one's own leave says nothing, since it could stretch the frontier. */
function decidingEnds(standing: Standing, memberId: MemberId): readonly LogNode[] {
  const last = latestOf(standing.endsOf(memberId, 'all'));
  const removals = last.filter((end) => end.logOp.op.type !== 'leave');
  return removals.length > 0 ? removals : last;
}

const rowsOf = ({ logOp: { op } }: LogNode): readonly FrontierRow[] => ('frontier' in op ? op.frontier : []);

/** Row by row the greatest place that any of the operations allows. */
function widestFrontier(nodes: readonly LogNode[]): readonly FrontierRow[] {
  const rows = new Map<string, FrontierRow>();
  for (const row of nodes.flatMap(rowsOf)) {
    const key = `${row.deviceId}/${row.inc.toString(16).padStart(8, '0')}`;
    const known = rows.get(key);
    // Two entries at one seq are a fork; the smaller id, so that every replica names the same.
    const isWider = !known || row.seq > known.seq || (row.seq === known.seq && row.id < known.id);
    if (isWider) rows.set(key, row);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** What facilitators accepted late of somebody, after any of these ends. */
function acceptedLate(
  standing: Standing,
  graph: LogGraph,
  memberId: MemberId,
  ends: readonly LogNode[],
): readonly LogNode[] {
  return graph.nodes.filter((node) => {
    const { op } = node.logOp;
    if (op.type !== 'acceptLate' || op.memberId !== memberId || !standing.accepted.has(node)) return false;
    return ends.some((end) => isBefore(end, node));
  });
}

function frontierOf(
  standing: Standing,
  graph: LogGraph,
  memberId: MemberId,
  ends: readonly LogNode[],
): readonly FrontierRow[] {
  const own = new Set<DeviceId>(standing.devices.everOf(memberId));
  const rows = widestFrontier([...ends, ...acceptedLate(standing, graph, memberId, ends)]);
  return rows.filter((row) => own.has(row.deviceId));
}

/** Everybody who was in and is not. */
export function formerOf(standing: Standing, graph: LogGraph): readonly FormerMember[] {
  return standing.knownMembers().flatMap((memberId) => {
    if (standing.isOn(memberId, 'all') || !standing.everArrived(memberId)) return [];
    const deciding = decidingEnds(standing, memberId);
    if (deciding.length === 0) return [];
    return [
      {
        memberId,
        how: deciding.some((end) => end.logOp.op.type !== 'leave') ? ('removed' as const) : ('left' as const),
        endedBy: deciding.map((end) => end.id).sort(),
        frontier: frontierOf(standing, graph, memberId, deciding),
      },
    ];
  });
}

/** For every device that is not active and was removed, or whose member's stay ended: the rows that count. */
export function cutsOf(standing: Standing, graph: LogGraph): ReadonlyMap<DeviceId, readonly FrontierRow[]> {
  const cuts = new Map<DeviceId, readonly FrontierRow[]>();
  for (const deviceId of standing.devices.known()) {
    const memberId = standing.devices.memberOf(deviceId, 'all');
    if (memberId === null || standing.devices.isActive(deviceId, 'all')) continue;
    const introductions = standing.devices.introductionsOf(deviceId);
    const isUnseen = (end: LogNode): boolean => !introductions.some((one) => isBefore(end, one));
    const unseen = standing.devices.removalsOf(deviceId).filter(isUnseen);
    // The first one took it away; whoever removes it again has nothing to say about what it wrote.
    const removals = unseen.filter((one) => !unseen.some((other) => isBefore(other, one)));
    const ends = removals.length > 0 ? removals : decidingEnds(standing, memberId).filter(isUnseen);
    if (ends.length === 0) continue;
    cuts.set(
      deviceId,
      frontierOf(standing, graph, memberId, ends).filter((row) => row.deviceId === deviceId),
    );
  }
  return cuts;
}
