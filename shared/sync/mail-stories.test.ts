import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { KEPT_MS } from '../group/mailbox.ts';
import { wakeCarrier } from '../testing/bundles.ts';
import { createCast } from '../testing/cast.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { type MailCarrier, visit, withMail } from '../testing/mail.ts';
import { createMemoryKeeper } from '../testing/memory-keeper.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { openParcel } from './mail-parcel.ts';
import { mailPlaces } from './mail-places.ts';
import { waitingAt } from './mail-putting.ts';
import { WORD_MS } from './mail-putting.ts';

beforeAll(() => cryptoReady);

const DAY_MS = 86_400_000;

/** Some people, a keeper and a clock that all of them share. */
function scene(seed: number, ...names: readonly string[]) {
  const cast = createCast(names, seed);
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const keeper = createMemoryKeeper({ now: clock.now, random });
  const people = cast.members.map((member) => withMail(wakeCarrier(cast, member, random)));
  const person = (name: string): MailCarrier => {
    const found = people.find((who) => who.cast.name === name);
    if (!found) throw new Error(name);
    return found;
  };
  const go = (name: string, options: Parameters<typeof visit>[3] = {}) =>
    visit(person(name), keeper, clock.now, options);
  const waiting = (name: string): number => {
    const { replica, store, groupId, cast: one, memory } = person(name);
    const { deviceId } = one.identity;
    return waitingAt({ groupId, deviceId, replica, haves: () => store.haves(), now: clock.now }, memory);
  };
  return { cast, random, clock, keeper, people, person, go, waiting };
}
const posts = (who: MailCarrier): number => who.store.posts(null, 500).length;

describe('people who are never online together', () => {
  it('[ML10] read each other through a keeper, and nothing is put twice', () => {
    const { keeper, person, go, waiting } = scene(1, 'ann', 'ben', 'cleo');
    person('ann').player.post('Is anybody there?');
    expect(waiting('ann')).toBeGreaterThan(0);
    expect(go('ann')).toMatchObject({ outcome: 'done', put: 1 });
    expect(waiting('ann')).toBe(0);
    expect(go('ben')).toMatchObject({ outcome: 'done', accepted: 1 });
    expect(posts(person('ben'))).toBe(1);
    const puts = keeper.counts.put;
    // Cleo takes it from the keeper; nobody puts Ann's words in again.
    expect(go('cleo')).toMatchObject({ accepted: 1 });
    expect(keeper.counts.put - puts).toBeLessThanOrEqual(1);
    for (const parcels of keeper.boxes.values()) {
      for (const { parcel } of parcels) expect([4_096, 16_384, 65_536, 262_144]).toContain(parcel.length);
    }
  });

  it('[ML11] tell each other what they hold, by parcels that carry nothing else, ten minutes apart', () => {
    const { clock, person, go, keeper } = scene(2, 'ann', 'ben');
    person('ann').player.post('One.');
    go('ann');
    expect(go('ben').put).toBe(1);
    const annsRow = person('ben')
      .replica.frontier()
      .find((row) => row.lane === 'content');
    go('ann');
    const known = person('ann').store.haves();
    expect(known).toContainEqual(
      expect.objectContaining({ holder: person('ben').cast.identity.deviceId, seq: annsRow?.seq }),
    );
    // Nothing changed: nothing is said, however often they come.
    const before = keeper.counts.put;
    for (let i = 0; i < 5; i += 1) {
      clock.advance(WORD_MS + 1);
      go('ann');
      go('ben');
    }
    expect(keeper.counts.put - before).toBeLessThanOrEqual(1);
  });

  it('[ML12] put in again what a keeper will not keep any longer, while somebody still lacks it', () => {
    const { clock, person, go, waiting } = scene(3, 'ann', 'ben', 'cleo');
    person('ann').player.post('For whoever comes late.');
    go('ann');
    go('ben');
    clock.advance(KEPT_MS + DAY_MS);
    expect(waiting('ann')).toBeGreaterThan(0);
    // Ben has it too, and it is he who comes.
    expect(go('ben').put).toBeGreaterThan(0);
    expect(go('cleo').accepted).toBe(1);
    expect(posts(person('cleo'))).toBe(1);
  });

  it('[ML10] carry what others wrote: who never came to the keeper is read by all', () => {
    const { person, go } = scene(4, 'ann', 'ben', 'cleo');
    const [ann, ben] = [person('ann'), person('ben')];
    ann.player.post('By hand.');
    for (const row of ann.replica.frontier()) {
      ben.replica.ingest(ann.replica.read({ ...row, from: 1, to: row.seq }, 1 << 20).entries);
    }
    go('ben', { puts: 'own' });
    expect(go('cleo', { puts: 'nothing' }).accepted).toBe(0);
    go('ben');
    expect(go('cleo').accepted).toBe(1);
  });

  it('[ML12] history goes too, the newest first, in well-filled parcels', () => {
    const { person, go, keeper } = scene(5, 'ann', 'ben');
    for (let i = 0; i < 300; i += 1) person('ann').player.post(`Number ${i}. ${'word '.repeat(60)}`);
    expect(go('ann').outcome).toBe('done');
    const bytes = person('ann')
      .replica.frontier()
      .filter((row) => row.lane === 'content')
      .flatMap((row) => person('ann').replica.read({ ...row, from: 1, to: row.seq }, 1 << 30).entries)
      .reduce((sum, entry) => sum + entry.length, 0);
    expect(keeper.counts.putBytes).toBeLessThan(bytes * 1.6 + 65_536);
    expect(go('ben').accepted).toBe(300);
    expect(person('ben').player.state()).toEqual(person('ann').player.state());
  });
});

