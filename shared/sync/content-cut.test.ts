import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Awake, entriesOf, pull, wake } from '../testing/awake.ts';
import { type Cast, createCast } from '../testing/cast.ts';
import type { MemoryDisk } from '../testing/memory-entry-store.ts';
import { createSeededRandom, type SeededRandom } from '../testing/seeded-random.ts';
import { rememberCrypto } from '../testing/sim-crypto.ts';
import { MAX_BEYOND_CUT } from './replica-limits.ts';

const NAMES = ['alice', 'bob', 'cleo', 'dan'] as const;
let cast: Cast;

let forget = () => {};

beforeAll(async () => {
  await cryptoReady;
  forget = rememberCrypto();
  cast = createCast(NAMES, 4);
});

afterAll(() => forget());

const awake = (
  name: (typeof NAMES)[number],
  random: SeededRandom,
  options: { readonly disk?: MemoryDisk; readonly inc?: number } = {},
) => wake(cast, name, random, options);

const shown = (of: Awake): readonly string[] =>
  [...of.store.posts(null, 1_000), ...of.store.recordsOfKind(CONTENT_KIND.comment)]
    .filter((row) => !row.deleted)
    .map((row) => row.value);
const saysAnywhere = (of: Awake, words: string): boolean => shown(of).some((value) => value.includes(words));

/** Alice, Bob, Cleo and Dan, who have seen the same. */
function everybody(random: SeededRandom) {
  const alice = awake('alice', random);
  const bob = awake('bob', random);
  const cleo = awake('cleo', random);
  const dan = awake('dan', random);
  return { alice, bob, cleo, dan };
}

