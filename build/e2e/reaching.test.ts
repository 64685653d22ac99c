import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYNC_MS } from './app-driver.ts';
import type { InGroup } from './in-group.ts';
import { Network } from './networks/network.ts';
import { type Server, startKeeper, startTurn, TURN_LOGIN } from './networks/servers.ts';
import { oneRouter, ownRouters } from './networks/topology.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Harbour';
const BOTH = ['ann', 'ben'] as const;

describe('[RN2] two people, each on a computer of a network with real routers', () => {
  let network: Network;
  let folder: string;
  let keeper: Server;
  let turn: Server;
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;

  beforeAll(async () => {
    network = await Network.open(...BOTH);
    await network.wire(oneRouter(BOTH));
    folder = mkdtempSync(join(tmpdir(), 'hearth-reaching-'));
    keeper = await startKeeper(network, '--stun-port=3478', `--store=${join(folder, 'mail.db')}`);
    turn = await startTurn(network);
    [ann, ben] = await Promise.all([
      openPerson(stage(), 'Ann', { computer: network.computer('ann') }),
      openPerson(stage(), 'Ben', { computer: network.computer('ben') }),
    ]);
    await ann.setMeetingPlace(keeper.address);
    annIn = await ann.makeGroup(GROUP);
    benIn = ben.in(GROUP);
  });
  afterAll(async () => {
    await ann?.app.kill9();
    await ben?.app.kill9();
    await keeper?.stop();
    await turn?.stop();
    await network?.close();
    rmSync(folder, { recursive: true });
  });

  const udpOfAnn = () => network.computer('ann').sent('udp');

  /** What one writes, the other reads, both ways. */
  async function exchange(about: string): Promise<void> {
    await annIn.write(`Ann, ${about}`);
    await benIn.seesEntry(`Ann, ${about}`);
    await benIn.write(`Ben, ${about}`);
    await annIn.seesEntry(`Ben, ${about}`);
  }

  it('behind one router a request comes through, and words go both ways', async () => {
    await ben.acceptInvite(await annIn.createInvite());
    await annIn.approve('Ben');
    await benIn.seesMember('Ann');
    await exchange('behind one router.');
  });

  it('[RN4] behind two routers and without help they read that no direct connection came about', async () => {
    await network.wire(ownRouters(BOTH, 'cone'));
    await annIn.openPart('group.reach');
    await ann.page.getByText(wordsLike('paths.directFailed')).waitFor({ timeout: 90_000 });
    expect(await ann.page.getByText(words('reach.now.with', { names: 'Ben' })).count()).toBe(0);
  });

  it('[RN3] behind two routers they meet directly with the STUN of our own keeper', async () => {
    for (const one of [annIn, benIn]) await one.addHelper('stun:203.0.113.1:3478');
    await exchange('behind two routers.');
  });

  it('behind symmetric routers they meet through the TURN server that they set', async () => {
    await network.wire(ownRouters(BOTH, 'symmetric'));
    for (const one of [annIn, benIn]) await one.addHelper(turn.address, TURN_LOGIN);
    await exchange('behind symmetric routers.');
    expect(turn.output()).toMatch(/ALLOCATE processed, success/);
  });

  it('over a line that keeps every packet for 300 ms each way and loses one in twenty, all arrives', async () => {
    await network.wire(ownRouters(BOTH, 'cone', { delayMs: 300, lossPercent: 5 }));
    await exchange('over a bad line.');
  });

  it('over a cable that is out for two of every ten seconds, all arrives', async () => {
    await network.wire(oneRouter(BOTH));
    const loose = network.flap('ben', { upMs: 8_000, downMs: 2_000 });
    for (let round = 1; loose.drops() < 2; round += 1) await exchange(`over a loose cable, ${round}.`);
    await loose.stop();
    await exchange('with the cable in.');
  });

  it('[RN5] whoever hides sends nothing to anybody, also after a fresh start, until they stop hiding', async () => {
    await annIn.hideAddress(true);
    await ann.app.close();
    const before = await network.computer('ann').sent();
    await ann.app.start();
    await ann.unlock();
    await annIn.write('Nobody gets this yet.');
    await annIn.openPart('group.reach');
    await ann.reads(words('paths.unused'));
    await benIn.write('Is Ann there?');
    await benIn.seesSpread('Is Ann there?', words('spread.here'));
    expect(await network.computer('ann').sent()).toBe(before);
    await annIn.hideAddress(false);
    await benIn.seesEntry('Nobody gets this yet.');
    await annIn.seesEntry('Is Ann there?');
    expect(await network.computer('ann').sent()).toBeGreaterThan(before);
  });

  it('[RN4] [ML17] behind symmetric routers and without TURN, with a keeper agreed to, they read that nothing direct came about, and words go both ways', async () => {
    await annIn.allowKeeper();
    await benIn.openPart('group.reach');
    await ben.page.getByText(words('keeper.allowed')).waitFor({ timeout: SYNC_MS });
    for (const one of [annIn, benIn]) await one.removeHelper(turn.address);
    await network.wire(ownRouters(BOTH, 'symmetric'));
    await annIn.openPart('group.reach');
    await ann.page.getByText(wordsLike('paths.directFailed')).waitFor({ timeout: 90_000 });
    await exchange('by the keeper alone.');
  });

  it('[RN5] [ML13] whoever hides behind them reaches the other by the keeper, both ways, and sends not one packet of UDP', async () => {
    await annIn.hideAddress(true);
    await ann.app.close();
    const [udp, all] = [await udpOfAnn(), await network.computer('ann').sent()];
    await ann.app.start();
    await ann.unlock();
    await exchange('hidden.');
    expect(await udpOfAnn()).toBe(udp);
    expect(await network.computer('ann').sent()).toBeGreaterThan(all);
  });
});