describe('a new key', () => {
  it('[ML14] is found by whoever was away through several of them', () => {
    const { clock, person, go } = scene(6, 'ann', 'ben');
    for (let week = 0; week < 3; week += 1) {
      expect(person('ann').player.rekey()).toBe(true);
      person('ann').player.post(`Week ${week}.`);
      go('ann');
      clock.advance(7 * DAY_MS);
    }
    expect(go('ben').accepted).toBeGreaterThan(3);
    expect(posts(person('ben'))).toBe(3);
  });

  it('[ML14] keeps out who was removed: in no mailbox that she can name is anything of what came later', () => {
    const { clock, person, go, keeper } = scene(7, 'ann', 'ben', 'carol', 'dora');
    person('ann').player.post('All four.');
    for (const name of ['ann', 'ben', 'carol', 'dora']) go(name);
    const carol = person('carol');
    const { memberId } = carol.cast.identity;
    clock.advance(DAY_MS);
    expect(person('ann').player.remove(memberId)).toBe(true);
    person('ann').player.post('Three of us now.');
    go('ann', { puts: 'own' });
    go('ben');
    person('ben').player.post('Yes.');
    person('ben').player.rekey();
    person('ben').player.post('And another.');
    go('ben');
    go('ann');
    // Dora was away, has the old key only, and catches up.
    expect(go('dora').accepted).toBeGreaterThan(2);
    expect(posts(person('dora'))).toBe(4);
    // Carol opens whatever her keys open, in every week that there is.
    const before = carol.replica.frontier().find((row) => row.deviceId === person('ann').cast.identity.deviceId);
    const report = go('carol');
    expect(report.accepted).toBe(1);
    expect(posts(carol)).toBe(1);
    expect(carol.replica.isActive(carol.cast.identity.deviceId)).toBe(false);
    expect(before).toBeDefined();
    const keys = [...carol.replica.keys().epochKeys.keys()];
    expect(keys).toHaveLength(1);
    const readable = mailPlaces(person('ann').replica, person('ann').cast.identity.deviceId, clock.now())
      .reads.filter(({ epochId }) => keys.includes(epochId))
      .flatMap(({ mailbox, name }) =>
        (keeper.boxes.get(name) ?? []).flatMap(({ parcel }) => openParcel(mailbox, parcel) ?? []),
      );
    const told = readable.flatMap(({ header }) => header.rows).filter((row) => row.lane === 'content');
    // Of anybody's words she is told no more than the first post.
    expect(Math.max(...told.map((row) => row.seq))).toBe(1);
    expect(readable.length).toBeGreaterThan(1);
    // And puts nothing in any more.
    expect(report.put).toBe(0);
  });

  it('[ML14] whoever leaves says so in the mailbox, and the others read it', () => {
    const { person, go } = scene(8, 'ann', 'ben');
    expect(person('ben').player.leave()).toBe(true);
    expect(go('ben', { puts: 'own' }).put).toBe(1);
    go('ann');
    expect(person('ann').replica.roster()?.members).toHaveLength(1);
  });
});
