/** What a replica shows and gives to peers: its frontier, what it lacks, and ranges of entries. */
import { idToBytes } from '../brand.ts';
import { decodeEntry, type Entry } from '../chain/entry.ts';
import { contiguous, missing as missingGaps, NO_RUNS, type Runs } from '../chain/runs.ts';
import { verifyEntry } from '../chain/verify.ts';
import type { StoredEntry } from '../ports/entry-store.ts';
import { cutAt, MAX_BEYOND_CUT, roomBeyondCut } from './replica-limits.ts';
import { idAtPlace } from './replica-places.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';
import { type ChainName, chainText, compareChains, type FrontierRow, type Want } from './sync-source.ts';
import { NEWEST_PLACES } from './travel.ts';

/**
 * Entries asked for at once: of a chain of which nothing is here a few, so that the newest of everybody come before
 * more of anybody; then as many as are here above the gap, in powers of two, up to what amortises one signature.
 */
export const FEWEST_ENTRIES = 2;
const MOST_ENTRIES = 128;
/**
 * After so many taken entries, twice the posts of a first screen, what remains is back-fill: the fewer its ranges the
 * less is spent on asking, on signatures and on commits. An answer carries no more bytes for it (PROTOCOL SY13).
 */
const FIRST_ENTRIES = 40;
const MOST_BACKFILL_ENTRIES = 512;
/** Most wants handed out at once; it is asked again after every answer. */
const MAX_WANTS = 64;
/** Bytes of an id that a frontier row shows. */
const HEAD_BYTES = 8;

/** First 8 bytes of an id. */
const head8Of = (id: string): Uint8Array => idToBytes(id.slice(0, HEAD_BYTES * 2));

/** The row that an entry is the last of. */
export const rowOfEntry = ({ chain, seq, id }: StoredEntry): FrontierRow => ({ ...chain, seq, head8: head8Of(id) });

/** The row that would say that a chain is held as far as this entry of it. */
export const rowOfPlace = (chain: ChainName, { id, header }: Entry): FrontierRow => ({
  deviceId: chain.deviceId,
  inc: chain.inc,
  lane: chain.lane,
  seq: header.seq,
  head8: head8Of(id),
});

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

/** A range of content, and what decides when it is asked for. */
interface ContentWant {
  readonly want: Want;
  /** Its place among the ranges of its gap, from the newest on. */
  readonly rank: number;
  /** Lamport time of what is here right above the gap; what nobody here has seen the end of comes before all. */
  readonly above: number;
}

/** How long a range is above which `held` entries are here, after `taken` entries came of what was asked before. */
function rangeLength(held: number, taken: number): number {
  if (taken >= FIRST_ENTRIES) return MOST_BACKFILL_ENTRIES;
  return Math.min(MOST_ENTRIES, Math.max(FEWEST_ENTRIES, 2 ** Math.floor(Math.log2(Math.max(1, held)))));
}

/** The ranges of every gap of one chain. */
function contentWants(parts: ReplicaParts, row: FrontierRow, runs: Runs, taken: number): readonly ContentWant[] {
  const chain = { deviceId: row.deviceId, inc: row.inc, lane: row.lane };
  const newestFrom = row.seq - NEWEST_PLACES + 1;
  return missingGaps(runs, row.seq).flatMap((gap) => {
    const upper = runs.find((run) => run.from === gap.to + 1);
    const next = upper && parts.store.entriesInRange(chain, upper.from, upper.from)[0];
    const above = next?.lamport ?? Number.POSITIVE_INFINITY;
    const wants: ContentWant[] = [];
    let held = upper ? upper.to - upper.from + 1 : 0;
    for (let to = gap.to; to >= gap.from && wants.length < MAX_WANTS; ) {
      // No range lies on both sides of where the newest begin: over a paid line those travel and older words wait.
      const least = to >= newestFrom ? Math.max(gap.from, newestFrom) : gap.from;
      const from = Math.max(least, to - rangeLength(held, taken) + 1);
      wants.push({ want: { ...chain, from, to }, rank: wants.length, above });
      held += to - from + 1;
      to = from - 1;
    }
    return wants;
  });
}

/**
 * What is lacking here of what `peerRows` show, in asking order. Operations are
 * asked for from the oldest on, since each needs its past. Of content comes
 * first a little of every chain whose end is not here, then the range that
 * leads on from the newest of what is here, so that the latest words of
 * everybody come before the history of anybody, whoever wrote them. Content of
 * a device that the log does not know yet is not asked for: it could not be
 * verified.
 */
export function missingWants(
  parts: ReplicaParts,
  state: ReplicaState,
  peerRows: readonly FrontierRow[],
  taken: number,
): readonly Want[] {
  const operations: Want[] = [];
  const content: ContentWant[] = [];
  for (const peerRow of [...peerRows].sort(compareChains)) {
    const row = withinRoom(state, peerRow);
    const runs = state.chains.get(chainText(row))?.runs ?? NO_RUNS;
    if (row.lane === 'content') {
      if (state.signingKeys.has(row.deviceId)) content.push(...contentWants(parts, row, runs, taken));
      continue;
    }
    const chain = { deviceId: row.deviceId, inc: row.inc, lane: row.lane };
    const from = contiguous(runs).seq + 1;
    if (from <= row.seq) operations.push({ ...chain, from, to: Math.min(row.seq, from + MOST_ENTRIES - 1) });
  }
  content.sort((a, b) => a.rank - b.rank || (a.above === b.above ? 0 : b.above - a.above));
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
