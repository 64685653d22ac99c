import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from '../testing/engine-world.ts';
import { comeBack, found, memberIdOf, OPEN_INVITE } from '../testing/stories.ts';

const DAY = 86_400_000;
let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

/** The rooms of old epochs that somebody listens in: without the board. The invite of the story ends within a day. */
const oldRooms = (name: string) => world.net.rooms(name).filter((room) => room.boardKey === null).length;

/** Closes the app and opens it again after so long. */
async function sleep(person: Person, ms: number): Promise<void> {
  person.close();
  world.settle(ms);
  await comeBack(person);
  world.settle(5_000);
}

describe('an epoch that was ended by a removal', () => {
  it.each([0, -3_652, 3_652])(
    '[LK7] is listened for thirty days and no longer, its author’s clock being wrong by %i days',
    async (days) => {
      const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
      const groupId = await found(ann);
      for (const one of [ben, cleo]) {
        const { link } = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE, days: 1 }));
        unwrap(await one.ask.acceptInvite({ invite: link, myName: one.name, note: '' }));
        world.settle();
        const [request] = unwrap(await ann.ask.listRequests({ groupId }));
        unwrap(await ann.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
        world.settle(5_000);
      }
      world.settle(2 * DAY);
      cleo.close();
      expect(oldRooms('Ben')).toBe(0);
      const memberId = await memberIdOf(ann, groupId, 'Cleo');
      ann.skewClock(days * DAY);
      unwrap(await ann.ask.removeMember({ groupId, memberId, reason: 'asked' }));
      world.settle(5_000);
      ann.close();
      expect(unwrap(await ben.ask.viewGroup({ groupId })).members).toHaveLength(2);
      world.settle(3_600_000);
      expect(oldRooms('Ben')).toBe(1);
      await sleep(ben, 28 * DAY);
      expect(oldRooms('Ben')).toBeGreaterThan(0);
      await sleep(ben, 3 * DAY);
      expect(oldRooms('Ben')).toBe(0);
    },
  );
});
