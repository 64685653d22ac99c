/** The story that `npm run demo` plays: found, invite, approve, write apart, meet two by two. */
import { strict as assert } from 'node:assert';
import type { InGroup } from '../e2e/in-group.ts';
import { newPerson, type Person } from '../e2e/person.ts';
import type { Stage } from '../e2e/stage.ts';
import { words } from '../e2e/words.ts';
import type { Telling } from './telling.ts';

const GROUP = 'Harbour';
const AGREEMENT = 'We listen more than we advise.\n\nWhat is written here stays here.';
const FIRST_PROMISE = 'We listen more than we advise.';

/** Plays the story; `people` receives each person as they come in. */
export async function playStory(
  stage: Stage,
  { step, chapter }: Telling,
  texts: readonly string[],
  people: Person[],
): Promise<void> {
  const [oldest, second, newest, secret, annsWord, bensWord, carasWord, carasReply] = texts;
  assert(oldest && second && newest && secret && annsWord && bensWord && carasWord && carasReply);
  const arrive = async (name: string): Promise<Person> => {
    const person = await newPerson(stage, name);
    people.push(person);
    return person;
  };
  const open = async (person: Person): Promise<void> => {
    await person.app.start();
    await person.unlock();
  };
  const close = (...closing: Person[]): Promise<unknown> => Promise.all(closing.map((person) => person.app.close()));

  chapter('Ann begins');
  let ann!: Person;
  let ben!: Person;
  let cara!: Person;
  await step(
    'Ann opens Hearth for the first time, chooses a name and a passphrase, and is shown twelve words.',
    async () => {
      ann = await arrive('Ann');
      const recovery = await ann.setUp();
      assert.equal(recovery.length, 12);
    },
  );
  await step('She writes a private entry. It is on her computer only.', () => ann.writePrivate(secret));
  await step('She names a meeting place, where computers find each other.', () =>
    ann.setMeetingPlace(stage.meeting.address),
  );
  await step(`She makes the group ${GROUP} with an agreement.`, () => ann.makeGroup(GROUP, { agreement: AGREEMENT }));
  const annIn = ann.in(GROUP);
  await step('She writes three entries for the group. Nobody else has them yet.', async () => {
    for (const text of [oldest, second, newest]) await annIn.write(text);
    await annIn.seesSpread(newest, words('spread.here'));
  });

  chapter('Ben and Cara come in');
  ben = await join('Ben');
  await step('The newest entry says on Ann’s screen that it is with Ben.', () =>
    annIn.seesSpread(newest, words('spread.withOne', { name: 'Ben' })),
  );
  cara = await join('Cara');
  await step('Now it says that everybody has it.', () => annIn.seesSpread(newest, words('spread.withEverybody')));

  async function join(name: string): Promise<Person> {
    let link = '';
    await step(`Ann makes an invite for ${name}.`, async () => {
      link = await annIn.createInvite();
    });
    let person!: Person;
    await step(`${name} opens Hearth for the first time.`, async () => {
      person = await arrive(name);
      await person.setUp();
    });
    await step(`${name} opens the invite and asks to join.`, () => person.acceptInvite(link, 'We met on Tuesday.'));
    await step(`Ann reads the request and approves it. ${name} is in and reads the agreement.`, async () => {
      await annIn.approve(name);
      await person.isWelcomedTo(GROUP, FIRST_PROMISE);
    });
    await step(`${name} sees what was written before, newest first, and nothing of Ann’s private entry.`, async () => {
      const group = person.in(GROUP);
      await group.seesEntry(oldest!);
      await seesInOrder(group, [newest!, second!, oldest!]);
      assert.equal(await person.page.getByText(secret!.slice(0, 40)).count(), 0);
    });
    return person;
  }

  chapter('Everybody alone: Hearth is closed on the other computers, and the meeting place is gone');
  await step('All three close Hearth, and the meeting place ends.', async () => {
    await close(ann, ben, cara);
    await stage.meeting.stop();
  });
  await step('Ann, alone, writes to the group. It is on her computer only.', async () => {
    await open(ann);
    await annIn.write(annsWord);
    await annIn.seesSpread(annsWord, words('spread.here'));
    await ann.seesPrivate(secret);
    await close(ann);
  });
  await step('Cara, alone, writes, replies to Ann’s entry and reacts to it.', async () => {
    await open(cara);
    const caraIn = cara.in(GROUP);
    await caraIn.write(carasWord);
    await caraIn.reply(newest, carasReply);
    await caraIn.react(newest, 'With you');
    await caraIn.seesSpread(carasWord, words('spread.here'));
    await close(cara);
  });
  await step('Ben, alone, writes. Then every process of his Hearth is killed with no warning.', async () => {
    await open(ben);
    await ben.in(GROUP).write(bensWord);
    await ben.app.kill9();
  });
  await step('He opens it again: his words and everything from before are there.', async () => {
    await open(ben);
    const group = ben.in(GROUP);
    await seesInOrder(group, [bensWord, newest, second, oldest]);
    await group.seesSpread(bensWord, words('spread.here'));
    await close(ben);
  });

  chapter('Two by two: Ann and Cara are never open together from here on');
  await step('The meeting place is back. Ann and Ben are open: each gets the other’s words.', async () => {
    await stage.meeting.start();
    await open(ann);
    await open(ben);
    await annIn.seesEntry(bensWord);
    await ben.in(GROUP).seesEntry(annsWord);
  });
  await step('Ann reads that her words are with Ben, and with nobody else so far.', () =>
    annIn.seesSpread(annsWord, words('spread.withOne', { name: 'Ben' })),
  );
  await step('Ann closes. Cara opens: she gets Ann’s words from Ben’s computer.', async () => {
    await close(ann);
    await open(cara);
    await cara.in(GROUP).seesEntry(annsWord);
    await cara.in(GROUP).seesEntry(bensWord);
  });
  await step('Ben has Cara’s entry, her reply and her reaction.', async () => {
    const group = ben.in(GROUP);
    await group.seesEntry(carasWord);
    await group.seesReply(newest, carasReply);
    await group.seesReaction(newest, 'With you', 'Cara');
  });
  await step('Cara reads that her words are with Ben.', () =>
    cara.in(GROUP).seesSpread(carasWord, words('spread.withOne', { name: 'Ben' })),
  );
  await step('Cara closes. Ann opens: she gets Cara’s words from Ben’s computer.', async () => {
    await close(cara);
    await open(ann);
    await annIn.seesEntry(carasWord);
    await annIn.seesReply(newest, carasReply);
    await annIn.seesReaction(newest, 'With you', 'Cara');
  });
  await step('Ann reads that everybody has her words, though she and Cara never met.', () =>
    annIn.seesSpread(annsWord, words('spread.withEverybody')),
  );
  await step('Ann’s and Ben’s timelines hold the same, in the same order.', async () => {
    const order = await beginnings(annIn);
    assert.deepEqual(await beginnings(ben.in(GROUP)), order);
    await close(ann, ben);
    await open(cara);
    assert.deepEqual(await beginnings(cara.in(GROUP)), order);
    await ann.app.ended();
  });
  await step('And Ann’s private entry is still hers alone.', async () => {
    await cara.go('place.today');
    assert.equal(await cara.page.getByText(secret.slice(0, 40)).count(), 0);
    await close(cara);
    await open(ann);
    await ann.seesPrivate(secret);
    await close(ann);
  });

  /** The first words of the entries in the timeline, from the top. */
  async function beginnings(group: InGroup): Promise<readonly string[]> {
    const known = texts.slice(0, 8);
    const shown = await group.timeline();
    return shown.flatMap((text) =>
      known.filter((words) => text.includes(words.slice(0, 40))).map((words) => words.slice(0, 40)),
    );
  }

  async function seesInOrder(group: InGroup, expected: readonly string[]): Promise<void> {
    for (const text of expected) await group.seesEntry(text);
    const shown = await beginnings(group);
    const wanted = expected.map((text) => text.slice(0, 40));
    assert.deepEqual(
      shown.filter((text) => wanted.includes(text)),
      wanted,
    );
  }
}
