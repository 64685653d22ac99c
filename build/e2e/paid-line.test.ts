import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYNC_MS } from './app-driver.ts';
import type { InGroup } from './in-group.ts';
import { Network } from './networks/network.ts';
import { type Server, startKeeper } from './networks/servers.ts';
import { oneRouter } from './networks/topology.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'On the train';
const BOTH = ['ann', 'ben'] as const;

describe('Ann on a network that is paid by the megabyte', () => {
  let network: Network;
  let keeper: Server;
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;

  beforeAll(async () => {
    network = await Network.open(...BOTH);
    await network.wire(oneRouter(BOTH));
    keeper = await startKeeper(network);
    [ann, ben] = await Promise.all([
      openPerson(stage(), 'Ann', { computer: network.computer('ann') }),
      openPerson(stage(), 'Ben', { computer: network.computer('ben') }),
    ]);
    await ann.setMeetingPlace(keeper.address);
    annIn = await ann.makeGroup(GROUP);
    benIn = ben.in(GROUP);
    await ben.acceptInvite(await annIn.createInvite());
    await annIn.approve('Ben');
    await benIn.seesMember('Ann');
    await annIn.isInTouchWith('Ben');
  });
  afterAll(async () => {
    await ann?.app.kill9();
    await ben?.app.kill9();
    await keeper?.stop();
    await network?.close();
  });

  const tick = () => ann.page.getByRole('checkbox', { name: wordsLike('paid.check') });
  /** Waits until Ann's computer has parted from everybody. */
  const hasParted = () => ann.page.getByText(wordsLike('paid.now.next')).waitFor({ timeout: SYNC_MS });

  it('[MT6] [MT7] says so on the page, and parts once all has passed', async () => {
    await annIn.openPart('group.reach');
    expect(await tick().isChecked()).toBe(false);
    await ann.page.getByText(wordsLike('paid.check')).click();
    await ann.reads(words('paid.is'));
    await hasParted();
    await ann.reads(wordsLike('ways.direct.spared'));
    await ann.reads(words('reach.server.spared'));
    await ann.reads(words('paid.nothing'));
    await benIn.openPart('group.reach');
    await ben.reads(words('reach.now.nobody'));
  });

  it('[MT6] what she writes arrives, and she reads who has it', async () => {
    await annIn.write('We leave at nine.');
    await benIn.seesEntry('We leave at nine.');
    await annIn.seesSpread('We leave at nine.', words('spread.withOne', { name: 'Ben' }));
  });

  it('[MT6] what Ben writes comes when she lets all text pass', async () => {
    await annIn.openPart('group.reach');
    await hasParted();
    await benIn.write('I am at the station.');
    await annIn.openPart('group.reach');
    await ann.button(words('paid.open')).click();
    await ann.reads(wordsLike('paid.opened'));
    await annIn.seesEntry('I am at the station.');
  });

  it('[MT5] is kept through a fresh start, and ends on another network', async () => {
    await ann.app.close();
    await ann.app.start();
    await ann.unlock();
    await annIn.openPart('group.reach');
    await ann.reads(words('paid.is'));
    expect(await tick().isChecked()).toBe(true);
    await network.wire(oneRouter(BOTH));
    await ann.page.getByText(words('paid.is')).waitFor({ state: 'detached', timeout: SYNC_MS });
    expect(await tick().isChecked()).toBe(false);
    // Nothing is spared here: the meeting place is gone to, and stays so.
    await ann.page.getByText(wordsLike('reach.server.answering')).waitFor({ timeout: SYNC_MS });
  });
});
