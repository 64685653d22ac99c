/** Operations of a group's log, read from the store when one of them is asked for. */
import type { OpId } from '../../../shared/brand.ts';
import { decodeEntry } from '../../../shared/chain/entry.ts';
import { logOpOf } from '../../../shared/group/op.ts';
import type { Op } from '../../../shared/group/op-types.ts';
import type { OpenGroup } from './open-group.ts';

/** One operation, or null when it is not here or not understood. */
export function logOpById(group: Pick<OpenGroup, 'store'>, id: OpId): Op | null {
  const stored = group.store.entryById(id);
  const entry = stored && decodeEntry(stored.bytes);
  const op = entry?.ok ? logOpOf(entry.value) : null;
  return op?.ok ? op.value.op : null;
}
