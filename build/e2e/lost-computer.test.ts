import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYNC_MS } from './app-driver.ts';
import { Belonging } from './belonging.ts';
import type { InGroup } from './in-group.ts';
import { OwnComputer } from './own-computers.ts';
import { newPerson, openPerson, PASSPHRASE, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();
const GROUP = 'Riverside';
const LONG_AGO = 'The boat is back in the water, and so am I.';
const AFTER = 'Written after the laptop was stolen.';
const AGAIN = 'On a new computer, and still me.';

/** Chooses what happened, types the words, and says yes. */
async function returnWith(person: Person, as: 'lost' | 'before', typed: readonly string[]): Promise<void> {
  await new OwnComputer(person).openList();
  await person.link(words('return.open')).click();
  await person.heading(words('return.title')).waitFor();
  await person.page.getByRole('radio', { name: words(`return.as.${as}`) }).check({ force: true });
  await person.field(words('recover.words')).fill(typed.join(' '));
  await person.button(words('return.submit')).click();
  await person.button(words('return.confirm')).click();
}
const alertSays = (person: Person, sentence: string): Promise<void> =>
  person.page.getByRole('alert').getByText(sentence, { exact: true }).waitFor();

describe('a stolen computer, and nothing left but the words', () => {
  let ann: Person;
  let stolen: Person;
  let mia: Person;
  let annIn: InGroup;
  let miaIn: InGroup;
  let paper: readonly string[];

  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(stage().meeting.address);
    annIn = await ann.makeGroup(GROUP);
    stolen = await newPerson(stage(), 'Mia');
    paper = await stolen.setUp();
    await stolen.acceptInvite(await annIn.createInvite());
    await annIn.approve('Mia');
    await stolen.in(GROUP).write(LONG_AGO);
    await annIn.seesEntry(LONG_AGO);
    await stolen.app.close();
  });
  afterAll(async () => {
    for (const person of [ann, stolen, mia]) await person?.app.kill9();
  });

  it('a clean computer is set up with the words; a wrong one and a wrong order are told', async () => {
    mia = await newPerson(stage(), 'Mia-coming-back');
    miaIn = mia.in(GROUP);
    await mia.field(words('setup.name')).fill('Mia');
    await mia.field(words('setup.passphrase')).fill(PASSPHRASE);
    await mia.field(words('setup.passphrase.again')).fill(PASSPHRASE);
    await mia.page.getByText(words('setup.words'), { exact: true }).click();
    const box = mia.field(words('recover.words'));
    await box.fill(paper.with(2, `${paper[2]}x`).join(' '));
    await mia.button(words('setup.submit')).click();
    await alertSays(mia, words('error.RecoveryWordUnknown', { place: 3, word: `${paper[2]}x` }));
    await box.fill(paper.map(() => 'abandon').join(' '));
    await mia.button(words('setup.submit')).click();
    await alertSays(mia, words('error.RecoveryWordsOrder'));
    await box.fill(paper.join(' '));
    await mia.button(words('setup.submit')).click();
    await mia.heading(words('setup.words.title')).waitFor();
    await mia.button(words('setup.words.invite')).click();
    await mia.heading(words('join.title')).waitFor();
  });

  it('before the group let her in there is nothing that the words could open', async () => {
    await returnWith(mia, 'before', paper);
    await mia.reads(words('return.none'));
  });

  it('let in as somebody new, she is Mia again: same place, same entries, and the group reads a card', async () => {
    await mia.acceptInvite(await annIn.createInvite());
    await annIn.approve('Mia-coming-back');
    await miaIn.seesEntry(LONG_AGO);
    await new Belonging(annIn).seesPeople(['Ann (you)', 'Mia', 'Mia-coming-back']);
    await returnWith(mia, 'before', paper);
    await mia.reads(words('return.back', { group: GROUP }));
    for (const [inGroup, people] of [
      [annIn, ['Ann (you)', 'Mia']],
      [miaIn, ['Ann', 'Mia (you)']],
    ] as const) {
      await new Belonging(inGroup).seesPeople(people);
    }
    await new Belonging(annIn).seesCard('Mia came back with the recovery words');
    const mine = await miaIn.seesEntry(LONG_AGO);
    await mine.getByRole('link', { name: /^(Open to answer|One reply|\d+ replies)$/ }).click();
    await mia.heading(words('thread.title')).waitFor();
    await miaIn
      .entry(LONG_AGO)
      .getByRole('button', { name: words('thread.edit') })
      .waitFor();
    await miaIn.write(AGAIN);
    await annIn.seesEntry(AGAIN);
    await annIn.write(AFTER);
    await miaIn.seesEntry(AFTER);
  });

  it('the old computer reads nothing new, and is told that it is out', async () => {
    await stolen.app.start();
    await stolen.unlock();
    await stolen.in(GROUP).readsOfComputerRemoved();
    for (const text of [AFTER, AGAIN]) expect(await stolen.page.getByText(text).count()).toBe(0);
  });

  it('stolen once more, with the group here: the words take the other out, and everything stays readable', async () => {
    await returnWith(mia, 'lost', paper.toReversed());
    await mia.page
      .getByRole('alert')
      .getByText(/belong together/)
      .first()
      .waitFor();
    await returnWith(mia, 'lost', paper);
    await mia.reads(words('return.back', { group: GROUP }));
    for (const text of [LONG_AGO, AGAIN, AFTER]) await miaIn.seesEntry(text);
    await miaIn.write('Once more with new keys.');
    await annIn.seesEntry('Once more with new keys.');
    await mia.reopen();
    await miaIn.seesEntry('Once more with new keys.');
    await annIn.page.getByText(AFTER).first().waitFor({ timeout: SYNC_MS });
  });

  it('nothing went wrong on any page', () => {
    for (const person of [ann, stolen, mia]) expect(person.app.uiProblems()).toEqual([]);
  });
});
