import { afterAll, beforeAll, describe, it } from 'vitest';
import type { InGroup } from './in-group.ts';
import { Network } from './networks/network.ts';
import { type Server, startKeeper } from './networks/servers.ts';
import { oneRouter } from './networks/topology.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';

const stage = stageForTests();
const GROUP = 'Harbour';

describe('two people on networks', () => {
  let network: Network;
  let keeper: Server;
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;

  beforeAll(async () => {
    network = await Network.open('ann', 'ben');
    await network.wire(oneRouter(['ann', 'ben']));
    keeper = await startKeeper(network);
    [ann, ben] = await Promise.all([
      openPerson(stage(), 'Ann', { computer: network.computer('ann') }),
      openPerson(stage(), 'Ben', { computer: network.computer('ben') }),
    ]);
    await ann.setMeetingPlace(keeper.address);
    annIn = await ann.makeGroup(GROUP);
  });
  afterAll(async () => {
    await ann?.app.kill9();
    await ben?.app.kill9();
    await keeper.stop();
    await network.close();
  });

  it('behind one router a request comes through, and they are in touch', async () => {
    await ben.acceptInvite(await annIn.createInvite());
    await annIn.approve('Ben');
    await annIn.isInTouchWith('Ben');
  });
});
