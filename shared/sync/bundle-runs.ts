/**
 * Entries in a bundle (SPEC BF6): runs as a session would answer with them, so
 * that each is verified by one signature, and an end that is said.
 *
 *   run = count u16 (1 to 1,024) | (u32 length | entry)*         at most 1 MiB
 *   end = u16 0, then zeros to the end of the last chunk
 */
import { ByteReader, ByteWriter } from '../bytes.ts';
import { MAX_OP_BYTES } from '../chain/entry.ts';
import { MAX_ENTRIES } from './message.ts';
import { writeEntries } from './row-codec.ts';

/** Largest run in bytes: as much as a message of a session may have. */
export const MAX_RUN_BYTES = 1024 * 1024;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;

/** Bytes that `entries` take as one run. */
export const runBytes = (entries: readonly Uint8Array[]): number =>
  entries.reduce((sum, entry) => sum + LENGTH_BYTES + entry.length, COUNT_BYTES);

/** One run; the caller keeps to the bounds. */
export function encodeRun(entries: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter();
  writeEntries(writer, entries);
  return writer.finish();
}

/** What follows the last run. */
export const END_OF_RUNS = new Uint8Array(COUNT_BYTES);

/** `entries` in runs that keep to the bounds (`maxBytes` at least an entry's), in the order in which they came. */
export function splitToRuns(entries: readonly Uint8Array[], maxBytes = MAX_RUN_BYTES): Uint8Array[][] {
  const runs: Uint8Array[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const current = runs.at(-1);
    if (current && current.length < MAX_ENTRIES && bytes + LENGTH_BYTES + entry.length <= maxBytes) {
      current.push(entry);
      bytes += LENGTH_BYTES + entry.length;
    } else {
      runs.push([entry]);
      bytes = runBytes([entry]);
    }
  }
  return runs;
}

interface ReadRun {
  readonly tag: 'run' | 'more' | 'end' | 'bad';
  /** Of `more` those that are whole. */
  readonly entries: readonly Uint8Array[];
  readonly bytes: number;
}

function readRun(content: Uint8Array): ReadRun {
  const reader = new ByteReader(content);
  const entries: Uint8Array[] = [];
  const ended = (tag: ReadRun['tag']): ReadRun => ({ tag, entries, bytes: reader.offset });
  const count = reader.uint(COUNT_BYTES);
  if (reader.failed) return ended('more');
  if (count === 0) return ended('end');
  if (count > MAX_ENTRIES) return ended('bad');
  while (entries.length < count) {
    const length = reader.uint(LENGTH_BYTES);
    if (reader.failed) return ended('more');
    if (length === 0 || length > MAX_OP_BYTES || reader.offset + length > MAX_RUN_BYTES) return ended('bad');
    const entry = reader.raw(length);
    if (reader.failed) return ended('more');
    entries.push(entry);
  }
  return ended('run');
}

/** What stands at the beginning of a stretch of content. */
export interface ReadRuns {
  /** Entries of all runs that are whole. */
  readonly entries: readonly Uint8Array[];
  /** Whole entries of a run whose end is not here: they count when nothing more comes. */
  readonly begun: readonly Uint8Array[];
  /** Bytes of the whole runs, and of the end when it is there. */
  readonly bytes: number;
  /** Whether more is to come, the end was said, or what follows is no run. */
  readonly next: 'more' | 'end' | 'bad';
}

/** Reads as many runs as there are. Never throws, and takes no memory for what is announced. */
export function readRuns(content: Uint8Array): ReadRuns {
  const entries: Uint8Array[] = [];
  for (let bytes = 0; ; ) {
    const run = readRun(content.subarray(bytes));
    if (run.tag === 'run' || run.tag === 'end') bytes += run.bytes;
    if (run.tag === 'run') entries.push(...run.entries);
    else return { entries, begun: run.entries, bytes, next: run.tag };
  }
}
