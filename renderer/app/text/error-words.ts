import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Wording } from './time-words.ts';

/** The sentence for an expected failure. `date` writes a day (milliseconds since 1970 UTC). */
export function errorWords(error: AppError, date: (at: number) => string): Wording {
  const id = `error.${error.tag}` as const;
  switch (error.tag) {
    case 'PassphraseTooShort':
      return { id, values: { minCharacters: error.minCharacters } };
    case 'InviteExpired':
      return { id, values: { date: date(error.expiredAt) } };
    case 'InviteWordUnknown':
    case 'RecoveryWordUnknown':
    case 'PairWordUnknown':
      return { id, values: { place: error.place, word: error.word } };
    case 'InviteWordsCount':
    case 'RecoveryWordsCount':
    case 'PairWordsCount':
      return { id, values: { count: error.count } };
    default:
      return { id, values: {} };
  }
}
