/**
 * What a device is told that belongs no more: the membership log as far as the
 * operations that ended it, and their past, which they need to be understood.
 * Who came and went afterwards is none of its business (HP1 §11).
 */
import { type DeviceId, type EntryId, NO_ENTRY, type OpId } from '../brand.ts';
import { decodeEntry } from '../chain/entry.ts';
import { memberIdOf } from '../group/identity.ts';
import { memberOfDevice } from '../group/select.ts';
import type { StoredEntry } from '../ports/entry-store.ts';
import { frontierRows, rowOfEntry } from './replica-read.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';
import { chainText, type FrontierRow } from './sync-source.ts';

/** The valid operations that ended a device: those that ended its member, or took this device away. */
function endingsOf(parts: ReplicaParts, { roster, ops }: ReplicaState, deviceId: DeviceId): readonly OpId[] {
  if (!roster) return [];
  const memberId = memberOfDevice(roster, deviceId);
  const former = roster.former.find((one) => one.memberId === memberId);
  if (former) return former.endedBy;
  return [...roster.valid].filter((id) => {
    const op = ops.get(id)?.op;
    if (op?.type === 'recoverDevice') return memberIdOf(parts.groupId, op.mrPk) === memberId;
    return op?.type === 'removeDevice' && op.deviceId === deviceId;
  });
}

/** Everything that an operation came after, as its entry says. */
function pastOf(state: ReplicaState, stored: StoredEntry): readonly EntryId[] {
  const op = state.ops.get(stored.id);
  if (op) return op.deps;
  const entry = decodeEntry(stored.bytes);
  return entry.ok ? [...entry.value.header.deps, entry.value.header.prev] : [];
}

/** How far each membership chain goes that tells a device of its end; the whole log where no operation does. */
export function partingRows(parts: ReplicaParts, state: ReplicaState, deviceId: DeviceId): readonly FrontierRow[] {
  const endings = endingsOf(parts, state, deviceId);
  if (endings.length === 0) return frontierRows(state).filter((row) => row.lane === 'membership');
  return rowsWithPast(parts, state, endings);
}

/** How far each membership chain goes that holds these operations and their past, and nothing else. */
export function rowsWithPast(
  parts: ReplicaParts,
  state: ReplicaState,
  operations: readonly OpId[],
): readonly FrontierRow[] {
  const open: EntryId[] = [...operations];
  const seen = new Set<EntryId>();
  const rows = new Map<string, FrontierRow>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const stored = id === NO_ENTRY || seen.has(id) ? null : parts.store.entryById(id);
    seen.add(id);
    if (!stored) continue;
    const key = chainText(stored.chain);
    if (stored.seq > (rows.get(key)?.seq ?? 0)) rows.set(key, rowOfEntry(stored));
    open.push(...pastOf(state, stored));
  }
  return [...rows.values()];
}
