import { describe, expect, test } from 'vitest';
import type { SparingView } from '../../../shared/ipc/paid-requests.ts';
import type { KeeperPlaceView, ReachView } from '../../../shared/ipc/views.ts';
import { en } from './en.ts';
import { paidWords } from './paid-words.ts';

const SPARING: SparingView = {
  isVisiting: false,
  nextAt: 7,
  isByKeeper: false,
  openedUntil: null,
  older: 0,
  others: 0,
};
const place = (nextAt: number | null): KeeperPlaceView => ({
  address: 'wss://meet.example',
  state: 'answering',
  since: 3,
  lastReadAt: 4,
  lastPutAt: null,
  nextAt,
  waiting: 0,
  keptUntil: null,
  hasTicket: false,
});

/** The sentences' keys, each with every placeholder of it filled. */
function said(sparing: Partial<SparingView> | null, part: Partial<ReachView> = {}): readonly string[] {
  const reach: ReachView = {
    servers: [{ address: 'wss://meet.example', state: 'spared', since: 1, clockAheadMs: null }],
    onNetwork: null,
    connectedNames: [],
    withOwn: false,
    lastExchangeAt: null,
    helpers: [],
    hiddenBy: null,
    directFailedAt: null,
    keeper: null,
    file: { madeAt: null, takenAt: null },
    sparing: sparing && { ...SPARING, ...sparing },
    ...part,
  };
  return paidWords(reach, (at) => `at ${at}`).map(({ id, values }) => {
    const places = [...en[id].matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name);
    expect(Object.keys(values).sort()).toEqual([...new Set(places)].sort());
    return [id.replace('paid.', ''), ...Object.values(values)].join(' ');
  });
}

describe('[MT7] a line that is spared', () => {
  test('says what is done now and when it goes on', () => {
    expect(said(null)).toEqual([]);
    expect(said({})).toEqual(['now.next at 7', 'nothing']);
    expect(said({ isVisiting: true, nextAt: null })).toEqual(['now.visiting', 'nothing']);
    const keeper = { allowed: true, mayAllow: true, here: true, withheld: 0, question: null };
    expect(said({ isByKeeper: true }, { keeper: { ...keeper, places: [place(9), place(8)] } })[0]).toBe(
      'now.keeper at 8',
    );
    expect(said({ isByKeeper: true }, { keeper: { ...keeper, places: [place(9), place(null)] } })[0]).toBe(
      'now.keeperNow',
    );
  });

  test('promises no connection where there is none', () => {
    expect(said({}, { hiddenBy: 'person' })[0]).toBe('now.nowhere');
    expect(said({ isVisiting: true, nextAt: null }, { servers: [] })[0]).toBe('now.nowhere');
  });

  test('says what waits and how that ends', () => {
    expect(said({ older: 40 }).slice(1)).toEqual(['older 40', 'end']);
    expect(said({ others: 1 }).slice(1)).toEqual(['others 1', 'end']);
    expect(said({ older: 40, others: 1 }).slice(1)).toEqual(['older 40', 'others 1', 'end']);
    expect(said({ isVisiting: true, nextAt: null, openedUntil: 12 }).slice(1)).toEqual(['opened at 12']);
  });
});
