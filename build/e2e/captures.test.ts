import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Canaries } from './canaries.ts';
import type { InGroup } from './in-group.ts';
import { type Overheard, startCapture } from './networks/capture.ts';
import { allOf, holds, idNeedles } from './networks/search.ts';
import { Network } from './networks/network.ts';
import { type Server, startKeeper } from './networks/servers.ts';
import { lan, oneRouter } from './networks/topology.ts';
import { SYNC_MS } from './app-driver.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const BOTH = ['ann', 'ben'] as const;

/** A record of DTLS 1.2 with content (RFC 6347): a direct connection carries something. */
const isDtlsContent = (bytes: Buffer): boolean => bytes[0] === 23 && bytes.readUInt16BE(1) === 0xfefd;

describe('[PV2] whoever listens to every cable', () => {
  const canaries = new Canaries();
  const names = { ann: canaries.next(), ben: canaries.next(), group: canaries.next() };
  let folder: string;
  let network: Network;
  let keeper: Server;
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;
  const ids = new Set<string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-overheard-'));
    network = await Network.open(...BOTH);
    await network.wire(oneRouter(BOTH));
    keeper = await startKeeper(network, `--store=${join(folder, 'mail.db')}`);
    [ann, ben] = await Promise.all([
      openPerson(stage(), names.ann, { computer: network.computer('ann') }),
      openPerson(stage(), names.ben, { computer: network.computer('ben') }),
    ]);
    await ann.setMeetingPlace(keeper.address);
  });
  afterAll(async () => {
    await ann?.app.kill9();
    await ben?.app.kill9();
    await keeper?.stop();
    await network?.close();
    rmSync(folder, { recursive: true });
  });

  /** Notes the ids that stand in the links of the page: of the group, of entries, of people. */
  async function noteIds(person: Person): Promise<void> {
    for (const [id] of (await person.page.content()).matchAll(/[0-9a-f]{32}/g)) ids.add(id);
  }

  function expectNothingOf(heard: Overheard): void {
    // The group, and what both wrote.
    expect(ids.size).toBeGreaterThan(2);
    expect(allOf(heard).flatMap((bytes) => canaries.inBytes(bytes))).toEqual([]);
    for (const id of ids) for (const needle of idNeedles(id)) expect(holds(heard, needle), id).toBe(false);
  }

  it('between two people and their keeper reads no name, word or id: signalling, DTLS and mailboxes', async () => {
    const outside = await startCapture(network.internet, 'net0');
    const inside = await startCapture(network.computer('ann').namespace, 'eth0');
    annIn = await ann.makeGroup(names.group);
    benIn = ben.in(names.group);
    await noteIds(ann);
    await annIn.openPart('group.reach');
    await ann.button(words('keeper.allow')).click();
    await ben.acceptInvite(await annIn.createInvite(), canaries.text(3));
    await annIn.approve(names.ben);
    await benIn.seesMember(names.ann);
    const [annWrites, benWrites] = [canaries.text(5), canaries.text(5)];
    await annIn.write(annWrites);
    await benIn.seesEntry(annWrites);
    await benIn.write(benWrites);
    await annIn.seesEntry(benWrites);
    await annIn.open();
    await noteIds(ann);
    // What Ann writes while Ben is away goes by the keeper alone.
    await ben.app.close();
    const last = canaries.text(5);
    await annIn.write(last);
    await annIn.entry(last).getByText(wordsLike('spread.withKeeper')).waitFor({ timeout: SYNC_MS });
    await ann.app.close();
    await ben.app.start();
    await ben.unlock();
    await benIn.seesEntry(last);
    const heard = { outside: await outside.stop(), inside: await inside.stop() };
    for (const one of [heard.outside, heard.inside]) {
      // The search finds what is there: sockets to topics, what members publish, and parcels that are put.
      expect(holds(one, Buffer.from('Upgrade: websocket'))).toBe(true);
      expect(one.messages.some((bytes) => bytes.includes('"type":"subscribe"'))).toBe(true);
      expect(one.messages.some((bytes) => bytes.includes('"type":"publish"'))).toBe(true);
      expect(one.messages.some((bytes) => bytes[0] === 1 && bytes.length > 4_096)).toBe(true);
      expectNothingOf(one);
    }
    expect(heard.inside.datagrams.some(isDtlsContent)).toBe(true);
  });

  it('on a network without internet reads none either: beacons, the meeting place of a computer, and DTLS', async () => {
    await ann.app.start();
    await ann.unlock();
    await network.wire(lan(...BOTH));
    const heardBy = await startCapture(network.computer('ben').namespace, 'eth0');
    for (const [person, group] of [
      [ann, annIn],
      [ben, benIn],
    ] as const) {
      await group.openPart('group.reach');
      await person.page.getByRole('button', { name: wordsLike('lan.look.name') }).click();
      await person.reads(words('lan.looking'));
    }
    const written = canaries.text(5);
    await annIn.write(written);
    await benIn.seesEntry(written);
    const heard = await heardBy.stop();
    expect(heard.datagrams.filter((bytes) => bytes.length === 272).length).toBeGreaterThan(1);
    expect(heard.datagrams.some(isDtlsContent)).toBe(true);
    expectNothingOf(heard);
  });
});
