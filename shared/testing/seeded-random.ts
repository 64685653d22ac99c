/** A seeded source of chance for tests and simulations: the same seed gives the same bytes. */
import type { Random } from '../ports/random.ts';

/** Adds whole numbers and choices to `Random`. */
export interface SeededRandom extends Random {
  /** A whole number from 0 to `below` − 1. */
  int(below: number): number;
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** True with probability `p`. */
  chance(p: number): boolean;
}

/**
 * xoshiro128** (Blackman and Vigna 2018), 128 bits of state filled from the
 * seed by splitmix32. Not for keys of real people.
 */
export function createSeededRandom(seed: number): SeededRandom {
  let mix = seed >>> 0;
  const splitmix = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), splitmix()];
  const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result;
  };
  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    int,
    pick: (items) => items[int(items.length)] as (typeof items)[number],
    chance: (p) => next() / 2 ** 32 < p,
  };
}
