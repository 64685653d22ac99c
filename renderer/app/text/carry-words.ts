import type { GroupId } from '../../../shared/brand.ts';
import type { SavedBundleView, TakenBundleView } from '../../../shared/ipc/carry-requests.ts';
import type { Wording } from './time-words.ts';

const plain = (id: Wording['id']): Wording => ({ id, values: {} });

/** What a saved file holds, whom it brings up to date, and what it does not hold. `list` joins names. */
export function savedWords(
  { entries, leftOut, bringsAll, bringsPart }: SavedBundleView,
  list: (names: readonly string[]) => string,
): readonly Wording[] {
  const named = (id: Wording['id'], names: readonly string[]): Wording[] =>
    names.length === 0 ? [] : [{ id, values: { names: list(names) } }];
  return [
    entries === 0 ? plain('carry.saved.nothing') : { id: 'carry.saved', values: { count: entries } },
    ...named('carry.saved.for', bringsAll),
    ...(leftOut === 0 ? [] : [{ id: 'carry.saved.leftOut', values: { count: leftOut } } as const]),
    ...named('carry.saved.forPart', bringsPart),
  ];
}

function newsWords({ news, isNew }: TakenBundleView, when: (at: number) => string): Wording {
  if (!news) return plain(isNew ? 'carry.taken.changes' : 'carry.taken.nothing');
  return news.count === 1
    ? { id: 'carry.taken.one', values: { to: when(news.to) } }
    : { id: 'carry.taken.many', values: { count: news.count, from: when(news.from), to: when(news.to) } };
}

function makerWords({ byMe, byName, madeAt }: TakenBundleView, when: (at: number) => string): Wording {
  const values = { when: when(madeAt) };
  if (byMe) return { id: 'carry.taken.byMe', values };
  return byName === ''
    ? { id: 'carry.taken.bySomebody', values }
    : { id: 'carry.taken.by', values: { ...values, name: byName } };
}

/**
 * What an opened file brought, in reading order: what is new, what is wrong
 * with it, whose it is. `here` is the group on whose page it was opened, if any.
 */
export function takenWords(
  taken: TakenBundleView,
  here: GroupId | null,
  when: (at: number) => string,
): readonly Wording[] {
  const { ending, read, entries, standing, groupId, groupName } = taken;
  const isElsewhere = here !== null && here !== groupId && groupName !== '';
  return [
    ...(standing === 'waiting' ? [plain('carry.taken.waiting')] : [newsWords(taken, when)]),
    ...(ending === 'whole' ? [] : [{ id: `carry.taken.${ending}`, values: { read, entries } } as const]),
    ...(isElsewhere ? [{ id: 'carry.taken.group', values: { group: groupName } } as const] : []),
    makerWords(taken, when),
  ];
}
