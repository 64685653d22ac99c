/**
 * The second resolver's log: which operations have their whole past, and how
 * they lie to each other (SPEC GR2 and the words at the head of GR). Pasts are
 * plain sets of ids.
 */
import type { GroupId, MemberId, OpId } from '../../brand.ts';
import { deviceIdOf, groupIdOf, memberIdOf } from '../identity.ts';
import type { LogOp } from '../op.ts';
import { isGenesisProven } from '../op-proof.ts';
import type { OpOf } from '../op-types.ts';

/** A log with its genesis. */
export interface SecondLog {
  readonly groupId: GroupId;
  readonly genesisId: OpId;
  readonly genesis: OpOf<'genesis'>;
  readonly founder: MemberId;
  /** Every operation that was given, once. */
  readonly all: readonly LogOp[];
  /** Those whose whole past is there, by (depth, id). */
  readonly ops: readonly LogOp[];
  readonly byId: ReadonlyMap<OpId, LogOp>;
  /** The past of each of `ops`, without itself. */
  readonly pasts: ReadonlyMap<OpId, ReadonlySet<OpId>>;
  readonly depths: ReadonlyMap<OpId, number>;
}

/** Puts operations in order; null without the genesis that `genesisId` names (GR3). */
export function secondLogOf(given: readonly LogOp[], genesisId: OpId): SecondLog | null {
  const byId = new Map(given.map((one) => [one.id, one]));
  const all = [...byId.values()];
  const pasts = new Map<OpId, ReadonlySet<OpId>>();
  const depths = new Map<OpId, number>();
  let found = true;
  while (found) {
    found = false;
    for (const { id, deps } of all) {
      if (pasts.has(id) || !deps.every((dep) => pasts.has(dep))) continue;
      pasts.set(id, new Set(deps.flatMap((dep) => [dep, ...(pasts.get(dep) ?? [])])));
      depths.set(id, 1 + Math.max(0, ...deps.map((dep) => depths.get(dep) ?? 0)));
      found = true;
    }
  }
  const ops = all
    .filter(({ id }) => pasts.has(id))
    .sort((a, b) => (depths.get(a.id) ?? 0) - (depths.get(b.id) ?? 0) || (a.id < b.id ? -1 : 1));
  const first = byId.get(genesisId);
  if (first?.op.type !== 'genesis' || first.deps.length > 0) return null;
  const groupId = groupIdOf(first.op.genesisNonce);
  if (deviceIdOf(groupId, first.op.cert.dsPk) !== first.deviceId || !isGenesisProven(groupId, first.op)) return null;
  const founder = memberIdOf(groupId, first.op.mrPk);
  return { groupId, genesisId, genesis: first.op, founder, all, ops, byId, pasts, depths };
}

/** True when `a` is in the past of `b`. */
export const isBefore = (log: SecondLog, a: LogOp, b: LogOp): boolean => log.pasts.get(b.id)?.has(a.id) ?? false;
/** True when neither is before the other. */
export const isBeside = (log: SecondLog, a: LogOp, b: LogOp): boolean =>
  a.id !== b.id && !isBefore(log, a, b) && !isBefore(log, b, a);
/** Those that none of the others has in its past. */
export const latestOf = (log: SecondLog, ops: readonly LogOp[]): LogOp[] =>
  ops.filter((one) => !ops.some((other) => isBefore(log, one, other)));
