import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { SYNC_MS } from './app-driver.ts';
import { Belonging } from './belonging.ts';
import type { InGroup } from './in-group.ts';
import { type MeetingPlace, openMeetingPlace } from './meeting-place.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Round table';
const FIRST = 'No head of the table today.';

describe('a group of equals', () => {
  let folder: string;
  let keeper: MeetingPlace;
  let ann: Person;
  let ben: Person;
  let cara: Person;
  let dora: Person;
  let annIn: InGroup;
  let benIn: InGroup;
  let caraIn: InGroup;

  beforeAll(async () => {
    await cryptoReady;
    folder = mkdtempSync(join(tmpdir(), 'hearth-equals-'));
    keeper = await openMeetingPlace(join(folder, 'mail.db'));
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(keeper.address);
    annIn = await ann.makeGroup(GROUP, { mode: 'equals' });
    await annIn.write(FIRST);
    ben = await openPerson(stage(), 'Ben');
    benIn = ben.in(GROUP);
    await ben.acceptInvite(await annIn.createInvite());
    await annIn.approve('Ben');
    await benIn.seesEntry(FIRST);
  });
  afterAll(async () => {
    for (const person of [ann, ben, cara, dora]) await person?.app.kill9();
    await keeper.stop();
    rmSync(folder, { recursive: true });
  });

  it('everybody invites and lets people in', async () => {
    cara = await openPerson(stage(), 'Cara');
    caraIn = cara.in(GROUP);
    await cara.acceptInvite(await benIn.createInvite());
    await benIn.approve('Cara');
    await caraIn.seesEntry(FIRST);
    dora = await openPerson(stage(), 'Dora');
    await dora.acceptInvite(await caraIn.createInvite());
    await caraIn.approve('Dora');
    await dora.in(GROUP).seesEntry(FIRST);
    await new Belonging(annIn).seesPeople(['Ann (you)', 'Ben', 'Cara', 'Dora']);
  });

  it('one asks for a keeper, everybody reads what that is, and another’s yes turns it on', async () => {
    await annIn.openPart('group.reach');
    await ann.reads(words('keeper.notAllowed'));
    await ann.button(words('keeper.question.ask')).click();
    await ann.reads(words('keeper.question.title.me'));
    await ann.reads(words('keeper.notAllowed'));
    const asked = words('keeper.question.title', { name: 'Ann' });
    await caraIn.reads(asked);
    await cara.button(words('keeper.question.notNow')).click();
    await cara.page.getByText(asked).waitFor({ state: 'detached' });
    await benIn.reads(asked);
    await ben.reads(words('keeper.question.is'));
    await ben.reads(words('keeper.question.isNot'));
    await ben.button(words('keeper.question.agree')).click();
    await ben.reads(words('keeper.allow.done'));
    await annIn.openPart('group.reach');
    await ann.page.getByText(words('keeper.allowed'), { exact: true }).waitFor({ timeout: SYNC_MS });
    await ann.page.getByText(wordsLike('keeper.state.answering')).waitFor({ timeout: SYNC_MS });
    await new Belonging(caraIn).seesCard('Ben agreed to keepers');
  });

  it('one ends it for everybody, and one who would rather not ends the next question', async () => {
    const doraIn = dora.in(GROUP);
    await doraIn.openPart('group.reach');
    await dora.button(words('keeper.end')).click();
    await dora.reads(words('keeper.end.done'));
    await new Belonging(annIn).seesCard('Dora turned keepers off');
    await benIn.openPart('group.reach');
    await ben.button(words('keeper.question.ask')).click({ timeout: SYNC_MS });
    await caraIn.reads(words('keeper.question.title', { name: 'Ben' }));
    await cara.button(words('keeper.question.decline')).click();
    await cara.reads(words('keeper.question.over'));
    await new Belonging(benIn).seesCard('Cara would rather not have a keeper');
    expect(await ben.button(words('keeper.question.takeBack')).count()).toBe(0);
    await ben.app.close();
    await ben.reopen();
    await benIn.openPart('group.reach');
    await ben.reads(words('keeper.notAllowed'));
  });

  it('one who asks removes nobody, two together do', async () => {
    await new Belonging(annIn).askToRemove('Dora');
    await new Belonging(benIn).seesAsked('Dora', 'Ann');
    await new Belonging(benIn).seesPeople(['Ann', 'Ben (you)', 'Cara', 'Dora']);
    await new Belonging(benIn).askToo('Dora');
    await new Belonging(annIn).seesPeople(['Ann (you)', 'Ben', 'Cara']);
    await new Belonging(annIn).seesCard('Dora is no longer in the group; Ann and Ben asked for it together');
    await new Belonging(dora.in(GROUP)).isToldOfRemoval();
    await dora.app.close();
  });

  it('those who stay write under a new key that somebody made', async () => {
    await caraIn.write('Three of us.');
    await annIn.seesEntry('Three of us.');
    await benIn.seesEntry('Three of us.');
  });

  it('anybody starts the group anew without somebody, and who is asked comes along', async () => {
    await new Belonging(annIn).startAnewWithout('Cara');
    await new Belonging(benIn).comeAlong();
    // Ann is still looking at the new group; both have the same name.
    await ann.button(words('requests.approve', { name: 'Ben' })).click({ timeout: SYNC_MS });
    await ben.heading(words('waiting.in.title', { group: GROUP })).waitFor({ timeout: SYNC_MS });
    await new Belonging(caraIn).seesCard('Ann started this group anew');
    expect(await cara.button(words('successor.come')).count()).toBe(0);
  });

  it('leaving is one step, and the others read it', async () => {
    await caraIn.leave();
    await cara.go('place.groups');
    expect(await cara.page.getByRole('list', { name: words('groups.yours') }).count()).toBe(0);
  });

  it('nothing went wrong on any page', () => {
    for (const person of [ann, ben, cara]) expect(person.app.uiProblems()).toEqual([]);
  });
});
