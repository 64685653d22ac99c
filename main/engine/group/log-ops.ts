/** Operations of a group's log as the engine asks for them. */
import type { OpId } from '../../../shared/brand.ts';
import type { LogOp } from '../../../shared/group/op.ts';
import type { Op } from '../../../shared/group/op-types.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import type { OpenGroup } from './open-group.ts';

/** One operation, or null when it is not here or not understood. */
export function logOpById(group: Pick<OpenGroup, 'replica'>, id: OpId): Op | null {
  const op = group.replica.logOp(id)?.op;
  return op === undefined || op.type === 'opaque' ? null : op;
}

/** The valid operations, each after all that it had seen. */
export function validOps(group: Pick<OpenGroup, 'replica'>, roster: Roster): readonly LogOp[] {
  const ops = [...roster.valid].flatMap((id) => group.replica.logOp(id) ?? []);
  return ops.sort((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1));
}
