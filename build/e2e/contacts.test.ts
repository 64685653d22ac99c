import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Contact, isLoopback, type NetRecord, readNetRecord } from './net-record.ts';
import { openPerson } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();

const record = async (file: string): Promise<NetRecord> => readNetRecord(await readFile(file, 'utf8'));
const lines = (contacts: readonly Contact[]): string[] => contacts.map(({ line }) => line);

/** Addresses of this machine itself: what two apps on it use between them. */
const ownAddresses = new Set(
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
);
const isThisMachine = (address: string): boolean => isLoopback(address) || ownAddresses.has(address);

describe('whom Hearth contacts (every network call of every process is recorded)', () => {
  it('nobody at all while no meeting place is set', async () => {
    const trace = join(await stage().folder('trace'), 'calls');
    const ann = await openPerson(stage(), 'Ann', { trace });
    await ann.writePrivate('Nobody is told of this.');
    const group = await ann.makeGroup('Harbour');
    await group.write('Nor of this, so far.');
    await group.createInvite();
    await ann.go('place.help');
    await ann.heading(words('help.title')).waitFor();
    await ann.reopen();
    await ann.seesPrivate('Nobody is told of this.');
    await ann.app.close();

    const seen = await record(trace);
    expect(seen.callCount).toBeGreaterThan(20);
    expect(lines(seen.contacts)).toEqual([]);
    expect(lines(seen.namedOnly)).toEqual([]);
    expect(seen.unknown).toEqual([]);
    for (const address of seen.listening) expect(isLoopback(address)).toBe(true);
  });

  it('the meeting place that was set, and each other, and nobody else, in a whole story', async () => {
    const folder = await stage().folder('trace');
    const { address, port } = stage().meeting;
    const ann = await openPerson(stage(), 'Ann', { trace: join(folder, 'ann') });
    await ann.setMeetingPlace(address);
    const annIn = await ann.makeGroup('Harbour');
    await annIn.write('A line from before.');
    const link = await annIn.createInvite();
    const ben = await openPerson(stage(), 'Ben', { trace: join(folder, 'ben') });
    await ben.acceptInvite(link);
    await annIn.approve('Ben');
    const benIn = ben.in('Harbour');
    await benIn.seesMember('Ann');
    await benIn.seesEntry('A line from before.');
    await benIn.write('A line from Ben.');
    await annIn.seesEntry('A line from Ben.');
    await ann.app.close();
    await ben.app.close();

    for (const name of ['ann', 'ben']) {
      const seen = await record(join(folder, name));
      const tcp = seen.contacts.filter(({ protocol }) => protocol === 'TCP');
      const udp = seen.contacts.filter(({ protocol }) => protocol === 'UDP');
      expect(tcp.length).toBeGreaterThan(0);
      expect(lines(tcp.filter((one) => !isLoopback(one.address) || one.port !== port))).toEqual([]);
      // The data channel itself: packets to the other app on this machine, on a port from the ephemeral range.
      expect(udp.length).toBeGreaterThan(0);
      expect(lines(udp.filter((one) => !isThisMachine(one.address) || one.port < 1024))).toEqual([]);
      expect(seen.unknown).toEqual([]);
      for (const listening of seen.listening) expect(isThisMachine(listening)).toBe(true);
    }
  });
});
