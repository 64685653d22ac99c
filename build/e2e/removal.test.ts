import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Belonging } from './belonging.ts';
import type { InGroup } from './in-group.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();
const GROUP = 'Orchard';
const BEFORE = 'Picked the first apples with my sister.';
const BENS = 'I brought a ladder and did not need it.';
const BENS_LATE = 'Written at home, before I knew that I am not in the group any more.';
const AFTER = 'Without Ben it is quieter today.';
const CARAS = 'Yes, quieter. And that is also all right.';

describe('removal', () => {
  let ann: Person;
  let ben: Person;
  let cara: Person;
  let annIn: InGroup;
  let benIn: InGroup;
  let caraIn: InGroup;

  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(stage().meeting.address);
    annIn = await ann.makeGroup(GROUP);
    await annIn.write(BEFORE);
    const invite = await annIn.createInvite(2);
    ben = await openPerson(stage(), 'Ben');
    cara = await openPerson(stage(), 'Cara');
    benIn = ben.in(GROUP);
    caraIn = cara.in(GROUP);
    await ben.acceptInvite(invite);
    await annIn.approve('Ben');
    await cara.acceptInvite(invite);
    await annIn.approve('Cara');
    await benIn.seesEntry(BEFORE);
    await caraIn.seesEntry(BEFORE);
    await benIn.write(BENS);
    await annIn.seesEntry(BENS);
    await caraIn.seesEntry(BENS);
  });
  afterAll(async () => {
    for (const person of [ann, ben, cara]) await person?.app.kill9();
  });

  it('somebody is removed while away, and those who are there read it and go on', async () => {
    await ben.app.close();
    await new Belonging(annIn).remove('Ben');
    await new Belonging(annIn).seesCard('Ben is no longer in the group; Ann removed them');
    await new Belonging(annIn).seesPeople(['Ann (you)', 'Cara']);
    await annIn.write(AFTER);
    await caraIn.seesEntry(AFTER);
    await new Belonging(caraIn).seesPeople(['Ann', 'Cara (you)']);
    await caraIn.write(CARAS);
    await annIn.seesEntry(CARAS);
  });

  it('what was written by then stays', async () => {
    await annIn.seesEntry(BENS);
    await caraIn.seesEntry(BENS);
  });

  it('who returns is told so, has got nothing new, and keeps their own words', async () => {
    await stage().meeting.stop();
    await ben.app.start();
    await ben.unlock();
    await benIn.write(BENS_LATE);
    await stage().meeting.start();
    await new Belonging(benIn).isToldOfRemoval();
    await ben.page.getByText('Ann ended your place in this group').waitFor();
    await ben.page.getByText(words('past.removed.worth'), { exact: true }).waitFor();
    // In the frame as always, and once more beside the words that may hurt.
    expect(await ben.link(words('past.help.open')).count()).toBe(2);
    expect(await ben.page.getByText(AFTER.slice(0, 20)).count()).toBe(0);
    const file = await ben.savesFile(() => ben.button(words('past.save')).click());
    expect(file).toContain(BENS);
    expect(file).toContain(BENS_LATE);
    expect(file).not.toContain(BEFORE);
    await ben.go('place.groups');
    expect(await ben.page.getByRole('list', { name: words('groups.yours') }).count()).toBe(0);
  });

  it('what they wrote afterwards reaches nobody', async () => {
    await annIn.write('One more, so that there is something newer.');
    await caraIn.seesEntry('One more, so that there is something newer.');
    await new Belonging(annIn).doesNotSee(BENS_LATE, AFTER);
    await new Belonging(caraIn).doesNotSee(BENS_LATE, AFTER);
  });

  it('two facilitators who remove each other at once: the more senior one stays, on every screen', async () => {
    await new Belonging(annIn).giveRole('Cara', 'facilitator');
    const invite = await annIn.createInvite();
    const dora = await openPerson(stage(), 'Dora');
    const doraIn = dora.in(GROUP);
    await dora.acceptInvite(invite);
    await annIn.approve('Dora');
    await doraIn.seesEntry(AFTER);
    await new Belonging(annIn).giveRole('Dora', 'facilitator');
    await new Belonging(doraIn).seesCard('Ann made you a facilitator');
    await new Belonging(caraIn).seesCard('Ann made Dora a facilitator');

    // Nobody hears of anybody: each acts on what they know.
    await stage().meeting.stop();
    await dora.app.close();
    await cara.app.close();
    await ann.app.close();
    await cara.app.start();
    await cara.unlock();
    await new Belonging(caraIn).remove('Dora');
    await cara.app.close();
    await ann.app.start();
    await ann.unlock();
    await new Belonging(annIn).remove('Cara');
    await stage().meeting.start();
    await cara.app.start();
    await cara.unlock();
    await new Belonging(caraIn).isToldOfRemoval();
    await new Belonging(annIn).seesPeople(['Ann (you)', 'Dora']);
    await dora.app.start();
    await dora.unlock();
    await new Belonging(doraIn).seesPeople(['Ann', 'Dora (you)']);
    await annIn.write('The two of us, then.');
    await doraIn.seesEntry('The two of us, then.');
    await dora.app.close();
  }, 360_000);

  it('nothing went wrong on any page', () => {
    for (const person of [ann, ben, cara]) expect(person.app.uiProblems()).toEqual([]);
  });
});
