import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeEntry, encodeEntry } from '../chain/entry.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { wakeCarrier } from '../testing/bundles.ts';
import { createCast } from '../testing/cast.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { type MailCarrier, visit, withMail } from '../testing/mail.ts';
import { createMemoryKeeper, type MemoryKeeper } from '../testing/memory-keeper.ts';
import { createSeededRandom, type SeededRandom } from '../testing/seeded-random.ts';
import { HOURLY } from './mail-budget.ts';
import { mailPlaces } from './mail-places.ts';
import { MISSED_REST_MS } from './mail-reading.ts';
import { putRequest, sealParcel } from './mail-parcel.ts';
import { NO_TICKET, STORE_BYTES } from './mail-frame.ts';

beforeAll(() => cryptoReady);

const DAY_MS = 86_400_000;

interface Scene {
  readonly keeper: MemoryKeeper;
  readonly random: SeededRandom;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly ann: MailCarrier;
  readonly ben: MailCarrier;
  readonly go: (who: MailCarrier) => ReturnType<typeof visit>;
}

/** Ann has put something in; Ben comes. */
function scene(seed: number): Scene {
  const cast = createCast(['ann', 'ben'], seed);
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const keeper = createMemoryKeeper({ now: clock.now, random });
  const [ann, ben] = cast.members.map((member) => withMail(wakeCarrier(cast, member, random)));
  if (!ann || !ben) throw new Error('two people');
  return { keeper, random, clock, ann, ben, go: (who) => visit(who, keeper, clock.now) };
}
const posts = (who: MailCarrier): number => who.store.posts(null, 500).length;
const boxOf = ({ ann, clock }: Scene) => {
  const { write } = mailPlaces(ann.replica, ann.cast.identity.deviceId, clock.now());
  if (!write) throw new Error('a mailbox to write to');
  return write;
};

describe('a parcel that is bad', () => {
  it('[ML5] is passed over and counted, and the ones behind it are read', () => {
    const one = scene(20);
    const { keeper, ann, ben, go, random } = one;
    const place = boxOf(one);
    const garbage = [4_096, 16_384].map((size) => random.bytes(size));
    for (const parcel of garbage) {
      keeper.answer({ type: 'put', request: putRequest(place.mailbox, parcel, NO_TICKET) });
    }
    // Somebody with the epoch's key signs in Ann's name with another key.
    const forged = sealParcel({
      groupId: ann.groupId,
      mailbox: place.mailbox,
      signingSecret: ben.cast.identity.deviceSigning.secretKey,
      facts: {
        madeAt: 1,
        deviceId: ann.cast.identity.deviceId,
        entries: 0,
        leftOut: 0,
        rows: ben.replica.frontier().map((row) => ({ ...row, seq: row.seq + 50, from: row.seq + 51 })),
      },
      runs: [],
      random,
    });
    keeper.answer({ type: 'put', request: putRequest(place.mailbox, forged, NO_TICKET) });
    ann.player.post('Behind all that.');
    go(ann);
    const report = go(ben);
    expect(report).toMatchObject({ outcome: 'done', accepted: 1, passedOver: 3 });
    expect(posts(ben)).toBe(1);
    const annHas = ben.store.haves().filter(({ holder }) => holder === ann.cast.identity.deviceId);
    const own = ben.replica.frontier();
    for (const have of annHas) {
      expect(have.seq).toBeLessThanOrEqual(own.find((row) => row.deviceId === have.chain.deviceId)?.seq ?? 0);
    }
    // Read once: the next visit does not meet it again.
    expect(go(ben).passedOver).toBe(0);
  });

  it('[ML6] whose entries were not taken does not count as kept: somebody inside cannot keep others from putting', () => {
    const one = scene(21);
    const { keeper, ann, ben, go, random } = one;
    ann.player.post('The real one.');
    const place = boxOf(one);
    const { deviceId, deviceSigning } = ben.cast.identity;
    const [row] = ann.replica.frontier().filter(({ lane }) => lane === 'content');
    const [entry] = row ? ann.replica.read({ ...row, from: 1, to: 1 }, 1 << 20).entries : [];
    if (!entry) throw new Error('an entry');
    // The same entry by its id, with a signature that is not Ann's.
    const real = decodeEntry(entry);
    if (!real.ok) throw new Error(real.error.tag);
    const broken = encodeEntry({ ...real.value, signature: new Uint8Array(64).fill(1) });
    const again = decodeEntry(broken);
    expect(again.ok && again.value.id).toBe(real.value.id);
    const parcel = sealParcel({
      groupId: ann.groupId,
      mailbox: place.mailbox,
      signingSecret: deviceSigning.secretKey,
      facts: { madeAt: 1, deviceId, entries: 1, leftOut: 0, rows: [] },
      runs: [[broken]],
      random,
    });
    keeper.answer({ type: 'put', request: putRequest(place.mailbox, parcel, NO_TICKET) });
    expect(go(ann).put).toBe(1);
    expect(ann.memory.held.some(({ lane, deviceId: of }) => lane === 'content' && of === row?.deviceId)).toBe(true);
  });

  it('[ML6] is read again when the log grew by what it had waited for', () => {
    const one = scene(22);
    const { keeper, ann, ben, go, clock } = one;
    const { name } = boxOf(one);
    // The key that Ann begins is told in the old mailbox, what she writes under it in the new one.
    ann.player.rekey();
    ann.player.rekey();
    ann.player.post('Under the newest key.');
    go(ann);
    const told = keeper.boxes.get(name) ?? [];
    expect(told.length).toBeGreaterThan(0);
    keeper.boxes.set(name, []);
    go(ben);
    expect(posts(ben)).toBe(0);
    // The keeper held it back; Ben reads on with the keys that come to light.
    keeper.boxes.set(name, told);
    clock.advance(60_000);
    go(ben);
    expect(posts(ben)).toBe(1);
  });
});

