import { beforeAll, describe, expect, it } from 'vitest';
import { decodeEntry } from '../chain/entry.ts';
import { extentOf } from '../chain/extent.ts';
import { CONTENT_KIND, laneOf } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Carrier, saveFrom, takeFile, wakeCarrier } from '../testing/bundles.ts';
import { createCast, openReplica } from '../testing/cast.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createMemoryDisk } from '../testing/memory-entry-store.ts';
import { must } from '../testing/sample-chain.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { roomInBundle } from './bundle.ts';
import { CHUNKS_AT, SEALED_CHUNK_BYTES } from './bundle-format.ts';
import { type BundlePlan, planBundle } from './bundle-plan.ts';

beforeAll(() => cryptoReady);

function group(seed: number, ...names: readonly string[]) {
  const cast = createCast(names, seed);
  const random = createSeededRandom(seed);
  return { cast, random, people: cast.members.map((member) => wakeCarrier(cast, member, random)) };
}
function planOf(who: Carrier | undefined, maxBytes = 1 << 26): BundlePlan {
  const roster = who?.replica.roster();
  if (!who || !roster) throw new Error('somebody with a log');
  const { deviceId } = who.cast.identity;
  return planBundle({ source: who.replica, roster, deviceId, haves: who.store.haves(), maxBytes });
}
const entriesOf = (plan: BundlePlan) => plan.runs.flat().map((bytes) => must(decodeEntry(bytes)));
const contentOf = (plan: BundlePlan) => entriesOf(plan).filter((entry) => laneOf(entry.header.kind) === 'content');
/** Brings two people to the same. */
function meet(a: Carrier | undefined, b: Carrier | undefined): void {
  if (!a || !b) throw new Error('two people');
  takeFile(b, saveFrom(a));
  takeFile(a, saveFrom(b));
}

