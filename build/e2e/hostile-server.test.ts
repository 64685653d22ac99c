import { describe, expect, it } from 'vitest';
import { CLOSING_MOMENTS, type Hostility, openHostileServer } from './hostile-server.ts';
import { openPerson } from './person.ts';
import { until } from './until.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();

const NOT_THERE = /^(trying to reach it|does not answer), since /;

/** What the page about reach may say about a meeting place that never was one. */
const HONEST: Record<Hostility, RegExp> = {
  'never-answers': NOT_THERE,
  // It took the connection and then no question was ever answered.
  'silent-socket': NOT_THERE,
  'closes-everywhere': NOT_THERE,
  garbage: /^(trying to reach it|does not answer|answers), since /,
  'one-gigabyte': /^(trying to reach it|does not answer|answers), since /,
};
const WRITTEN = 'Words written while the meeting place misbehaves.';

describe('a meeting place that is hostile or broken', () => {
  it.each(Object.keys(HONEST) as Hostility[])('%s: the app stays usable and says what it knows', async (hostility) => {
    // The app waits longer after each failure; four at once bring every closing moment by the second try.
    const firsts = hostility === 'closes-everywhere' ? [0, 2, 4, 6] : [0];
    const servers = await Promise.all(firsts.map((first) => openHostileServer(hostility, first)));
    const ann = await openPerson(stage(), 'Ann');
    const group = await ann.makeGroup('Harbour');
    for (const { address } of servers) await group.addMeetingPlace(address);
    const enough = Math.ceil(CLOSING_MOMENTS / servers.length);
    for (const server of servers) {
      await until('the app to have tried', () => server.connections() >= (servers.length > 1 ? enough : 1));
      if (hostility === 'garbage') await until('garbage to have arrived', () => server.sent() > 60_000);
      if (hostility === 'one-gigabyte') await until('some of the gigabyte', () => server.sent() > 1_000_000);
    }

    await group.write(WRITTEN);
    await group.seesSpread(WRITTEN, words('spread.here'));
    await ann.writePrivate('And a private page.');
    await group.openPart('group.reach');
    await ann.reads(words('reach.now.nobody'));
    await ann.page.getByText(HONEST[hostility]).first().waitFor();
    const polluted = await (await ann.app.net()).evaluate(() => Object.hasOwn(Object.prototype, 'polluted'));
    expect(polluted).toBe(false);
    expect(ann.app.uiProblems()).toEqual([]);

    await ann.reopen();
    await group.seesEntry(WRITTEN);
    await ann.app.close();
    for (const server of servers) await server.close();
  });
});
