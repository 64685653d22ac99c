/** Names and colours of a group's people, from the profiles they wrote. */
import type { MemberId } from '../../../shared/brand.ts';
import { CONTENT_KIND } from '../../../shared/chain/kinds.ts';
import { COLOUR_COUNT, parseRecordValue } from '../../../shared/record/values.ts';
import type { OpenGroup } from './open-group.ts';

/** How somebody is shown. The name is empty until the profile has arrived. */
export interface Person {
  readonly name: string;
  readonly colour: number;
}
/** Everybody who ever wrote a profile. */
export interface People {
  get(memberId: MemberId): Person;
}

/** The people of a group as they are known now. */
export function peopleOf(group: Pick<OpenGroup, 'store'>): People {
  const people = new Map<MemberId, Person>();
  for (const row of group.store.recordsOfKind(CONTENT_KIND.profile)) {
    const value = parseRecordValue(row.value);
    // Newest first: somebody with two profiles is known by the later one.
    if (value.kind === CONTENT_KIND.profile && !people.has(row.memberId)) people.set(row.memberId, value);
  }
  return {
    get: (memberId) =>
      people.get(memberId) ?? { name: '', colour: Number.parseInt(memberId.slice(0, 2), 16) % COLOUR_COUNT },
  };
}

/** A colour that nobody has yet, or any when all are taken. */
export function freeColour(group: Pick<OpenGroup, 'store' | 'ports'>): number {
  const taken = new Set<number>();
  for (const row of group.store.recordsOfKind(CONTENT_KIND.profile)) {
    const value = parseRecordValue(row.value);
    if (value.kind === CONTENT_KIND.profile) taken.add(value.colour);
  }
  const all = Array.from({ length: COLOUR_COUNT }, (_, colour) => colour);
  const free = all.filter((colour) => !taken.has(colour));
  const choice = free.length > 0 ? free : all;
  return choice[(group.ports.random.bytes(1)[0] ?? 0) % choice.length] ?? 0;
}