describe('a keeper that is hostile', () => {
  it('[ML7] and loses its store, or goes back to an older state, is read and given everything anew', () => {
    const { keeper, ann, ben, go, random, clock } = scene(23);
    ann.player.post('One.');
    go(ann);
    go(ben);
    const old = new Map([...keeper.boxes].map(([name, parcels]) => [name, parcels.slice(0, 1)]));
    ann.player.post('Two.');
    go(ann);
    // Another store, empty.
    keeper.boxes.clear();
    keeper.store = random.bytes(STORE_BYTES);
    go(ann);
    expect(go(ben).accepted).toBe(1);
    // The same store, with what it held long ago.
    ann.player.post('Three.');
    go(ann);
    for (const [name, parcels] of old) keeper.boxes.set(name, parcels);
    clock.advance(60_000);
    expect(go(ann).put).toBe(0);
    expect(ann.memory.missedAt).toBe(clock.now());
    clock.advance(DAY_MS);
    go(ann);
    go(ben);
    expect(posts(ben)).toBe(3);
  });

  it('[ML8] whose store is another one with every answer costs no more than so many beginnings an hour', () => {
    const { keeper, ann, go, random, clock } = scene(24);
    ann.player.post('One.');
    go(ann);
    let asked = 0;
    keeper.misbehave = (_, honest) => {
      asked += 1;
      keeper.store = random.bytes(STORE_BYTES);
      return honest();
    };
    const outcomes = Array.from({ length: 10 }, () => go(ann).outcome);
    expect(outcomes.filter((one) => one === 'changing').length).toBeGreaterThan(5);
    expect(asked).toBeLessThan(80);
    keeper.misbehave = null;
    clock.advance(3_600_001);
    expect(go(ann).outcome).toBe('done');
  });

  it('[ML8] that invents parcels without end gets an hour’s work and no more, and nothing of it is kept', () => {
    const { keeper, ann, ben, go, random, clock } = scene(25);
    const junk = random.bytes(4_096);
    let given = 0;
    keeper.misbehave = (request, honest) => {
      if (request.type !== 'get') return honest();
      const parcels = Array.from({ length: 16 }, (_, i) => ({ serial: request.after + 1 + i, days: 30, parcel: junk }));
      given += 16;
      return { type: 'parcels', store: keeper.store, last: request.after + 16, more: true, parcels };
    };
    expect(go(ben)).toMatchObject({ outcome: 'resting', accepted: 0 });
    expect(go(ben).outcome).toBe('resting');
    expect(given).toBeLessThanOrEqual(HOURLY.parcels + 16);
    keeper.misbehave = null;
    clock.advance(3_600_001);
    ann.player.post('After the storm.');
    go(ann);
    // Ben was led far beyond the serials that there are; a day later he looks again.
    clock.advance(DAY_MS);
    go(ben);
    expect(posts(ben)).toBe(1);
  });

  it.each([
    ['serials that go back', (serial: number, i: number) => serial - 2 * i],
    ['the same serial again', (serial: number) => serial],
  ])('[ML8] that answers with %s is left for this time', (_, serialOf) => {
    const { keeper, ann, ben, go } = scene(26);
    ann.player.post('One.');
    ann.player.post('Two.');
    go(ann);
    keeper.misbehave = (request, honest) => {
      const reply = honest();
      if (request.type !== 'get' || reply.type !== 'parcels') return reply;
      const parcels = [0, 1].flatMap((i) =>
        reply.parcels.map((one) => ({ ...one, serial: serialOf(one.serial + 9, i) })),
      );
      return { ...reply, parcels };
    };
    expect(go(ben).outcome).toBe(go(ben).outcome);
    expect(posts(ben)).toBe(0);
    keeper.misbehave = null;
    go(ben);
    expect(posts(ben)).toBe(2);
  });

  it('[ML5] that gives the parcels of another group, or of another mailbox, gives nothing', () => {
    const one = scene(27);
    const other = scene(28);
    one.ann.player.post('Ours.');
    other.ann.player.post('Theirs.');
    one.go(one.ann);
    other.go(other.ann);
    const foreign = [...other.keeper.boxes.values()].flat();
    for (const name of one.keeper.boxes.keys()) one.keeper.boxes.set(name, foreign);
    expect(one.go(one.ben)).toMatchObject({ outcome: 'done', accepted: 0, passedOver: foreign.length });
    expect(posts(one.ben)).toBe(0);
  });

  it('[ML15] that said it kept and does not give back counts for nothing, gets nothing for a day, and then all again', () => {
    const { keeper, ann, ben, go, clock } = scene(29);
    keeper.misbehave = (request, honest) => (request.type === 'put' ? { type: 'kept', state: 'kept' } : honest());
    ann.player.post('Into the void.');
    expect(go(ann).put).toBe(1);
    expect(ann.memory.held.length).toBeGreaterThan(0);
    clock.advance(60_000);
    expect(go(ann).put).toBe(0);
    expect(ann.memory.held).toEqual([]);
    expect(ann.memory.missedAt).toBe(clock.now());
    keeper.misbehave = null;
    clock.advance(MISSED_REST_MS - 1);
    expect(go(ann).put).toBe(0);
    clock.advance(1);
    expect(go(ann).put).toBe(1);
    go(ben);
    expect(posts(ben)).toBe(1);
  });

  it('[ML16] that drops what it gave back before is found out within two days', () => {
    const { keeper, ann, go, clock } = scene(30);
    ann.player.post('Kept, for a while.');
    go(ann);
    clock.advance(60_000);
    go(ann);
    expect(ann.memory.own.every(({ serial }) => serial > 0)).toBe(true);
    for (const name of keeper.boxes.keys()) keeper.boxes.set(name, []);
    clock.advance(2 * DAY_MS);
    go(ann);
    expect(ann.memory.missedAt).toBe(clock.now());
    expect(ann.memory.held).toEqual([]);
  });

  it('[ML7] that goes away in the middle loses nobody anything, whatever the step', () => {
    for (let cut = 1; cut < 12; cut += 1) {
      const { keeper, ann, ben, go } = scene(31);
      for (let i = 0; i < 5; i += 1) ann.player.post(`Post ${i}.`);
      let steps = 0;
      keeper.misbehave = (_, honest) => {
        steps += 1;
        const reply = honest();
        return steps === cut ? { type: 'away' } : reply;
      };
      for (let i = 0; i < 3; i += 1) {
        go(ann);
        go(ben);
      }
      expect(posts(ben)).toBe(5);
      expect(hex.encode(keeper.store)).toHaveLength(32);
    }
  });
});
