import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Cast, createCast } from '../testing/cast.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { rememberCrypto } from '../testing/sim-crypto.ts';
import { createInvariants, differences, leftOvers } from '../testing/sim-invariants.ts';
import { CALM, createSimWorld, type SimPersona, type SimWorld, type WorldCounts } from '../testing/sim-world.ts';

const NAMES = ['alice', 'bob', 'cleo', 'dan', 'emil', 'fay', 'gus', 'hana'];
const SEEDS = Number(process.env.HEARTH_SEEDS ?? 2_000);
/** `npm run test:long` begins elsewhere each time. */
const FIRST_SEED = Number(process.env.HEARTH_FIRST_SEED ?? 1);
const PER_TEST = 250;

const casts = new Map<number, Cast>();
/** One cast per size: making keys and logs for every seed would be most of the time. */
const castOf = (size: number): Cast => {
  const cast = casts.get(size) ?? createCast(NAMES.slice(0, size), size);
  casts.set(size, cast);
  return cast;
};
let forget = () => {};
beforeAll(async () => {
  await cryptoReady;
  forget = rememberCrypto();
});
afterAll(() => forget());

const total: WorldCounts & {
  runs: number;
  removed: number;
  back: number;
  quarantined: number;
  ended: Map<string, number>;
} = {
  runs: 0,
  writes: 0,
  crashes: 0,
  restarts: 0,
  links: 0,
  cuts: 0,
  operations: 0,
  stored: 0,
  tampered: 0,
  folds: 0,
  smuggled: 0,
  removed: 0,
  back: 0,
  quarantined: 0,
  ended: new Map(),
};

/** Somebody does something to the group. */
function govern(world: SimWorld, who: SimPersona, other: SimPersona): boolean {
  const { random } = world;
  const target = other.cast.identity.memberId;
  const kind = random.int(20);
  if (kind < 5) return world.act(who, (player) => player.rekey());
  if (kind < 8) return world.act(who, (player) => player.tend());
  // Alice stays, so that there is always somebody to ask how it ended.
  if (kind < 11 || other.cast.name === 'alice' || who === other)
    return world.act(who, (player) => player.promote(target));
  if (kind < 13) return world.act(who, (player) => player.demote(target));
  if (kind === 13) return world.act(other, (player) => player.leave());
  return kind < 17 ? remove(world, who, other) : letInAgain(world, who);
}

/** Removes somebody, who more often than not will not hear of it. */
function remove(world: SimWorld, who: SimPersona, other: SimPersona): boolean {
  const done = world.act(who, (player) => player.remove(other.cast.identity.memberId));
  if (!done) return false;
  total.removed += 1;
  other.isDefiant = world.random.chance(0.6);
  return true;
}

/** Lets somebody in again who was removed; they take part again. */
function letInAgain(world: SimWorld, who: SimPersona): boolean {
  const isOut = ({ cast }: SimPersona) => who.life?.replica.isActive(cast.identity.deviceId) === false;
  const out = world.people.find((one) => one !== who && isOut(one));
  if (!out || !world.act(who, (player) => player.readmit(out.cast.identity))) return false;
  total.back += 1;
  out.isDefiant = false;
  return true;
}

/** Alice removes somebody in the middle of it all, and now and then lets them in again. */
function upheaval(world: SimWorld): void {
  const { random, people, counts } = world;
  const [alice] = people;
  const other = random.pick(people.slice(1));
  if (!alice || !other) return;
  world.restart(alice);
  if (remove(world, alice, other)) counts.operations += 1;
  for (let left = 6; left > 0; left -= 1) happen(world);
  if (random.chance(0.3) && letInAgain(world, alice)) counts.operations += 1;
}

/** One thing that happens; who wrote something, if anybody did. */
function happen(world: SimWorld): SimPersona | null {
  const { random, network, people, counts } = world;
  const who = random.pick(people);
  const other = random.pick(people);
  const dice = random.int(100);
  if (dice < 34) {
    const text = `${who.cast.name} writes ${counts.writes}.`;
    const wrote = world.act(who, (player) => {
      const kind = random.int(10);
      if (kind < 5) return player.post(text);
      if (kind < 8) return player.comment(text);
      return kind === 8 ? player.react() : player.takeBack();
    });
    if (wrote) counts.writes += 1;
    return wrote ? who : null;
  }
  if (dice < 50) {
    if (who !== other && who.life && other.life && !network.isLinked(who.cast.name, other.cast.name)) {
      counts.links += 1;
      network.link(who.node, other.node);
    }
  } else if (dice < 56) {
    if (network.isLinked(who.cast.name, other.cast.name)) counts.cuts += 1;
    network.cut(who.cast.name, other.cast.name);
  } else if (dice < 84) {
    world.run(1 + random.int(40));
  } else if (dice < 87) {
    world.crash(who);
  } else if (dice < 90) {
    who.disk.crashAtWrite(1 + random.int(40));
  } else if (dice < 93) {
    world.restart(who);
  } else if (dice < 98) {
    const done = govern(world, who, other);
    if (done) counts.operations += 1;
  } else {
    world.pass(random.pick([50, 1_000, 6_000, 31_000]));
  }
  const talker = people.find((one) => one.isDefiant);
  if (talker && random.chance(0.2)) {
    world.act(talker, (player) => player.post('Still here.'));
    if (random.chance(0.3)) world.smuggle(talker, other);
  }
  return null;
}

