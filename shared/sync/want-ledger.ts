/** Which ranges are asked for, over all channels of a group, so that no two peers are asked for the same bytes. */
import { chainText, type Want } from './sync-source.ts';

/** After so long without progress another channel may ask as well, milliseconds. */
export const CLAIM_MS = 5_000;

/** True when both ranges are of one chain and share a seq. */
export const overlaps = (a: Want, b: Want): boolean =>
  a.from <= b.to && b.from <= a.to && a.inc === b.inc && a.lane === b.lane && a.deviceId === b.deviceId;
/** True when `inner` lies in `outer`. */
export const covers = (outer: Want, inner: Want): boolean =>
  overlaps(outer, inner) && outer.from <= inner.from && inner.to <= outer.to;
/** True for the same range of the same chain. */
export const sameWant = (a: Want, b: Want): boolean =>
  a.from === b.from && a.to === b.to && chainText(a) === chainText(b);

/** The ranges under way in one group. */
export interface WantLedger {
  /** Takes a range for a channel; false while another channel has an overlapping one and makes progress. */
  claim(want: Want, channelId: number, now: number): boolean;
  /** The channel made progress: all its ranges stay its own. */
  touch(channelId: number, now: number): void;
  /** Gives a range back. */
  release(want: Want, channelId: number): void;
  /** Gives back everything of a channel that closed. */
  releaseAll(channelId: number): void;
}

/** An empty ledger; one per group, handed to all its sessions. */
export function createWantLedger(): WantLedger {
  let claims: { readonly want: Want; readonly channelId: number; at: number }[] = [];
  return {
    claim(want, channelId, now) {
      const taken = claims.some(
        (claim) => claim.channelId !== channelId && now - claim.at < CLAIM_MS && overlaps(claim.want, want),
      );
      if (!taken) claims.push({ want, channelId, at: now });
      return !taken;
    },
    touch(channelId, now) {
      for (const claim of claims) if (claim.channelId === channelId) claim.at = now;
    },
    release(want, channelId) {
      claims = claims.filter((claim) => claim.channelId !== channelId || !sameWant(claim.want, want));
    },
    releaseAll(channelId) {
      claims = claims.filter((claim) => claim.channelId !== channelId);
    },
  };
}
