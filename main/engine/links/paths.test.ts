import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createWorld, PASSPHRASE, SERVER, unwrap, type World } from '../testing/engine-world.ts';
import { admit, found, OPEN_INVITE, posts, share, wordsOf } from '../testing/stories.ts';

const HOUR = 3_600_000;
let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const STUN = { address: 'stun:meet.example:3478', user: '', password: '' };
const TURN = { address: 'turn:meet.example', user: 'harbour', password: 'low tide' };
const tagOf = (answer: { ok: boolean; error?: { tag: string } }): string =>
  answer.ok ? 'ok' : (answer.error?.tag ?? '');

/** Ann and Ben in one group, in touch. */
async function two() {
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  const groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  const reach = async (person = ann) => unwrap(await person.ask.viewGroup({ groupId })).reach;
  return { ann, ben, groupId, reach };
}

describe('helper servers', () => {
  it('[RN2] there is none that nobody set, and rooms are opened anew with those of their group alone', async () => {
    const { ann, groupId, reach } = await two();
    world.settle(1_000);
    const topics = new Set(world.net.rooms('Ann').map(({ topic }) => topic));
    const other = await found(ann, 'Wednesdays');
    world.settle(1_000);
    expect(new Set(world.net.opened.map(({ iceServers }) => iceServers.length))).toEqual(new Set([0]));
    const before = world.net.opened.length;
    unwrap(await ann.ask.addHelper({ groupId, ...STUN }));
    unwrap(await ann.ask.addHelper({ groupId, ...TURN }));
    world.settle(2_000);
    expect((await reach()).helpers).toEqual([
      { address: STUN.address, kind: 'stun' },
      { address: 'turn:meet.example:3478', kind: 'turn' },
    ]);
    expect(JSON.stringify(await ann.ask.viewGroup({ groupId }))).not.toContain(TURN.password);
    expect((await reach()).connectedNames).toEqual(['Ben']);
    expect(world.net.opened.length).toBeGreaterThan(before);
    expect(world.net.opened.at(-1)?.iceServers).toEqual([
      { urls: STUN.address },
      { urls: 'turn:meet.example:3478', username: 'harbour', credential: 'low tide' },
    ]);
    for (const { topic, iceServers } of world.net.rooms('Ann')) {
      expect(iceServers).toHaveLength(topics.has(topic) ? 2 : 0);
    }
    expect(world.net.rooms('Ann').filter(({ topic }) => !topics.has(topic))).toHaveLength(1);
    expect(unwrap(await ann.ask.viewGroup({ groupId: other })).reach.helpers).toEqual([]);
    unwrap(await ann.ask.removeHelper({ groupId, address: STUN.address }));
    unwrap(await ann.ask.removeHelper({ groupId, address: 'turn:meet.example:3478' }));
    world.settle(2_000);
    expect(new Set(world.net.rooms('Ann').map(({ iceServers }) => iceServers.length))).toEqual(new Set([0]));
  });

  it('[RN1] a wrong one changes nothing, the same address again replaces, and a fifth is refused', async () => {
    const { ann, groupId, reach } = await two();
    expect(tagOf(await ann.ask.addHelper({ groupId, ...STUN, address: 'https://x.example' }))).toBe(
      'HelperSchemeUnknown',
    );
    expect((await reach()).helpers).toEqual([]);
    for (const n of [1, 2, 3, 4]) unwrap(await ann.ask.addHelper({ groupId, ...STUN, address: `stun:s${n}.example` }));
    expect(tagOf(await ann.ask.addHelper({ groupId, ...STUN, address: 'stun:s5.example' }))).toBe('TooManyHelpers');
    expect(tagOf(await ann.ask.addHelper({ groupId, ...STUN, address: 'stun:S1.example:3478' }))).toBe('ok');
    expect((await reach()).helpers).toHaveLength(4);
  });

  it('[RN4] says when somebody was found and could not be reached, until somebody is', async () => {
    const { ben, reach } = await two();
    expect((await reach()).directFailedAt).toBeNull();
    world.net.failConnection('Ann');
    const at = world.time.clock.now();
    world.settle(1_000);
    expect((await reach()).directFailedAt).toBeGreaterThanOrEqual(at);
    world.net.restart('Ben');
    world.settle(2_000);
    expect((await reach()).connectedNames).toEqual(['Ben']);
    expect((await reach()).directFailedAt).toBeNull();
    expect((await reach(ben)).directFailedAt).toBeNull();
  });
});

describe('hiding', () => {
  it('[RN5] closes every connection at once and opens none, until it is taken back', async () => {
    const { ann, ben, groupId, reach } = await two();
    unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    world.settle(1_000);
    const before = world.net.opened.length;
    unwrap(await ann.ask.hideAddress({ groupId, isHidden: true }));
    world.settle(0);
    expect(world.net.channels('Ann')).toEqual([]);
    await share(ben, groupId, 'Are you there?');
    world.settle(48 * HOUR);
    expect(world.net.channels('Ann')).toEqual([]);
    // Nobody is asked and nobody answers; what is left of a room is its board.
    const since = world.net.opened.slice(before);
    expect(since.filter(({ connects }) => !connects).length).toBeGreaterThan(0);
    for (const room of world.net.rooms('Ann')) {
      expect(room).toMatchObject({ connects: false, servers: [] });
      expect(room.boardKey).not.toBeNull();
    }
    expect(await reach()).toMatchObject({ hiddenBy: 'person', connectedNames: [] });
    expect((await reach()).servers).toMatchObject([{ address: SERVER, state: 'unused' }]);
    expect(await posts(ann, groupId)).toEqual([]);

    unwrap(await ann.ask.hideAddress({ groupId, isHidden: false }));
    world.settle(5_000);
    expect((await posts(ann, groupId)).map(wordsOf)).toEqual(['Are you there?']);
    expect((await reach()).hiddenBy).toBeNull();
  });

  it('[RN5] outlives a restart, and is a matter of that group alone', async () => {
    const { ann, groupId } = await two();
    const other = await found(ann, 'Wednesdays');
    unwrap(await ann.ask.hideAddress({ groupId, isHidden: true }));
    ann.restart();
    unwrap(await ann.ask.unlock({ passphrase: PASSPHRASE }));
    const before = world.net.opened.length;
    world.settle(HOUR);
    expect(unwrap(await ann.ask.viewGroup({ groupId })).reach.hiddenBy).toBe('person');
    expect(unwrap(await ann.ask.viewGroup({ groupId: other })).reach.hiddenBy).toBeNull();
    expect(world.net.rooms('Ann').some(({ connects }) => connects)).toBe(true);
    expect(world.net.channels('Ann')).toEqual([]);
    expect(world.net.opened.length).toBeGreaterThanOrEqual(before);
  });

  it('[RN5] a group that decided so hides everybody, whatever a person says', async () => {
    const { ann, ben, groupId, reach } = await two();
    const rules = { membersInvite: false, history: { reads: 'everything' } } as const;
    expect(tagOf(await ben.ask.changePolicy({ groupId, ...rules, hideIp: true }))).toBe('NotAllowed');
    unwrap(await ann.ask.changePolicy({ groupId, ...rules, hideIp: true }));
    world.settle(10_000);
    expect(unwrap(await ann.ask.viewGroup({ groupId })).policy.hideIp).toBe(true);
    expect((await reach()).hiddenBy).toBe('group');
    expect(world.net.channels('Ann')).toEqual([]);
  });
});
