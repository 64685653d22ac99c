import { useMemo } from 'react';
import { type IntlShape, useIntl } from 'react-intl';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { SpreadView } from '../../../shared/ipc/views.ts';
import { useNow } from '../app-parts.ts';
import type { TextId } from './en.ts';
import { errorWords } from './error-words.ts';
import { isolated } from './isolated.ts';
import { sizeIn } from './size-in.ts';
import { spreadWords } from './spread-words.ts';
import { timeWords } from './time-words.ts';

/** A sentence by its id, with the values it has places for. */
export type Say = (id: TextId, values?: Readonly<Record<string, string | number>>) => string;

/** Everything that turns ids and values into words for people. */
export interface Words {
  readonly say: Say;
  /** A point in time (milliseconds since 1970 UTC) beside now: "yesterday at 14:05". */
  readonly when: (at: number) => string;
  /** A calendar day with its weekday: "Tuesday, 3 March". */
  readonly day: (at: number) => string;
  /** A calendar day with its year, for days to come: "3 March 2026". */
  readonly date: (at: number) => string;
  /** A size of files: "3.4 MB". */
  readonly size: (bytes: number) => string;
  /** A member's name, or words for somebody whose name has not arrived yet. */
  readonly who: (name: string) => string;
  /** Names as a list: "Mia, Sam and Noor". */
  readonly names: (names: readonly string[]) => string;
  readonly error: (error: AppError) => string;
  readonly spread: (spread: SpreadView) => string;
}

/** The words of the language that is set, kept until language or minute change. */
export function useText(): Words {
  const intl = useIntl();
  const now = useNow();
  return useMemo(() => wordsOf(intl, now), [intl, now]);
}

/** {@link Words} for one language at one moment. */
export function wordsOf(intl: IntlShape, now: number): Words {
  const who = (name: string) => (name === '' ? intl.formatMessage({ id: 'people.unnamed' }) : name);
  const say: Say = (id, values) => intl.formatMessage({ id }, withNames(values ?? {}, who));
  const date = (at: number) => intl.formatDate(at, { day: 'numeric', month: 'long', year: 'numeric' });
  return {
    say,
    who,
    date,
    when: (at) => {
      const { id, values } = timeWords(at, now, {
        time: (t) => intl.formatTime(t, { hour: 'numeric', minute: '2-digit' }),
        weekday: (t) => intl.formatDate(t, { weekday: 'long' }),
        date: (t, withYear) =>
          withYear ? date(t) : intl.formatDate(t, { weekday: 'long', day: 'numeric', month: 'long' }),
      });
      return say(id, values);
    },
    day: (at) => intl.formatDate(at, { weekday: 'long', day: 'numeric', month: 'long' }),
    size(bytes) {
      const { value, unit } = sizeIn(bytes);
      return intl.formatNumber(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });
    },
    names: (names) =>
      intl.formatList(
        names.map((name) => isolated(who(name))),
        { type: 'conjunction' },
      ),
    error: (error) => {
      const { id, values } = errorWords(error, date);
      return say(id, values);
    },
    spread: (spread) => {
      const { id, values } = spreadWords(spread, date);
      return say(id, values);
    },
  };
}

/** Places in sentences that hold a name which somebody chose. */
const PLACES_OF_NAMES = ['name', 'byName', 'group'];

/**
 * The engine leaves a name empty until the member's own profile has come; no sentence is left with a hole in it, and no
 * name turns the words around it.
 */
function withNames(values: Readonly<Record<string, string | number>>, who: (name: string) => string) {
  const written: Record<string, string | number> = { ...values };
  for (const place of PLACES_OF_NAMES) {
    const name = values[place];
    if (typeof name === 'string') written[place] = isolated(who(name));
  }
  return written;
}
