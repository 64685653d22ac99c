/** A walk through every main screen of the real app, empty and full, for whoever wants to look at each of them. */
import type { Page } from 'playwright-core';
import { walkBackups } from './backup-screens.ts';
import { walkBelonging } from './belonging-screens.ts';
import { walkComputers } from './computers-screens.ts';
import { walkKeeperQuestion } from './keeper-question-screens.ts';
import { walkJoining } from './joining-screens.ts';
import { walkReturning } from './returning-screens.ts';
import { walkWays } from './ways-screens.ts';
import { newPerson, type Person } from './person.ts';
import { type } from './typing.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';
import { words, wordsLike } from './words.ts';

/** Who is on the walk and what their words are. */
export interface Cast {
  readonly ann: string;
  readonly ben: string;
  readonly group: string;
  /** At least six texts. */
  readonly texts: readonly string[];
}

/** Called on every screen, when it shows what it has to show. */
export type Visit = (screen: string, page: Page) => Promise<void>;

/** Walks two people from the first run to a conversation; `visit` sees about fifty screens. */
export async function walkScreens(stage: Stage, cast: Cast, visit: Visit): Promise<void> {
  const [first = '', second = '', third = '', reply = '', fourth = '', unshared = ''] = cast.texts;
  const { person: ann, recovery } = await firstRun(stage, cast.ann, visit);
  await writeJournal(ann, [first, second, third], visit);

  await ann.go('place.groups');
  await visit('groups-empty', ann.page);
  await ann.link(words('groups.make')).click();
  await ann.heading(words('make.title')).waitFor();
  await visit('make-group', ann.page);
  const annIn = await ann.makeGroup(cast.group);
  await visit('group-empty', ann.page);
  await annIn.openPart('group.invite');
  await ann.reads(words('invite.noServer.title'));
  await visit('invite-without-meeting-place', ann.page);
  await ann.field(words('reach.server.add')).fill(stage.meeting.address);
  await ann.button(words('reach.server.add.submit')).click();
  await ann.page.getByText(words('invite.noServer.title')).waitFor({ state: 'detached' });
  await annIn.write(fourth);
  const link = await annIn.createInvite();
  await visit('invite-ready', ann.page);

  const ben = await newPerson(stage, cast.ben);
  await ben.setUp();
  await ben.go('place.groups');
  await ben.link(words('groups.join')).click();
  await ben.heading(words('join.title')).waitFor();
  await visit('join', ben.page);
  await ben.button(words('join.words')).click();
  await ben.field(words('join.words.field')).fill('River, apple\nzoo');
  await ben.page.getByRole('list', { name: words('join.words.read') }).waitFor();
  await visit('join-by-words', ben.page);
  await ben.button(words('join.words.other')).click();
  await ben.lookAtInvite('this is not an invite');
  await ben.reads(words('error.InviteNotAnInvite'));
  await visit('join-refused', ben.page);
  await ben.lookAtInvite(link);
  await ben.heading(words('join.preview')).waitFor();
  await visit('join-preview', ben.page);
  await ben.acceptInvite(link, 'We met on Tuesday, by the coffee machine.');
  await visit('waiting', ben.page);

  await annIn.request(cast.ben);
  await visit('request', ann.page);
  await annIn.approve(cast.ben);
  await ben.heading(words('waiting.in.title', { group: cast.group })).waitFor();
  await visit('welcome', ben.page);
  const benIn = ben.in(cast.group);
  await benIn.seesEntry(fourth);
  await benIn.reply(fourth, reply);
  await benIn.react(fourth, 'With you');
  await benIn.write(first);

  await annIn.seesReaction(fourth, 'With you', cast.ben);
  await annIn.seesEntry(first);
  await visit('timeline', ann.page);
  await annIn
    .entry(first)
    .getByRole('button', { name: words('react.open') })
    .click();
  await ann.page.getByRole('menu').waitFor();
  await visit('reactions', ann.page);
  await ann.page.keyboard.press('Escape');
  await ann.page.getByRole('menu').waitFor({ state: 'detached' });
  await annIn.openThread(fourth);
  await annIn.entry(reply).waitFor();
  await visit('conversation', ann.page);
  await annIn
    .entry(reply)
    .getByRole('button', { name: words('thread.reply') })
    .click();
  await ann.page.getByRole('textbox', { name: wordsLike('thread.replying') }).waitFor();
  await visit('replying', ann.page);
  await annIn.open();
  await ann.link(words('group.write')).click();
  await type(ann.page.getByRole('textbox', { name: words('compose.editor') }), unshared);
  await ann.savedHere();
  await visit('compose', ann.page);
  await annIn.openPart('group.people');
  await ann.heading(words('people.title')).waitFor();
  await visit('people', ann.page);
  await annIn.openPart('group.agreement');
  await ann.heading(words('agreement.title')).waitFor();
  await visit('agreement', ann.page);
  await walkWays(stage, ann, annIn, visit);
  await ann.go('place.groups');
  await ann.heading(words('groups.yours')).waitFor();
  await visit('groups', ann.page);

  await (await ann.seesPrivate(first)).click();
  await ann.button(words('journal.share')).click();
  await ann.heading(words('share.title')).waitFor();
  await visit('share', ann.page);
  await ann.go('place.settings');
  await ann.link(words('health.open')).click();
  await ann.heading(words('health.title')).waitFor();
  await visit('health', ann.page);
  await walkComputers(stage, annIn, visit);
  await walkReturning(stage, cast.ann, cast.group, visit);
  await walkKeeperQuestion(stage, ann, ben, visit);
  await walkBelonging(annIn, benIn, visit);
  await walkBackups(stage, ann, visit);
  await walkJoining(stage, ann, cast.ben, visit);
  await restOfTheFrame(ann, visit);
  await forgotten(ann, recovery, visit);
  await ann.app.close();
  await ben.app.close();
}

