/**
 * When epochs began and ended, as far as it can be known here (SPEC ML2, LK7).
 * The time in an operation is its author's claim, and clocks are ten years off
 * in either direction. So a device notes by its own clock when it stored an
 * operation that began an epoch.
 */
import type { EpochId, OpId } from '../brand.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import type { LogOp } from '../group/op.ts';
import { epochBlockOf } from '../group/op-types.ts';
import type { Roster } from '../group/roster.ts';
import type { EntryStore } from '../ports/entry-store.ts';

const META = 'epoch-stored/';

/** Notes when an operation was stored, if it began an epoch; in the caller's transaction. `now` in milliseconds. */
export function noteEpochStored(store: EntryStore, { id, op }: LogOp, now: number): void {
  if (epochBlockOf(op) !== null) store.putMeta(META + id, new ByteWriter().uint(Math.max(0, now), 6).finish());
}

/** When this device stored an operation that began an epoch, milliseconds; null for any other. */
export function epochStoredAt(store: EntryStore, id: OpId): number | null {
  const bytes = store.meta(META + id);
  return bytes && new ByteReader(bytes).uint(6);
}

/** What a replica knows of its operations. */
export interface EpochLog {
  logOp(id: OpId): LogOp | null;
  storedAt(id: OpId): number | null;
}

/** See the file's head. All times are of this computer's clock, milliseconds, and none is in the future. */
export interface EpochTimes {
  /** The epochs that supersede one, by the operations that began them. */
  successorsOf(epochId: EpochId): readonly OpId[];
  /** Not after its beginning: where the claimed time cannot be, 0. */
  notAfterBeginning(epochId: EpochId): number;
  /** When it came about: the later of the claimed time and that of storing, of those that are not in the future. */
  beganAt(epochId: EpochId): number;
  /** The last time that something superseded it came about; 0 when nothing does. */
  overAt(epochId: EpochId): number;
}

/** The times of a roster's epochs as seen at `now`. */
export function epochTimes(log: EpochLog, roster: Roster, now: number): EpochTimes {
  const successors = new Map<EpochId, OpId[]>();
  for (const { epochId, supersedes, valid } of roster.epochs) {
    if (!valid) continue;
    for (const old of supersedes) successors.set(old, [...(successors.get(old) ?? []), epochId as string as OpId]);
  }
  const known = (op: OpId): readonly number[] =>
    [log.logOp(op)?.ts, log.storedAt(op)].filter((at) => typeof at === 'number').filter((at) => at <= now);
  const at = (op: OpId): number => {
    const times = known(op);
    // Where both clocks were ahead nothing is known, and nobody is given up too early.
    return times.length > 0 ? Math.max(...times) : now;
  };
  const successorsOf = (epochId: EpochId): readonly OpId[] => successors.get(epochId) ?? [];
  return {
    successorsOf,
    notAfterBeginning: (epochId) => {
      const claimed = log.logOp(epochId as string as OpId)?.ts ?? 0;
      return claimed > now ? 0 : Math.min(claimed, ...known(epochId as string as OpId));
    },
    beganAt: (epochId) => at(epochId as string as OpId),
    overAt: (epochId) => Math.max(0, ...successorsOf(epochId).map(at)),
  };
}
