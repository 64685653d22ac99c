/**
 * Judging entries anew when what counts of a chain changed (SPEC RP10): a
 * removal or a later word about it moved the cut, a fork was proven, or an
 * operation came that an entry had named as its past. Records are made again
 * from what still counts, so that the result does not depend on what came
 * first.
 */
import type { MemberId, OpId, RecordId } from '../brand.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import type { ChainKey, RecordRow, StoredEntry } from '../ports/entry-store.ts';
import { recordsNamed, retryWaiting } from './replica-apply.ts';
import { cutAt, putCuts, readCuts, sameCuts } from './replica-limits.ts';
import type { ReplicaParts, ReplicaState, Revision } from './replica-state.ts';

const END = Number.MAX_SAFE_INTEGER;

/** What answered a record that is gone stands outside any thread until the record comes back. */
function setAdrift(parts: ReplicaParts, row: RecordRow, touched: Set<RecordId>): void {
  if (row.root === null) return;
  const comments = parts.store.commentsOf(row.root).filter((comment) => comment.parent === row.recordId);
  for (const answer of [...comments, ...parts.store.reactionsTo(row.recordId)]) {
    if (answer.recordId === row.recordId || answer.root === null) continue;
    setAdrift(parts, answer, touched);
    parts.store.putRecord({ ...answer, root: null });
    touched.add(answer.recordId);
  }
}

/** Marks an entry to be tried again by `retryWaiting`. */
function reopen(parts: ReplicaParts, stored: StoredEntry): void {
  if (stored.status !== 'waiting') parts.store.putEntry({ ...stored, status: 'waiting' });
}

/** Reopens everything that a member said about `records`. */
function reopenAbout(
  parts: ReplicaParts,
  state: ReplicaState,
  memberId: MemberId,
  records: ReadonlySet<RecordId>,
): void {
  const isTheirs = (chain: ChainKey): boolean => state.devices.get(chain.deviceId)?.memberId === memberId;
  for (const recordId of records) {
    for (const stored of parts.store.entriesOfRecord(recordId)) if (isTheirs(stored.chain)) reopen(parts, stored);
  }
  for (const { chain } of state.chains.values()) {
    if (chain.lane !== 'content' || !isTheirs(chain)) continue;
    for (const stored of parts.store.entriesInRange(chain, 1, END)) {
      if (stored.kind !== CONTENT_KIND.segment || stored.status === 'waiting') continue;
      if (recordsNamed(parts, state, stored, 0).some((recordId) => records.has(recordId))) reopen(parts, stored);
    }
  }
}

/** Judges the entries of `revisions` anew and rebuilds the records they touch; in the caller's transaction. */
export function judgeAnew(
  parts: ReplicaParts,
  state: ReplicaState,
  revisions: readonly Revision[],
  touched: Set<RecordId>,
): void {
  const recordsOf = new Map<MemberId, Set<RecordId>>();
  for (const { chain, after } of revisions) {
    const memberId = state.devices.get(chain.deviceId)?.memberId;
    for (const stored of parts.store.entriesInRange(chain, after + 1, END)) {
      // The places that a segment stands for are looked at before anything is forgotten.
      const named = memberId ? recordsNamed(parts, state, stored, after) : [];
      const records = (memberId && recordsOf.get(memberId)) ?? new Set<RecordId>();
      for (const recordId of named) if (parts.store.record(recordId)?.memberId === memberId) records.add(recordId);
      if (memberId) recordsOf.set(memberId, records);
      reopen(parts, stored);
    }
  }
  const arrivedAt = new Map<RecordId, number>();
  for (const [memberId, records] of recordsOf) {
    for (const recordId of records) {
      const row = parts.store.record(recordId);
      if (!row) continue;
      arrivedAt.set(recordId, row.arrivedAt);
      setAdrift(parts, row, touched);
      parts.store.dropRecord(recordId);
      touched.add(recordId);
    }
    if (records.size > 0) reopenAbout(parts, state, memberId, records);
  }
  if (revisions.length > 0) retryWaiting(parts, state, touched);
  for (const [recordId, at] of arrivedAt) {
    const row = parts.store.record(recordId);
    if (row && row.arrivedAt !== at) parts.store.putRecord({ ...row, arrivedAt: at });
  }
}

/**
 * What a grown log changes in content that is here already: chains whose cut
 * is another than the one by which the store was judged last, and content that
 * named one of `news` before it came.
 */
export function applyMembership(
  parts: ReplicaParts,
  state: ReplicaState,
  news: Iterable<OpId>,
  touched: Set<RecordId>,
): void {
  const early = [...news].flatMap((id) => state.namedEarly.get(id) ?? []);
  if (early.length > 0) judgeAnew(parts, state, early, touched);
  applyCuts(parts, state, touched);
}

/** Applies the roster's cuts where they differ from those by which the store was judged last. */
export function applyCuts(parts: ReplicaParts, state: ReplicaState, touched: Set<RecordId>): void {
  const before = readCuts(parts.store);
  if (sameCuts(before, state.cuts)) return;
  putCuts(parts.store, state.cuts);
  const revisions = [...state.chains.values()].flatMap(({ chain }): readonly Revision[] => {
    if (chain.lane !== 'content') return [];
    const [old, next] = [cutAt(before, chain), cutAt(state.cuts, chain)];
    return old === next ? [] : [{ chain, after: Math.min(old, next) }];
  });
  judgeAnew(parts, state, revisions, touched);
}
