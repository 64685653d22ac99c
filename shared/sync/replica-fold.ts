/** Folding one's own finished entries into a segment (SPEC SG3). */
import { decodeEntry } from '../chain/entry.ts';
import { segmentRecordId } from '../chain/extent.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { contiguous, NO_RUNS } from '../chain/runs.ts';
import { openEntry } from '../chain/seal.ts';
import { foldSegment, SEGMENT_ENTRIES, type SegmentItem } from '../chain/segment.ts';
import type { Entry } from '../chain/entry.ts';
import { recordIdInPayload } from '../record/payload.ts';
import type { Result } from '../result.ts';
import { makeContent, type WriteError } from './replica-author.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';
import { chainText } from './sync-source.ts';

/**
 * The segment of what stands single at the end of the own content chain, or
 * null while that is too little or not all of it can be opened here.
 */
export function makeSegment(parts: ReplicaParts, state: ReplicaState): Result<Entry, WriteError> | null {
  const chain = { deviceId: parts.keys.deviceId, inc: parts.inc, lane: 'content' as const };
  const head = contiguous(state.chains.get(chainText(chain))?.runs ?? NO_RUNS).seq;
  if (head < SEGMENT_ENTRIES) return null;
  const singles = [];
  // Who reads a segment judges all of it by the role its author has now (SPEC RP11).
  const role = state.roster?.roleAt(parts.keys.memberId, state.roster.heads);
  // From the head down to the last segment; a segment covers what is below it.
  for (const stored of [...parts.store.entriesInRange(chain, head - SEGMENT_ENTRIES + 1, head)].reverse()) {
    if (stored.kind === CONTENT_KIND.segment || stored.status !== 'applied') break;
    singles.unshift(stored);
  }
  if (singles.length < SEGMENT_ENTRIES) return null;
  const items: SegmentItem[] = [];
  for (const stored of singles) {
    const entry = decodeEntry(stored.bytes);
    if (!entry.ok) return null;
    const { epochId, kind, recordId, ts, lamport, seq, deps } = entry.value.header;
    if (state.roster?.roleAt(parts.keys.memberId, deps) !== role) return null;
    const epochKey = state.epochKeys.get(epochId);
    const opened = epochKey ? openEntry(entry.value, epochKey, parts.deflate) : null;
    if (!opened?.ok) return null;
    items.push({ seq, kind, recordId, ts, lamport, plaintext: opened.value });
  }
  const folded = foldSegment(items, parts.deflate, recordIdInPayload(parts.groupId, parts.keys.memberId));
  if (!folded.ok) return null;
  const first = singles[folded.value.from - (items[0]?.seq ?? 0)];
  if (!first) return null;
  const pins = first.seq > 1 ? [first.before] : [];
  return makeContent(parts, state, {
    kind: CONTENT_KIND.segment,
    body: folded.value.body,
    pins,
    recordId: (deps) => segmentRecordId(first.seq, first.before, deps),
  });
}