describe('what goes into a bundle', () => {
  it('[BF7] is the whole log first, every operation after its past', () => {
    const { cast, random, people } = group(1, 'ann', 'ben', 'cleo');
    const [ann, ben] = people;
    // Keys made in turns, so that the past of each lies in the other's chain.
    for (let i = 0; i < 3; i += 1) {
      expect(ann?.player.rekey()).toBe(true);
      meet(ann, ben);
      expect(ben?.player.rekey()).toBe(true);
      meet(ann, ben);
    }
    expect(ann?.player.post('After all that.')).toBe(true);
    const entries = entriesOf(planOf(ann));
    const lanes = entries.map((entry) => laneOf(entry.header.kind));
    expect(lanes.lastIndexOf('membership')).toBe(lanes.indexOf('content') - 1);
    const [, , cleo] = cast.members;
    if (!cleo) throw new Error('a cast of three');
    const { replica } = openReplica(cast, cleo.identity, createMemoryDisk(), { random, clock: createFakeClock() });
    // One by one none of them has to wait.
    for (const bytes of planOf(ann).runs.flat()) expect(replica.ingest([bytes]).accepted).toBe(1);
  });

  it('[BF8] leaves out what all others are known to hold, and nothing that one may lack', () => {
    const { people } = group(2, 'ann', 'ben', 'cleo');
    const [ann, ben, cleo] = people;
    for (let i = 0; i < 4; i += 1) ann?.player.post(`Post ${i}`);
    const own = ann?.replica.frontier().filter((row) => row.lane === 'content') ?? [];
    const note = (who: Carrier | undefined, seq: number) =>
      ann?.replica.noteHave(
        who?.cast.identity.deviceId ?? own[0]!.deviceId,
        own.map((row) => ({ ...row, seq })),
      );
    const places = () => contentOf(planOf(ann)).map((entry) => entry.header.seq);
    expect(places()).toEqual([1, 2, 3, 4]);
    note(ben, 4);
    expect(places()).toEqual([1, 2, 3, 4]);
    note(cleo, 2);
    expect(places()).toEqual([3, 4]);
    note(cleo, 4);
    expect(places()).toEqual([]);
    expect(planOf(ann).rows.find((row) => row.lane === 'content')).toMatchObject({ seq: 4, from: 5 });
  });

  it("[BF8] does not count a chain's own author, nor who is no longer in", () => {
    const { people } = group(3, 'ann', 'ben', 'cleo');
    const [ann, ben, cleo] = people;
    if (!ann || !ben || !cleo) throw new Error('three people');
    ben.player.post('From Ben.');
    const rows = ben.replica.frontier().filter((row) => row.lane === 'content');
    // Over a path on which Ben did not say what he holds.
    for (const row of rows) ann.replica.ingest(ben.replica.read({ ...row, from: 1, to: row.seq }, 1 << 20).entries);
    expect(contentOf(planOf(ann))).toHaveLength(1);
    const other = wakeCarrier(createCast(['ann', 'ben', 'cleo'], 3), ann.cast, createSeededRandom(3));
    for (const row of rows) other.replica.ingest(ben.replica.read({ ...row, from: 1, to: row.seq }, 1 << 20).entries);
    ann.replica.noteHave(cleo.cast.identity.deviceId, rows);
    expect(contentOf(planOf(ann))).toEqual([]);
    expect(other.player.remove(cleo.cast.identity.memberId)).toBe(true);
    expect(contentOf(planOf(other))).toEqual([]);
  });

  it('[BF8] is the newest of everybody when not all fits, and says how much it left out', () => {
    const { people } = group(4, 'ann', 'ben', 'cleo');
    const [ann, ben] = people;
    for (let i = 0; i < 300; i += 1) ann?.player.post(`Post ${i}`);
    ben?.player.post('One from Ben.');
    meet(ben, ann);
    const whole = planOf(ben);
    expect(whole.leftOut).toBe(0);
    const log = entriesOf(whole).length - contentOf(whole).length;
    expect(log).toBeGreaterThan(0);
    const bytes = whole.runs.flat().reduce((sum, entry) => sum + entry.length + 4, 0);
    const part = planOf(ben, bytes - 10_000);
    const placesOf = (who: Carrier | undefined) =>
      contentOf(part).flatMap(({ header }) => (header.deviceId === who?.cast.identity.deviceId ? [header.seq] : []));
    expect(placesOf(ben)).toEqual([1]);
    // Whole stretches of 128: the two newest.
    expect(placesOf(ann).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, i) => 45 + i));
    expect(placesOf(ann)[0]).toBe(173);
    expect(part.leftOut).toBe(44);
    const { deviceId } = ann!.cast.identity;
    expect(part.rows.find((row) => row.lane === 'content' && row.deviceId === deviceId)?.from).toBe(45);
    const little = planOf(ben, 1_000);
    expect(contentOf(little)).toEqual([]);
    expect(little.leftOut).toBe(log - entriesOf(little).length + 301);
  });

  it('[BF8] fits the length that the file may have', () => {
    const { people } = group(6, 'ann', 'ben', 'cleo');
    const [ann] = people;
    if (!ann) throw new Error('somebody');
    for (let i = 0; i < 500; i += 1) ann.player.post(`Post ${i}`);
    for (const chunks of [2, 3, 4]) {
      const maxBytes = CHUNKS_AT + chunks * SEALED_CHUNK_BYTES;
      expect(planOf(ann, roomInBundle(maxBytes)).leftOut).toBeGreaterThan(0);
      const { length } = saveFrom(ann, roomInBundle(maxBytes));
      expect(length).toBeGreaterThan(CHUNKS_AT + SEALED_CHUNK_BYTES);
      expect(length).toBeLessThanOrEqual(maxBytes);
    }
    expect(roomInBundle(1_000)).toBe(0);
  });

  it('[BF8] holds every segment once, in place of what it folds', () => {
    const { people } = group(5, 'ann', 'ben', 'cleo');
    const [ann, ben] = people;
    for (let i = 0; i < 350; i += 1) {
      ann?.player.post(`Post ${i}`);
      ann?.player.fold();
    }
    const content = contentOf(planOf(ann));
    const segments = content.filter((entry) => entry.header.kind === CONTENT_KIND.segment);
    expect(segments.length).toBe(3);
    expect(new Set(content.map((entry) => entry.id)).size).toBe(content.length);
    const covered = content.reduce(
      (sum, { id, header }) => sum + header.seq - (extentOf(id, header)?.from ?? 0) + 1,
      0,
    );
    expect(covered).toBe(353);
    if (!ann || !ben) throw new Error('two people');
    expect(takeFile(ben, saveFrom(ann))).toMatchObject({ ending: 'whole', rejected: [], accepted: content.length });
    expect(ben.player.state()).toEqual(ann.player.state());
  });
});
