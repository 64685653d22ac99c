import { describe, expect, it } from 'vitest';
import { CLOSING_MOMENTS, type Hostility, openHostileServer } from './hostile-server.ts';
import { openPerson } from './person.ts';
import { until } from './until.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();

/** What the page about reach may say about a meeting place that never was one. */
const HONEST: Record<Hostility, RegExp> = {
  'never-answers': wordsLike('reach.server.connecting'),
  'silent-socket': wordsLike('reach.server.answering'),
  'closes-everywhere': /^(trying to reach it|does not answer), since /,
  garbage: /^(trying to reach it|does not answer|answers), since /,
  'one-gigabyte': /^(trying to reach it|does not answer|answers), since /,
};

describe('a meeting place that is hostile or broken', () => {
  it.each(Object.keys(HONEST) as Hostility[])('%s: the app stays usable and says what it knows', async (hostility) => {
    const server = await openHostileServer(hostility);
    const ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(server.address);
    const group = await ann.makeGroup('Harbour');
    await until('the app to have tried', () => server.connections() > 0);
    if (hostility === 'garbage') await until('garbage to have arrived', () => server.sent() > 60_000);
    if (hostility === 'one-gigabyte') await until('some of the gigabyte', () => server.sent() > 1_000_000);
    if (hostility === 'closes-everywhere')
      await until('every moment to have come', () => server.connections() > CLOSING_MOMENTS, 100_000);

    await group.write('Words written while the meeting place misbehaves.');
    await group.seesSpread('Words written while the meeting place misbehaves.', words('spread.here'));
    await ann.writePrivate('And a private page.');
    await group.openPart('group.reach');
    await ann.reads(words('reach.now.nobody'));
    await ann.page.getByText(HONEST[hostility]).first().waitFor();
    const polluted = await (await ann.app.net()).evaluate(() => Object.hasOwn(Object.prototype, 'polluted'));
    expect(polluted).toBe(false);
    expect(ann.app.uiProblems()).toEqual([]);

    await ann.app.reopen();
    await ann.unlock();
    await group.seesEntry('Words written while the meeting place misbehaves.');
    await ann.app.close();
    await server.close();
  });
});
