/** The sentences under the name that the app goes by at this moment. */
import { OWN_NAME } from '../../../shared/ipc/look.ts';

const OWN = new RegExp(`\\b${OWN_NAME}\\b`, 'g');

/** The same catalogue with `name` wherever a sentence says the app's own name. */
export function withName(messages: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(messages).map(([id, sentence]) => [id, sentence.replaceAll(OWN, name)]));
}
