/** Taking a bundle in: its entries go where a peer's would, a part at a time (SPEC BF9, BF10). */
import type { DeviceId } from '../brand.ts';
import type { BundleEnding, OpenBundle } from './bundle.ts';
import { isSignedBy } from './bundle-header.ts';
import type { Replica } from './replica.ts';
import type { Rejection } from './sync-source.ts';

/** What came of a bundle. */
export interface BundleIntake {
  readonly ending: BundleEnding;
  /** Entries that could be read; fewer than `header.entries` when the file is not whole. */
  readonly read: number;
  /** Entries that were new and are stored now. */
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
  /** Whose word the header is, when it is a device's of the group. */
  readonly maker: DeviceId | null;
}

/**
 * Takes a bundle into the replica of its group. Each step is one transaction;
 * between two of them the caller may do other work, or stop: what was taken
 * stays, and the bundle can be taken again. Gives the bytes of each step.
 */
export function* takeBundle(replica: Replica, bundle: OpenBundle): Generator<number, BundleIntake> {
  const rejected: Rejection[] = [];
  let read = 0;
  let accepted = 0;
  const parts = bundle.parts();
  let part = parts.next();
  for (; !part.done; part = parts.next()) {
    const report = replica.ingest(part.value);
    read += part.value.length;
    accepted += report.accepted;
    rejected.push(...report.rejected);
    yield part.value.reduce((sum, entry) => sum + entry.length, 0);
  }
  return { ending: part.value, read, accepted, rejected, maker: hearMaker(replica, bundle) };
}

/** What the maker holds is known from now on, as if they had told it on a channel; a word that is not theirs is passed over. */
function hearMaker(replica: Replica, { groupId, salt, header }: OpenBundle): DeviceId | null {
  // The log that introduces the maker may have come with the bundle itself.
  const signingKey = replica.signingKeyOf(header.deviceId);
  if (!signingKey || !isSignedBy(header, groupId, salt, signingKey)) return null;
  if (replica.isActive(header.deviceId)) replica.noteHave(header.deviceId, header.rows);
  return header.deviceId;
}
