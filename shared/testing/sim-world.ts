/**
 * A small world of real replicas: people who write, meet, lose their links,
 * crash and come back, under weather that doubles, loses, corrupts and replays
 * what they say. One seed, one story.
 */
import { decodeEntry } from '../chain/entry.ts';
import { laneOf } from '../chain/kinds.ts';
import type { Clock } from '../ports/clock.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { Replica } from '../sync/replica.ts';
import { chainText } from '../sync/sync-source.ts';
import { FREE_LINE, mayTravel, type PaidLine } from '../sync/travel.ts';
import { type Cast, type CastMember, openReplica } from './cast.ts';
import { type MemoryDisk, SimulatedCrash } from './memory-entry-store.ts';
import { createPlayer, type Player } from './player.ts';
import type { SeededRandom } from './seeded-random.ts';
import { createSimMember, type SimMember } from './sim-member.ts';
import { createSimNetwork, type SimNetwork, type SimNode } from './sim-network.ts';

/** What happens to frames: nothing, or each with its own probability. */
export interface Weather {
  readonly doubled: number;
  readonly lost: number;
  readonly corrupted: number;
  /** An older frame of any link comes instead. */
  readonly replayed: number;
}
/** Nothing happens to frames. */
export const CALM: Weather = { doubled: 0, lost: 0, corrupted: 0, replayed: 0 };

/** One person of the world: what runs now, and what is on the disk. */
export interface SimPersona {
  readonly cast: CastMember;
  readonly disk: MemoryDisk;
  /** By how much their clock is wrong, milliseconds. */
  readonly skewMs: number;
  /** Null while the process is dead. */
  life: {
    readonly replica: Replica;
    readonly store: EntryStore;
    readonly player: Player;
    readonly member: SimMember;
  } | null;
  readonly node: SimNode;
  /** How the line of their computer is paid; a story changes it. */
  line: PaidLine;
  /** Was removed and will not hear of it: takes in no operation any more, and goes on writing with the past it had. */
  isDefiant: boolean;
}

/** What was done, for the test that a simulation did something. */
export interface WorldCounts {
  writes: number;
  crashes: number;
  restarts: number;
  links: number;
  cuts: number;
  operations: number;
  stored: number;
  tampered: number;
  folds: number;
  /** Entries of defiant people that were brought to somebody by hand. */
  smuggled: number;
}

/** The world and its hands. */
export interface SimWorld {
  readonly network: SimNetwork;
  readonly people: readonly SimPersona[];
  readonly counts: WorldCounts;
  readonly random: SeededRandom;
  /** Lets a living person do something and offers what came of it; a crash on the way is a crash. */
  act(who: SimPersona, deed: (player: Player) => boolean): boolean;
  /** Offers what came by another way than a channel to whoever is linked. */
  offer(who: SimPersona): void;
  crash(who: SimPersona): void;
  restart(who: SimPersona): void;
  /** Brings what a defiant person wrote to somebody, as a relay would who does not know better. */
  smuggle(from: SimPersona, to: SimPersona): void;
  /** Delivers up to `steps` frames. */
  run(steps: number): void;
  /** Delivers until nothing is in flight; throws when that does not end. */
  settle(): void;
  /** Time passes for the sessions. */
  pass(ms: number): void;
  /** Milliseconds that have passed. */
  now(): number;
  weather(next: Weather): void;
  /** How far a person's disk goes, by chain. */
  frontier(who: SimPersona): ReadonlyMap<string, number>;
}

const isContent = (bytes: Uint8Array): boolean => {
  const entry = decodeEntry(bytes);
  return entry.ok && laneOf(entry.value.header.kind) === 'content';
};

/** By how much clocks of people are wrong: by nothing, seconds, hours, or ten years, milliseconds. */
export const WILD_CLOCKS: readonly number[] = [0, 0, 3_000, -7_200_000, 10 * 31_557_600_000, -10 * 31_557_600_000];

