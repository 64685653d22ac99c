import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Cast, createCast } from '../testing/cast.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { rememberCrypto } from '../testing/sim-crypto.ts';
import { CALM, createSimWorld, type SimPersona, type SimWorld, type WorldCounts } from '../testing/sim-world.ts';
import { chainText } from './sync-source.ts';

const NAMES = ['alice', 'bob', 'cleo', 'dan', 'emil', 'fay', 'gus', 'hana'];
const SEEDS = Number(process.env.HEARTH_SEEDS ?? 3_000);
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

const total: WorldCounts & { runs: number; ended: Map<string, number> } = {
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
  ended: new Map(),
};

/** Reasons for which a session may end when nothing happens to frames. */
const HONEST_ENDINGS = [
  'Done',
  'InactiveDevice',
  'UnknownDevice',
  'Removed',
  'HandshakeTimeout',
  'WantTimeout',
  'SameDevice',
];

/** What must hold between any two steps. */
function createInvariants(world: SimWorld, isCalm: boolean) {
  const before = new Map<SimPersona, ReadonlyMap<string, number>>();
  function notLess(who: SimPersona): void {
    const now = world.frontier(who);
    for (const [chain, seq] of before.get(who) ?? []) {
      if ((now.get(chain) ?? 0) < seq)
        throw new Error(`${who.cast.name} lost ${chain} from ${seq} to ${now.get(chain)}`);
    }
    before.set(who, now);
  }
  function nothingStrange(who: SimPersona): void {
    const { effects, endings } = who.life?.member ?? { effects: [], endings: [] };
    if (effects.some((effect) => effect.type === 'evidence')) throw new Error('an honest chain forked');
    const strange = isCalm && endings.find(({ reason }) => !HONEST_ENDINGS.includes(reason));
    if (strange) throw new Error(`${who.cast.name} ended a session: ${strange.by} ${strange.reason}`);
  }
  /** What somebody is believed to hold is on their disk. */
  function nothingImagined(who: SimPersona): void {
    for (const { holder, chain, seq } of who.life?.store.haves() ?? []) {
      const other = world.people.find((one) => one.cast.identity.deviceId === holder);
      const held = other?.life && before.get(other)?.get(chainText(chain));
      if (held !== undefined && held !== null && held < seq) {
        throw new Error(
          `${who.cast.name} believes that ${other?.cast.name} holds ${chainText(chain)} to ${seq}, not ${held}`,
        );
      }
    }
  }
  return () => {
    const living = world.people.filter((who) => who.life);
    living.forEach(notLess);
    living.forEach(nothingStrange);
    if (isCalm) living.forEach(nothingImagined);
  };
}

/** One thing that happens. */
function happen(world: SimWorld): void {
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
  } else if (dice < 50) {
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
  } else if (dice < 97) {
    const target = other.cast.identity.memberId;
    const done = world.act(who, (player) => {
      const kind = random.int(12);
      if (kind < 5) return player.rekey();
      if (kind < 8) return player.tend();
      // Alice stays, so that there is always somebody to ask how it ended.
      if (kind < 10 || other.cast.name === 'alice' || who === other) return player.promote(target);
      return player.remove(target);
    });
    if (done) counts.operations += 1;
  } else {
    world.pass(random.pick([50, 1_000, 6_000, 31_000]));
  }
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

/** What differs between the replicas of those who belong to the group in the end; empty when they agree. */
function differences(world: SimWorld): readonly string[] {
  const alice = world.people[0]?.life;
  const honest = world.people.filter((who) => alice?.replica.isActive(who.cast.identity.deviceId));
  const shown = alice?.player.state() ?? [];
  return honest.flatMap((who) => {
    const other = new Set(who.life?.player.state());
    const lacking = shown.filter((line) => !other.has(line)).map((line) => `${who.cast.name} lacks ${line}`);
    const own = [...other].filter((line) => !shown.includes(line)).map((line) => `${who.cast.name} alone has ${line}`);
    const waiting =
      who.life?.store.entriesWithStatus('waiting').map((entry) => `${who.cast.name} waits with ${entry.id}`) ?? [];
    return lacking.length + own.length > 0 ? [...waiting, ...lacking, ...own] : [];
  });
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
      happen(world);
      check();
    }
    heal(world);
    check();
    const differ = differences(world);
    if (differ.length > 0) throw new Error(`they differ:\n${differ.slice(0, 6).join('\n')}`);
    total.runs += 1;
    for (const who of world.people) {
      for (const { reason } of who.life?.member.endings ?? [])
        total.ended.set(reason, (total.ended.get(reason) ?? 0) + 1);
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
    for (const key of ['cuts', 'operations', 'tampered'] as const) expect(total[key], key).toBeGreaterThan(SEEDS / 10);
    expect(total.folds).toBeGreaterThan(SEEDS / 100);
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
