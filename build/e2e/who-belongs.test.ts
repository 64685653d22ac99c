import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYNC_MS } from './app-driver.ts';
import { Belonging, DAY_MS } from './belonging.ts';
import type { InGroup } from './in-group.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();
const GROUP = 'Lighthouse';
const ANNS = 'The fog was so thick that I only heard the buoy.';
const BENS = 'I slept without the light on. First time since March.';

describe('inviting while the inviter is away', () => {
  let ann: Person;
  let ben: Person;
  let cara: Person;
  let annIn: InGroup;
  let benIn: InGroup;
  let caraIn: InGroup;
  let invite: string;

  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(stage().meeting.address);
    annIn = await ann.makeGroup(GROUP);
    await annIn.write(ANNS);
    ben = await openPerson(stage(), 'Ben');
    benIn = ben.in(GROUP);
    await ben.acceptInvite(await annIn.createInvite());
    await annIn.approve('Ben');
    await benIn.seesEntry(ANNS);
  });
  afterAll(async () => {
    for (const person of [ann, ben, cara]) await person?.app.kill9();
  });

  it('a facilitator makes another one, and both read it on a card', async () => {
    await new Belonging(annIn).giveRole('Ben', 'facilitator');
    await new Belonging(annIn).seesCard('Ann made Ben a facilitator');
    await new Belonging(benIn).seesCard('Ann made you a facilitator');
    expect(await new Belonging(benIn).offersFor('Ann')).toEqual([words('people.menu.compare')]);
  });

  it('the invite is made, and its maker closes Hearth', async () => {
    invite = await annIn.createInvite();
    expect((await new Belonging(annIn).openInvites()).join(' ')).toContain('not used yet');
    await annIn.isInTouchWith('Ben');
    await benIn.open();
    await benIn.openPart('group.invite');
    await ben.page
      .getByRole('list', { name: words('invites.open') })
      .getByRole('listitem')
      .first()
      .waitFor({
        timeout: SYNC_MS,
      });
    await ann.app.close();
  });

  it('the request waits with the group, also when Hearth is closed and opened again', async () => {
    cara = await openPerson(stage(), 'Cara');
    caraIn = cara.in(GROUP);
    await cara.acceptInvite(invite, 'Ann gave me this.');
    await cara.waitsForApproval();
    await benIn.request('Cara');
    await cara.app.close();
    await ben.app.close();
  });

  it('another facilitator approves a day later, and the newcomer is in while the inviter is still away', async () => {
    for (const person of [ann, ben, cara]) person.app.clockAheadMs = DAY_MS;
    await ben.app.start();
    await ben.unlock();
    await benIn.request('Cara');
    await benIn.approve('Cara');
    await cara.app.start();
    await cara.unlock();
    await caraIn.seesEntry(ANNS);
    await benIn.write(BENS);
    await caraIn.seesEntry(BENS);
  });

  it('who was away finds the newcomer when they open Hearth, and all read the same circle words', async () => {
    await ann.app.start();
    await ann.unlock();
    await annIn.seesEntry(BENS);
    await new Belonging(annIn).seesPeople(['Ann (you)', 'Ben', 'Cara']);
    await new Belonging(caraIn).seesPeople(['Ann', 'Ben', 'Cara (you)']);
    const circle = await new Belonging(annIn).circleWords();
    expect(circle).toHaveLength(8);
    expect(await new Belonging(benIn).circleWords()).toEqual(circle);
    expect(await new Belonging(caraIn).circleWords()).toEqual(circle);
    const digits = await new Belonging(annIn).safetyNumberWith('Cara');
    expect(digits.replaceAll(/\D/g, '')).toHaveLength(60);
    expect(await new Belonging(caraIn).safetyNumberWith('Ann')).toBe(digits);
  });

  it('an invite that was taken back says so, and lets nobody in', async () => {
    const taken = await annIn.createInvite();
    await new Belonging(annIn).revokeInvite();
    const dora = await openPerson(stage(), 'Dora');
    dora.app.clockAheadMs = DAY_MS;
    await dora.reopen();
    await dora.acceptInvite(taken);
    await dora.page.getByText(words('waiting.inviteClosed')).first().waitFor({ timeout: SYNC_MS });
    await annIn.open();
    expect(await ann.button(words('requests.approve', { name: 'Dora' })).count()).toBe(0);

    const late = await annIn.createInvite();
    dora.app.clockAheadMs = 40 * DAY_MS;
    await dora.reopen();
    await dora.lookAtInvite(late);
    await dora.page.getByText('This invite was open until').waitFor();
    await dora.app.close();
  });

  it('nothing went wrong on any page', () => {
    for (const person of [ann, ben, cara]) expect(person.app.uiProblems()).toEqual([]);
  });
});
