/**
 * What goes into a bundle (SPEC BF7, BF8): the whole membership log, each
 * operation after its past, and of every content chain what any other device
 * may lack by what is known here; the newest of everybody before the history
 * of anybody, so that what does not fit is the oldest.
 */
import type { DeviceId } from '../brand.ts';
import { decodeEntry } from '../chain/entry.ts';
import { extentOf } from '../chain/extent.ts';
import type { Roster } from '../group/roster.ts';
import { activeDevices } from '../group/select.ts';
import type { HaveRow } from '../ports/entry-store.ts';
import { type BundleRow, MAX_BUNDLE_ROWS } from './bundle-header.ts';
import { runBytes, splitToRuns } from './bundle-runs.ts';
import { chainText, type FrontierRow, MAX_WANT_ENTRIES, type SyncSource } from './sync-source.ts';

/** Entries of a content run: as many as a session asks for at once. */
const RUN_ENTRIES = 128;
/** Bytes read of a chain at once. */
const READ_BYTES = 256 * 1024;

/** What a plan is made from. */
export interface BundlePlanInput {
  readonly source: Pick<SyncSource, 'frontier' | 'read'>;
  readonly roster: Roster;
  /** The device that makes the bundle. */
  readonly deviceId: DeviceId;
  /** What other devices are known to hold. */
  readonly haves: readonly HaveRow[];
  /** Most bytes of entries. */
  readonly maxBytes: number;
}

/** What a bundle will hold, in its order. */
export interface BundlePlan {
  readonly rows: readonly BundleRow[];
  readonly runs: readonly (readonly Uint8Array[])[];
  /** Entries in `runs`, and how many of them are content. */
  readonly entries: number;
  readonly contentEntries: number;
  /** Places that somebody may lack and that did not fit. */
  readonly leftOut: number;
}

/** A chain that is being put in, from its newest place down. */
interface Cursor {
  readonly row: FrontierRow;
  /** First place that somebody may lack. */
  readonly from: number;
  /** Everything above this place is in. */
  to: number;
}

/** The first place of each chain that some other active device, but for the chain's own, is not known to hold. */
function neededFrom({ roster, deviceId, haves }: BundlePlanInput): (row: FrontierRow) => number {
  const others = activeDevices(roster).filter((device) => device.deviceId !== deviceId);
  const known = new Map(haves.map(({ holder, chain, seq }) => [`${holder}/${chainText(chain)}`, seq]));
  return (row) => {
    const held = others
      .filter((other) => other.deviceId !== row.deviceId)
      .map((other) => known.get(`${other.deviceId}/${chainText(row)}`) ?? 0);
    return Math.min(row.seq, ...held) + 1;
  };
}

/** All entries of a range of one chain, ascending, in runs as a session would answer with them. */
function readAll(source: BundlePlanInput['source'], row: FrontierRow, from: number, to: number): Uint8Array[][] {
  const runs: Uint8Array[][] = [];
  for (let next: number | null = from; next !== null; ) {
    const read = source.read({ deviceId: row.deviceId, inc: row.inc, lane: row.lane, from: next, to }, READ_BYTES);
    runs.push(...splitToRuns(read.entries));
    next = read.next;
  }
  return runs;
}

/** The membership log in the order of its Lamport times, in which every operation comes after its past. */
function logInOrder(source: BundlePlanInput['source'], rows: readonly FrontierRow[]): readonly Uint8Array[] {
  const log = rows.flatMap((row) => {
    const entries: Uint8Array[] = [];
    for (let from = 1; from <= row.seq; from += MAX_WANT_ENTRIES) {
      entries.push(...readAll(source, row, from, Math.min(row.seq, from + MAX_WANT_ENTRIES - 1)).flat());
    }
    return entries.flatMap((bytes) => {
      const entry = decodeEntry(bytes);
      return entry.ok ? [{ bytes, id: entry.value.id, lamport: entry.value.header.lamport }] : [];
    });
  });
  return log.sort((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1)).map(({ bytes }) => bytes);
}

/** The lowest place that an entry stands for, or null for one that cannot be placed. */
function lowestPlace(bytes: Uint8Array): number | null {
  const entry = decodeEntry(bytes);
  return entry.ok ? (extentOf(entry.value.id, entry.value.header)?.from ?? null) : null;
}

/** Runs as far as there is room. */
interface Packing {
  readonly runs: (readonly Uint8Array[])[];
  entries: number;
  bytesLeft: number;
}

/** Puts runs in when all of them fit. */
function pack(packing: Packing, runs: readonly (readonly Uint8Array[])[]): boolean {
  const bytes = runs.reduce((sum, run) => sum + runBytes(run), 0);
  if (bytes > packing.bytesLeft) return false;
  packing.runs.push(...runs);
  packing.entries += runs.reduce((sum, run) => sum + run.length, 0);
  packing.bytesLeft -= bytes;
  return true;
}

/** Puts the newest of every chain in, one stretch of each before the second of any, until one does not fit. */
function packContent(source: BundlePlanInput['source'], packing: Packing, cursors: readonly Cursor[]): void {
  for (let open = [...cursors]; open.length > 0; ) {
    open = open.filter((cursor) => cursor.to >= cursor.from);
    for (const cursor of [...open]) {
      const low = Math.max(cursor.from, cursor.to - RUN_ENTRIES + 1);
      const stretch = readAll(source, cursor.row, low, cursor.to);
      const reached = stretch[0]?.[0] ? lowestPlace(stretch[0][0]) : null;
      if (reached === null) {
        // A stretch that does not verify is not ours to give, and below it the chain would have a hole.
        open = open.filter((other) => other !== cursor);
      } else {
        if (!pack(packing, stretch)) return;
        cursor.to = Math.min(low, reached) - 1;
      }
    }
  }
}

/** Plans a bundle of what a replica holds. Of a log that does not fit the beginning goes along, and no content. */
export function planBundle(input: BundlePlanInput): BundlePlan {
  const { source } = input;
  const rows = source.frontier().slice(0, MAX_BUNDLE_ROWS);
  const packing: Packing = { runs: [], entries: 0, bytesLeft: input.maxBytes };
  const log = logInOrder(
    source,
    rows.filter((row) => row.lane === 'membership'),
  );
  const isLogIn = splitToRuns(log, READ_BYTES).every((run) => pack(packing, [run]));
  const logEntries = packing.entries;
  const logLeftOut = log.length - logEntries;

  const from = neededFrom(input);
  const cursors: Cursor[] = rows
    .filter((row) => row.lane === 'content')
    .map((row) => ({ row, from: from(row), to: row.seq }));
  if (isLogIn) packContent(source, packing, cursors);
  const leftOut = cursors.reduce((sum, cursor) => sum + Math.max(0, cursor.to - cursor.from + 1), logLeftOut);
  const starts = new Map(cursors.map((cursor) => [chainText(cursor.row), cursor.to + 1]));
  return {
    rows: rows.map((row) => ({ ...row, from: starts.get(chainText(row)) ?? 1 })),
    runs: packing.runs,
    entries: packing.entries,
    contentEntries: packing.entries - logEntries,
    leftOut,
  };
}
