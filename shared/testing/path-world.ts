/**
 * A world of real replicas with several ways between any two of them: a direct
 * channel, a channel on the LAN, files that are carried about, and a keeper.
 * What each way brings is counted. Faults: frames are lost, doubled or overtake
 * each other; files are cut, changed, taken twice, or long out of date; the
 * keeper is down, stops answering, or lost what it had.
 */
import type { DeviceId, OpId } from '../brand.ts';
import { takeBundle } from '../sync/bundle-intake.ts';
import { type BundlePlan, planBundle } from '../sync/bundle-plan.ts';
import type { MailAsk, MailReply, VisitReport } from '../sync/mail-visit.ts';
import type { Replica } from '../sync/replica.ts';
import { mayTravel } from '../sync/travel.ts';
import { openFor, saveFrom, type Carrier } from './bundles.ts';
import type { Cast } from './cast.ts';
import { createEntryTally, type EntryTally, type Receiver } from './entry-tally.ts';
import { type MailCarrier, visit, withMail } from './mail.ts';
import { createMemoryKeeper, type MemoryKeeper } from './memory-keeper.ts';
import { SimulatedCrash } from './memory-entry-store.ts';
import { createPaidWatch } from './paid-watch.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimEnd, SimNode } from './sim-network.ts';
import { createSimWorld, type SimPersona, type SimWorld, WILD_CLOCKS } from './sim-world.ts';

/** What may happen to a frame, each with its own probability. */
export interface PathWeather {
  readonly lost: number;
  readonly doubled: number;
  /** It comes after the one that was sent next; when none is, it does not come. */
  readonly late: number;
}
/** Nothing happens to frames. */
export const FAIR: PathWeather = { lost: 0, doubled: 0, late: 0 };

/** Two ways of meeting over a channel. */
export type ChannelPath = 'direct' | 'lan';

/**
 * What somebody saved for the others. The 96 slots of a real file cost a
 * simulation more than all else it does, so that most are carried unsealed.
 */
export interface Stick {
  readonly from: DeviceId;
  readonly plan: BundlePlan;
  /** The file, or null for one that is carried unsealed. */
  readonly file: Uint8Array | null;
}

/** What becomes of a file on its way: a part of it is missing (0 for all to 1 for nothing), or something in it is changed. */
export interface Harm {
  readonly kept: number;
  readonly isChanged: boolean;
}
/** Nothing becomes of it. */
export const UNHARMED: Harm = { kept: 1, isChanged: false };

/** What came of taking a file. */
export type Taken = 'whole' | 'cut' | 'damaged' | 'refused' | 'died';

/** What came of going to the keeper. */
export type Visited = VisitReport['outcome'] | 'died';

/** See the file's head. */
export interface PathWorld {
  readonly world: SimWorld;
  readonly tally: EntryTally;
  /** What happened to frames. */
  readonly happened: { lost: number; doubled: number; late: number; doubles: number };
  /** Entries that were given while the giver's line was paid, each the giver's own. */
  readonly paid: { given: number };
  weather(next: PathWeather): void;
  link(path: ChannelPath, a: SimPersona, b: SimPersona): void;
  /** Saves what the group may be missing; null for somebody whose process is dead. */
  save(who: SimPersona, isSealed: boolean): Stick | null;
  take(who: SimPersona, stick: Stick, harm: Harm): Taken;
  /** The keeper; `isUp` is the story's to change. */
  readonly keeper: MemoryKeeper;
  /** Goes to the keeper once: reads, then puts. */
  visit(who: SimPersona): Visited;
}

type Ingest = Replica['ingest'];
const MAX_BYTES = 1 << 26;
/** When a story begins, by the clock of the keeper: the casts were made then. */
const KEEPER_START = 1_777_896_000_000;

