/**
 * What goes into a bundle (SPEC BF7, BF8): the whole membership log, each
 * operation after its past, and of every content chain what any other device
 * may lack by what is known here; the newest of everybody before the history
 * of anybody, so that what does not fit is the oldest.
 */
import { type BundleRow, MAX_BUNDLE_ROWS } from './bundle-header.ts';
import { splitToRuns } from './bundle-runs.ts';
import {
  lowestPlace,
  logInOrder,
  neededFrom,
  type NeedInput,
  pack,
  type Packing,
  READ_BYTES,
  readAll,
  RUN_ENTRIES,
} from './entry-packing.ts';
import { chainText, type FrontierRow, type SyncSource } from './sync-source.ts';

/** What a plan is made from. */
export interface BundlePlanInput extends NeedInput {
  readonly source: Pick<SyncSource, 'frontier' | 'read'>;
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
