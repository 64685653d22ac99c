import { createIntl } from 'react-intl';
import { describe, expect, test } from 'vitest';
import type { HistoryView, InviteRowView } from '../../../shared/ipc/views.ts';
import { en } from './en.ts';
import { historyValues } from './history-words.ts';
import { inviteStateWords } from './invite-words.ts';
import { wordsOf } from './use-text.ts';

const { say } = wordsOf(createIntl({ locale: 'en', messages: en }), 0);
const HISTORIES: readonly HistoryView[] = [
  { reads: 'everything' },
  { reads: 'since-joining' },
  { reads: 'days', days: 1 },
  { reads: 'days', days: 14 },
];

describe('[UI14] what an invite offers is said before it is given, taken and answered', () => {
  test.each(['invite.offers', 'invites.offers', 'requests.offers'] as const)('%s differs by role and history', (id) => {
    const said = HISTORIES.flatMap((history) =>
      (['member', 'listener'] as const).map((role) => say(id, { role, ...historyValues(history) })),
    );
    expect(new Set(said).size).toBe(said.length);
    expect(said[0]).toMatch(/a member.*everything/);
    expect(said[7]).toMatch(/a listener.*the last 14 days/);
    for (const sentence of said) expect(sentence).not.toMatch(/[{}]|undefined/);
  });

  test('the policy of a group says the same', () => {
    expect(HISTORIES.map((history) => say(`decides.history.${history.reads}`, historyValues(history)))).toEqual([
      'Newcomers usually read everything that was shared before.',
      'Newcomers usually read what is shared after they came.',
      'Newcomers usually read the last day before they came.',
      'Newcomers usually read the last 14 days before they came.',
    ]);
  });

  test('every state of an invite has its words, and only an open one is open', () => {
    const states: readonly InviteRowView['state'][] = ['open', 'used', 'expired', 'revoked', 'facilitator-ended'];
    const said = states.map((state) => {
      const { id, values } = inviteStateWords({ state, expiresAt: 7 }, (at) => `day ${at}`);
      return say(id, values);
    });
    expect(said).toEqual([
      'open until day 7',
      'used up',
      'was open until day 7',
      'taken back',
      'closed, since a facilitator’s time ended',
    ]);
  });

  test('how often an invite was used is said as people say it', () => {
    expect(say('invites.used', { used: 0, most: 1 })).toBe('not used yet');
    expect(say('invites.used', { used: 1, most: 1 })).toBe('used');
    expect(say('invites.used', { used: 2, most: 5 })).toBe('used 2 of 5 times');
  });
});
