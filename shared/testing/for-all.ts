/** Property tests over fast-check, synchronous only. */
import * as fc from 'fast-check';

/** Runs `property` on `runs` values of `arbitrary`; throws with the smallest counterexample and its seed. */
export function forAll<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void, runs = 100): void {
  // A synchronous property is checked synchronously; the declared type covers both kinds.
  void fc.assert(fc.property(arbitrary, property), { numRuns: runs });
}
