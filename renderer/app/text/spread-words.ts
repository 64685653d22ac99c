import { unreachable } from '../../../shared/result.ts';
import type { SpreadView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** How far an entry has come, as a sentence; always people or places, never a symbol. `day` writes a day. */
export function spreadWords(spread: SpreadView, day: (at: number) => string): Wording {
  switch (spread.state) {
    case 'here':
      return spread.computers > 1
        ? { id: 'spread.here.own', values: { computers: spread.computers } }
        : { id: 'spread.here', values: {} };
    case 'with-keeper':
      return { id: 'spread.withKeeper', values: { day: day(spread.until) } };
    case 'with-one':
      return { id: 'spread.withOne', values: { name: spread.name } };
    case 'with-some':
      return { id: 'spread.withSome', values: { have: spread.have, others: spread.others } };
    case 'with-everybody':
      return spread.away === null
        ? { id: 'spread.withEverybody', values: {} }
        : { id: 'spread.withEverybody.away', values: { name: spread.away.name, day: day(spread.away.at) } };
    default:
      return unreachable(spread);
  }
}
