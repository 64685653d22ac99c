/** People in stories who wrote their recovery words down. */
import type { ReturnedGroupView } from '../../../shared/ipc/returning-requests.ts';
import { PASSPHRASE, type Person, SERVER, unwrap, type World } from './engine-world.ts';

/** Somebody set up, and their twelve words; with `given` set up with those. */
export async function personWithWords(
  world: World,
  name: string,
  given: readonly string[] | null = null,
): Promise<{ readonly person: Person; readonly words: readonly string[] }> {
  const person = await world.person(name, false);
  const { recoveryWords } = unwrap(
    await person.ask.setUp({ name, passphrase: PASSPHRASE, ...(given ? { words: [...given] } : {}) }),
  );
  unwrap(await person.ask.changeSettings({ server: SERVER }));
  return { person, words: recoveryWords };
}

/** A copy of somebody's computer as it is now, opened: what a thief has who knows the passphrase. */
export async function openCopyOf(world: World, person: Person, name: string): Promise<Person> {
  const copy = await world.person(name, { copyOf: person });
  unwrap(await copy.ask.unlock({ passphrase: PASSPHRASE }));
  return copy;
}

/** Types the words of who lost a computer, and answers what became of each group. */
export const returnWith = async (
  person: Person,
  words: readonly string[],
  as: 'lost' | 'before' = 'lost',
  withoutRest = false,
): Promise<readonly ReturnedGroupView[]> =>
  unwrap(await person.ask.returnWithWords({ words: [...words], as, withoutRest })).groups;
