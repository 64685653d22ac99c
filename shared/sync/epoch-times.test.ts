import { beforeAll, describe, expect, it } from 'vitest';
import type { EpochId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { createCast, openReplica } from '../testing/cast.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { sendingEpoch } from '../group/select.ts';
import { epochTimes } from './epoch-times.ts';
import { mailPlaces } from './mail-places.ts';

beforeAll(() => cryptoReady);

const DAY = 86_400_000;
const YEARS = 10 * 365 * DAY;
/** A noon in September 2026; the casts are of May. */
const NOON = 1_789_905_600_000;

/** Ben, whose clock is right, hears at noon that Ann ended an epoch; her clock is wrong by `annMs`, and his was by `benMs`. */
function ended(annMs: number, benMs = 0) {
  const cast = createCast(['ann', 'ben'], 5);
  const [ann, ben] = cast.members;
  if (!ann || !ben) throw new Error('two');
  const random = createSeededRandom(5);
  const first = openReplica(cast, ann.identity, ann.full.clone(), {
    random,
    clock: { now: () => NOON + annMs },
  }).replica;
  const disk = ben.full.clone();
  const before = openReplica(cast, ben.identity, disk, { random, clock: { now: () => NOON + benMs } }).replica;
  const roster = first.roster();
  const sending = roster && sendingEpoch(roster);
  if (sending?.tag !== 'Epoch') throw new Error('an epoch');
  const old: EpochId = sending.epochId;
  if (!first.rekey('weekly')) throw new Error('a new key');
  const [row] = first
    .frontier()
    .filter(({ deviceId, lane }) => deviceId === ann.identity.deviceId && lane === 'membership');
  if (!row) throw new Error('a row');
  before.ingest(first.read({ ...row, from: 1, to: row.seq }, 1 << 24).entries);
  // From the store, as after a restart.
  const { replica } = openReplica(cast, ben.identity, disk, { random, clock: { now: () => NOON } });
  const times = (now: number) => {
    const seen = replica.roster();
    if (!seen) throw new Error('a roster');
    return epochTimes(replica, seen, now);
  };
  const isRead = (now: number): boolean =>
    mailPlaces(replica, ben.identity.deviceId, now).reads.some(({ epochId }) => epochId === old);
  const [next] = times(NOON).successorsOf(old);
  if (!next) throw new Error('it was superseded');
  return { old, next: next as string as EpochId, times, isRead };
}

describe('an epoch that somebody ended', () => {
  it.each([0, -YEARS, YEARS])('[ML2] is over since it was stored here, by a clock that is wrong by %i ms', (annMs) => {
    const { old, times, isRead } = ended(annMs);
    for (const later of [0, 29 * DAY, 31 * DAY, YEARS - DAY]) expect(times(NOON + later).overAt(old)).toBe(NOON);
    expect([0, 29 * DAY, 31 * DAY, 400 * DAY].map((later) => isRead(NOON + later))).toEqual([true, true, false, false]);
  });

  it('[ML2] is over since the claimed time where the own clock was behind, or ahead, when it was stored', () => {
    for (const benMs of [-YEARS, YEARS]) {
      const { old, times, isRead } = ended(-3 * DAY, benMs);
      expect(times(NOON).overAt(old)).toBe(NOON - 3 * DAY);
      expect(isRead(NOON + 26 * DAY)).toBe(true);
      expect(isRead(NOON + 28 * DAY)).toBe(false);
    }
  });

  it('[ML2] is over since now while both clocks were ahead', () => {
    const { old, times } = ended(YEARS, YEARS);
    for (const now of [NOON, NOON + DAY]) expect(times(now).overAt(old)).toBe(now);
  });

  it('[ML2] began at a time that is not known where the claim is in the future, so that every week is read', () => {
    expect(ended(-DAY).times(NOON).notAfterBeginning(ended(-DAY).next)).toBe(NOON - DAY);
    const { next, times } = ended(YEARS);
    expect(times(NOON).notAfterBeginning(next)).toBe(0);
  });
});
