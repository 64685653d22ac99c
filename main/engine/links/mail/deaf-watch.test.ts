import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../../shared/crypto/crypto.ts';
import { createMemoryKeeper } from '../../../../shared/testing/memory-keeper.ts';
import { createSeededRandom } from '../../../../shared/testing/seeded-random.ts';
import { createWorld, SERVER, unwrap, type World } from '../../testing/engine-world.ts';
import { admit, found, posts, share, wordsOf } from '../../testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
afterEach(() => world.end());

describe('a router that began anew', () => {
  it('[ML13] leaves a watch that hears nothing; when the meeting place answers again, Ben listens anew and looks', async () => {
    world = createWorld();
    const keeper = createMemoryKeeper({ now: world.time.clock.now, random: createSeededRandom(79) });
    world.net.mail.keepers.set(SERVER, keeper);
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    unwrap(await ann.ask.allowKeeper({ groupId, allowed: true }));
    world.settle(5_000);
    const texts = async () => (await posts(ben, groupId)).map(wordsOf).sort();
    // No connection between the two from now on: what comes, comes by the keeper.
    unwrap(await ann.ask.hideAddress({ groupId, isHidden: true }));
    world.settle(5_000);
    await share(ann, groupId, 'Heard at once.');
    world.settle(10_000);
    expect(await texts()).toEqual(['Heard at once.']);
    world.net.deafen('Ben');
    await share(ann, groupId, 'Not heard.');
    world.settle(10_000);
    expect(await texts()).toEqual(['Heard at once.']);
    world.net.flicker('Ben');
    world.settle(10_000);
    expect(await texts()).toEqual(['Heard at once.', 'Not heard.']);
    await share(ann, groupId, 'Heard again.');
    world.settle(10_000);
    expect(await texts()).toEqual(['Heard again.', 'Heard at once.', 'Not heard.']);
  });
});
