/**
 * What one chain holds, as runs of places without a gap (SPEC CH4). Pure
 * bookkeeping: the ids of entries inside a run are asked of the store.
 */
import { type EntryId, NO_ENTRY } from '../brand.ts';
import { err, ok, type Result } from '../result.ts';
import type { Extent } from './extent.ts';

/** Places `from..to`, all held, singly or folded. */
export interface Run {
  readonly from: number;
  readonly to: number;
  /** Id of entry `from − 1`, as the run's first entry names it. */
  readonly before: EntryId;
  /** Id of the entry at `to`. */
  readonly head: EntryId;
}
/** The runs of one chain, ascending, never touching. */
export type Runs = readonly Run[];

/** Places `from..to` that are not held. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}
/** Why an extent adds nothing. */
export type ExtentError =
  /** This very entry is held. */
  | { readonly tag: 'Duplicate' }
  /** The place is held as part of a segment; what it restates is not kept singly. */
  | { readonly tag: 'Covered' }
  /** Another entry is held at this place. The two headers are evidence (SPEC CH6). */
  | { readonly tag: 'Fork'; readonly seq: number; readonly known: EntryId; readonly other: EntryId }
  /** A link names another id for place `seq` than what is held there or what a held entry names. */
  | { readonly tag: 'LinkContradicts'; readonly seq: number; readonly known: EntryId; readonly other: EntryId }
  /** A segment that begins or ends inside what another segment folds: no honest author makes one. */
  | { readonly tag: 'Misplaced' };

/** A chain of which nothing is held. */
export const NO_RUNS: Runs = [];

/**
 * Adds what an entry stands for. `idAt` tells the id of the entry that stands at
 * a place, when the store holds it by itself (a segment stands at its own seq).
 */
export function addExtent(
  runs: Runs,
  extent: Extent,
  idAt: (seq: number) => EntryId | undefined,
): Result<Runs, ExtentError> {
  const { from, to, before, prev, id } = extent;
  const at = idAt(to);
  if (at === id) return err({ tag: 'Duplicate' });
  if (at !== undefined) return err({ tag: 'Fork', seq: to, known: at, other: id });
  const links: readonly (readonly [number, EntryId, EntryId | undefined])[] = [
    [to - 1, prev, to === 1 ? NO_ENTRY : idAt(to - 1)],
    [from - 1, before, from === 1 ? NO_ENTRY : idAt(from - 1)],
    [to, id, runs.find((run) => run.from === to + 1)?.before],
  ];
  for (const [seq, other, known] of links) {
    if (known !== undefined && known !== other) return err({ tag: 'LinkContradicts', seq, known, other });
  }
  const holds = (seq: number): boolean => runs.some((run) => run.from <= seq && seq <= run.to);
  if (holds(to)) return err({ tag: from === to ? 'Covered' : 'Misplaced' });
  if (from > 1 && holds(from - 1) && idAt(from - 1) === undefined) return err({ tag: 'Misplaced' });

  const isTouched = (run: Run): boolean => run.to >= from - 1 && run.from <= to + 1;
  const touched = runs.filter(isTouched);
  const [first, last] = [touched[0], touched.at(-1)];
  const startsEarlier = first !== undefined && first.from < from;
  const endsLater = last !== undefined && last.to > to;
  const joined: Run = {
    from: startsEarlier ? first.from : from,
    to: endsLater ? last.to : to,
    before: startsEarlier ? first.before : before,
    head: endsLater ? last.head : id,
  };
  return ok([...runs.filter((run) => run.to < from - 1), joined, ...runs.filter((run) => run.from > to + 1)]);
}

/** How far the chain is held without a gap from its first place; seq 0 and `NO_ENTRY` when that is not held. */
export function contiguous(runs: Runs): { readonly seq: number; readonly head: EntryId } {
  const first = runs[0];
  return first && first.from === 1 ? { seq: first.to, head: first.head } : { seq: 0, head: NO_ENTRY };
}

/** The gaps up to and including place `upTo`, newest first: the order in which they are asked for. */
export function missing(runs: Runs, upTo: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let next = 1;
  for (const run of runs) {
    if (run.from > upTo) break;
    if (run.from > next) gaps.push({ from: next, to: run.from - 1 });
    next = run.to + 1;
  }
  if (next <= upTo) gaps.push({ from: next, to: upTo });
  return gaps.reverse();
}
