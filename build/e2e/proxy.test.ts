import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InGroup } from './in-group.ts';
import { readNetRecord } from './net-record.ts';
import { openPerson, type Person } from './person.ts';
import { openSocksServer, type SocksServer } from './socks-server.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();

describe('[RN6] with a proxy everything goes through it, or nowhere', () => {
  let socks: SocksServer;
  let trace: string;
  let ann: Person;
  let annIn: InGroup;

  beforeAll(async () => {
    socks = await openSocksServer();
    trace = join(await stage().folder('trace'), 'calls');
    ann = await openPerson(stage(), 'Ann', { trace });
    annIn = await ann.makeGroup('Harbour');
  });
  afterAll(async () => {
    await ann?.app.kill9();
    await socks.stop();
  });

  const set = async (address: string): Promise<void> => {
    await ann.go('place.settings');
    await ann.field(words('proxy.address')).fill(address);
    await ann.button(words('proxy.save')).click();
  };
  const reads = async (id: 'reach.server.answering' | 'reach.server.silent'): Promise<void> => {
    await annIn.openPart('group.reach');
    await ann.page.getByText(wordsLike(id)).waitFor({ timeout: 60_000 });
  };

  it('[RN6] what is no address is refused with a reason', async () => {
    await set('https://proxy.example');
    await ann.page.getByText(words('error.ProxyAddressInvalid')).waitFor();
  });

  it('[RN6] a meeting place is reached through it, on this very computer too', async () => {
    await set(socks.address);
    await ann.reads(words('proxy.is.answers'));
    await annIn.addMeetingPlace(stage().meeting.address);
    await reads('reach.server.answering');
    expect(new Set(socks.asked)).toEqual(new Set([`127.0.0.1:${stage().meeting.port}`]));
  });

  it('[RN6] when it is silent nothing is reached, also after a fresh start, and the settings say so', async () => {
    await socks.stop();
    await ann.app.reopen();
    await ann.unlock();
    await reads('reach.server.silent');
    await ann.go('place.settings');
    await ann.reads(words('proxy.is.silent'));
    await socks.start();
    await reads('reach.server.answering');
  });

  it('[RN6] somebody else is at the meeting place, and no packet is sent to them past the proxy', async () => {
    const ben = await openPerson(stage(), 'Ben');
    await ben.acceptInvite(await annIn.createInvite());
    // Ben's computer finds Ann's, and learns no way to it.
    await annIn.openPart('group.reach');
    await ann.page.getByText(wordsLike('paths.directFailed')).waitFor({ timeout: 90_000 });
    await ben.app.close();
    await ann.app.close();
    const seen = readNetRecord(await readFile(trace, 'utf8'));
    expect(seen.callCount).toBeGreaterThan(20);
    const past = seen.contacts.filter(({ protocol, port }) => protocol === 'UDP' || port !== socks.port);
    expect(past.map(({ line }) => line)).toEqual([]);
    expect(seen.unknown).toEqual([]);
  });
});
