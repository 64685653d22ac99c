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
    assert(!people.some((other) => name === 'Cara' && other.name === 'Ann' && other.app.isRunning));
    return person;
  };
  const open = async (person: Person): Promise<void> => {
    await person.app.start();
    await person.unlock();
    assert(!(ann.app.isRunning && cara?.app.isRunning), 'Ann and Cara are open together');
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

  chapter('Ben comes in');
  let bensInvite = '';
  let carasInvite = '';
  await step('Ann makes an invite for Ben and one for Cara.', async () => {
    bensInvite = await annIn.createInvite();
    carasInvite = await annIn.createInvite();
  });
  await step('Ben opens Hearth for the first time, opens the invite and asks to join.', async () => {
    ben = await arrive('Ben');
    await ben.setUp();
    await ben.acceptInvite(bensInvite, 'We met on Tuesday.');
  });
  await step('Ann reads the request and approves it. Ben is in and reads the agreement.', async () => {
    await annIn.approve('Ben');
    await ben.isWelcomedTo(GROUP, FIRST_PROMISE);
  });
  await step('Ben sees what was written before, newest first, and nothing private.', () => seesWhatWasBefore(ben));
  await step('The newest entry says on Ann’s screen that it is with Ben.', () =>
    annIn.seesSpread(newest, words('spread.withOne', { name: 'Ben' })),
  );

  chapter('Cara comes in. She and Ann are never open together, in the whole story');
  await step(
    'Ann closes Hearth. Cara asks to join; Ben’s computer takes her request, and he cannot approve it.',
    async () => {
      await close(ann);
      cara = await arrive('Cara');
      await cara.setUp();
      await cara.acceptInvite(carasInvite, 'Ben told me about you.');
      await cara.waitsForApproval();
      await ben.in(GROUP).open();
      assert.equal(await ben.button(words('requests.approve', { name: 'Cara' })).count(), 0);
    },
  );
  await step(
    'Cara closes. Ann opens, gets the request from Ben’s computer, and approves it. Ben hears of it.',
    async () => {
      await close(cara);
      await open(ann);
      await annIn.approve('Cara');
      await annIn.isInTouchWith('Ben');
      await ben.in(GROUP).reads(words('group.withOthers', { names: `Ann and ${words('people.unnamed')}` }));
      await close(ann);
    },
  );
  await step('Cara opens. She is in, and reads the agreement and what was written before, all from Ben.', async () => {
    await open(cara);
    await cara.in(GROUP).seesMember('Ann');
    await cara.in(GROUP).openPart('group.agreement');
    await cara.reads(FIRST_PROMISE);
    await seesWhatWasBefore(cara);
  });

  async function seesWhatWasBefore(person: Person): Promise<void> {
    const group = person.in(GROUP);
    await group.seesEntry(oldest ?? '');
    await seesInOrder(group, [newest ?? '', second ?? '', oldest ?? '']);
    assert.equal(await person.page.getByText((secret ?? '').slice(0, 40)).count(), 0);
  }

  chapter('Everybody alone: Hearth is closed on the other computers, and the meeting place is gone');
  await step('Ben and Cara close Hearth too, and the meeting place ends.', async () => {
    await close(ben, cara);
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

  chapter('Two by two');
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
