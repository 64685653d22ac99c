/**
 * What a device puts into a keeper's mailbox next (SPEC ML10–ML12): what some
 * other device is not known to hold and the keeper is not known to have, also
 * what others wrote; operations first, then the newest of everybody before the
 * history of anybody; one parcel at a time, of a size that is well filled.
 */
import type { GroupId } from '../brand.ts';
import { type BundleRow, MAX_BUNDLE_ROWS } from './bundle-header.ts';
import { END_OF_RUNS, runBytes } from './bundle-runs.ts';
import {
  logInOrder,
  lowestPlace,
  neededFrom,
  type NeedInput,
  pack,
  type Packing,
  readAll,
  RUN_ENTRIES,
} from './entry-packing.ts';
import { PARCEL_SIZES } from './mail-frame.ts';
import { joinPlaces, placesOf } from './mail-intake.ts';
import type { KeptRange } from './mail-memory.ts';
import { contentBytes, parcelSizeFor } from './mail-parcel.ts';
import { SIGNATURE_BYTES } from '../crypto/crypto.ts';
import { ROW_BYTES } from './row-codec.ts';
import { chainText, type FrontierRow, type SyncSource } from './sync-source.ts';

/** What a plan is made from. */
export interface MailPlanInput extends NeedInput {
  readonly groupId: GroupId;
  readonly source: Pick<SyncSource, 'read'>;
  /** What may be told and put in, chain by chain: the whole frontier, or less where others listen (SPEC ML14). */
  readonly rows: readonly FrontierRow[];
  /** What the keeper is known to have, for everybody who is to have it. */
  readonly kept: readonly KeptRange[];
  /** Own entries only, or what others wrote too. */
  readonly whose: 'own' | 'all';
}

/** One parcel's content. */
export interface ParcelPlan {
  readonly rows: readonly BundleRow[];
  readonly runs: readonly (readonly Uint8Array[])[];
  readonly entries: number;
  /** Stretches of chains in it. */
  readonly ranges: readonly KeptRange[];
}

const HEADER_FIXED_BYTES = 33;
const HEADER_ROW_BYTES = ROW_BYTES + 6;
/** The largest parcel, bytes. */
const LARGEST = PARCEL_SIZES[PARCEL_SIZES.length - 1] ?? 0;

const headerBytes = (rows: number): number => HEADER_FIXED_BYTES + rows * HEADER_ROW_BYTES + SIGNATURE_BYTES;

/** A parcel says what its maker holds; what is in it is seen from the entries themselves. */
const rowsOf = (rows: readonly FrontierRow[]): readonly BundleRow[] =>
  rows.slice(0, MAX_BUNDLE_ROWS).map((row) => ({ ...row, from: row.seq + 1 }));

type Gap = { from: number; to: number };

/** The places from `from` to `to` that no range covers, ascending. */
function gapsOf(from: number, to: number, ranges: readonly KeptRange[]): Gap[] {
  const gaps: Gap[] = [];
  let next = from;
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    if (range.to < next) continue;
    if (range.from > to) break;
    if (range.from > next) gaps.push({ from: next, to: range.from - 1 });
    next = Math.max(next, range.to + 1);
  }
  if (next <= to) gaps.push({ from: next, to });
  return gaps;
}

/** A chain of which something is wanted; gaps shrink from their upper end. */
interface Wanted {
  readonly row: FrontierRow;
  readonly gaps: Gap[];
}

function wantedOf(input: MailPlanInput): readonly Wanted[] {
  const from = neededFrom(input);
  const byChain = new Map<string, KeptRange[]>();
  for (const range of input.kept) {
    const key = chainText(range);
    byChain.set(key, [...(byChain.get(key) ?? []), range]);
  }
  return input.rows
    .filter((row) => input.whose === 'all' || row.deviceId === input.deviceId)
    .map((row) => ({ row, gaps: gapsOf(from(row), row.seq, byChain.get(chainText(row)) ?? []) }))
    .filter(({ gaps }) => gaps.length > 0);
}

/** How many places of chains are to be put still. */
export const waitingPlaces = (input: MailPlanInput): number =>
  wantedOf(input).reduce((sum, { gaps }) => gaps.reduce((all, gap) => all + gap.to - gap.from + 1, sum), 0);

