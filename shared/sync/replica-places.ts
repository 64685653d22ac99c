/** Which entry stands at a place of a chain, asked as seldom as possible. */
import type { EntryId } from '../brand.ts';
import type { Runs } from '../chain/runs.ts';
import type { ChainKey, EntryStore } from '../ports/entry-store.ts';

/**
 * For `addExtent`: the ends of runs are known from memory, places outside every
 * run hold nothing, and only places inside a run need the store.
 */
export const idAtPlace =
  (store: EntryStore, chain: ChainKey, runs: Runs) =>
  (seq: number): EntryId | undefined => {
    const run = runs.find((one) => one.from <= seq && seq <= one.to);
    if (!run) return undefined;
    if (run.to === seq) return run.head;
    return store.entriesInRange(chain, seq, seq).find((entry) => entry.seq === seq)?.id;
  };
