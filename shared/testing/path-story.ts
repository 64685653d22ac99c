/**
 * One seed, one story of a group whose members reach each other by whatever
 * way there is, and by one kind of way alone in the end.
 */
import { FREE_LINE } from '../sync/travel.ts';
import { CLAIM_MS } from '../sync/want-ledger.ts';
import type { Cast } from './cast.ts';
import type { EntryTally } from './entry-tally.ts';
import { createPathWorld, FAIR, type PathWorld, type Taken, UNHARMED, type Visited } from './path-world.ts';
import type { Stick } from './path-world.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createInvariants, differences } from './sim-invariants.ts';
import type { SimPersona, WorldCounts } from './sim-world.ts';

/** By what alone everybody comes to the same in the end. */
export const ENDINGS = ['channels', 'files', 'keeper'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What happened in a story. */
export interface PathReport {
  readonly ending: Ending;
  /** Nothing happened to frames. */
  readonly isFair: boolean;
  readonly tally: EntryTally['of'];
  readonly frames: PathWorld['happened'];
  readonly world: WorldCounts;
  readonly files: Readonly<Record<'saved' | Taken, number>>;
  /** Visits to the keeper, by what came of them, and how often it lost all it had. */
  readonly keeper: Readonly<Record<Visited | 'lost', number>>;
  /** How often somebody's line began to be paid by the megabyte, and entries that were given over such lines. */
  readonly paid: { readonly turns: number; readonly given: number };
  /** How often something happened for which entries may come twice over channels (SPEC WY3). */
  readonly chances: number;
}

/** Files that lie about at once; the oldest is lost for another. */
const MAX_STICKS = 6;
/** So many of all files are sealed. */
const SEALED = 1 / 12;
/** In so many stories lines are paid by the megabyte now and then, and so often does one begin or end to be. */
const PAID = { stories: 1 / 3, turns: 0.2 } as const;
/** Rounds in which everybody does what is due. */
const MAX_ROUNDS = 6;
/** Entries that come twice for one reason are a few; the stories write no large ones. */
const BYTES_OF_A_CHANCE = 64 * 1024;

/** Tells the story of a seed, or throws with what went wrong. `castOf` gives a cast of so many. */
export function tellPathStory(castOf: (size: number) => Cast, seed: number): PathReport {
  const random = createSeededRandom(seed);
  // Of its own, so that a story without paid lines is the same one as with them until the first that is.
  const lines = createSeededRandom(seed ^ 0x5eed);
  const hasPaid = lines.chance(PAID.stories);
  let turns = 0;
  const ending = random.pick(ENDINGS);
  const paths = createPathWorld(castOf(random.pick([2, 3, 3, 4, 4, 5, 6])), random);
  const { world } = paths;
  const { people, counts, network } = world;
  const isFair = random.chance(0.4);
  const files = { saved: 0, whole: 0, cut: 0, damaged: 0, refused: 0, died: 0 };
  const keeper = { done: 0, away: 0, full: 0, refused: 0, resting: 0, changing: 0, died: 0, lost: 0 };
  const sticks: Stick[] = [];
  const check = createInvariants(world, isFair);
  let chances = 0;

  function write(who: SimPersona): SimPersona | null {
    const wrote = world.act(who, (player) => {
      const kind = random.int(10);
      if (kind < 5) return player.post(`${who.cast.name} writes ${counts.writes}.`);
      if (kind < 7) return player.comment(`${who.cast.name} answers ${counts.writes}.`);
      if (kind < 8) return player.edit('Again: ');
      return kind === 8 ? player.react() : player.takeBack();
    });
    if (wrote) counts.writes += 1;
    return wrote ? who : null;
  }
  const hasChannel = (who: SimPersona): boolean =>
    people.some((other) => network.isLinked(who.cast.name, other.cast.name));
  function link(who: SimPersona, other: SimPersona): void {
    if (who === other || !who.life || !other.life) return;
    counts.links += 1;
    if (hasChannel(who) || hasChannel(other)) chances += 1;
    paths.link(random.chance(0.5) ? 'direct' : 'lan', who, other);
  }
  function cut(who: SimPersona, other: SimPersona): void {
    if (network.isLinked(who.cast.name, other.cast.name)) counts.cuts += 1;
    network.cut(who.cast.name, other.cast.name);
  }
  function pass(ms: number): void {
    if (ms >= CLAIM_MS) chances += 1;
    world.pass(ms);
  }
  function save(who: SimPersona): void {
    const stick = paths.save(who, random.chance(SEALED));
    if (!stick) return;
    files.saved += 1;
    sticks.push(stick);
    if (sticks.length > MAX_STICKS) sticks.shift();
  }
  function take(who: SimPersona): void {
    if (sticks.length === 0) return;
    if (hasChannel(who)) chances += 1;
    const harm = { kept: random.chance(0.2) ? random.int(100) / 100 : 1, isChanged: random.chance(0.15) };
    files[paths.take(who, random.pick(sticks), harm)] += 1;
  }

  function visit(who: SimPersona): void {
    if (hasChannel(who)) chances += 1;
    keeper[paths.visit(who)] += 1;
  }
  /** The keeper comes or goes, or begins with nothing. */
  function turnKeeper(): void {
    paths.keeper.isUp = !paths.keeper.isUp;
    if (!random.chance(0.1)) return;
    paths.keeper.boxes.clear();
    paths.keeper.store = random.bytes(paths.keeper.store.length);
    keeper.lost += 1;
  }

  /** A line begins or ends to be paid; then its channels begin anew, as they do in the app. */
  function turnLine(who: SimPersona): void {
    const isPaid = !who.line.isPaid;
    who.line = { isPaid, isOpened: isPaid && lines.chance(0.2) };
    turns += isPaid ? 1 : 0;
    network.isolate(who.cast.name);
  }

  /** One thing that happens; who wrote something, if anybody did. */
  function happen(): SimPersona | null {
    const who = random.pick(people);
    const other = random.pick(people);
    const dice = random.int(100);
    if (dice < 34) return write(who);
    if (dice < 48) link(who, other);
    else if (dice < 54) cut(who, other);
    else if (dice < 72) world.run(1 + random.int(40));
    else if (dice < 77) visit(who);
    else if (dice < 78) turnKeeper();
    else if (dice < 80) world.crash(who);
    else if (dice < 82) who.disk.crashAtWrite(1 + random.int(40));
    else if (dice < 88) world.restart(who);
    else if (dice < 92) save(who);
    else if (dice < 96) take(who);
    else if (dice < 98) {
      if (world.act(who, (player) => (random.chance(0.3) ? player.rekey() : player.tend()))) counts.operations += 1;
    } else pass(random.pick([50, 1_000, 6_000, 31_000]));
    return null;
  }

  /** One after the other hands the next a file, twice around. */
  function byFiles(): void {
    for (let i = 0; i < 2 * people.length; i += 1) {
      const [giver, taker] = [people[i % people.length], people[(i + 1) % people.length]];
      const stick = giver && paths.save(giver, false);
      if (stick && taker && paths.take(taker, stick, UNHARMED) !== 'whole')
        throw new Error('a whole file was not taken');
    }
  }
  /** One after the other goes to the keeper, twice around. */
  function byKeeper(): void {
    for (let round = 0; round < 2; round += 1) {
      for (const who of people) {
        const outcome = paths.visit(who);
        keeper[outcome] += 1;
        if (outcome !== 'done') throw new Error(`a visit ended as ${outcome}`);
      }
    }
  }
  /** Everybody is linked with the next. */
  function byChannels(): void {
    people.forEach((who, i) => {
      const next = people[i + 1];
      if (next && !network.isLinked(who.cast.name, next.cast.name)) paths.link('direct', who, next);
    });
    world.settle();
    world.pass(31_000);
    world.settle();
  }
  function tendAll(): boolean {
    let wasDue = false;
    for (const who of people) while (world.act(who, (player) => player.tend())) wasDue = true;
    return wasDue;
  }
  /** Everybody is awake and meets by one kind of way alone, until nothing is due any more. */
  function heal(): void {
    paths.weather(FAIR);
    for (const who of people) {
      who.line = FREE_LINE;
      // What was to strike later strikes nobody any more.
      who.disk.crashAtWrite(Number.POSITIVE_INFINITY);
      world.restart(who);
      network.isolate(who.cast.name);
    }
    paths.keeper.isUp = true;
    const meet = { channels: byChannels, files: byFiles, keeper: byKeeper }[ending];
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      meet();
      if (!tendAll()) return;
    }
    throw new Error('something is due for ever');
  }
  /** What came over channels although it was there keeps to what SPEC WY3 allows. */
  function checkOverhead(): void {
    const { direct, lan } = paths.tally.of;
    const { lost, doubled, late } = paths.happened;
    const again = direct.again.bytes + direct.log.bytes + lan.again.bytes + lan.log.bytes;
    const allowed = (chances + lost + doubled + late) * BYTES_OF_A_CHANCE;
    if (again > allowed) throw new Error(`${again} bytes came twice, and ${allowed} may`);
  }

  if (!isFair) {
    const p = () => (random.chance(0.5) ? random.int(8) / 100 : 0);
    paths.weather({ lost: p(), doubled: p(), late: p() });
  }
  for (let events = 25 + random.int(35); events > 0; events -= 1) {
    if (hasPaid && lines.chance(PAID.turns)) turnLine(lines.pick(people));
    check(happen());
  }
  heal();
  check(null);
  const differ = differences(world);
  if (differ.length > 0) throw new Error(`they differ, after ${ending} alone:\n${differ.slice(0, 6).join('\n')}`);
  checkOverhead();
  const paid = { turns, given: paths.paid.given };
  return { ending, isFair, tally: paths.tally.of, frames: paths.happened, world: counts, files, keeper, paid, chances };
}