async function firstRun(
  stage: Stage,
  name: string,
  visit: Visit,
): Promise<{ readonly person: Person; readonly recovery: readonly string[] }> {
  const person = await newPerson(stage, name);
  await person.heading(words('setup.title')).waitFor();
  await visit('first-run', person.page);
  await person.button(words('setup.submit')).click();
  await person.reads(words('error.NameEmpty'));
  await visit('first-run-incomplete', person.page);
  const recovery = await person.setUp({ beforeWordsAreWritten: () => visit('recovery-words', person.page) });
  await visit('today-empty', person.page);
  return { person, recovery };
}

async function writeJournal(person: Person, texts: readonly string[], visit: Visit): Promise<void> {
  await person.button(words('today.write')).click();
  await person.page.getByRole('textbox', { name: words('journal.editor') }).waitFor();
  await visit('journal-empty', person.page);
  for (const text of texts) await person.writePrivate(text);
  await visit('journal', person.page);
  await person.seesPrivate(texts[0] ?? '');
  await visit('today', person.page);
}

async function restOfTheFrame(person: Person, visit: Visit): Promise<void> {
  await person.go('place.settings');
  await person.heading(words('settings.title')).waitFor();
  await person.heading(words('keychain.title')).waitFor();
  await visit('settings', person.page);
  await person.link(words('erase.door')).click();
  await person.heading(words('erase.title')).waitFor();
  await visit('erase', person.page);
  await person.button(words('erase.hold')).click();
  await person.reads(words('erase.kept'));
  await visit('erase-let-go', person.page);
  await person.go('place.settings');
  await person.link(words('pass.change')).click();
  await person.field(words('pass.change.current')).fill('something');
  await person.field(words('pass.change.new')).fill('river candle');
  await person.button(words('pass.change.submit')).click();
  await person.reads(words('setup.passphrase.differ'));
  await visit('change-passphrase', person.page);
  await person.go('place.help');
  await person.heading(words('help.title')).waitFor();
  await visit('help', person.page);
  await person.lock();
  await visit('lock', person.page);
  await person.button(words('erase.door')).click();
  await person.heading(words('erase.title')).waitFor();
  await visit('erase-before-unlock', person.page);
  await person.button(words('erase.keep')).click();
  await person.heading(words('lock.title')).waitFor();
  await person.tryPassphrase('something else entirely');
  await person.reads(words('error.WrongPassphrase'));
  await visit('lock-refused', person.page);
  await person.app.pressCtrl('H');
  await until('the calendar to be seen', async () =>
    (await person.app.windows()).some(({ title, isVisible }) => isVisible && title === 'Calendar'),
  );
  await visit('calendar', await person.app.calendar());
}

/** From the lock screen back in with the recovery words. */
async function forgotten(person: Person, recovery: readonly string[], visit: Visit): Promise<void> {
  await person.button(words('lock.forgotten')).click();
  await person.heading(words('recover.title')).waitFor();
  await visit('recover', person.page);
  const misspelt = recovery.with(2, `${recovery[2]}x`).with(9, 'xylophonist');
  await person.field(words('recover.words')).fill(misspelt.join(' '));
  await person.button(words('recover.check')).click();
  await person.page.getByText(wordsLike('error.RecoveryWordUnknown')).waitFor();
  await visit('recover-unknown-words', person.page);
  await person.field(words('recover.words')).fill(recovery.join(' '));
  await person.button(words('recover.check')).click();
  await person.heading(words('recover.new.title')).waitFor();
  await visit('recover-new-passphrase', person.page);
}
