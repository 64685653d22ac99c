import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { wakeCarrier } from '../testing/bundles.ts';
import { type Cast, createCast } from '../testing/cast.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { type MailCarrier, visit, withMail } from '../testing/mail.ts';
import { createMemoryKeeper, type MemoryKeeper } from '../testing/memory-keeper.ts';
import { createSeededRandom, type SeededRandom } from '../testing/seeded-random.ts';
import { STORE_BYTES } from './mail-frame.ts';
import type { MailReply } from './mail-visit.ts';

const SEEDS = Array.from({ length: 8 }, (_, i) => 7_000 + i);
/** 7019: an invented serial hid a real parcel for good. 81071: of own parcels only the oldest was looked for. */
const FOUND = [7_019, 81_071];
/** Days and more in which the keeper is honest, and everybody comes: a keeper that forgot rests for a day. */
const ROUNDS = 16;
const STEPS = 60;
const HOUR_MS = 3_600_000;
const NAMES = ['ann', 'ben', 'cleo', 'dora'] as const;
let cast: Cast;
beforeAll(async () => {
  await cryptoReady;
  cast = createCast(NAMES, 60);
});

/** What happened in all schedules together, so that none of it is played in vain. */
const happened = { away: 0, dropped: 0, invented: 0, lost: 0, older: 0, rekeyed: 0, posted: 0, crashed: 0 };

/** A keeper whose answers are wrong now and then. */
function hostile(keeper: MemoryKeeper, random: SeededRandom): void {
  keeper.misbehave = (request, honest): MailReply => {
    const roll = random.int(100);
    if (roll < 8) {
      happened.away += 1;
      return { type: 'away' };
    }
    if (roll < 12) {
      // Done, and the answer never comes.
      honest();
      happened.away += 1;
      return { type: 'away' };
    }
    if (roll < 17 && request.type === 'put') {
      happened.dropped += 1;
      return { type: 'kept', state: 'kept' };
    }
    if (roll < 22 && request.type === 'get') {
      happened.invented += 1;
      const reply = honest();
      if (reply.type !== 'parcels') return reply;
      const parcel = random.bytes(4_096);
      return {
        ...reply,
        parcels: [...reply.parcels, { serial: reply.last + 1, days: 30, parcel }],
        last: reply.last + 1,
      };
    }
    if (roll < 23) {
      happened.lost += 1;
      keeper.boxes.clear();
      keeper.store = random.bytes(STORE_BYTES);
    } else if (roll < 24) {
      happened.older += 1;
      for (const [name, parcels] of keeper.boxes)
        keeper.boxes.set(name, parcels.slice(0, random.int(parcels.length + 1)));
    }
    return honest();
  };
}

function play(seed: number): { readonly states: readonly (readonly string[])[]; readonly posts: number } {
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const keeper = createMemoryKeeper({ now: clock.now, random });
  const people = cast.members.map((member) => withMail(wakeCarrier(cast, member, random)));
  hostile(keeper, random);
  let written = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const who = people[random.int(people.length)] as MailCarrier;
    const roll = random.int(20);
    clock.advance(random.int(4 * HOUR_MS));
    if (roll < 6 && who.player.post(`Words ${step}`)) written += 1;
    else if (roll === 6 && who.player.rekey()) happened.rekeyed += 1;
    else if (roll === 7) {
      // It ends before what it remembers of the keeper is on the disk.
      const before = who.memory;
      visit(who, keeper, clock.now);
      who.memory = before;
      happened.crashed += 1;
    } else
      visit(who, keeper, clock.now, { scope: random.int(2) ? 'all' : 'open', puts: random.int(2) ? 'own' : 'all' });
  }
  happened.posted += written;
  keeper.misbehave = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const who of people) {
      clock.advance(5 * HOUR_MS + random.int(HOUR_MS));
      who.player.tend();
      visit(who, keeper, clock.now);
    }
  }
  return { states: people.map((who) => who.player.state()), posts: written };
}

describe('schedules with a keeper that is wrong now and then', () => {
  it.each([...SEEDS, ...FOUND])('[ML7] [ML14] end with the same for everybody: %i', (seed) => {
    const { states, posts } = play(seed);
    for (const state of states) expect(state).toEqual(states[0]);
    expect(states[0]?.filter((line) => line.includes('Words')).length ?? 0).toBeGreaterThanOrEqual(posts > 0 ? 1 : 0);
  });

  it('[ML7] did each of these things', () => {
    for (const [what, times] of Object.entries(happened)) expect(times, what).toBeGreaterThan(0);
  });
});
