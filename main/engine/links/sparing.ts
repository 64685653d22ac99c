/**
 * What a line that is paid by the megabyte changes for one group between two
 * visits (SPEC MT6, MT7): which rooms stay, and what is told of it.
 */
import type { SparingView } from '../../../shared/ipc/paid-requests.ts';
import { waitingPlaces } from '../../../shared/sync/mail-plan.ts';
import { chainText, type FrontierRow, type Want } from '../../../shared/sync/sync-source.ts';
import { kindOfFetch } from '../../../shared/sync/travel.ts';
import type { OpenGroup } from '../group/open-group.ts';
import type { PaidVisits } from './paid-visits.ts';
import type { RoomSpec } from './rooms.ts';

/**
 * The rooms of `due` at places that cost nothing: those on a network (SPEC LN6). Whoever asks to join, leaves, or has a
 * computer on its way in is in the middle of something short, and spares nothing; nor do rooms of two own computers.
 */
export function sparedRooms(group: OpenGroup, due: readonly RoomSpec[]): readonly RoomSpec[] {
  if (!group.isMember() || group.values.leavingUntil() !== null) return due;
  return due.flatMap((room) => {
    const isBetweenOwn = room.kind === 'group' && room.boardKey === null && room.isCalled;
    return isBetweenOwn ? [room] : [{ ...room, servers: [] }];
  });
}

const placesOf = (wants: readonly Want[]): number => wants.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** How far the others are known to hold each chain of content. */
function heldByOthers(group: OpenGroup): readonly FrontierRow[] {
  const rows = new Map<string, FrontierRow>();
  for (const { holder, chain, seq } of group.store.haves()) {
    const key = chainText(chain);
    const known = rows.get(key)?.seq ?? 0;
    if (chain.lane !== 'content' || seq <= known || !group.replica.isActive(holder)) continue;
    rows.set(key, { ...chain, seq, head8: new Uint8Array(8) });
  }
  return [...rows.values()];
}

/** Old words that others are known to hold, are not here, and are not fetched by themselves. */
function olderPlaces(group: OpenGroup): number {
  const rows = heldByOthers(group);
  const ends = new Map(rows.map((row) => [chainText(row), row.seq]));
  const lacking = group.replica.missing(rows, Number.MAX_SAFE_INTEGER);
  return placesOf(lacking.filter((want) => kindOfFetch(want, ends.get(chainText(want)) ?? 0) === 'backfill'));
}

/** Words of others that are here, and that some other active device is not known to hold. */
function othersPlaces(group: OpenGroup): number {
  const roster = group.replica.roster();
  if (!roster) return 0;
  const { groupId, deviceId, replica, store } = group;
  const rows = replica.frontier().filter((row) => row.lane === 'content' && row.deviceId !== deviceId);
  return waitingPlaces({
    groupId,
    deviceId,
    roster,
    source: replica,
    haves: store.haves(),
    rows,
    kept: [],
    whose: 'all',
  });
}

/** What is told of it; null where the line is not paid. */
export function sparingOf(group: OpenGroup, visits: PaidVisits, isByKeeper: boolean): SparingView | null {
  const view = visits.view();
  if (!view) return null;
  const isOpen = view.openedUntil !== null;
  return {
    ...view,
    isByKeeper,
    older: isOpen ? 0 : olderPlaces(group),
    others: isOpen ? 0 : othersPlaces(group),
  };
}
