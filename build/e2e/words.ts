/** The sentences that people read, as the app shows them: whole-app tests find controls by these and never by markup. */
import { createIntl } from 'react-intl';
import { en, type TextId } from '../../renderer/app/text/en.ts';

const intl = createIntl({ locale: 'en', messages: en });

/** The sentence `id`, filled with `values`. */
export function words(id: TextId, values: Record<string, string | number> = {}): string {
  return intl.formatMessage({ id }, values);
}

/** Matches the sentence `id` wherever its open places (times, counts, names) hold anything. */
export function wordsLike(id: TextId, values: Record<string, string> = {}): RegExp {
  const pattern = en[id]
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return literal(part);
      const value = values[name];
      return value === undefined ? '.+' : literal(value);
    })
    .join('');
  return new RegExp(`^${pattern}$`);
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
