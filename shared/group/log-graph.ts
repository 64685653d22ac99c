/** The log as a graph: who stood in whose past. Pure bookkeeping, no authority. */
import type { OpId } from '../brand.ts';
import type { LogOp } from './op.ts';

/** A set of operations by their index, 32 to a word. */
export type Past = Uint32Array;

/** One operation in topological order. */
export interface LogNode {
  /** Place in (depth, id) order, which is a topological order. */
  readonly index: number;
  readonly id: OpId;
  /** Longest way from a root, which has 1. */
  readonly depth: number;
  readonly logOp: LogOp;
  /** Every operation before this one. */
  readonly past: Past;
}

/** The causally complete part of a log. */
export interface LogGraph {
  readonly nodes: readonly LogNode[];
  readonly byId: ReadonlyMap<OpId, LogNode>;
  /** Operations some of whose past is missing (or that stand in a cycle, which hashes forbid). */
  readonly incomplete: readonly OpId[];
}

/** True when `index` is in the set. */
export const inPast = (past: Past, index: number): boolean => (((past[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
/** True when `a` stands in the past of `b`. */
export const isBefore = (a: LogNode, b: LogNode): boolean => inPast(b.past, a.index);
/** True when neither of two different operations had seen the other. */
export const isConcurrent = (a: LogNode, b: LogNode): boolean => a !== b && !isBefore(a, b) && !isBefore(b, a);

/** The past of `node` with itself. */
export function pastWith(node: LogNode): Past {
  const past = node.past.slice();
  past[node.index >>> 5] = (past[node.index >>> 5] ?? 0) | (1 << (node.index & 31));
  return past;
}

/** Depth of every operation whose whole past is there. Iterative, since a log can be thousands deep. */
function depthsOf(ops: ReadonlyMap<OpId, LogOp>): ReadonlyMap<OpId, number> {
  const waiting = new Map<OpId, number>();
  const children = new Map<OpId, OpId[]>();
  const ready: OpId[] = [];
  for (const { id, deps } of ops.values()) {
    const distinct = new Set(deps);
    waiting.set(id, distinct.size);
    if (distinct.size === 0) ready.push(id);
    for (const dep of distinct) {
      const list = children.get(dep);
      if (list) list.push(id);
      else children.set(dep, [id]);
    }
  }
  const depths = new Map<OpId, number>();
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const deps = ops.get(id)?.deps ?? [];
    depths.set(id, 1 + deps.reduce((most, dep) => Math.max(most, depths.get(dep) ?? 0), 0));
    for (const child of children.get(id) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  return depths;
}

/** Puts operations in order and computes the past of each. The order of `ops` and duplicates do not matter. */
export function buildLogGraph(ops: readonly LogOp[]): LogGraph {
  const unique = new Map(ops.map((op) => [op.id, op]));
  const depths = depthsOf(unique);
  const complete = [...unique.values()].filter((op) => depths.has(op.id));
  const depthOf = (op: LogOp): number => depths.get(op.id) ?? 0;
  complete.sort((a, b) => depthOf(a) - depthOf(b) || (a.id < b.id ? -1 : 1));
  const words = (complete.length + 31) >>> 5;
  const byId = new Map<OpId, LogNode>();
  const nodes = complete.map((logOp, index): LogNode => {
    const past = new Uint32Array(words);
    for (const dep of logOp.deps) {
      const parent = byId.get(dep);
      if (!parent) continue;
      for (let w = 0; w < words; w += 1) past[w] = (past[w] ?? 0) | (parent.past[w] ?? 0);
      past[parent.index >>> 5] = (past[parent.index >>> 5] ?? 0) | (1 << (parent.index & 31));
    }
    const node = { index, id: logOp.id, depth: depthOf(logOp), logOp, past };
    byId.set(logOp.id, node);
    return node;
  });
  const incomplete = [...unique.keys()].filter((id) => !depths.has(id)).sort();
  return { nodes, byId, incomplete };
}
