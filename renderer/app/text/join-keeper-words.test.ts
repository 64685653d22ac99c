import { describe, expect, it } from 'vitest';
import type { JoinKeeperPlaceView } from '../../../shared/ipc/views.ts';
import { en } from './en.ts';
import { joinKeeperLines } from './join-keeper-words.ts';

const place: JoinKeeperPlaceView = {
  address: 'wss://meet.example.org',
  state: 'lies',
  since: 1,
  keptUntil: 2,
  nextAt: 3,
  hasTicket: false,
};
const linesOf = (change: Partial<JoinKeeperPlaceView>, isCared = false) =>
  joinKeeperLines(
    { ...place, ...change },
    isCared,
    (at) => `when ${at}`,
    (at) => `day ${at}`,
  );

describe('what is said of a keeper to somebody who waits', () => {
  it('[JK10] each state has a sentence with all its values', () => {
    const states = Object.keys(en).flatMap((id) => /^joinKeeper\.([a-z-]+)$/.exec(id)?.[1] ?? []);
    const known = ['asking', 'lies', 'answering', 'silent', 'no-mailboxes', 'full', 'refuses', 'too-much', 'forgetful'];
    for (const state of known as JoinKeeperPlaceView['state'][]) {
      expect(states).toContain(state);
      const change = { state, keptUntil: state === 'lies' ? 2 : null };
      for (const { id, values } of [...linesOf(change), ...linesOf(change, true)]) {
        for (const [, name = ''] of en[id].matchAll(/\{(\w+)/g)) expect(values, id).toHaveProperty(name);
      }
    }
  });

  it('[JK10] until when the request lies there, since when it does not, and when it is tried again', () => {
    expect(linesOf({})).toEqual([
      { id: 'joinKeeper.lies', values: { day: 'day 2' } },
      { id: 'keeper.next', values: { when: 'when 3' } },
    ]);
    expect(linesOf({ state: 'full', keptUntil: null, nextAt: null })).toEqual([
      { id: 'joinKeeper.full', values: { when: 'when 1' } },
      { id: 'keeper.asking', values: {} },
    ]);
    // Where the request is cared for, nothing is asked of anybody.
    const others = { state: 'silent', keptUntil: null } as const;
    expect(linesOf(others, true)[0]?.id).toBe('joinKeeper.elsewhere');
    expect(linesOf({ ...others, state: 'refuses' }, true)[0]?.id).toBe('joinKeeper.elsewhere.refuses');
    expect(linesOf({}, true)).toEqual(linesOf({}));
    expect(linesOf({ state: 'asking', keptUntil: null, nextAt: null })).toHaveLength(1);
  });
});
