import { describe, expect, it } from 'vitest';
import type { MemberId, OpId } from '../../../shared/brand.ts';
import { noVoices, tellVoice } from './keeper-notices.ts';

const [ANN, BEN, CLEO] = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(16) as MemberId) as [
  MemberId,
  MemberId,
  MemberId,
];
const opOf = (name: string): OpId => name.padEnd(64, '0') as OpId;

/** One voice: its name, who spoke, 1 or 0, and the names of what they had not seen or of whom they knew to be gone. */
interface Said {
  readonly name: string;
  readonly by: MemberId;
  readonly value: 0 | 1;
  readonly unseen?: readonly string[];
  readonly gone?: readonly MemberId[];
}

/** The cards, by kind, of voices in the order of the log; null for none. */
function told(isOn: boolean, said: readonly Said[]) {
  const telling = { ...noVoices(), isOn };
  return said.map(({ name, by, value, unseen = [], gone = [] }) => {
    const card = tellVoice(telling, value, {
      op: opOf(name),
      by,
      hadSeen: (op) => !unseen.map(opOf).includes(op),
      knewGone: (voice) => gone.includes(voice.by),
    });
    return card?.kind ?? null;
  });
}

const ASKED: Said = { name: 'a', by: ANN, value: 1 };

describe('[EG38] cards of what equals say about keepers', () => {
  it('tell who asked once, who agreed, and who ended it once', () => {
    const again = { ...ASKED, name: 'a2' };
    const agreed: Said = { name: 'b', by: BEN, value: 1 };
    const ended: Said = { name: 'c', by: CLEO, value: 0 };
    const endedToo = { ...ended, name: 'd', by: ANN, unseen: ['c'] };
    expect(told(false, [ASKED, again, agreed, { ...agreed, name: 'b2' }, ended, endedToo])).toEqual([
      'keeper-asked',
      null,
      'keeper-agreed',
      null,
      'keeper-ended',
      null,
    ]);
  });

  it('tell nothing of a yes that had not seen a no before it in the log', () => {
    const no: Said = { name: 'n', by: CLEO, value: 0 };
    const late: Said = { name: 'b', by: BEN, value: 1, unseen: ['n'] };
    expect(told(false, [ASKED, no, late])).toEqual(['keeper-asked', 'keeper-declined', null]);
    // Nor does it join what is asked afterwards.
    expect(told(false, [ASKED, no, late, { ...ASKED, name: 'a2' }])).toEqual([
      'keeper-asked',
      'keeper-declined',
      null,
      'keeper-asked',
    ]);
  });

  it('tell a question anew when who asked before is known to be gone', () => {
    const next: Said = { name: 'b', by: BEN, value: 1 };
    expect(told(false, [ASKED, { ...next, gone: [ANN] }])).toEqual(['keeper-asked', 'keeper-asked']);
    expect(told(false, [ASKED, next])).toEqual(['keeper-asked', 'keeper-agreed']);
  });

  it('tell of a group that was founded with keepers only that they end', () => {
    const no: Said = { name: 'n', by: BEN, value: 0 };
    expect(told(true, [ASKED, no, { ...ASKED, name: 'a2' }])).toEqual([null, 'keeper-ended', 'keeper-asked']);
  });
});