/** Alice has written so much that she folds it, while Bob holds some of it entry by entry. */
function foldEarly(world: SimWorld): void {
  const [alice, bob] = world.people;
  if (!alice || !bob) return;
  const write = (count: number) => {
    for (let i = 0; i < count; i += 1)
      if (world.act(alice, (player) => player.post(`Day ${i}.`))) world.counts.writes += 1;
  };
  write(70);
  world.network.link(alice.node, bob.node);
  world.run(world.random.int(60));
  write(40);
  if (world.act(alice, (player) => player.fold())) world.counts.folds += 1;
}

/** Everybody is awake, sees everybody, and does what is due. */
function heal(world: SimWorld): void {
  world.weather(CALM);
  for (const who of world.people) {
    // What was to strike later strikes nobody any more.
    who.disk.crashAtWrite(Number.POSITIVE_INFINITY);
    world.restart(who);
    world.network.isolate(who.cast.name);
  }
  const [hub] = world.people;
  for (let round = 0; round < 2; round += 1) {
    // Through one of them at first, then all who are next to each other.
    world.people.forEach((who, i) => {
      const other = round === 0 ? hub : world.people[i - 1];
      if (other && other !== who) world.network.link(other.node, who.node);
    });
    world.settle();
    for (let due = true; due; ) {
      due = false;
      for (const who of world.people) while (world.act(who, (player) => player.tend())) due = true;
      world.settle();
    }
    world.pass(31_000);
    world.settle();
  }
}

function play(seed: number): void {
  const random = createSeededRandom(seed);
  const world = createSimWorld(castOf(random.pick([2, 2, 3, 3, 3, 4, 4, 5, 6, 8])), random);
  const isCalm = random.chance(0.5);
  if (!isCalm) {
    const p = () => (random.chance(0.5) ? random.int(8) / 100 : 0);
    world.weather({ doubled: p(), lost: p(), corrupted: p(), replayed: p() });
  }
  const check = createInvariants(world, isCalm);
  try {
    if (seed % 50 === 0) foldEarly(world);
    for (let events = 20 + random.int(28); events > 0; events -= 1) {
      check(happen(world));
      if (events === 14 && seed % 3 === 0) upheaval(world);
    }
    heal(world);
    check(null);
    const differ = [...differences(world), ...leftOvers(world)];
    if (differ.length > 0) throw new Error(`they differ:\n${differ.slice(0, 6).join('\n')}`);
    total.runs += 1;
    for (const who of world.people) {
      for (const { reason } of who.life?.member.endings ?? [])
        total.ended.set(reason, (total.ended.get(reason) ?? 0) + 1);
      total.quarantined += who.life?.store.entriesWithStatus('quarantined').length ?? 0;
      total.stored += who.life?.member.effects.filter((effect) => effect.type === 'stored').length ?? 0;
    }
    for (const key of [
      'writes',
      'crashes',
      'restarts',
      'links',
      'cuts',
      'operations',
      'stored',
      'tampered',
      'folds',
      'smuggled',
    ] as const) {
      total[key] += world.counts[key];
    }
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    throw new Error(`seed ${seed}: ${reason}`, { cause: failure });
  }
}

describe('members who meet by chance', () => {
  const end = FIRST_SEED + SEEDS;
  for (let from = FIRST_SEED; from < end; from += PER_TEST) {
    const next = Math.min(from + PER_TEST, end);
    it(`[SY30] come to the same whatever happens on the way: seeds ${from} to ${next - 1}`, {
      timeout: 600_000,
    }, () => {
      for (let seed = from; seed < next; seed += 1) play(seed);
    });
  }

  it('[SY30] and something did happen', () => {
    expect(total.runs).toBe(SEEDS);
    for (const key of ['writes', 'crashes', 'restarts', 'links', 'stored'] as const) {
      expect(total[key], key).toBeGreaterThan(SEEDS);
    }
    for (const key of ['cuts', 'operations', 'tampered', 'removed', 'quarantined'] as const)
      expect(total[key], key).toBeGreaterThan(SEEDS / 10);
    for (const key of ['folds', 'smuggled', 'back'] as const) expect(total[key], key).toBeGreaterThan(SEEDS / 100);
    // Rubbish was told from speech, removed people were sent away, and late ones were let in.
    for (const reason of ['Malformed', 'BadSignature', 'OutOfOrder', 'InactiveDevice', 'Removed', 'HandshakeTimeout']) {
      expect(total.ended.get(reason), reason).toBeGreaterThan(SEEDS / 300);
    }
  });
  afterAll(() => {
    const { ended, ...figures } = total;
    process.stdout.write(`simulation: ${JSON.stringify({ ...figures, ended: Object.fromEntries(ended) })}\n`);
  });
});
