import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYNC_MS } from './app-driver.ts';
import { Canaries } from './canaries.ts';
import type { InGroup } from './in-group.ts';
import { startCapture } from './networks/capture.ts';
import { Network } from './networks/network.ts';
import { allOf, holds, idNeedles } from './networks/search.ts';
import { type Server, startKeeper } from './networks/servers.ts';
import { ownRouters } from './networks/topology.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const BOTH = ['ann', 'ben'] as const;

describe('two people behind symmetric routers, as most phone hotspots are', () => {
  const canaries = new Canaries();
  const names = { ann: canaries.next(), ben: canaries.next(), group: canaries.next() };
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
      openPerson(stage(), names.ann, { computer: network.computer('ann') }),
      openPerson(stage(), names.ben, { computer: network.computer('ben') }),
    ]);
    await ann.setMeetingPlace(keeper.address);
    annIn = await ann.makeGroup(names.group);
    benIn = ben.in(names.group);
    await annIn.allowKeeper();
  });
  afterAll(async () => {
    await ann?.app.kill9();
    await ben?.app.kill9();
    await keeper?.stop();
    await network?.close();
    rmSync(folder, { recursive: true });
  });

  it('[JK3] [JK5] [JK7] [PV2] one joins by the other’s invite, by the keeper alone; on the cable is no name, word or id', async () => {
    const capture = await startCapture(network.internet, 'net0');
    await ben.acceptInvite(await annIn.createInvite(), canaries.text(3));
    await ben.page.getByText(wordsLike('joinKeeper.lies')).waitFor({ timeout: SYNC_MS });
    await annIn.openPart('group.reach');
    await ann.button(words('keeper.look')).click();
    await annIn.approve(names.ben);
    await ben.heading(words('waiting.in.title', { group: names.group })).waitFor({ timeout: SYNC_MS });
    const [annWrites, benWrites] = [canaries.text(5), canaries.text(5)];
    await annIn.write(annWrites);
    await benIn.seesEntry(annWrites);
    await benIn.write(benWrites);
    await annIn.seesEntry(benWrites);
    await annIn.open();
    const ids = new Set([...(await ann.page.content()).matchAll(/[0-9a-f]{32}/g)].map(([id]) => id));
    const heard = await capture.stop();
    // The search finds what is there: the request, which is a parcel of 16 KiB.
    expect(heard.messages.some((bytes) => bytes[0] === 1 && bytes.length > 16_384)).toBe(true);
    expect(ids.size).toBeGreaterThan(2);
    expect(allOf(heard).flatMap((bytes) => canaries.inBytes(bytes))).toEqual([]);
    for (const id of ids) for (const needle of idNeedles(id)) expect(holds(heard, needle), id).toBe(false);
  });
});
