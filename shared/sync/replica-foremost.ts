/**
 * What a newcomer should see before anything else (SPEC WY4): the agreement, the
 * group's name and how everybody is called. They were written long ago, so that
 * the newest-first order would bring them last.
 */
import { decodeEntry } from '../chain/entry.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { contiguous, NO_RUNS } from '../chain/runs.ts';
import type { ChainKey } from '../ports/entry-store.ts';
import { FEWEST_ENTRIES, readRange, rowOfPlace } from './replica-read.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';
import { chainText, type ForemostPart } from './sync-source.ts';

/** In this order, as far as there is room. */
const KINDS = [CONTENT_KIND.agreement, CONTENT_KIND.groupProfile, CONTENT_KIND.profile];

interface Place {
  readonly chain: ChainKey;
  readonly seq: number;
}

/** Where records of a kind were written, of each the first words and the last. */
const placesOf = ({ store }: ReplicaParts, kind: number): readonly Place[] =>
  store
    .recordsOfKind(kind)
    .filter((row) => !row.deleted)
    .flatMap(({ recordId, latest }) => {
      const { deviceId, inc, seq } = latest;
      const single = store.entriesOfRecord(recordId).map((entry) => ({ chain: entry.chain, seq: entry.seq }));
      return [...single, { chain: { deviceId, inc, lane: 'content' as const }, seq }];
    });

/** Entries to hand to a newcomer unasked, at most `maxBytes` of them, each part of one chain. */
export function foremostParts(parts: ReplicaParts, state: ReplicaState, maxBytes: number): readonly ForemostPart[] {
  const given = new Set<string>();
  const chosen: ForemostPart[] = [];
  let bytes = 0;
  for (const { chain, seq } of KINDS.flatMap((kind) => placesOf(parts, kind))) {
    const end = contiguous(state.chains.get(chainText(chain))?.runs ?? NO_RUNS).seq;
    // The last few of a chain are asked for at once.
    if (seq > end - FEWEST_ENTRIES) continue;
    const { entries } = readRange(parts, state, { ...chain, from: seq, to: seq }, maxBytes);
    const last = entries.at(-1);
    const entry = last && decodeEntry(last);
    if (!entry?.ok || given.has(entry.value.id)) continue;
    given.add(entry.value.id);
    const size = entries.reduce((sum, one) => sum + one.length, 0);
    if (bytes + size > maxBytes) continue;
    bytes += size;
    chosen.push({ row: rowOfPlace(chain, entry.value), from: Math.min(seq, entry.value.header.seq), entries });
  }
  return chosen;
}
