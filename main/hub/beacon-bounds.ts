/**
 * How many beacons are passed on: few from each computer and few in all, so that
 * rubbish costs little and a network full of it does not fill our memory (SPEC LN10).
 */
import { Rate } from '../keeper/rate.ts';

/** Beacons from one address, a second on average and at once. An honest one sends one in 15 s, and one more as answer. */
const PER_SOURCE = { perSecond: 1, burst: 8 };
/** Beacons from everybody. */
const IN_ALL = { perSecond: 20, burst: 60 };
/** Addresses that are counted apart; whoever was silent for longest is forgotten first. */
const MAX_SOURCES = 64;

/** Bounds of one network. */
export interface BeaconBounds {
  /** Whether a beacon from there is passed on. */
  admits(from: string): boolean;
  /** Addresses in memory. */
  size(): number;
}

/** Starts with nobody counted. `now`: milliseconds that never go back. */
export function createBeaconBounds(now: () => number): BeaconBounds {
  const sources = new Map<string, Rate>();
  const all = new Rate(IN_ALL.perSecond, IN_ALL.burst, now);
  return {
    admits(from) {
      const rate = sources.get(from) ?? new Rate(PER_SOURCE.perSecond, PER_SOURCE.burst, now);
      // Whoever speaks now is the last to be forgotten.
      sources.delete(from);
      sources.set(from, rate);
      const [oldest] = sources.keys();
      if (sources.size > MAX_SOURCES && oldest !== undefined) sources.delete(oldest);
      return rate.take() && all.take();
    },
    size: () => sources.size,
  };
}
