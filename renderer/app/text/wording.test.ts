import { describe, expect, test } from 'vitest';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { ReachView, SpreadView } from '../../../shared/ipc/views.ts';
import { en } from './en.ts';
import { errorWords } from './error-words.ts';
import { foundWords, reachWords, clockWords, serverWords } from './reach-words.ts';
import { spreadWords } from './spread-words.ts';
import type { Wording } from './time-words.ts';

/** The places of a plain sentence. */
const placesOf = (sentence: string) => [...sentence.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? '');
/** Every place of the sentence has its value. */
function expectFilled({ id, values }: Wording) {
  expect(Object.keys(en)).toContain(id);
  for (const place of placesOf(en[id])) expect(values).toHaveProperty(place);
}

describe('[UI7] how far an entry has come', () => {
  test.each<[SpreadView, string, object]>([
    [{ state: 'here', computers: 1 }, 'On this computer only', {}],
    [{ state: 'here', computers: 2 }, 'On your {computers} computers only', { computers: 2 }],
    [{ state: 'with-keeper', until: 0 }, 'With the keeper until {day}', { day: '1970-01-01' }],
    [{ state: 'with-one', name: 'Mia' }, 'With {name}', { name: 'Mia' }],
    [{ state: 'with-some', have: 4, others: 6 }, 'With {have} of {others}', { have: 4, others: 6 }],
    [{ state: 'with-everybody', others: 6, away: null }, 'With everybody', {}],
    [
      { state: 'with-everybody', others: 6, away: { name: 'Ann', at: 0 } },
      'With everybody ({name} last seen {day})',
      { name: 'Ann', day: '1970-01-01' },
    ],
  ])('%j is said in words', (spread, sentence, values) => {
    const words = spreadWords(spread, (at) => new Date(at).toISOString().slice(0, 10));
    expect(en[words.id]).toBe(sentence);
    expect(words.values).toEqual(values);
  });
});

describe('[UI5] failures', () => {
  const date = (at: number) => `day ${at}`;
  const errors: readonly AppError[] = [
    { tag: 'WrongPassphrase', waitMs: 5 },
    { tag: 'PassphraseTooShort', minCharacters: 10 },
    { tag: 'InviteExpired', expiredAt: 7 },
    { tag: 'InviteWordUnknown', place: 3, word: 'aple' },
    { tag: 'InviteWordsCount', count: 7 },
    { tag: 'RecoveryWordUnknown', place: 3, word: 'aple' },
    { tag: 'RecoveryWordsCount', count: 11 },
    { tag: 'RecoveryWordsWrong', waitMs: 5 },
    { tag: 'PairWordUnknown', place: 3, word: 'aple' },
    { tag: 'PairWordsCount', count: 7 },
    { tag: 'DiskFull' },
  ];

  test.each(errors)('the sentence for $tag has all its values', (error) => {
    expectFilled(errorWords(error, date));
  });

  test('facts of the failure stand in the sentence', () => {
    expect(errorWords({ tag: 'InviteExpired', expiredAt: 7 }, date).values).toEqual({ date: 'day 7' });
    expect(errorWords({ tag: 'PassphraseTooShort', minCharacters: 10 }, date).values).toEqual({ minCharacters: 10 });
    expect(errorWords({ tag: 'InviteWordUnknown', place: 3, word: 'aple' }, date).values).toEqual({
      place: 3,
      word: 'aple',
    });
    expect(errorWords({ tag: 'InviteWordsCount', count: 7 }, date).values).toEqual({ count: 7 });
  });

  test('every sentence ends with what one can do or rest on, and none is a fragment', () => {
    const sentences = Object.entries(en).filter(([id]) => id.startsWith('error.'));
    expect(sentences.length).toBeGreaterThan(30);
    for (const [id, sentence] of sentences) {
      expect(sentence.split(/[.;] /).length, id).toBeGreaterThan(1);
      expect(sentence, id).toMatch(/\.$/);
    }
  });
});

describe('reach in words', () => {
  const reach = (part: Partial<ReachView>): ReachView => ({
    servers: [],
    onNetwork: null,
    connectedNames: [],
    withOwn: false,
    lastExchangeAt: null,
    helpers: [],
    hiddenBy: null,
    directFailedAt: null,
    sparing: null,
    keeper: null,
    file: { madeAt: null, takenAt: null },
    ...part,
  });
  const server = { address: 'wss://meet.example', state: 'silent', since: 5, clockAheadMs: null } as const;
  const names = (all: readonly string[]) => all.join(' and ');

  test('people come before servers, and a missing server before silence', () => {
    expect(reachWords(reach({ connectedNames: ['Mia', 'Sam'], servers: [server] }), names)).toEqual({
      id: 'reach.now.with',
      values: { names: 'Mia and Sam' },
    });
    expect(reachWords(reach({ connectedNames: ['Mia'], withOwn: true }), names)).toEqual({
      id: 'reach.now.withOwn',
      values: { names: 'Mia' },
    });
    expect(reachWords(reach({ withOwn: true }), names).id).toBe('reach.now.own');
    expect(reachWords(reach({ servers: [server] }), names).id).toBe('reach.short.nobody');
    expect(reachWords(reach({}), names).id).toBe('reach.short.noServer');
    expect(reachWords(reach({ onNetwork: { places: 0, lastHeardAt: null } }), names).id).toBe('reach.short.nobody');
  });

  test('what was found on a network says how much and when, also when it is gone', () => {
    const at = (time: number) => `at ${time}`;
    expect(foundWords(null, at)).toBeNull();
    expect(foundWords({ places: 0, lastHeardAt: null }, at)?.id).toBe('lan.found.none');
    for (const places of [0, 1, 3]) {
      const found = foundWords({ places, lastHeardAt: 5 }, at);
      expect(found?.id).toBe(places === 0 ? 'lan.found.before' : 'lan.found');
      if (found) expectFilled(found);
    }
  });

  test('a clock that is an hour off or more is named, in hours and then in days', () => {
    const hour = 3_600_000;
    const said = (clockAheadMs: number | null) => clockWords({ ...server, clockAheadMs });
    for (const quiet of [null, 0, hour - 1, 1 - hour]) expect(said(quiet)).toBeNull();
    expect(said(hour)).toEqual({ id: 'reach.clock.ahead.hours', values: { count: 1 } });
    expect(said(-47 * hour)).toEqual({ id: 'reach.clock.behind.hours', values: { count: 47 } });
    expect(said(-48 * hour)).toEqual({ id: 'reach.clock.behind.days', values: { count: 2 } });
    expect(said(3_652 * 24 * hour)).toEqual({ id: 'reach.clock.ahead.days', values: { count: 3_652 } });
    for (const off of [hour, -hour, 90 * hour, -90 * hour]) {
      const words = said(off);
      if (words) expectFilled(words);
    }
  });

  test.each(['connecting', 'answering', 'silent'] as const)('a server that is %s says since when', (state) => {
    expectFilled(serverWords({ ...server, state }, (since) => `at ${since}`));
  });
});

describe('[UI5] tone', () => {
  test('no sentence shouts, hurries, praises or counts what was missed', () => {
    for (const [id, sentence] of Object.entries(en)) {
      expect(sentence, id).not.toMatch(
        /!|\bstreak|\bhurry|\burgent|\bimmediately\b|\bat once\b|well done|welcome back/i,
      );
      expect(sentence, id).not.toMatch(/\b(diagnos|treat|monitor|screen for)/i);
    }
  });
});
