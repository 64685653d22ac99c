/** Putting into a keeper's mailboxes what somebody may lack (SPEC ML10–ML14): one of the two parts of a visit. */
import { hex } from '@scure/base';
import type { EpochId } from '../brand.ts';
import { utf8 } from '../bytes.ts';
import { hash } from '../crypto/crypto.ts';
import { KEPT_MS } from '../group/mailbox.ts';
import { withHeld, withOwn } from './mail-memory.ts';
import { putRequest, sealParcel } from './mail-parcel.ts';
import { type ClosingPlace, type MailPlace, type MailPlaces, mailPlaces } from './mail-places.ts';
import { type MailPlanInput, type ParcelPlan, planParcel, planWord, waitingPlaces } from './mail-plan.ts';
import { markOf } from './mail-reading.ts';
import { type Interruption, remember, type Visit, type VisitInput, type VisitSteps } from './mail-steps.ts';
import type { KeeperMemory } from './mail-memory.ts';
import type { FrontierRow } from './sync-source.ts';

/** Most parcels of one visit; the rest goes with the next. */
const MAX_PUTS = 32;
/** Between two parcels that only tell what this device holds, milliseconds. */
export const WORD_MS = 10 * 60_000;

/** What `frontier` says, so that the same is not told twice. */
const wordOf = (epochId: EpochId, frontier: readonly FrontierRow[]): string =>
  hex.encode(
    hash('mail-word', utf8(`${epochId} ${frontier.map((r) => `${r.deviceId}/${r.inc}/${r.lane}/${r.seq}`).join(' ')}`)),
  );

/** Stretches that lie where all of these see them. */
function keptIn(memory: KeeperMemory, now: number, reads: readonly MailPlace[], counts: (place: MailPlace) => boolean) {
  const names = new Set(reads.filter(counts).map(({ name }) => name));
  return memory.held.filter(({ mailbox, until }) => until > now && names.has(mailbox));
}

type Looked = Pick<VisitInput, 'groupId' | 'deviceId' | 'replica' | 'haves' | 'now'>;

/** What is to be put into the mailbox of the sending epoch; null while there is none. */
function writingInput(
  looked: Looked,
  memory: KeeperMemory,
  places: MailPlaces,
  whose: 'own' | 'all',
): MailPlanInput | null {
  const { groupId, deviceId, replica } = looked;
  const roster = replica.roster();
  const { write } = places;
  if (!roster || !write) return null;
  const counts = (place: MailPlace): boolean => place.isForAll || place.epochId === write.epochId;
  const kept = keptIn(memory, looked.now(), places.reads, counts);
  return { groupId, deviceId, roster, source: replica, haves: looked.haves(), rows: replica.frontier(), kept, whose };
}

function closingInput(
  looked: Looked,
  memory: KeeperMemory,
  places: MailPlaces,
  { place, rows, former }: ClosingPlace,
): MailPlanInput | null {
  const { groupId, deviceId, replica } = looked;
  const roster = replica.roster();
  if (!roster) return null;
  const kept = keptIn(memory, looked.now(), places.reads, (one) => one.epochId === place.epochId);
  const haves = looked.haves();
  return { groupId, deviceId, roster, source: replica, haves, rows, kept, whose: 'all', alsoFor: former };
}

/** How many places of chains wait to be put at this keeper. */
export function waitingAt(looked: Looked, memory: KeeperMemory): number {
  const input = writingInput(looked, memory, mailPlaces(looked.replica, looked.deviceId, looked.now()), 'all');
  return input ? waitingPlaces(input) : 0;
}

/** Puts one parcel in; remembers what the keeper has by its word. */
function* putOne(visit: Visit, place: MailPlace, plan: ParcelPlan): VisitSteps<Interruption> {
  const { groupId, deviceId, signingSecret, random, now, ticket } = visit.input;
  const facts = { madeAt: now(), deviceId, entries: plan.entries, leftOut: 0, rows: plan.rows };
  const parcel = sealParcel({ groupId, mailbox: place.mailbox, signingSecret, facts, runs: plan.runs, random });
  const reply = yield { type: 'put', request: putRequest(place.mailbox, parcel, ticket) };
  if (reply.type !== 'kept') return 'away';
  if (reply.state !== 'kept') return reply.state;
  visit.put += 1;
  const until = now() + KEPT_MS;
  const held = plan.ranges.map((range) => ({ ...range, mailbox: place.name, until }));
  const own = { mailbox: place.name, mark: markOf(parcel), at: now(), serial: 0 };
  remember(visit, withOwn(withHeld(visit.memory, held), own));
  return null;
}

/** Puts what is wanted into the mailbox of the sending epoch, and a word when nothing went along that says it. */
function* putContent(visit: Visit, whose: 'own' | 'all'): VisitSteps<Interruption> {
  const { input } = visit;
  const { replica, now } = input;
  for (let puts = 0; puts < MAX_PUTS; puts += 1) {
    const places = mailPlaces(replica, input.deviceId, now());
    const wanted = writingInput(input, visit.memory, places, whose);
    if (!wanted || !places.write) return null;
    const word = wordOf(places.write.epochId, wanted.rows);
    const plan = planParcel(wanted);
    const isTold = visit.memory.told === word || now() - visit.memory.toldAt < WORD_MS;
    if (!plan && isTold) return null;
    const stopped = yield* putOne(visit, places.write, plan ?? planWord(wanted.rows));
    if (stopped !== null) return stopped;
    remember(visit, { ...visit.memory, told: word, toldAt: now() });
  }
  return null;
}

/** Tells in the mailbox of an epoch that is over what ended it; only where this device did, or everywhere. */
function* putClosings(visit: Visit, whose: 'own' | 'all'): VisitSteps<Interruption> {
  const { input } = visit;
  for (const closing of mailPlaces(input.replica, input.deviceId, input.now()).closings) {
    if (whose === 'own' && !closing.isOurs) continue;
    for (let puts = 0; puts < MAX_PUTS; puts += 1) {
      const places = mailPlaces(input.replica, input.deviceId, input.now());
      const wanted = closingInput(input, visit.memory, places, closing);
      const plan = wanted && planParcel(wanted);
      if (!plan) break;
      const stopped = yield* putOne(visit, closing.place, plan);
      if (stopped !== null) return stopped;
    }
  }
  return null;
}

/** Everything that a visit puts in; nothing where nobody else is in. */
export function* putAll(visit: Visit): VisitSteps<Interruption> {
  const { puts, replica, deviceId } = visit.input;
  const roster = replica.roster();
  if (puts === 'nothing' || !roster?.devices.some((one) => one.active && one.deviceId !== deviceId)) return null;
  return (yield* putContent(visit, puts)) ?? (yield* putClosings(visit, puts));
}
