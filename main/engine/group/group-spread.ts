/** What of a group's entries each of the others is known to have (SPEC SP2). */
import type { DeviceId, MemberId } from '../../../shared/brand.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import type { GroupSpreadView } from '../../../shared/ipc/views.ts';
import type { HaveRow } from '../../../shared/ports/entry-store.ts';
import { type ChainName, chainText } from '../../../shared/sync/sync-source.ts';
import type { ShownPlaces } from '../store/record-table.ts';
import { viewMembers } from './member-views.ts';
import type { OpenGroup } from './open-group.ts';
import { peopleOf } from './people.ts';

/** How many of the ascending `places` lie beyond `held`. */
function beyond(places: readonly number[], held: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) > held) high = middle;
    else low = middle + 1;
  }
  return places.length - low;
}

/** How far each member is known to have each chain, by any of their present devices; by `member chain`. */
function heldByMember(
  memberOf: ReadonlyMap<DeviceId, MemberId>,
  haves: readonly HaveRow[],
): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const { holder, chain, seq } of haves) {
    const memberId = memberOf.get(holder);
    if (memberId === undefined) continue;
    const key = `${memberId} ${chainText(chain)}`;
    held.set(key, Math.max(seq, held.get(key) ?? 0));
  }
  return held;
}

/** How many entries each member is not known to have, by any of their present devices; an author has their own. */
export function lackingOf(
  roster: Roster,
  haves: readonly HaveRow[],
  shown: readonly ShownPlaces[],
): ReadonlyMap<MemberId, number> {
  const memberOf = new Map<DeviceId, MemberId>(activeDevices(roster).map((one) => [one.deviceId, one.memberId]));
  const held = heldByMember(memberOf, haves);
  const lacks = (memberId: MemberId): number =>
    shown.reduce((sum, { chain, places }) => {
      if (memberOf.get(chain.deviceId) === memberId) return sum;
      return sum + beyond(places, held.get(`${memberId} ${chainText(chain)}`) ?? 0);
    }, 0);
  return new Map(roster.members.map(({ memberId }) => [memberId, lacks(memberId)]));
}

/** A chain in a file: from which place on the file has it, up to `seq`; beyond `seq` for nothing of it. */
type CarriedRow = ChainName & { readonly from: number; readonly seq: number };

/** Who lacks anything by what is known here, and of those whom a file with `rows` leaves lacking nothing. */
export function broughtBy(
  roster: Roster,
  haves: readonly HaveRow[],
  rows: readonly CarriedRow[],
): { readonly all: readonly MemberId[]; readonly part: readonly MemberId[] } {
  const memberOf = new Map<DeviceId, MemberId>(activeDevices(roster).map((one) => [one.deviceId, one.memberId]));
  const held = heldByMember(memberOf, haves);
  const lacking = (memberId: MemberId) =>
    rows.flatMap((row) => {
      if (memberOf.get(row.deviceId) === memberId) return [];
      const has = held.get(`${memberId} ${chainText(row)}`) ?? 0;
      return has >= row.seq ? [] : [{ isWhole: row.from <= has + 1 }];
    });
  const found = roster.members.map(({ memberId }) => ({ memberId, lacks: lacking(memberId) }));
  const needing = found.filter(({ lacks }) => lacks.length > 0);
  const isWhole = ({ lacks }: (typeof needing)[number]) => lacks.every((one) => one.isWhole);
  return {
    all: needing.filter(isWhole).map(({ memberId }) => memberId),
    part: needing.filter((one) => !isWhole(one)).map(({ memberId }) => memberId),
  };
}

/** The others with what they are not known to have, the longest not met first; null while the roster is not here. */
export function viewGroupSpread(group: OpenGroup): GroupSpreadView | null {
  const roster = group.replica.roster();
  if (!roster) return null;
  const shown = group.store.shownPlaces();
  const lacking = lackingOf(roster, group.store.haves(), shown);
  const others = viewMembers(group, peopleOf(group)).filter((member) => !member.isMe);
  return {
    entries: shown.reduce((sum, { places }) => sum + places.length, 0),
    others: others
      .map(({ memberId, name, lastSeenAt }) => ({
        memberId,
        name,
        lacks: lacking.get(memberId) ?? 0,
        metAt: lastSeenAt,
      }))
      .sort((a, b) => (a.metAt ?? 0) - (b.metAt ?? 0)),
  };
}
