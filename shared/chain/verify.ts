/**
 * Signatures and links (SPEC CH1–CH3). Signatures cost a hundred times more
 * than everything else, so a run of one chain is verified by one: the last
 * entry's signature vouches for it, and the hash links vouch for those below.
 *
 * The signature bytes of entries below the last are therefore not looked at.
 * Whoever passes such an entry on as the last of a run verifies it first.
 */
import { verify } from '../crypto/crypto.ts';
import { err, ok, type Result } from '../result.ts';
import type { Entry, SignedHeader } from './entry.ts';
import { extentOf } from './extent.ts';
import { laneOf } from './kinds.ts';

/** Why a run is not taken in as one. */
export type RunError =
  | { readonly tag: 'RunEmpty' }
  /** Entries of different groups, devices, incarnations or lanes. */
  | { readonly tag: 'RunMixed'; readonly seq: number }
  /** The entry at `seq` does not follow the one before it in the run. */
  | { readonly tag: 'RunBroken'; readonly seq: number }
  | { readonly tag: 'SegmentMalformed'; readonly seq: number }
  | { readonly tag: 'SignatureInvalid'; readonly seq: number };

/** True when `publicKey` (the device's `DS`) signed exactly this entry. */
export const verifyEntry = (entry: SignedHeader, publicKey: Uint8Array): boolean =>
  verify(publicKey, 'entry', entry.signedBytes, entry.signature);

/** True when both stand in the same chain. */
export const isSameChain = (a: SignedHeader, b: SignedHeader): boolean =>
  a.header.groupId === b.header.groupId &&
  a.header.deviceId === b.header.deviceId &&
  a.header.inc === b.header.inc &&
  laneOf(a.header.kind) === laneOf(b.header.kind);

/**
 * Verifies entries of one chain that follow each other, ascending, a segment in
 * place of what it folds. On failure nothing is known about any of them: verify
 * them one by one with `verifyEntry`.
 */
export function verifyRun(entries: readonly Entry[], publicKey: Uint8Array): Result<null, RunError> {
  const first = entries[0];
  if (!first) return err({ tag: 'RunEmpty' });
  let last = first;
  for (const [index, entry] of entries.entries()) {
    const { seq } = entry.header;
    const extent = extentOf(entry.id, entry.header);
    if (!extent) return err({ tag: 'SegmentMalformed', seq });
    if (index === 0) continue;
    if (!isSameChain(first, entry)) return err({ tag: 'RunMixed', seq });
    if (extent.from !== last.header.seq + 1 || extent.before !== last.id) return err({ tag: 'RunBroken', seq });
    last = entry;
  }
  return verifyEntry(last, publicKey) ? ok(null) : err({ tag: 'SignatureInvalid', seq: last.header.seq });
}
