import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryId } from '../brand.ts';
import { decodeEntry } from '../chain/entry.ts';
import { laneOf } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Awake, entriesOf, pull, wake } from '../testing/awake.ts';
import { type Cast, createCast } from '../testing/cast.ts';
import type { MemoryDisk } from '../testing/memory-entry-store.ts';
import { createSeededRandom, type SeededRandom } from '../testing/seeded-random.ts';
import { rememberCrypto } from '../testing/sim-crypto.ts';

let cast: Cast;
let forget = () => {};
afterAll(() => forget());
beforeAll(async () => {
  await cryptoReady;
  forget = rememberCrypto();
  cast = createCast(['alice', 'bob', 'cleo'], 31);
});
const people = (seed: number) => {
  const random = createSeededRandom(seed);
  return {
    random,
    alice: wake(cast, 'alice', random),
    bob: wake(cast, 'bob', random),
    cleo: wake(cast, 'cleo', random),
  };
};
const secretsOf = ({ identity }: Awake) => [identity.deviceKem.secretKey];
const tagOf = (written: { ok: boolean; error?: { tag: string } }): string =>
  written.ok ? 'ok' : (written.error?.tag ?? '');
const leave = { type: 'leave', frontier: [] } as const;

describe('own entries that are not here', () => {
  it('[RP20] stop what is written in their chains until a new incarnation begins, also after a restart', () => {
    const { random, alice, bob } = people(1);
    alice.player.post('one');
    const image = alice.disk.clone();
    alice.player.post('two');
    pull(bob, alice);
    const back = wake(cast, 'alice', random, { disk: image });
    expect(back.replica.isOvertaken()).toBe(false);
    pull(back, bob);
    expect(back.replica.isOvertaken()).toBe(true);
    expect(back.player.post('three')).toBe(false);
    expect(tagOf(back.replica.appendOp(leave))).toBe('Overtaken');
    expect(back.replica.rekey('weekly')).toBe(false);
    const restarted = wake(cast, 'alice', random, { disk: back.disk });
    expect(restarted.replica.isOvertaken()).toBe(true);
    restarted.replica.openWith(secretsOf(restarted), 2);
    expect(restarted.replica.isOvertaken()).toBe(false);
    expect(restarted.player.post('three')).toBe(true);
    pull(bob, restarted);
    expect(bob.player.state()).toEqual(restarted.player.state());
    // The one before is over for good.
    restarted.replica.openWith(secretsOf(restarted), 1);
    expect(restarted.player.post('four')).toBe(false);
  });

  it('[RP20] are told from what comes back twice, was folded, or belongs to another incarnation', () => {
    const { random, alice, bob } = people(2);
    for (let n = 0; n < 120; n += 1) alice.player.post(`post ${n}`);
    pull(bob, alice);
    expect(alice.player.fold()).toBe(true);
    alice.replica.ingest(entriesOf(bob));
    alice.replica.ingest(entriesOf(alice));
    expect(alice.replica.isOvertaken()).toBe(false);
    const other = wake(cast, 'alice', random, { disk: alice.disk.clone(), inc: 9 });
    other.player.post('from another incarnation');
    pull(bob, other);
    pull(alice, bob);
    expect(alice.replica.isOvertaken()).toBe(false);
    expect(alice.player.state()).toEqual(other.player.state());
  });

  it('[RP20] count only with this device’s own signature', () => {
    const { random, alice, bob } = people(3);
    const image = alice.disk.clone();
    alice.player.post('one');
    const forged = entriesOf(alice).map((bytes) => {
      const changed = bytes.slice();
      const entry = decodeEntry(bytes);
      const isNew = entry.ok && laneOf(entry.value.header.kind) === 'content';
      // Inside the signature, which stands before the ciphertext.
      const at = entry.ok ? entry.value.signedBytes.length + 7 : 0;
      if (isNew) changed[at] = (changed[at] ?? 0) ^ 1;
      return changed;
    });
    const back = wake(cast, 'alice', random, { disk: image });
    back.replica.ingest(forged);
    expect(back.replica.isOvertaken()).toBe(false);
    pull(bob, alice);
    pull(back, bob);
    expect(back.replica.isOvertaken()).toBe(true);
  });

  it('[RP20] are seen in a second entry at a place, and in a proof of it that somebody passes on', () => {
    const { random, alice, bob } = people(4);
    const image = alice.disk.clone();
    alice.player.post('one');
    pull(bob, alice);
    const back = wake(cast, 'alice', random, { disk: image });
    back.player.post('another one');
    const third = wake(cast, 'alice', random, { disk: back.disk.clone() });
    const report = bob.replica.ingest(entriesOf(back));
    const [proof] = report.evidence;
    if (!proof) throw new Error('a proof');
    expect(back.replica.acceptEvidence(proof)).toBe('new');
    expect(back.replica.isOvertaken()).toBe(true);
    third.replica.ingest(entriesOf(bob));
    expect(third.replica.isOvertaken()).toBe(true);
    expect(bob.replica.isOvertaken()).toBe(false);
  });
});

