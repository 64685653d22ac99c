/** Verifying content entries as cheaply as their links allow (SPEC CH1–CH3). */
import type { DeviceId } from '../brand.ts';
import type { Entry } from '../chain/entry.ts';
import type { Extent } from '../chain/extent.ts';
import { verifyEntry, verifyRun } from '../chain/verify.ts';
import type { Rejection } from './sync-source.ts';

/** An entry and the stretch of its chain that it stands for. */
export interface PlacedEntry {
  readonly entry: Entry;
  readonly extent: Extent;
}

/** Entries of one chain, ascending, cut into stretches that follow each other. */
function stretchesOf(entries: readonly PlacedEntry[]): readonly (readonly PlacedEntry[])[] {
  const stretches: PlacedEntry[][] = [];
  for (const one of entries) {
    const current = stretches.at(-1);
    const last = current?.at(-1);
    if (current && last && one.extent.from === last.extent.to + 1 && one.extent.before === last.entry.id) {
      current.push(one);
    } else stretches.push([one]);
  }
  return stretches;
}

/** Those of `entries` (one chain, ascending) that verify: one signature per stretch, singly where a stretch fails. */
export function verifiedEntries(
  signingKeys: ReadonlyMap<DeviceId, Uint8Array>,
  entries: readonly PlacedEntry[],
  rejected: Rejection[],
): readonly PlacedEntry[] {
  const good: PlacedEntry[] = [];
  for (const stretch of stretchesOf(entries)) {
    const [first] = stretch;
    const key = first && signingKeys.get(first.entry.header.deviceId);
    if (!key) {
      for (const _ of stretch) rejected.push({ tag: 'DeviceUnknown', invalidSignature: false });
    } else if (
      verifyRun(
        stretch.map(({ entry }) => entry),
        key,
      ).ok
    ) {
      good.push(...stretch);
    } else {
      for (const one of stretch) {
        if (verifyEntry(one.entry, key)) good.push(one);
        else rejected.push({ tag: 'SignatureInvalid', invalidSignature: true });
      }
    }
  }
  return good;
}
