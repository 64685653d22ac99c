/** What a replica shows and gives to peers: its frontier, what it lacks, and ranges of entries. */
import { idToBytes } from '../brand.ts';
import { decodeEntry } from '../chain/entry.ts';
import { contiguous, missing as missingGaps, NO_RUNS } from '../chain/runs.ts';
import { verifyEntry } from '../chain/verify.ts';
import type { StoredEntry } from '../ports/entry-store.ts';
import { cutAt, MAX_BEYOND_CUT, roomBeyondCut } from './replica-limits.ts';
import { idAtPlace } from './replica-places.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';
import { type ChainName, chainText, compareChains, type FrontierRow, type Want } from './sync-source.ts';

/** Entries asked for at once: enough to amortise one signature, few enough that the newest show early. */
const WANT_ENTRIES = 128;
/** Most wants handed out at once; it is asked again after every answer. */
const MAX_WANTS = 64;
/** Bytes of an id that a frontier row shows. */
const HEAD_BYTES = 8;

/** First 8 bytes of an id. */
const head8Of = (id: string): Uint8Array => idToBytes(id.slice(0, HEAD_BYTES * 2));

/** The row that an entry is the last of. */
export const rowOfEntry = ({ chain, seq, id }: StoredEntry): FrontierRow => ({ ...chain, seq, head8: head8Of(id) });

/** Every chain that is held from its beginning, in the order of the wire. */
export function frontierRows(state: ReplicaState): readonly FrontierRow[] {
  const rows: FrontierRow[] = [];
  for (const { chain, runs } of state.chains.values()) {
    const { seq, head } = contiguous(runs);
    if (seq > 0) rows.push({ ...chain, seq, head8: head8Of(head) });
  }
  return rows.sort(compareChains);
}

/** First 8 bytes of the id at a place that is held one by one. */
export function headAt(parts: ReplicaParts, state: ReplicaState, chain: ChainName, seq: number): Uint8Array | null {
  const runs = state.chains.get(chainText(chain))?.runs ?? NO_RUNS;
  const id = idAtPlace(parts.store, chain, runs)(seq);
  return id === undefined ? null : head8Of(id);
}

/** The row as far as more of its chain is kept here: not much of what lies beyond a cut (SPEC RP12). */
function withinRoom(state: ReplicaState, row: FrontierRow): FrontierRow {
  if (row.lane === 'membership' || !state.cuts.has(row.deviceId)) return row;
  const room = roomBeyondCut(state.chains.values(), state.cuts, row.deviceId);
  const cut = cutAt(state.cuts, { deviceId: row.deviceId, inc: row.inc, lane: 'content' });
  return { ...row, seq: Math.min(row.seq, room > 0 ? cut + MAX_BEYOND_CUT : cut) };
}

/**
 * What is lacking here of what `peerRows` show, in asking order. Operations are
 * asked for from the oldest on, since each needs its past; content newest first
 * in every chain, one range of each before the second of any, so that the
 * latest words of everybody come before the history of anybody. Content of a
 * device that the log does not know yet is not asked for: it could not be
 * verified.
 */
export function missingWants(state: ReplicaState, peerRows: readonly FrontierRow[]): readonly Want[] {
  const operations: Want[] = [];
  const content: { readonly want: Want; readonly rank: number }[] = [];
  for (const peerRow of [...peerRows].sort(compareChains)) {
    const row = withinRoom(state, peerRow);
    const runs = state.chains.get(chainText(row))?.runs ?? NO_RUNS;
    const chain = { deviceId: row.deviceId, inc: row.inc, lane: row.lane };
    if (row.lane === 'membership') {
      const from = contiguous(runs).seq + 1;
      if (from <= row.seq) operations.push({ ...chain, from, to: Math.min(row.seq, from + WANT_ENTRIES - 1) });
      continue;
    }
    if (!state.signingKeys.has(row.deviceId)) continue;
    let rank = 0;
    for (const gap of missingGaps(runs, row.seq)) {
      for (let to = gap.to; to >= gap.from && rank < MAX_WANTS; to -= WANT_ENTRIES) {
        content.push({ want: { ...chain, from: Math.max(gap.from, to - WANT_ENTRIES + 1), to }, rank });
        rank += 1;
      }
    }
  }
  content.sort((a, b) => a.rank - b.rank);
  return [...operations, ...content.map(({ want }) => want)].slice(0, MAX_WANTS);
}

/**
 * Encoded entries for `want`, ascending, a segment in place of what it folds.
 * Only the last signature of a run was verified when it came in, so the last
 * one given here is looked at first: a bad one below it, slipped in by whoever
 * relayed the run, must not be passed on where it counts.
 */
export function readRange(
  parts: ReplicaParts,
  state: ReplicaState,
  want: Want,
  maxBytes: number,
): { readonly entries: readonly Uint8Array[]; readonly next: number | null } {
  const chain = { deviceId: want.deviceId, inc: want.inc, lane: want.lane };
  const stored = parts.store.entriesInRange(chain, want.from, want.to);
  const signingKey = state.signingKeys.get(want.deviceId);
  const chosen: StoredEntry[] = [];
  let bytes = 0;
  for (const entry of stored) {
    const covered = chosen.at(-1)?.seq ?? 0;
    if (entry.seq <= covered) continue;
    bytes += entry.bytes.length;
    if (chosen.length > 0 && bytes > maxBytes) break;
    // A segment makes what it folds superfluous when both are still here, and nobody doubts it.
    const isDoubted = entry.status === 'inert' || entry.status === 'quarantined';
    while (!isDoubted && chosen.length > 0 && (chosen.at(-1)?.seq ?? 0) >= entry.coversFrom) chosen.pop();
    chosen.push(entry);
  }
  while (chosen.length > 0) {
    const last = chosen.at(-1);
    const decoded = last ? decodeEntry(last.bytes) : null;
    if (decoded?.ok && signingKey && verifyEntry(decoded.value, signingKey)) break;
    const above = last ? parts.store.entriesInRange(chain, last.seq + 1, last.seq + 1)[0] : undefined;
    // The end of a run always verifies, so that going up ends there; a run that does not is not ours to give.
    if (!above) return { entries: [], next: null };
    chosen.push(above);
  }
  const lastSeq = chosen.at(-1)?.seq ?? want.to;
  return { entries: chosen.map((entry) => entry.bytes), next: lastSeq < want.to ? lastSeq + 1 : null };
}
