import { describe, expect, test } from 'vitest';
import type { KeeperPlaceView, KeeperView, ReachView } from '../../../shared/ipc/views.ts';
import { en } from './en.ts';
import { waysWords } from './ways-words.ts';

const when = (at: number): string => `at ${at}`;
const NOTHING: ReachView = {
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
};
const server = (state: ReachView['servers'][number]['state'], since = 5) => ({
  address: `wss://${state}.example`,
  state,
  since,
  clockAheadMs: null,
});
const place = (state: KeeperPlaceView['state'], part: Partial<KeeperPlaceView> = {}): KeeperPlaceView => ({
  address: 'wss://meet.example',
  state,
  since: 3,
  lastReadAt: 4,
  lastPutAt: null,
  nextAt: null,
  waiting: 0,
  keptUntil: null,
  hasTicket: false,
  ...part,
});
const keeper = (part: Partial<KeeperView>): KeeperView => ({
  allowed: true,
  question: null,
  mayAllow: true,
  here: true,
  places: [],
  withheld: 0,
  ...part,
});

/** The key of the sentence of one way, with every placeholder of it filled. */
function said(way: 'network' | 'direct' | 'keeper' | 'file', part: Partial<ReachView>): string {
  const found = waysWords({ ...NOTHING, ...part }, when).find((one) => one.way === way);
  if (!found) throw new Error(way);
  const places = [...en[found.words.id].matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name);
  expect(Object.keys(found.words.values).sort()).toEqual([...new Set(places)].sort());
  return found.words.id.replace(`ways.${way}.`, '');
}

describe('[WY7] each way to the others says whether it is on, what it did, and what comes next', () => {
  test('all four are told, whatever is on', () => {
    expect(waysWords(NOTHING, when).map(({ way }) => way)).toEqual(['network', 'direct', 'keeper', 'file']);
  });

  test('on the same network', () => {
    expect(said('network', {})).toBe('off');
    expect(said('network', { hiddenBy: 'group' })).toBe('hidden');
    expect(said('network', { onNetwork: { places: 0, lastHeardAt: null } })).toBe('none');
    expect(said('network', { onNetwork: { places: 0, lastHeardAt: 5 } })).toBe('before');
    expect(said('network', { onNetwork: { places: 2, lastHeardAt: 5 } })).toBe('found');
  });

  test('directly', () => {
    expect(said('direct', {})).toBe('noPlace');
    expect(said('direct', { hiddenBy: 'person', servers: [server('unused')] })).toBe('hidden');
    expect(said('direct', { servers: [server('silent')], connectedNames: ['Mia'] })).toBe('now');
    expect(said('direct', { servers: [server('answering')], withOwn: true })).toBe('now');
    expect(said('direct', { servers: [server('silent'), server('answering')] })).toBe('alone');
    expect(said('direct', { servers: [server('answering')], directFailedAt: 7 })).toBe('failed');
    expect(said('direct', { servers: [server('silent'), server('connecting')] })).toBe('connecting');
    const sparing = { isVisiting: false, nextAt: 8, isByKeeper: false, openedUntil: null, older: 0, others: 0 };
    expect(said('direct', { servers: [server('spared')], sparing })).toBe('spared');
    expect(said('direct', { servers: [server('spared')], sparing: { ...sparing, isByKeeper: true } })).toBe(
      'sparedByKeeper',
    );
    expect(said('direct', { servers: [server('answering')], sparing: { ...sparing, nextAt: null } })).toBe('alone');
    const silent = [server('silent', 5), server('silent', 9)];
    expect(said('direct', { servers: silent })).toBe('silent');
    expect(waysWords({ ...NOTHING, servers: silent }, when)[1]?.words.values).toEqual({ when: 'at 9' });
  });

  test('by a keeper', () => {
    const by = (part: Partial<KeeperView>) => said('keeper', { keeper: keeper(part) });
    expect(said('keeper', {})).toBe('off');
    expect(by({ allowed: false })).toBe('off');
    expect(by({ here: false })).toBe('away');
    expect(by({})).toBe('noPlace');
    expect(by({ places: [place('silent'), place('answering')] })).toBe('on');
    expect(by({ places: [place('answering', { lastReadAt: null })] })).toBe('asking');
    expect(by({ places: [place('never-asked')] })).toBe('asking');
    expect(by({ places: [place('silent')] })).toBe('silent');
    expect(by({ places: [place('no-mailboxes')] })).toBe('none');
    for (const state of ['full', 'refuses', 'forgetful', 'too-much'] as const) {
      expect(by({ places: [place('no-mailboxes'), place(state)] })).toBe('trouble');
    }
  });

  test('by file', () => {
    expect(said('file', {})).toBe('never');
    expect(said('file', { file: { madeAt: 5, takenAt: null } })).toBe('made');
    expect(said('file', { file: { madeAt: null, takenAt: 5 } })).toBe('taken');
    expect(said('file', { file: { madeAt: 4, takenAt: 5 } })).toBe('both');
  });
});
