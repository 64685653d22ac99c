import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Belonging } from './belonging.ts';
import type { InGroup } from './in-group.ts';
import { carry, OwnComputer } from './own-computers.ts';
import { newPerson, openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { type } from './typing.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Riverside';
const FROM_LAPTOP = 'Written on the laptop, at the kitchen table.';
const FROM_DESK = 'Written on the desk computer, upstairs.';

/** Puts more words at the end of an own post, and shares the change. */
async function addTo(inGroup: InGroup, post: string, more: string): Promise<void> {
  await inGroup.openThread(post);
  await inGroup
    .entry(post)
    .getByRole('button', { name: words('thread.edit') })
    .click();
  const editor = inGroup.page.getByRole('textbox', { name: words('thread.editing') });
  await editor.click();
  await editor.press('Control+End');
  await type(editor, more);
  await inGroup.person.button(words('thread.edit.share')).click();
  await inGroup.entry(more).waitFor();
}

describe('two computers of one person, by file', () => {
  let ann: Person;
  let desk: Person;
  let ben: Person;
  let annIn: InGroup;
  let deskIn: InGroup;
  let benIn: InGroup;

  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(stage().meeting.address);
    annIn = await ann.makeGroup(GROUP);
    await annIn.write(FROM_LAPTOP);
    ben = await openPerson(stage(), 'Ben');
    benIn = ben.in(GROUP);
    await ben.acceptInvite(await annIn.createInvite());
    await annIn.approve('Ben');
    await benIn.seesEntry(FROM_LAPTOP);
  });
  afterAll(async () => {
    for (const person of [ann, desk, ben]) await person?.app.kill9();
  });

  it('the first run of the second computer leads to bringing the groups', async () => {
    desk = await newPerson(stage(), 'Desk');
    deskIn = desk.in(GROUP);
    await desk.page.getByText(words('setup.second'), { exact: true }).click();
    await desk.reads(words('setup.second.hint'));
    await desk.setUp({ isSecond: true });
    await desk.heading(words('pair.new.title')).waitFor();
  });

  it('three files go to and fro; a cut one, a wrong one and one in the wrong place are refused in plain words', async () => {
    const [onAnn, onDesk] = [new OwnComputer(ann), new OwnComputer(desk)];
    const first = await onDesk.save(words('pair.file.first'));
    await onAnn.open('computers.add');
    await carry(first, ann, (bytes) => bytes.subarray(0, bytes.length - 3));
    await ann.button(words('pair.old.file.open')).click();
    await ann.page.getByRole('alert').getByText(words('error.PairFileDamaged'), { exact: true }).waitFor();
    await desk.button(words('pair.new.reply.open')).click();
    await desk.page.getByRole('alert').getByText(words('error.PairFileOwn'), { exact: true }).waitFor();
    await carry(first, ann);
    await ann.button(words('pair.old.file.open')).click();
    await carry(await onAnn.save(words('pair.old.reply.save')), desk);
    await desk.button(words('pair.new.reply.open')).click();
    const onNew = await onDesk.words();
    await carry(await onDesk.save(words('pair.compare.save')), ann);
    await ann.button(words('pair.old.answer.open')).click();
    expect(await onAnn.words()).toEqual(onNew);
  });

  it('once both said that the words are the same, the group comes over the network, and both write', async () => {
    const [onAnn, onDesk] = [new OwnComputer(ann), new OwnComputer(desk)];
    await onAnn.saysSame();
    await onAnn.readsOfGroup(words('pair.done.in', { group: GROUP }));
    await onDesk.saysSame();
    await onDesk.readsOfGroup(words('pair.done.here', { group: GROUP }));
    await onDesk.isDone();
    await onAnn.isDone();
    await deskIn.seesEntry(FROM_LAPTOP);
    await deskIn.write(FROM_DESK);
    await annIn.seesEntry(FROM_DESK);
    await benIn.seesEntry(FROM_DESK);
    await new Belonging(benIn).seesPeople(['Ann', 'Ben (you)']);
    await new Belonging(benIn).seesCard('Ann takes part with one more computer');
  });

  it('edits of one post, made on both while apart, merge', async () => {
    await ben.app.close();
    await stage().meeting.stop();
    await desk.app.close();
    await addTo(annIn, FROM_LAPTOP, ' And the kettle sang.');
    await ann.app.close();
    await desk.app.start();
    await desk.unlock();
    await addTo(deskIn, FROM_LAPTOP, ' And upstairs it rained.');
    await stage().meeting.start();
    await ann.app.start();
    await ann.unlock();
    await ben.app.start();
    await ben.unlock();
    for (const inGroup of [annIn, deskIn, benIn]) {
      const entry = await inGroup.seesEntry(FROM_LAPTOP);
      await entry.getByText('And the kettle sang.').waitFor();
      await entry.getByText('And upstairs it rained.').waitFor();
    }
  });

  it('a lost computer is removed everywhere, is told so, and gets nothing new', async () => {
    await desk.app.close();
    await new OwnComputer(ann).removesTheOther();
    await annIn.write('After the desk computer was lost.');
    await benIn.seesEntry('After the desk computer was lost.');
    await desk.app.start();
    await desk.unlock();
    await deskIn.readsOfComputerRemoved();
    await desk.page.getByText(wordsLike('past.computer.text')).waitFor();
    expect(await desk.page.getByText('After the desk computer').count()).toBe(0);
  });

  it('nothing went wrong on any page', () => {
    for (const person of [ann, desk, ben]) expect(person.app.uiProblems()).toEqual([]);
  });
});

describe('two computers of one person, by code', () => {
  let cleo: Person;
  let desk: Person;
  afterAll(async () => {
    for (const person of [cleo, desk]) await person?.app.kill9();
  });

  it('eight words typed on the other computer bring both to the four words, and the groups over', async () => {
    cleo = await openPerson(stage(), 'Cleo');
    await cleo.setMeetingPlace(stage().meeting.address);
    const cleoIn = await cleo.makeGroup(GROUP);
    await cleoIn.write(FROM_LAPTOP);
    desk = await openPerson(stage(), 'Desk2');
    const [onCleo, onDesk] = [new OwnComputer(cleo), new OwnComputer(desk)];
    await onDesk.open('computers.isNew');
    await desk.field(words('pair.code.server')).fill(stage().meeting.address);
    await desk.button(words('pair.code.show')).click();
    const code = await onDesk.code();
    expect(code).toHaveLength(8);
    await onCleo.open('computers.add');
    const field = cleo.field(words('pair.old.code.field'));
    await field.fill(code.slice(0, 7).join(' '));
    await cleo.button(words('pair.old.code.find')).click();
    await cleo.page
      .getByRole('alert')
      .getByText(words('error.PairWordsCount', { count: 7 }), { exact: true })
      .waitFor();
    await field.fill(code.join(' '));
    await cleo.button(words('pair.old.code.find')).click();
    expect(await onCleo.words()).toEqual(await onDesk.words());
    await onDesk.saysSame();
    await onCleo.saysSame();
    await onDesk.readsOfGroup(words('pair.done.here', { group: GROUP }));
    await onDesk.isDone();
    await desk.in(GROUP).seesEntry(FROM_LAPTOP);
    await desk.in(GROUP).write(FROM_DESK);
    await cleoIn.seesEntry(FROM_DESK);
    await cleoIn.seesSpread(FROM_DESK, words('spread.here.own', { computers: 2 }));
    for (const person of [cleo, desk]) expect(person.app.uiProblems()).toEqual([]);
  });
});
