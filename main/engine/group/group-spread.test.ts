import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from '../testing/engine-world.ts';
import { admit, comeBack, found, share } from '../testing/stories.ts';

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
