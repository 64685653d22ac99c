/**
 * Taking in content entries: verified in runs, placed in their chains, and
 * applied (HP1 §4). What cannot take effect yet is kept with the status
 * `waiting` and tried again whenever something new came in.
 */
import type { EntryId, RecordId } from '../brand.ts';
import { type Entry, encodeEntry } from '../chain/entry.ts';
import { extentOf } from '../chain/extent.ts';
import { addExtent, NO_RUNS } from '../chain/runs.ts';
import type { StoredEntry } from '../ports/entry-store.ts';
import { applyEntry, contentChainOf, knownPast } from './replica-apply.ts';
import { cutAt, roomBeyondCut } from './replica-limits.ts';
import { idAtPlace } from './replica-places.ts';
import { type PlacedEntry, verifiedEntries } from './replica-verify.ts';
import type { ChainState, ContentTop, ReplicaParts, ReplicaState, Revision } from './replica-state.ts';
import { chainText, type Rejection } from './sync-source.ts';

/** Most unknown deps that are remembered; beyond that an operation that comes late changes no judgement until the next start. */
const MAX_NAMED_EARLY = 16_384;

/** What taking in came to. */
export interface ContentIntake {
  readonly state: ReplicaState;
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
  /** Entries that claim a place where another stands. */
  readonly forks: readonly Entry[];
}

/** Takes in content entries of any chains, in the caller's transaction. */
export function takeContent(
  parts: ReplicaParts,
  state: ReplicaState,
  entries: readonly Entry[],
  touched: Set<RecordId>,
): ContentIntake {
  if (entries.length === 0) return { state, accepted: 0, rejected: [], forks: [] };
  const chains = new Map<string, ChainState>(state.chains);
  const rejected: Rejection[] = [];
  const forks: Entry[] = [];
  const batch = new Map(entries.map((entry) => [entry.id, entry]));
  const byChain = new Map<string, PlacedEntry[]>();
  for (const entry of batch.values()) {
    const chain = contentChainOf(entry);
    const text = chainText(chain);
    const runs = chains.get(text)?.runs ?? NO_RUNS;
    if (idAtPlace(parts.store, chain, runs)(entry.header.seq) === entry.id) continue;
    const extent = extentOf(entry.id, entry.header);
    if (!extent) rejected.push({ tag: 'SegmentMalformed', invalidSignature: false });
    else {
      const list = byChain.get(text) ?? [];
      list.push({ entry, extent });
      byChain.set(text, list);
    }
  }
  /** Copied once it changes: most batches name nothing early. */
  let early: Map<EntryId, readonly Revision[]> | null = null;
  let accepted = 0;
  let top: ContentTop | null = state.top;
  for (const [text, list] of byChain) {
    list.sort((a, b) => a.extent.to - b.extent.to);
    for (const { entry, extent } of verifiedEntries(state.signingKeys, list, rejected)) {
      const chain = contentChainOf(entry);
      const runs = chains.get(text)?.runs ?? NO_RUNS;
      // Beyond the cut only so much is kept; it is nobody's fault who passes on more.
      const isBeyond = extent.to > cutAt(state.cuts, chain);
      if (isBeyond && roomBeyondCut(chains.values(), state.cuts, chain.deviceId) < 1) continue;
      const added = addExtent(runs, extent, idAtPlace(parts.store, chain, runs));
      if (!added.ok) {
        if (added.error.tag === 'Fork') forks.push(entry);
        if (added.error.tag === 'Misplaced') rejected.push({ tag: 'SegmentMisplaced', invalidSignature: false });
        continue;
      }
      chains.set(text, { chain, runs: added.value });
      const stored: StoredEntry = {
        id: entry.id,
        chain,
        seq: entry.header.seq,
        coversFrom: extent.from,
        before: extent.before,
        kind: entry.header.kind,
        recordId: entry.header.recordId,
        status: 'waiting',
        lamport: entry.header.lamport,
        bytes: encodeEntry(entry),
      };
      const { lamportHolds, unknownDeps } = knownPast(parts, state, entry, batch);
      for (const dep of unknownDeps) {
        early ??= new Map(state.namedEarly);
        if (early.size < MAX_NAMED_EARLY)
          early.set(dep, [...(early.get(dep) ?? []), { chain, after: extent.from - 1 }]);
      }
      const status = lamportHolds ? applyEntry(parts, state, entry, touched) : 'inert';
      parts.store.putEntry({ ...stored, status });
      accepted += 1;
      // Only what takes part may push the clocks of others forward.
      const counts = status === 'applied' || status === 'waiting';
      if (counts && entry.header.lamport > (top?.lamport ?? 0)) top = { id: entry.id, lamport: entry.header.lamport };
    }
  }
  return { state: { ...state, chains, top, namedEarly: early ?? state.namedEarly }, accepted, rejected, forks };
}
