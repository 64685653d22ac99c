import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../shared/brand.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import type { HaveRow } from '../../../shared/ports/entry-store.ts';
import { createWorld, type Person, unwrap, type World } from '../testing/engine-world.ts';
import { admit, comeBack, found, share } from '../testing/stories.ts';
import { broughtBy } from './group-spread.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const lackingSeenBy = async (person: Person, groupId: Parameters<Person['ask']['viewGroupSpread']>[0]['groupId']) => {
  const { entries, others } = unwrap(await person.ask.viewGroupSpread({ groupId }));
  return { entries, lacks: Object.fromEntries(others.map(({ name, lacks }) => [name, lacks])) };
};

describe('what of all entries each of the others has', () => {
  it('[SP2] is nothing for whoever was away, all for whoever was there, and their own for its author', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await admit(world, ann, groupId, cleo);
    expect(await lackingSeenBy(ann, groupId)).toEqual({ entries: 0, lacks: { Ben: 0, Cleo: 0 } });
    cleo.close();
    world.settle();
    const first = await share(ann, groupId, 'A quiet day.');
    await share(ann, groupId, 'A second one.');
    world.settle(3_000);
    await share(ben, groupId, 'Here too.', first.recordId);
    world.settle(3_000);
    expect(await lackingSeenBy(ann, groupId)).toEqual({ entries: 3, lacks: { Ben: 0, Cleo: 3 } });
    await comeBack(cleo);
    world.settle(3_000);
    expect(await lackingSeenBy(ann, groupId)).toEqual({ entries: 3, lacks: { Ben: 0, Cleo: 0 } });
    const draft = unwrap(await ann.ask.editEntry({ groupId, recordId: first.recordId }));
    cleo.close();
    world.settle();
    unwrap(await ann.ask.shareDraft({ groupId, recordId: draft.recordId }));
    world.settle(3_000);
    expect(await lackingSeenBy(ann, groupId)).toEqual({ entries: 3, lacks: { Ben: 0, Cleo: 1 } });
  });

  it('[SP2] names first whoever was not met for longest', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    world.settle(60_000);
    ben.close();
    world.settle(60_000);
    await admit(world, ann, groupId, cleo);
    const { others } = unwrap(await ann.ask.viewGroupSpread({ groupId }));
    expect(others.map(({ name }) => name)).toEqual(['Ben', 'Cleo']);
    expect(others[0]?.metAt).toBeLessThan(others[1]?.metAt ?? 0);
  });
});

describe('whom a file brings up to date', () => {
  const chain = { deviceId: 'device-ann' as DeviceId, inc: 1, lane: 'content' as const };
  /** Only what is looked at. */
  const roster = {
    members: ['ann', 'ben', 'cleo'].map((name) => ({ memberId: name })),
    devices: ['ann', 'ben', 'cleo'].map((name) => ({ deviceId: `device-${name}`, memberId: name, active: true })),
  } as unknown as Roster;
  const haves: readonly HaveRow[] = [{ holder: 'device-ben' as DeviceId, chain, seq: 4 }];

  it.each([
    { from: 5, seq: 9, all: ['ben'], part: ['cleo'] },
    { from: 6, seq: 9, all: [], part: ['ben', 'cleo'] },
    { from: 1, seq: 9, all: ['ben', 'cleo'], part: [] },
    { from: 5, seq: 4, all: [], part: ['cleo'] },
  ])('[EG37] of a chain from $from to $seq, with Ben at 4 and Cleo at none: $all, in part $part', (one) => {
    const { from, seq, all, part } = one;
    expect(broughtBy(roster, haves, [{ ...chain, from, seq }])).toEqual({ all, part });
  });
});
