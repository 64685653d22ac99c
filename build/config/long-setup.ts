import fc from 'fast-check';

/** Cases for each property in the long run, where a test names no number of its own; the ordinary run has 100. */
const CASES = 2_000;

fc.configureGlobal({ numRuns: CASES });