/** Wakes the people of a cast on copies of their disks; their clocks are wrong by one of `clocks` each. */
export function createSimWorld(cast: Cast, random: SeededRandom, clocks = WILD_CLOCKS): SimWorld {
  const network = createSimNetwork(random);
  const tag = random.bytes(32);
  const counts: WorldCounts = {
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
  };
  let now = 0;

  function alive(who: SimPersona, deed: (life: NonNullable<SimPersona['life']>) => void): void {
    if (!who.life) return;
    try {
      deed(who.life);
    } catch (failure) {
      if (!(failure instanceof SimulatedCrash)) throw failure;
      crash(who);
    }
  }
  function crash(who: SimPersona): void {
    if (!who.life) return;
    counts.crashes += 1;
    counts.stored += who.life.member.effects.filter((effect) => effect.type === 'stored').length;
    who.disk.crash();
    who.life = null;
    network.isolate(who.cast.name, true);
  }
  function wake(who: SimPersona, clock: Clock): void {
    const { identity, name } = who.cast;
    const { replica, store } = openReplica(cast, identity, who.disk, { random, clock });
    const member = createSimMember({
      name,
      groupId: cast.groupId,
      room: () => ({ kind: 'group', tag }),
      keys: identity.deviceSigning,
      source: {
        ...replica,
        missing: (rows, taken) =>
          replica.missing(rows, taken).filter((want) => !who.isDefiant || want.lane === 'content'),
        ingest: (entries) => replica.ingest(who.isDefiant ? entries.filter(isContent) : entries),
      },
      directory: replica,
      travels: (kind) => mayTravel(who.line, kind),
      random,
      now: () => now,
    });
    who.life = {
      replica,
      store,
      member,
      player: createPlayer(replica, store, { groupId: cast.groupId, identity, random }),
    };
  }

  const clockOf = new Map<SimPersona, Clock>();
  const people = cast.members.map((member): SimPersona => {
    // Sessions run on another clock, that only goes forward.
    const skew = random.pick(clocks);
    const disk = (random.chance(0.5) ? member.early : member.full).clone();
    const who: SimPersona = {
      cast: member,
      disk,
      skewMs: skew,
      life: null,
      line: FREE_LINE,
      isDefiant: false,
      node: {
        name: member.name,
        channelOpened: (end) => alive(who, ({ member: self }) => self.channelOpened(end)),
        frameArrived: (channelId, frame) => alive(who, ({ member: self }) => self.frameArrived(channelId, frame)),
        bytesDrained: (channelId, bytes) => alive(who, ({ member: self }) => self.bytesDrained(channelId, bytes)),
        channelClosed: (channelId) => alive(who, ({ member: self }) => self.channelClosed(channelId)),
      },
    };
    clockOf.set(who, { now: () => 1_777_896_000_000 + skew + now });
    return who;
  });
  const wakeUp = (who: SimPersona): void => wake(who, clockOf.get(who) ?? { now: () => 0 });
  for (const who of people) wakeUp(who);

  function weather(next: Weather): void {
    const past: Uint8Array[] = [];
    const windless = Object.values(next).every((p) => p === 0);
    network.tamper(
      windless
        ? null
        : (frame) => {
            past.push(frame);
            const before = counts.tampered;
            counts.tampered += 1;
            if (random.chance(next.lost)) return [];
            if (random.chance(next.doubled)) return [frame, frame];
            if (random.chance(next.replayed)) return [random.pick(past)];
            if (random.chance(next.corrupted)) {
              const changed = frame.slice();
              const at = random.int(changed.length);
              changed[at] = (changed[at] ?? 0) ^ (1 << random.int(8));
              return [changed];
            }
            counts.tampered = before;
            return [frame];
          },
    );
  }

  return {
    network,
    people,
    counts,
    random,
    crash,
    weather,
    act(who, deed) {
      let done = false;
      alive(who, ({ player, member }) => {
        done = deed(player);
        if (done) member.changed();
      });
      return done;
    },
    offer: (who) => alive(who, ({ member }) => member.changed()),
    restart(who) {
      if (who.life) return;
      counts.restarts += 1;
      wakeUp(who);
    },
    smuggle(from, to) {
      if (!from.life || !to.life) return;
      const { replica } = from.life;
      const own = replica
        .frontier()
        .filter((row) => row.lane === 'content' && row.deviceId === from.cast.identity.deviceId);
      const entries = own.flatMap((row) => replica.read({ ...row, from: 1, to: row.seq }, 1 << 24).entries);
      alive(to, (life) => {
        if (life.replica.ingest(entries).accepted === 0) return;
        counts.smuggled += 1;
        life.member.changed();
      });
    },
    run(steps) {
      for (let left = steps; left > 0 && network.step(); left -= 1);
    },
    settle: () => {
      network.settle(200_000);
    },
    now: () => now,
    pass(ms) {
      now += ms;
      for (const who of people) alive(who, ({ member }) => member.tick());
    },
    frontier(who) {
      const rows = who.life?.replica.frontier() ?? [];
      return new Map(rows.map((row) => [chainText(row), row.seq]));
    },
  };
}
