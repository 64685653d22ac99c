import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { SYNC_MS } from './app-driver.ts';
import type { InGroup } from './in-group.ts';
import { Network } from './networks/network.ts';
import { type Server, startKeeper } from './networks/servers.ts';
import { ownRouters } from './networks/topology.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Hotspots';
const BOTH = ['ann', 'ben'] as const;

describe('two people behind symmetric routers, as most phone hotspots are', () => {
  let network: Network;
  let folder: string;
  let keeper: Server;
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;

  beforeAll(async () => {
    network = await Network.open(...BOTH);
    await network.wire(ownRouters(BOTH, 'symmetric'));
    folder = mkdtempSync(join(tmpdir(), 'hearth-hotspots-'));
    keeper = await startKeeper(network, `--store=${join(folder, 'mail.db')}`);
    [ann, ben] = await Promise.all([
      openPerson(stage(), 'Ann', { computer: network.computer('ann') }),
      openPerson(stage(), 'Ben', { computer: network.computer('ben') }),
    ]);
    await ann.setMeetingPlace(keeper.address);
    annIn = await ann.makeGroup(GROUP);
    benIn = ben.in(GROUP);
    await annIn.allowKeeper();
  });
  afterAll(async () => {
    await ann?.app.kill9();
    await ben?.app.kill9();
    await keeper?.stop();
    await network?.close();
    rmSync(folder, { recursive: true });
  });

  it('[JK3] [JK5] [JK7] one joins by the other’s invite, by the keeper alone, and both read each other', async () => {
    await ben.acceptInvite(await annIn.createInvite(), 'From a hotspot.');
    await ben.page.getByText(wordsLike('joinKeeper.lies')).waitFor({ timeout: SYNC_MS });
    await annIn.openPart('group.reach');
    await ann.button(words('keeper.look')).click();
    await annIn.approve('Ben');
    await ben.heading(words('waiting.in.title', { group: GROUP })).waitFor({ timeout: SYNC_MS });
    await annIn.write('Ann, from behind her router.');
    await benIn.seesEntry('Ann, from behind her router.');
    await benIn.write('Ben, from behind his.');
    await annIn.seesEntry('Ben, from behind his.');
  });
});