/** Opens a file and takes in what can be read of it. */
function takeSealed(who: Carrier, file: Uint8Array, ingest: Ingest): Taken {
  const opened = openFor(who, file);
  if (!opened.ok) return 'refused';
  const steps = takeBundle({ ...who.replica, ingest }, opened.value);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value.ending;
}

/** The same with what is carried unsealed: an end that is missing, or that was changed and does not open. */
function takePlan(replica: Replica, { from, plan }: Stick, { kept, isChanged }: Harm, ingest: Ingest): Taken {
  const runs = plan.runs.slice(0, Math.ceil(plan.runs.length * kept * (isChanged ? 0.5 : 1)));
  for (const run of runs) ingest(run);
  // Whose word the rows are is said in the first chunk, which is there.
  if (replica.isActive(from)) replica.noteHave(from, plan.rows);
  return isChanged ? 'damaged' : runs.length < plan.runs.length ? 'cut' : 'whole';
}

/** Wakes the people of a cast; their clocks are wrong by one of `clocks` each. */
export function createPathWorld(cast: Cast, random: SeededRandom, clocks = WILD_CLOCKS): PathWorld {
  const world = createSimWorld(cast, random, clocks);
  const tally = createEntryTally();
  const happened = { lost: 0, doubled: 0, late: 0, doubles: 0 };
  const paid = { given: 0 };
  let now = FAIR;
  /** Frames that will be overtaken, by channel. */
  const late = new Map<number, Uint8Array>();
  const pathOf = new Map<number, ChannelPath>();
  const ends = new Map<number, SimEnd>();
  const brought = new WeakMap<object, Set<string>>();
  // Mailboxes are of a week: people whose clocks are years off find none of the others', so that here all have one
  // time for it, and know by the same when something was stored. What they write is of their own clocks.
  const keeperNow = (): number => KEEPER_START + world.now();
  const keeper = createMemoryKeeper({ now: keeperNow, random });
  /** What everybody remembers of the keeper; on their disks, so that it outlives them. */
  const remembered = new Map<SimPersona, Pick<MailCarrier, 'memory' | 'log' | 'budget'>>();

  /** What was brought to the process that runs now. */
  function receiver(life: NonNullable<SimPersona['life']>): Receiver {
    const seen = brought.get(life) ?? new Set<string>();
    brought.set(life, seen);
    return { store: life.store, brought: seen };
  }

  /** Of two channels to the same device one is enough: both ends keep the direct one (SPEC LK4). */
  function closeDoubles(who: SimPersona): void {
    const serving = who.life?.member.sessions.peers().filter((one) => one.serving) ?? [];
    for (const { channelId, peer } of serving) {
      const others = serving.filter((one) => one.channelId !== channelId && one.peer.deviceId === peer.deviceId);
      const isSecond = others.some((one) => pathOf.get(one.channelId) === 'direct');
      const end = ends.get(channelId);
      if (pathOf.get(channelId) !== 'lan' || !isSecond || !end) continue;
      happened.doubles += 1;
      end.close();
      who.life?.member.channelClosed(channelId);
      ends.delete(channelId);
    }
  }

  /** What comes of one frame: itself, as a rule. */
  function passed(channelId: number, frame: Uint8Array): readonly { frame: Uint8Array; isCopy: boolean }[] {
    const held = late.get(channelId);
    late.delete(channelId);
    const after = held ? [{ frame: held, isCopy: false }] : [];
    if (random.chance(now.lost)) {
      happened.lost += 1;
      return after;
    }
    if (random.chance(now.doubled)) {
      happened.doubled += 1;
      return [{ frame, isCopy: false }, { frame, isCopy: true }, ...after];
    }
    if (!held && random.chance(now.late)) {
      happened.late += 1;
      late.set(channelId, frame);
      return [];
    }
    return [{ frame, isCopy: false }, ...after];
  }

  const nodeOn = (path: ChannelPath, who: SimPersona): SimNode => ({
    name: who.cast.name,
    channelOpened(end) {
      pathOf.set(end.channelId, path);
      ends.set(end.channelId, end);
      const watch = createPaidWatch(who.cast.identity.deviceId, () => who.line);
      who.node.channelOpened({
        ...end,
        send(frame) {
          paid.given += watch.sent(frame);
          end.send(frame);
        },
      });
    },
    frameArrived(channelId, frame) {
      for (const one of passed(channelId, frame)) {
        if (!ends.has(channelId)) return;
        if (who.life) tally.frame(channelId, path, one.frame, one.isCopy, receiver(who.life));
        who.node.frameArrived(channelId, one.frame);
      }
      closeDoubles(who);
    },
    bytesDrained: (channelId, bytes) => who.node.bytesDrained(channelId, bytes),
    channelClosed(channelId) {
      ends.delete(channelId);
      who.node.channelClosed(channelId);
    },
  });

  return {
    world,
    tally,
    happened,
    paid,
    weather(next) {
      now = next;
    },
    link(path, a, b) {
      world.network.link(nodeOn(path, a), nodeOn(path, b));
    },
    save(who, isSealed) {
      const { life } = who;
      const roster = life?.replica.roster();
      if (!life || !roster) return null;
      const { deviceId } = who.cast.identity;
      const plan = planBundle({
        source: life.replica,
        roster,
        deviceId,
        haves: life.store.haves(),
        maxBytes: MAX_BYTES,
      });
      return { from: deviceId, plan, file: isSealed ? saveFrom(carrierOf(who, life)) : null };
    },
    keeper,
    visit(who) {
      const { life } = who;
      if (!life) return 'died';
      const carrier = carrierOf(who, life);
      const before = remembered.get(who) ?? withMail(carrier);
      const storedAt = (id: OpId): number | null => {
        const at = life.replica.storedAt(id);
        return at === null ? null : at - who.skewMs;
      };
      const replica = { ...life.replica, storedAt, ingest: countedIngest('keeper', life) };
      const mail: MailCarrier = { ...carrier, replica, memory: before.memory, log: before.log, budget: before.budget };
      const failing = {
        answer: (ask: MailAsk): MailReply => (random.chance(now.lost) ? { type: 'away' } : keeper.answer(ask)),
      };
      try {
        const puts = mayTravel(who.line, 'others') ? 'all' : 'own';
        const { outcome } = visit(mail, failing, keeperNow, { puts });
        world.offer(who);
        return outcome;
      } catch (failure) {
        if (!(failure instanceof SimulatedCrash)) throw failure;
        world.crash(who);
        return 'died';
      } finally {
        remembered.set(who, mail);
      }
    },
    take(who, stick, harm) {
      const { life } = who;
      if (!life) return 'died';
      const ingest = countedIngest('file', life);
      try {
        const taken = stick.file
          ? takeSealed(carrierOf(who, life), harmed(stick.file, harm), ingest)
          : takePlan(life.replica, stick, harm, ingest);
        world.offer(who);
        return taken;
      } catch (failure) {
        if (!(failure instanceof SimulatedCrash)) throw failure;
        world.crash(who);
        return 'died';
      }
    },
  };

  function countedIngest(path: 'file' | 'keeper', life: NonNullable<SimPersona['life']>): Ingest {
    return (entries) => {
      tally.entries(path, entries, receiver(life));
      return life.replica.ingest(entries);
    };
  }
  function harmed(file: Uint8Array, { kept, isChanged }: Harm): Uint8Array {
    const part = file.slice(0, Math.floor(file.length * kept));
    const at = random.int(file.length);
    if (isChanged && at < part.length) part[at] = (part[at] ?? 0) ^ (1 << random.int(8));
    return part;
  }

  function carrierOf(who: SimPersona, life: NonNullable<SimPersona['life']>): Carrier {
    const { replica, store, player } = life;
    return { cast: who.cast, groupId: cast.groupId, replica, store, player, random };
  }
}
