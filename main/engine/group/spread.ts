/** Who has an entry: from what each device is known to hold (SPEC SP1). */
import type { DeviceId, MemberId } from '../../../shared/brand.ts';
import type { SpreadView } from '../../../shared/ipc/views.ts';
import type { ChainKey, HaveRow, RecordRow } from '../../../shared/ports/entry-store.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import { chainText } from '../../../shared/sync/sync-source.ts';

/** Answers for one state of the store. */
export interface Spread {
  of(latest: RecordRow['latest']): SpreadView;
}

/** Who was not met for so long is named where everybody has an entry, milliseconds: a week. */
export const AWAY_MS = 7 * 86_400_000;

/** What `createSpread` looks at. */
export interface SpreadInput {
  readonly roster: Roster;
  readonly me: MemberId;
  /** This computer. */
  readonly device: DeviceId;
  readonly haves: readonly HaveRow[];
  readonly nameOf: (memberId: MemberId) => string;
  /** When this computer last met them, or null. */
  readonly metAt: (memberId: MemberId) => number | null;
  readonly now: number;
  /** Until when a keeper has the entry at a place, as far as is known here, or null. */
  readonly keptUntil: (chain: ChainKey, seq: number) => number | null;
}

/**
 * An entry is with a member when any of their present devices holds its chain
 * up to it; an author's device holds its own. Former members do not count.
 */
export function createSpread(input: SpreadInput): Spread {
  const { roster, me, device, haves, nameOf, metAt, now, keptUntil } = input;
  const memberOf = new Map<DeviceId, MemberId>(
    activeDevices(roster).map((device) => [device.deviceId, device.memberId]),
  );
  const others = new Set(roster.members.map((member) => member.memberId).filter((memberId) => memberId !== me));
  const holders = new Map<string, { readonly memberId: MemberId; readonly device: DeviceId; readonly seq: number }[]>();
  for (const { holder, chain, seq } of haves) {
    const memberId = memberOf.get(holder);
    if (memberId === undefined) continue;
    const key = chainText(chain);
    const one = { memberId, device: holder, seq };
    const list = holders.get(key);
    if (list) list.push(one);
    else holders.set(key, [one]);
  }
  /** What everybody has was true when they were met: whoever that was long ago for is named. */
  const longestAway = () => {
    const met = [...others].flatMap((memberId) => {
      const at = metAt(memberId);
      return at === null ? [] : [{ memberId, at }];
    });
    const [first] = met.toSorted((a, b) => a.at - b.at);
    return first && now - first.at > AWAY_MS ? { name: nameOf(first.memberId), at: first.at } : null;
  };
  const holdersOf = (chain: ChainKey, seq: number): ReadonlySet<MemberId> => {
    const found = new Set<MemberId>();
    for (const held of holders.get(chainText(chain)) ?? []) {
      if (held.seq >= seq && others.has(held.memberId)) found.add(held.memberId);
    }
    const author = memberOf.get(chain.deviceId);
    if (author !== undefined && others.has(author)) found.add(author);
    return found;
  };
  /** Own computers that have it: this one, those that are known to, and the one on which it was written. */
  const ownComputers = (chain: ChainKey, seq: number): number => {
    const own = new Set<DeviceId>([device]);
    for (const held of holders.get(chainText(chain)) ?? []) {
      if (held.memberId === me && held.seq >= seq) own.add(held.device);
    }
    if (memberOf.get(chain.deviceId) === me) own.add(chain.deviceId);
    return own.size;
  };
  return {
    of(latest) {
      const found = holdersOf(latest, latest.seq);
      const [first] = found;
      const until = first === undefined ? keptUntil(latest, latest.seq) : null;
      if (until !== null) return { state: 'with-keeper', until };
      if (first === undefined) return { state: 'here', computers: ownComputers(latest, latest.seq) };
      // In a group of two a name says more than "everybody".
      if (found.size === 1) return { state: 'with-one', name: nameOf(first) };
      return found.size === others.size
        ? { state: 'with-everybody', others: others.size, away: longestAway() }
        : { state: 'with-some', have: found.size, others: others.size };
    },
  };
}
