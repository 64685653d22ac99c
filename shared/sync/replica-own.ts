/**
 * Own entries that this store does not hold (SPEC RP20): another copy of it
 * has written in the same chain, because a backup was put back or the folder
 * was cloned. What this device writes next in that chain would tell a second
 * story, so it writes nothing more there.
 */
import type { Entry } from '../chain/entry.ts';
import { decodeEvidence } from '../chain/equivocation.ts';
import { laneOf } from '../chain/kinds.ts';
import { NO_RUNS } from '../chain/runs.ts';
import { verifyEntry } from '../chain/verify.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import type { ChainKey, EntryStore } from '../ports/entry-store.ts';
import { idAtPlace } from './replica-places.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';
import { chainText } from './sync-source.ts';

const META = 'overtaken';

/** True when this incarnation's chains are known to go on elsewhere. */
export function isOvertaken(store: EntryStore, inc: number): boolean {
  const bytes = store.meta(META);
  return bytes !== null && new ByteReader(bytes).uint(4) === inc;
}

/** Remembers it, in the caller's transaction: also after a restart nothing is written there. */
export const putOvertaken = (store: EntryStore, inc: number): void =>
  store.putMeta(META, new ByteWriter().uint(inc, 4).finish());

/**
 * True when one of `entries` was signed by this device, in the incarnation that
 * it writes in, and is not here: beyond what is held, or in the place of another.
 */
export function showsAnotherSelf(parts: ReplicaParts, state: ReplicaState, entries: readonly Entry[]): boolean {
  const { deviceId } = parts.keys;
  const key = state.signingKeys.get(deviceId);
  if (!key) return false;
  return entries.some((entry) => {
    const { header } = entry;
    if (header.deviceId !== deviceId || header.inc !== parts.inc) return false;
    const chain: ChainKey = { deviceId, inc: header.inc, lane: laneOf(header.kind) };
    const runs = state.chains.get(chainText(chain))?.runs ?? NO_RUNS;
    const here = idAtPlace(parts.store, chain, runs)(header.seq);
    if (here === entry.id) return false;
    // Inside what was folded single entries are not kept any more.
    const isFolded = here === undefined && runs.some((run) => run.from <= header.seq && header.seq <= run.to);
    return !isFolded && verifyEntry(entry, key);
  });
}

/** True when a proof that was taken in is about a chain that this device writes in. */
export function provesAnotherSelf(parts: ReplicaParts, evidence: Uint8Array): boolean {
  const proof = decodeEvidence(evidence);
  if (!proof.ok) return false;
  const { deviceId, inc } = proof.value.one.header;
  return deviceId === parts.keys.deviceId && inc === parts.inc;
}
