import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, unwrap, type World } from './testing/engine-world.ts';
import { admit, found } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('a group of equals', () => {
  it('[RC5] has a name and an agreement, though nobody is a facilitator', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann, 'Round table', 'equals');
    await admit(world, ann, groupId, ben);
    const view = unwrap(await ben.ask.viewGroup({ groupId }));
    expect(view.name).toBe('Round table');
    expect(view.agreement[0]?.spans[0]?.text).toBe('What is said here stays here.');
    expect(view.members.map(({ role }) => role)).toEqual(['member', 'member']);
    expect(view.mayInvite && view.mayAdmit).toBe(true);
  });
});
