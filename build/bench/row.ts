/** What a benchmark row prints, and the small statistics it needs. */

/** One line of output; `ratio` is value / against where there is a competitor. */
export interface BenchRow {
  readonly name: string;
  /** Median over the runs. */
  readonly value: number;
  readonly unit: string;
  /** The competitor's median from the same run of the program, or null. */
  readonly against: number | null;
  readonly ratio: number | null;
  /** The goal in words and figures, as `shared` design measures state it. */
  readonly goal: string;
  readonly runs: number;
}

/** A named measurement; it returns its rows when done. */
export interface Benchmark {
  readonly name: string;
  run(options: BenchOptions): Promise<readonly BenchRow[]>;
}
export interface BenchOptions {
  /** Records of the workload. */
  readonly records: number;
  readonly runs: number;
}

/** The middle value; for an even count the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The value below which `share` (0 to 1) of all lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A row with a competitor measured in the same run. */
export const comparedRow = (
  name: string,
  unit: string,
  ours: readonly number[],
  theirs: readonly number[],
  goal: string,
): BenchRow => {
  const value = median(ours);
  const against = median(theirs);
  return { name, value, unit, against, ratio: value / against, goal, runs: ours.length };
};

/** Milliseconds that `work` takes, and what it returns. */
export function timed<T>(work: () => T): { readonly ms: number; readonly value: T } {
  const start = performance.now();
  const value = work();
  return { ms: performance.now() - start, value };
}
