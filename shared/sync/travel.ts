/**
 * What may travel now (SPEC MT3, MT4): the one place that decides it on a line
 * that is paid by the megabyte. Sessions and keepers' links ask here before they
 * fetch or give anything, so that whatever is added later asks as well. It says
 * when something goes, never whether it arrives: what may not travel now waits,
 * and nothing counts as held or given because of it.
 */
import type { DeviceId } from '../brand.ts';
import type { ChainName, Want } from './sync-source.ts';

/**
 * `log`: operations, proofs of forks, and what a newcomer sees first. `own`:
 * words of this device, given. `newest` and `backfill`: words fetched, by how
 * far they are from the end of their chain. `others`: words of others, given.
 * `attachment`: what is no text; nothing of the kind is there yet.
 */
export type TravelKind = 'log' | 'own' | 'newest' | 'backfill' | 'others' | 'attachment';

/** How the line of this computer is paid. */
export interface PaidLine {
  /** By the megabyte, as the person said. */
  readonly isPaid: boolean;
  /** All text may pass for now, since the person asked for it. */
  readonly isOpened: boolean;
}

/** A line of which nobody said that it costs. */
export const FREE_LINE: PaidLine = { isPaid: false, isOpened: false };

/**
 * Places at the end of a chain that count as its newest: some 100 KB where posts
 * are long; for somebody who was away for weeks, as a rule all that was written
 * meanwhile.
 */
export const NEWEST_PLACES = 64;

/** True for what may travel over this line now. */
export function mayTravel({ isPaid, isOpened }: PaidLine, kind: TravelKind): boolean {
  switch (kind) {
    case 'log':
    case 'own':
    case 'newest':
      return true;
    case 'backfill':
    case 'others':
      return !isPaid || isOpened;
    case 'attachment':
      // Whoever asks for old words has not asked for pictures.
      return !isPaid;
  }
}

/** What fetching this range is, of a chain that is known to go as far as `end`. */
export function kindOfFetch(want: Want, end: number): TravelKind {
  if (want.lane === 'membership') return 'log';
  return end - want.to < NEWEST_PLACES ? 'newest' : 'backfill';
}

/** What giving of this chain is, for the device `giver`. */
export function kindOfGift(chain: ChainName, giver: DeviceId): TravelKind {
  if (chain.lane === 'membership') return 'log';
  return chain.deviceId === giver ? 'own' : 'others';
}
