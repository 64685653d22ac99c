/**
 * Taking a parcel in (SPEC ML5, ML6): its entries go where a peer's would. What
 * is no parcel of this mailbox, or whose header is not its maker's, is passed
 * over and never keeps a later one away.
 */
import type { DeviceId, GroupId } from '../brand.ts';
import { hex } from '@scure/base';
import { decodeEntry } from '../chain/entry.ts';
import { extentOf } from '../chain/extent.ts';
import { laneOf } from '../chain/kinds.ts';
import { hash } from '../crypto/crypto.ts';
import type { Mailbox } from '../group/mailbox.ts';
import { isSignedBy } from './bundle-header.ts';
import { READ_BYTES } from './entry-packing.ts';
import type { KeptRange } from './mail-memory.ts';
import { type OpenParcel, openParcel } from './mail-parcel.ts';
import type { Replica } from './replica.ts';
import { chainText } from './sync-source.ts';

/** What came of a parcel. */
export type ParcelIntake =
  | { readonly tag: 'passed-over' }
  | {
      readonly tag: 'taken';
      readonly maker: DeviceId;
      /** Entries that were new and are stored now. */
      readonly accepted: number;
      /** Stretches of chains in it that are held here as well: these a keeper surely has. */
      readonly ranges: readonly KeptRange[];
      /** False when something in it found no place: what it builds on may come later. */
      readonly placed: boolean;
    };

/** An entry's stretch of its chain, and a digest of its very bytes. */
interface EntryPlace extends KeptRange {
  readonly digest: string;
}

const digestOf = (bytes: Uint8Array): string => hex.encode(hash('mail-entry', bytes));

function placeOfEntry(bytes: Uint8Array, groupId: GroupId): EntryPlace | null {
  const entry = decodeEntry(bytes);
  if (!entry.ok || entry.value.header.groupId !== groupId) return null;
  const { id, header } = entry.value;
  const extent = extentOf(id, header);
  if (!extent) return null;
  const chain = { deviceId: header.deviceId, inc: header.inc, lane: laneOf(header.kind) };
  return { ...chain, from: extent.from, to: extent.to, digest: digestOf(bytes) };
}

/** Digests of what is held here of some stretches: the same id may stand over other bytes, with a false signature. */
function heldDigests(replica: Replica, ranges: readonly KeptRange[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { from, to, ...chain } of ranges) {
    for (let next: number | null = from; next !== null; ) {
      const read = replica.read({ ...chain, from: next, to }, READ_BYTES);
      for (const entry of read.entries) found.add(digestOf(entry));
      next = read.next;
    }
  }
  return found;
}

/** Stretches of chains that stand in `entries`, in their order. */
export const placesOf = (entries: readonly Uint8Array[], groupId: GroupId) =>
  entries.flatMap((bytes) => placeOfEntry(bytes, groupId) ?? []);

/** The same stretches, those that follow each other as one. */
export function joinPlaces(places: readonly KeptRange[]): readonly KeptRange[] {
  const joined: KeptRange[] = [];
  for (const { deviceId, inc, lane, from, to } of places) {
    const last = joined.at(-1);
    const follows = last && chainText(last) === chainText({ deviceId, inc, lane }) && last.to + 1 === from;
    if (follows) joined[joined.length - 1] = { ...last, to };
    else joined.push({ deviceId, inc, lane, from, to });
  }
  return joined;
}

/** Takes a parcel out of a mailbox of the replica's group. One transaction of the replica's own. */
export function takeParcel(
  replica: Replica,
  { groupId, mailbox, parcel }: { readonly groupId: GroupId; readonly mailbox: Mailbox; readonly parcel: Uint8Array },
): ParcelIntake {
  const opened = openParcel(mailbox, parcel);
  return opened ? takeOpened(replica, groupId, opened) : { tag: 'passed-over' };
}

/** Takes what a parcel held: verified as a peer's entries are, and its maker's word by their signature. */
export function takeOpened(replica: Replica, groupId: GroupId, opened: OpenParcel): ParcelIntake {
  const { header, place, entries } = opened;
  const isMakers = (key: Uint8Array): boolean => isSignedBy(header, groupId, place, key);
  const known = replica.signingKeyOf(header.deviceId);
  if (known && !isMakers(known)) return { tag: 'passed-over' };
  const report = entries.length > 0 ? replica.ingest(entries) : null;
  // The log that introduces the maker may have come with the parcel itself.
  const key = known ?? replica.signingKeyOf(header.deviceId);
  if (key && isMakers(key) && replica.isActive(header.deviceId)) replica.noteHave(header.deviceId, header.rows);
  const places = placesOf(entries, groupId);
  const own = heldDigests(replica, joinPlaces(places));
  const held = places.filter(({ digest }) => own.has(digest));
  return {
    tag: 'taken',
    maker: header.deviceId,
    accepted: report?.accepted ?? 0,
    ranges: joinPlaces(held),
    placed: key !== null && held.length === places.length,
  };
}