describe('what a removed member writes beyond the frontier', () => {
  it('[RP9] has no effect, is kept and passed on, whatever time it claims', () => {
    const { alice, bob, cleo } = everybody(createSeededRandom(1));
    bob.player.post('In time.');
    pull(alice, bob);
    expect(alice.player.remove(bob.identity.memberId)).toBe(true);
    bob.player.post('Too late.');
    const again = awake('bob', createSeededRandom(2), { disk: bob.disk.clone(), inc: 2 });
    again.player.post('Under another incarnation.');
    pull(cleo, bob);
    pull(cleo, again);
    expect(shown(cleo)).toHaveLength(3);
    pull(cleo, alice);
    pull(alice, cleo);
    for (const one of [alice, cleo]) {
      expect(shown(one)).toHaveLength(1);
      expect(saysAnywhere(one, 'In time.')).toBe(true);
      expect(one.store.entriesWithStatus('quarantined')).toHaveLength(2);
    }
    expect(alice.replica.frontier()).toEqual(cleo.replica.frontier());
    // Who was removed keeps the own words.
    bob.replica.ingest(entriesOf(alice));
    expect(saysAnywhere(bob, 'Too late.')).toBe(true);
  });

  it('[RP10] an edit beyond the frontier disappears and the earlier words come back', () => {
    const { alice, bob, cleo, dan } = everybody(createSeededRandom(3));
    bob.player.post('As it was.');
    pull(alice, bob);
    alice.player.remove(bob.identity.memberId);
    bob.player.edit('Changed. ');
    pull(cleo, bob);
    const arrived = cleo.store.posts(null, 1)[0]?.arrivedAt;
    expect(saysAnywhere(cleo, 'Changed. As it was.')).toBe(true);
    pull(cleo, alice);
    expect(shown(cleo)).toHaveLength(1);
    expect(saysAnywhere(cleo, 'Changed')).toBe(false);
    expect(cleo.store.posts(null, 1)[0]).toMatchObject({ edited: false, arrivedAt: arrived });
    pull(dan, alice);
    pull(dan, bob);
    expect(dan.player.state()).toEqual(cleo.player.state());
  });

  it('[RP10] a deletion beyond the frontier is undone, and what answered a lost record stands apart again', () => {
    const { alice, bob, cleo, dan } = everybody(createSeededRandom(4));
    bob.player.post('Stays.');
    pull(alice, bob);
    alice.player.remove(bob.identity.memberId);
    bob.player.takeBack();
    bob.player.post('Goes.');
    pull(cleo, bob);
    expect(shown(cleo)).toHaveLength(1);
    cleo.player.comment('An answer.');
    pull(cleo, alice);
    expect(saysAnywhere(cleo, 'Stays.')).toBe(true);
    expect(saysAnywhere(cleo, 'Goes.')).toBe(false);
    expect(cleo.store.recordsOfKind(CONTENT_KIND.comment).map((row) => row.root)).toEqual([null]);
    pull(dan, alice);
    pull(dan, cleo);
    expect(dan.player.state()).toEqual(cleo.player.state());
  });

  it('[RP9] of a segment counts what lies within', () => {
    const { alice, bob, cleo, dan } = everybody(createSeededRandom(5));
    for (let i = 0; i < 60; i += 1) bob.player.post(`Day ${i}.`);
    pull(alice, bob);
    alice.player.remove(bob.identity.memberId);
    for (let i = 60; i < 100; i += 1) bob.player.post(`Day ${i}.`);
    expect(bob.player.fold()).toBe(true);
    pull(cleo, bob);
    expect(shown(cleo)).toHaveLength(100);
    pull(cleo, alice);
    pull(dan, alice);
    pull(dan, bob);
    pull(alice, bob);
    for (const one of [cleo, dan, alice]) {
      expect(shown(one)).toHaveLength(60);
      expect(saysAnywhere(one, 'Day 59.')).toBe(true);
      expect(saysAnywhere(one, 'Day 60.')).toBe(false);
    }
  });

  it('[RP10] comes back when a wider frontier is accepted', () => {
    const { alice, bob, cleo, dan } = everybody(createSeededRandom(6));
    alice.player.promote(cleo.identity.memberId);
    pull(cleo, alice);
    bob.player.post('First.');
    pull(alice, bob);
    bob.player.post('Second.');
    pull(cleo, bob);
    alice.player.remove(bob.identity.memberId);
    cleo.player.remove(bob.identity.memberId);
    pull(dan, bob);
    pull(dan, alice);
    expect(shown(dan)).toHaveLength(1);
    // Of concurrent removals the widest frontier counts.
    pull(dan, cleo);
    expect(shown(dan)).toHaveLength(2);
    expect(dan.store.entriesWithStatus('quarantined')).toHaveLength(0);
  });

  it('[RP12] is kept only so far, and keeps nothing valid out', () => {
    const { alice, bob, cleo } = everybody(createSeededRandom(7));
    alice.player.remove(bob.identity.memberId);
    pull(cleo, alice);
    for (let i = 0; i < MAX_BEYOND_CUT + 20; i += 1) bob.player.react() || bob.player.post(`Noise ${i}.`);
    const report = cleo.replica.ingest(entriesOf(bob));
    expect(report).toMatchObject({ accepted: MAX_BEYOND_CUT, rejected: [] });
    const again = awake('bob', createSeededRandom(8), { disk: bob.disk.clone(), inc: 2 });
    again.player.post('And more.');
    expect(cleo.replica.ingest(entriesOf(again)).accepted).toBe(0);
    expect(cleo.replica.missing(again.replica.frontier(), 0).filter((want) => want.lane === 'content')).toEqual([]);
    alice.player.post('Good evening.');
    pull(cleo, alice);
    expect(shown(cleo)).toHaveLength(1);
  });

  it('[RP10] [RP11] is the same on every replica in whatever order removals, roles and content arrive', {
    timeout: 120_000,
  }, () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = createSeededRandom(seed);
      const { alice, bob, cleo, dan } = everybody(random);
      const say = (who: Awake, n: number): void => {
        for (let i = 0; i < n; i += 1) {
          const verb = random.int(6);
          if (verb < 2) who.player.post(`${who.name} ${random.int(1_000)}.`);
          else if (verb === 2) who.player.comment(`${who.name} answers ${random.int(1_000)}.`);
          else if (verb === 3) who.player.react();
          else if (verb === 4) who.player.edit(`${who.name} changes. `);
          else who.player.takeBack();
        }
      };
      alice.player.promote(cleo.identity.memberId);
      if (random.chance(0.7)) pull(cleo, alice);
      say(bob, random.chance(0.2) ? 70 : 5);
      if (random.chance(0.5)) pull(alice, bob);
      say(bob, 4);
      pull(cleo, bob);
      say(cleo, 4);
      if (random.chance(0.5)) cleo.player.remove(bob.identity.memberId);
      alice.player.remove(bob.identity.memberId);
      say(bob, random.chance(0.3) ? 60 : 4);
      bob.player.fold();
      if (random.chance(0.4)) alice.player.demote(dan.identity.memberId);
      if (random.chance(0.3)) pull(dan, alice);
      pull(dan, bob);
      say(dan, 4);
      const all = [alice, bob, cleo, dan].flatMap(entriesOf);
      const states = [0, 1, 2].map(() => {
        const observer = awake('dan', random, { disk: cast.members[3]?.early.clone() as MemoryDisk });
        const open = [...all];
        while (open.length > 0) {
          const batch: Uint8Array[] = [];
          for (let left = 1 + random.int(25); left > 0 && open.length > 0; left -= 1) {
            batch.push(...open.splice(random.int(open.length), 1));
          }
          observer.replica.ingest(batch);
        }
        observer.replica.ingest(all);
        return observer.player.state();
      });
      expect(states[1], `seed ${seed}`).toEqual(states[0]);
      expect(states[2], `seed ${seed}`).toEqual(states[0]);
    }
  });
});