/** One story of a device whose disk is put back again and again; gives how often. */
function story(seed: number): { readonly restores: number; readonly overtaken: number } {
  const { random, alice: first, bob, cleo } = people(seed);
  const clock = { now: 1_777_896_000_000 };
  const byPlace = new Map<string, EntryId>();
  let alice = first;
  let inc = 1;
  const images: { readonly disk: MemoryDisk; readonly inc: number }[] = [{ disk: alice.disk.clone(), inc }];
  const counts = { restores: 0, overtaken: 0 };
  const leap = (random_: SeededRandom): number => inc + 1 + random_.int(1_000_000);
  function renewIfOvertaken(): void {
    if (!alice.replica.isOvertaken()) return;
    counts.overtaken += 1;
    inc = leap(random);
    alice.replica.openWith(secretsOf(alice), inc);
  }
  function look(): void {
    for (const one of [alice, bob, cleo]) {
      for (const bytes of entriesOf(one)) {
        const entry = decodeEntry(bytes);
        if (!entry.ok) throw new Error(entry.error.tag);
        const { deviceId, inc: of, kind, seq } = entry.value.header;
        const place = `${deviceId}/${of}/${laneOf(kind)}/${seq}`;
        if ((byPlace.get(place) ?? entry.value.id) !== entry.value.id) throw new Error(`seed ${seed}: two at ${place}`);
        byPlace.set(place, entry.value.id);
      }
    }
  }
  const meet = (one: Awake, other: Awake): void => {
    pull(one, other);
    pull(other, one);
    if (one === alice || other === alice) renewIfOvertaken();
  };
  for (let step = 0; step < 40; step += 1) {
    const what = random.int(10);
    if (what < 4) alice.player.post(`words ${step}`);
    else if (what === 4) alice.player.comment(`answer ${step}`);
    else if (what === 5) alice.replica.rekey('weekly');
    else if (what === 6) random.pick([bob, cleo]).player.post(`other ${step}`);
    else if (what === 7) {
      // What only an image holds, no computer can know of that has another one put back.
      meet(alice, bob);
      images.push({ disk: alice.disk.clone(), inc });
    } else if (what === 8) {
      const image = random.pick(images);
      counts.restores += 1;
      const isNoticed = random.chance(0.5);
      // Where nothing on the disk tells, she meets somebody who has all of hers before she writes.
      if (!isNoticed) for (const one of [alice, cleo]) meet(one, bob);
      inc = isNoticed ? leap(random) : image.inc;
      alice = wake(cast, 'alice', random, { disk: image.disk.clone(), inc, clock });
      if (!isNoticed) meet(alice, bob);
      look();
      // What nobody but her had is gone, and was never said to anybody.
      byPlace.clear();
    } else meet(random.pick([alice, bob]), cleo);
    if (what >= 8) look();
  }
  for (let times = 0; times < 3; times += 1) for (const other of [bob, cleo]) meet(alice, other);
  look();
  expect(bob.player.state()).toEqual(cleo.player.state());
  expect(alice.player.state()).toEqual(cleo.player.state());
  return counts;
}

describe('a device whose disk is put back', () => {
  it('[RP20] [VT18] in 30 stories never says two things at one place, and everybody agrees in the end', {
    timeout: 120_000,
  }, () => {
    const total = { restores: 0, overtaken: 0 };
    for (let seed = 1; seed <= 30; seed += 1) {
      const { restores, overtaken } = story(seed);
      total.restores += restores;
      total.overtaken += overtaken;
    }
    expect(total.restores).toBeGreaterThan(80);
    expect(total.overtaken).toBeGreaterThan(10);
  });
});