/** Operations that are wanted, each after its past; false when not all of them fit. */
function packLog(input: MailPlanInput, packing: Packing, wanted: readonly Wanted[]): boolean {
  const entries = logInOrder(
    input.source,
    wanted.filter(({ row }) => row.lane === 'membership').map(({ row }) => row),
  );
  const gaps = new Map(wanted.map(({ row, gaps: open }) => [chainText(row), open]));
  const run: Uint8Array[] = [];
  for (const bytes of entries) {
    const [place] = placesOf([bytes], input.groupId);
    const isWanted = place && gaps.get(chainText(place))?.some((gap) => gap.from <= place.to && place.to <= gap.to);
    if (!isWanted) continue;
    if (runBytes([...run, bytes]) > packing.bytesLeft || run.length >= 1_024) return pack(packing, [run]) && false;
    run.push(bytes);
  }
  return run.length === 0 || pack(packing, [run]);
}

/** The newest stretch of a gap that fits, put in; the place up to which the gap is still open, or null for no room. */
function packStretch(input: MailPlanInput, packing: Packing, { row, gaps }: Wanted): 'packed' | 'full' | 'unreadable' {
  const gap = gaps.at(-1);
  if (!gap) return 'unreadable';
  for (let length = Math.min(RUN_ENTRIES, gap.to - gap.from + 1); length >= 1; length = Math.floor(length / 2)) {
    const stretch = readAll(input.source, row, gap.to - length + 1, gap.to);
    const reached = stretch[0]?.[0] ? lowestPlace(stretch[0][0]) : null;
    if (reached === null) return 'unreadable';
    if (!pack(packing, stretch)) continue;
    gap.to = Math.min(gap.to - length + 1, reached) - 1;
    if (gap.to < gap.from) gaps.pop();
    return 'packed';
  }
  return 'full';
}

function packContent(input: MailPlanInput, packing: Packing, wanted: readonly Wanted[]): void {
  for (let open = wanted.filter(({ row }) => row.lane === 'content'); open.length > 0; ) {
    for (const one of [...open]) {
      const outcome = packStretch(input, packing, one);
      if (outcome === 'full') return;
      // A stretch that does not verify is not ours to give.
      if (outcome === 'unreadable') open = open.filter((other) => other !== one);
    }
    open = open.filter(({ gaps }) => gaps.length > 0);
  }
}

function fill(input: MailPlanInput, size: number): Packing {
  const room = contentBytes(size) - headerBytes(Math.min(input.rows.length, MAX_BUNDLE_ROWS)) - END_OF_RUNS.length;
  const packing: Packing = { runs: [], entries: 0, bytesLeft: room };
  const wanted = wantedOf(input);
  if (packLog(input, packing, wanted)) packContent(input, packing, wanted);
  return packing;
}

/**
 * The next parcel, or null when nothing is wanted. Where the largest would be
 * less than half full, a smaller one is filled and the rest goes into the next.
 */
export function planParcel(input: MailPlanInput): ParcelPlan | null {
  let packing = fill(input, LARGEST);
  if (packing.entries === 0) return null;
  const header = headerBytes(Math.min(input.rows.length, MAX_BUNDLE_ROWS)) + END_OF_RUNS.length;
  const content = header + packing.runs.reduce((sum, run) => sum + runBytes(run), 0);
  const size = parcelSizeFor(content) ?? LARGEST;
  const smaller = PARCEL_SIZES[PARCEL_SIZES.findIndex((one) => one >= size) - 1];
  if (smaller !== undefined && content < size / 2 && contentBytes(smaller) > header) {
    const tight = fill(input, smaller);
    // A single entry may be larger than the smaller size has room for.
    if (tight.entries > 0) packing = tight;
  }
  const { runs, entries } = packing;
  const ranges = joinPlaces(placesOf(runs.flat(), input.groupId));
  return { rows: rowsOf(input.rows), runs, entries, ranges };
}

/** A parcel that only tells what its maker holds. */
export const planWord = (rows: readonly FrontierRow[]): ParcelPlan => ({
  rows: rowsOf(rows),
  runs: [],
  entries: 0,
  ranges: [],
});
