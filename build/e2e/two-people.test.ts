import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InGroup } from './in-group.ts';
import { openPerson, type Person } from './person.ts';
import { SYNC_MS } from './app-driver.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Harbour';
const PROMISE = 'What is written here stays here.';
const BEFORE = 'Walked to the bridge and back. Twenty minutes.';
const ANNS = 'Made soup for two days. My grandmother put an apple in it.';
const BENS = 'I said no to the second shift. My hands shook for half an hour.';
const REPLY = 'Thank you for telling us about the bridge.';
const SECRET = 'This is for nobody but me: I am frightened of Thursday.';

describe('two people', () => {
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;
  let invite: string;

  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(stage().meeting.address);
    await ann.writePrivate(SECRET);
    annIn = await ann.makeGroup(GROUP, { agreement: PROMISE });
    await annIn.write(BEFORE);
    ben = await openPerson(stage(), 'Ben');
    benIn = ben.in(GROUP);
  });
  afterAll(async () => {
    await ann.app.kill9();
    await ben.app.kill9();
  });

  it('what is written alone is on this computer only', () => annIn.seesSpread(BEFORE, words('spread.here')));

  it('an invite leads to a request, and only an approval lets in', async () => {
    invite = await annIn.createInvite();
    await ben.acceptInvite(invite, 'We met on Tuesday.');
    const wordsOfBen = await ben.checkWords();
    expect(wordsOfBen).toHaveLength(4);
    const request = await annIn.request('Ben');
    await request.getByText('We met on Tuesday.').waitFor();
    expect(await annIn.checkWordsOf('Ben')).toEqual(wordsOfBen);
    await ben.go('place.groups');
    expect(await ben.link(GROUP).count()).toBe(0);
    await annIn.approve('Ben');
  });

  it('the newcomer reads the agreement, and what was written before', async () => {
    await ben.go('place.groups');
    await ben.page.getByRole('link', { name: GROUP }).first().waitFor({ timeout: SYNC_MS });
    await benIn.openPart('group.agreement');
    await ben.reads(PROMISE);
    await benIn.seesEntry(BEFORE);
    await annIn.seesSpread(BEFORE, words('spread.withOne', { name: 'Ben' }));
  });

  it('what both wrote apart is with both after they meet, with the reply and the reaction', async () => {
    await ben.app.close();
    await stage().meeting.stop();
    await annIn.write(ANNS);
    await annIn.seesSpread(ANNS, words('spread.here'));
    await ann.app.close();
    await ben.app.start();
    await ben.unlock();
    await benIn.write(BENS);
    await benIn.reply(BEFORE, REPLY);
    await benIn.react(BEFORE, 'With you');
    await benIn.seesSpread(BENS, words('spread.here'));

    await stage().meeting.start();
    await ann.app.start();
    await ann.unlock();
    await annIn.seesEntry(BENS);
    await annIn.seesReply(BEFORE, REPLY);
    await annIn.seesReaction(BEFORE, 'With you', 'Ben');
    await benIn.seesEntry(ANNS);
    await annIn.seesSpread(ANNS, words('spread.withOne', { name: 'Ben' }));
    await benIn.seesSpread(BENS, words('spread.withOne', { name: 'Ann' }));
  });

  it('a reaction is taken back on both computers', async () => {
    await benIn.takeReactionBack(BEFORE);
    const entry = await annIn.seesEntry(BEFORE);
    await entry.getByText('With you').waitFor({ state: 'detached', timeout: SYNC_MS });
  });

  it('the private entry never left', async () => {
    await ben.go('place.today');
    expect(await ben.page.getByText(SECRET.slice(0, 20)).count()).toBe(0);
    await benIn.open();
    expect(await ben.page.getByText(SECRET.slice(0, 20)).count()).toBe(0);
    await ann.seesPrivate(SECRET);
  });

  it('who has what: all of it, once both met', async () => {
    await annIn.openPart('group.reach');
    await ann.reads(words('reach.has.all'));
    await ann.reads(wordsLike('reach.has.everything', { name: 'Ben' }));
  });

  it('how this computer is doing: counted, whole, and last in touch with the other', async () => {
    await ann.go('place.settings');
    await ann.link(words('health.open')).click();
    await ann.heading(words('health.title')).waitFor();
    await ann.reads(wordsLike('health.met', { name: 'Ben' }));
    await ann.reads(/^4 entries, .+\.$/);
    await ann.reads(/^One journal entry and no drafts, .+\.$/);
    await ann.button(words('health.check')).click();
    await ann.reads(words('health.check.done'));
  });

  it('an invite that was used says so to the next person, and lets nobody in', async () => {
    const cara = await openPerson(stage(), 'Cara');
    await cara.acceptInvite(invite);
    await cara.page.getByText(words('waiting.inviteClosed')).first().waitFor({ timeout: SYNC_MS });
    await annIn.open();
    expect(await ann.button(words('requests.approve', { name: 'Cara' })).count()).toBe(0);
    await cara.app.close();
  });

  it('the meeting place was only asked for what it is for: both pages complained about nothing', () => {
    expect(ann.app.uiProblems()).toEqual([]);
    expect(ben.app.uiProblems()).toEqual([]);
  });
});
