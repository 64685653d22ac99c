import { beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { pull, wake } from '../testing/awake.ts';
import { createCast } from '../testing/cast.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { createSimWorld } from '../testing/sim-world.ts';
import { chainText, type Want } from './sync-source.ts';

beforeAll(() => cryptoReady);

/** Two people who know each other. */
function pair(seed: number) {
  const cast = createCast(['alice', 'bob'], 2);
  const world = createSimWorld(
    { ...cast, members: cast.members.map((one) => ({ ...one, early: one.full })) },
    createSeededRandom(seed),
  );
  const [alice, bob] = world.people;
  if (!alice || !bob) throw new Error('a cast of two');
  return { world, alice, bob };
}

describe('what the simulation found', () => {
  it('[SY30] a replica that is opened again holds every place of every chain, not the first alone', () => {
    const { world, alice } = pair(1);
    for (let i = 0; i < 6; i += 1) world.act(alice, (player) => player.post(`Day ${i}.`));
    const before = world.frontier(alice);
    expect([...before.values()].sort()).toEqual([3, 6]);
    world.crash(alice);
    world.restart(alice);
    expect(world.frontier(alice)).toEqual(before);
    world.act(alice, (player) => player.post('And on.'));
    const { deviceId } = alice.cast.identity;
    expect(world.frontier(alice).get(chainText({ deviceId, inc: 1, lane: 'content' }))).toBe(7);
  });

  it('[SY30] a reaction that came before what it answers belongs to the same thread as where it came after', () => {
    const { world, alice, bob } = pair(2);
    world.act(alice, (player) => player.post('Good night.'));
    world.act(alice, (player) => player.react());
    const { deviceId } = alice.cast.identity;
    const want = (seq: number): Want => ({ deviceId, inc: 1, lane: 'content', from: seq, to: seq });
    for (const seq of [2, 1]) bob.life?.replica.ingest(alice.life?.replica.read(want(seq), 1_000).entries ?? []);
    const shown = alice.life?.player.state() ?? [];
    expect(shown.some((line) => line.includes(`,${CONTENT_KIND.reaction},`))).toBe(true);
    expect(bob.life?.player.state()).toEqual(shown);
  });

  it('[RP17] words under a key that was overtaken reach the one whom that key left out', () => {
    const cast = createCast(['alice', 'bob', 'cleo', 'dan'], 4);
    const random = createSeededRandom(3);
    const [alice, bob, cleo, dan] = ['alice', 'bob', 'cleo', 'dan'].map((name) => wake(cast, name, random));
    if (!alice || !bob || !cleo || !dan) throw new Error('a cast of four');
    alice.player.promote(cleo.identity.memberId);
    pull(cleo, alice);
    // Both at once: Alice's is the one that stands, so that Dan is in; Bob hears of the other first.
    alice.player.remove(cleo.identity.memberId);
    cleo.player.remove(dan.identity.memberId);
    pull(bob, cleo);
    expect(bob.player.post('Before I knew.')).toBe(true);
    pull(bob, alice);
    pull(dan, bob);
    expect(dan.replica.isActive(dan.identity.deviceId)).toBe(true);
    expect(dan.store.entriesWithStatus('waiting')).toHaveLength(1);
    expect(bob.replica.performDuties()).toBeGreaterThan(0);
    pull(dan, bob);
    expect(dan.store.posts(null, 9)).toHaveLength(1);
    expect(dan.store.entriesWithStatus('waiting')).toEqual([]);
  });
});
