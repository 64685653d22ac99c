import { describe, expect, test } from 'vitest';
import type { GroupId } from '../../../shared/brand.ts';
import type { TakenBundleView } from '../../../shared/ipc/carry-requests.ts';
import { savedWords, takenWords } from './carry-words.ts';
import { en } from './en.ts';
import type { Wording } from './time-words.ts';

const here = '11'.repeat(16) as GroupId;
const elsewhere = '22'.repeat(16) as GroupId;
const when = (at: number) => `at ${at}`;
const taken = (part: Partial<TakenBundleView> = {}): TakenBundleView => ({
  groupId: here,
  groupName: 'Tuesdays',
  byName: 'Mia',
  byMe: false,
  madeAt: 9,
  news: { count: 3, from: 1, to: 5 },
  isNew: true,
  ending: 'whole',
  read: 7,
  entries: 7,
  standing: 'member',
  ...part,
});
const idsOf = (words: readonly Wording[]) => words.map(({ id }) => id.replace('carry.', ''));
/** Every place of every sentence has its value. */
function expectFilled(words: readonly Wording[]) {
  for (const { id, values } of words) {
    for (const [, place] of en[id].matchAll(/\{(\w+)/g))
      if (/^[a-z]/.test(place ?? '')) expect(Object.keys({ one: 0, ...values })).toContain(place);
  }
}

describe('[UI7] what a file brought is said in words', () => {
  test.each<[string, Partial<TakenBundleView>, readonly string[]]>([
    ['new entries', {}, ['taken.many', 'taken.by']],
    ['one', { news: { count: 1, from: 5, to: 5 } }, ['taken.one', 'taken.by']],
    ['only changes', { news: null }, ['taken.changes', 'taken.by']],
    ['nothing new', { news: null, isNew: false }, ['taken.nothing', 'taken.by']],
    ['the own file', { news: null, isNew: false, byMe: true }, ['taken.nothing', 'taken.byMe']],
    ['a maker without a name', { byName: '' }, ['taken.many', 'taken.bySomebody']],
    ['a cut file', { ending: 'cut', read: 3 }, ['taken.many', 'taken.cut', 'taken.by']],
    ['a changed file', { ending: 'damaged', read: 3 }, ['taken.many', 'taken.damaged', 'taken.by']],
    ['another group', { groupId: elsewhere, groupName: 'Sundays' }, ['taken.many', 'taken.group', 'taken.by']],
    ['still waiting', { standing: 'waiting' }, ['taken.waiting', 'taken.by']],
  ])('%s', (_, part, ids) => {
    const words = takenWords(taken(part), here, when);
    expect(idsOf(words)).toEqual(ids);
    expectFilled(words);
  });

  test('times are those of the oldest and the newest', () => {
    expect(takenWords(taken(), here, when)[0]?.values).toEqual({ count: 3, from: 'at 1', to: 'at 5' });
  });

  test('a page of no group names none', () => {
    expect(idsOf(takenWords(taken(), null, when))).toEqual(['taken.many', 'taken.by']);
  });
});

describe('[UI7] what a saved file holds is said in words', () => {
  const file = { fileName: 'notes.hearth', bytes: new Uint8Array(0), bringsAll: [], bringsPart: [] };
  const list = (names: readonly string[]) => names.join(' and ');
  test('with entries, without, and with some that did not fit', () => {
    expect(idsOf(savedWords({ ...file, entries: 2, leftOut: 0 }, list))).toEqual(['saved']);
    expect(idsOf(savedWords({ ...file, entries: 0, leftOut: 0 }, list))).toEqual(['saved.nothing']);
    const words = savedWords({ ...file, entries: 2, leftOut: 5 }, list);
    expect(idsOf(words)).toEqual(['saved', 'saved.leftOut']);
    expectFilled(words);
  });
  test('those whom it brings up to date are named, and those of whom something did not fit', () => {
    const words = savedWords(
      { ...file, entries: 2, leftOut: 5, bringsAll: ['Ben', 'Cleo'], bringsPart: ['Dan'] },
      list,
    );
    expect(idsOf(words)).toEqual(['saved', 'saved.for', 'saved.leftOut', 'saved.forPart']);
    expect(words[1]?.values).toEqual({ names: 'Ben and Cleo' });
    expectFilled(words);
  });
});
