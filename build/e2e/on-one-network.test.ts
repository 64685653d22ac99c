import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InGroup } from './in-group.ts';
import { Network } from './networks/network.ts';
import { lan, oneRouter } from './networks/topology.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Village hall';

/** Lets Hearth look on the one network that the person's computer is on, from the page that is open. */
async function look(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: wordsLike('lan.look.name') }).click();
  await person.reads(words('lan.looking'));
}

/** Which processes of a person's app there are besides pages. */
const programsOf = (person: Person): readonly string[] =>
  person.app
    .processes()
    .flatMap(({ command }) => /--utility-sub-type=node\S*|hearth-(?:hub|engine)/.exec(command) ?? []);

describe('two people on one switch, with no route anywhere and no meeting place', () => {
  let network: Network;
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;

  beforeAll(async () => {
    network = await Network.open('ann', 'ben');
    await network.wire(lan('ann', 'ben'));
    [ann, ben] = await Promise.all([
      openPerson(stage(), 'Ann', { computer: network.computer('ann') }),
      openPerson(stage(), 'Ben', { computer: network.computer('ben') }),
    ]);
    [annIn, benIn] = [await ann.makeGroup(GROUP), ben.in(GROUP)];
  });
  afterAll(async () => {
    await ann?.app.kill9();
    await ben?.app.kill9();
    await network.close();
  });

  it('[LN12] nothing is opened before they say so', async () => {
    await annIn.openPart('group.reach');
    await ann.reads(words('lan.off'));
    const sockets = await network.computer('ann').namespace.run('ss -Huln; ss -Htln');
    // What is there is what drives the app, on loopback.
    expect(sockets.split('\n').filter((line) => line !== '' && !/127\.0\.0\.1:|\[::1\]:/.test(line))).toEqual([]);
    expect(programsOf(ann)).toHaveLength(1);
  });

  it('[LN5] [LN6] an invite leads to who made it, a request is answered, and words arrive', async () => {
    await look(ann);
    expect(programsOf(ann)).toHaveLength(2);
    await ben.acceptInvite(await annIn.createInvite());
    await look(ben);
    await annIn.approve('Ben');
    await benIn.seesMember('Ann');
    await annIn.isInTouchWith('Ben');
    await annIn.write('The internet is gone, and we are here.');
    await benIn.seesEntry('The internet is gone, and we are here.');
    await benIn.write('So we are.');
    await annIn.seesEntry('So we are.');
    await annIn.openPart('group.reach');
    await ann.page.getByText(/^1 other computer of this group found here, last heard .+\.$/).waitFor();
  });

  it('[LN12] a lock ends it, and after it Hearth asks again', async () => {
    await ann.lock();
    await ann.unlock();
    await annIn.openPart('group.reach');
    await ann.reads(words('lan.off'));
    expect(programsOf(ann)).toHaveLength(1);
    await look(ann);
    await annIn.isInTouchWith('Ben');
  });

  it('[LN12] pulling the cable ends it', async () => {
    await annIn.openPart('group.reach');
    await network.wire({ places: [] });
    await ann.reads(words('lan.networks.none'));
    expect(programsOf(ann)).toHaveLength(1);
  });

  it('[LN6] [LN15] on a router with the internet gone they look again, and go on', async () => {
    await network.wire(oneRouter(['ann', 'ben']));
    await ann.reads(words('lan.off'));
    await look(ann);
    await benIn.openPart('group.reach');
    await ben.reads(words('lan.off'));
    await look(ben);
    await benIn.isInTouchWith('Ann');
    await benIn.write('From the kitchen table.');
    await annIn.seesEntry('From the kitchen table.');
    const net = await ann.app.net();
    const microphone = 'navigator.mediaDevices.getUserMedia({ audio: true }).then(() => "given", ({ name }) => name)';
    expect(await net.evaluate(microphone)).not.toBe('given');
  });
});
