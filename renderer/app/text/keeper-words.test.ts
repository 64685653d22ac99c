import { describe, expect, it } from 'vitest';
import type { KeeperPlaceView } from '../../../shared/ipc/views.ts';
import { keeperLines } from './keeper-words.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const place: KeeperPlaceView = {
  address: 'wss://keeper.example.org',
  state: 'answering',
  since: NOW - 1,
  lastReadAt: null,
  lastPutAt: null,
  nextAt: null,
  waiting: 0,
  keptUntil: null,
  hasTicket: false,
};
const last = (nextAt: number | null) => keeperLines({ ...place, nextAt }, String, String, NOW).at(-1);

describe('what is said of a keeper', () => {
  it('when it is asked again: the time, or that it is a matter of moments, also when that moment has just gone by', () => {
    expect(last(NOW + 900_000)).toEqual({ id: 'keeper.next', values: { when: String(NOW + 900_000) } });
    expect(last(NOW + 59_000)?.id).toBe('keeper.soon');
    expect(last(NOW - 2_000)?.id).toBe('keeper.soon');
    expect(last(null)?.id).toBe('keeper.asking');
  });

  it('a place that holds nothing, or is not used, tells nothing of reading and putting', () => {
    const ids = (state: KeeperPlaceView['state']) =>
      keeperLines({ ...place, state }, String, String, NOW).map(({ id }) => id);
    expect(ids('off')).toEqual(['keeper.state.off']);
    expect(ids('no-mailboxes')).toEqual(['keeper.state.no-mailboxes', 'keeper.asking']);
    expect(ids('full')).toEqual([
      'keeper.state.full',
      'keeper.read.never',
      'keeper.put.never',
      'keeper.waiting',
      'keeper.asking',
    ]);
  });
});
