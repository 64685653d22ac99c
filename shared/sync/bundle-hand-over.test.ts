import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Carrier, openFor, saveFrom, takeFile, wakeCarrier } from '../testing/bundles.ts';
import { createCast } from '../testing/cast.ts';
import { createMemoryDisk } from '../testing/memory-entry-store.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';

beforeAll(() => cryptoReady);

/** The people of a cast, awake on disks with the whole log. */
function people(seed: number, ...names: readonly string[]) {
  const cast = createCast(names, seed);
  const random = createSeededRandom(seed);
  return cast.members.map((member) => wakeCarrier(cast, member, random));
}
const stateOf = (who: Carrier) => who.player.state();

describe('one file for the whole group', () => {
  it('[BF11] a stick that went round a ring of thirty holds everything at the thirtieth hand-over, and its file brings everybody up to date', () => {
    const ring = people(80, ...Array.from({ length: 30 }, (_, i) => `p${i}`));
    for (const who of ring) expect(who.player.post(`Written by ${who.cast.name}, never online.`)).toBe(true);
    const posts = (who: Carrier) => who.store.posts(null, 100).length;
    let stick = new Uint8Array(0);
    let handOvers = 0;
    for (let i = 0; i < ring.length; i += 1) {
      const [giver, taker] = [ring[i], ring[(i + 1) % ring.length]];
      if (!giver || !taker) throw new Error('a ring of thirty');
      stick = new Uint8Array(saveFrom(giver));
      expect(takeFile(taker, stick).ending).toBe('whole');
      handOvers += 1;
      expect(posts(taker)).toBe(Math.min(30, i + 2));
    }
    expect(handOvers).toBe(30);
    for (const who of ring) takeFile(who, stick);
    expect(ring.map(posts)).toEqual(ring.map(() => 30));
    for (const who of ring) expect(stateOf(who)).toEqual(ring[0] && stateOf(ring[0]));
  }, 120_000);

  it("[BF9] taken twice it changes nothing, and neither does one's own", () => {
    const [ann, ben] = people(81, 'ann', 'ben');
    if (!ann || !ben) throw new Error('two people');
    ann.player.post('One.');
    ann.player.post('Two.');
    const file = saveFrom(ann);
    expect(takeFile(ben, file)).toMatchObject({ ending: 'whole', accepted: 2, rejected: [] });
    const once = stateOf(ben);
    expect(takeFile(ben, file)).toMatchObject({ ending: 'whole', accepted: 0, rejected: [] });
    expect(stateOf(ben)).toEqual(once);
    const own = stateOf(ann);
    expect(takeFile(ann, file)).toMatchObject({
      ending: 'whole',
      accepted: 0,
      rejected: [],
      maker: ann.cast.identity.deviceId,
    });
    expect(stateOf(ann)).toEqual(own);
  });

  it("[BF10] the maker's word tells what they have, so that the next file holds only what somebody lacks", () => {
    const [ann, ben] = people(82, 'ann', 'ben');
    if (!ann || !ben) throw new Error('two people');
    ann.player.post('For Ben.');
    const first = openFor(ben, saveFrom(ann));
    if (!first.ok) throw new Error(first.error.tag);
    takeFile(ben, saveFrom(ann));
    const chain = { deviceId: ann.cast.identity.deviceId, inc: 1, lane: 'content' as const };
    expect(ben.store.haves()).toContainEqual({ holder: ann.cast.identity.deviceId, chain, seq: 1 });
    ben.player.post('For Ann.');
    expect(takeFile(ann, saveFrom(ben)).accepted).toBe(1);
    const again = openFor(ben, saveFrom(ann));
    if (!again.ok) throw new Error(again.error.tag);
    const content = again.value.header.rows.filter((row) => row.lane === 'content');
    expect(content.map((row) => row.from - row.seq)).toEqual([1, 1]);
  });

  it("[BF10] a header whose word is not the maker's is passed over, its entries are not", () => {
    const [ann, ben, eve] = people(83, 'ann', 'ben', 'eve');
    if (!ann || !ben || !eve) throw new Error('three people');
    ann.player.post('Hello.');
    const forged = {
      ...ann,
      cast: { ...ann.cast, identity: { ...ann.cast.identity, deviceSigning: eve.cast.identity.deviceSigning } },
    };
    const taken = takeFile(ben, saveFrom(forged));
    expect(taken).toMatchObject({ accepted: 1, maker: null });
    expect(ben.store.haves()).toEqual([]);
  });

  it('[BF11] somebody let in without any network gets the whole log and what was written before from the file', () => {
    const cast = createCast(['ann', 'ben', 'cleo'], 84);
    const random = createSeededRandom(84);
    const [ann, , cleo] = cast.members;
    if (!ann || !cleo) throw new Error('three people');
    const host = wakeCarrier(cast, ann, random);
    host.player.post('Before Cleo came.');
    const newcomer = wakeCarrier(cast, cleo, random, createMemoryDisk());
    expect(newcomer.replica.roster()).toBeNull();
    expect(takeFile(newcomer, saveFrom(host)).ending).toBe('whole');
    expect(stateOf(newcomer)).toEqual(stateOf(host));
    expect(newcomer.player.post('Thank you.')).toBe(true);
  });

  it('[BF3] who was removed cannot open a file made after it, and opens the one from before', () => {
    const [ann, ben, cleo] = people(85, 'ann', 'ben', 'cleo');
    if (!ann || !ben || !cleo) throw new Error('three people');
    const before = saveFrom(ann);
    expect(ann.player.remove(cleo.cast.identity.memberId)).toBe(true);
    const after = saveFrom(ann);
    expect(openFor(cleo, after)).toEqual({ ok: false, error: { tag: 'BundleNotForUs' } });
    expect(openFor(cleo, before).ok).toBe(true);
    expect(openFor(ben, after).ok).toBe(true);
  });

  it("[BF3] another group's file does not open", () => {
    const [ann] = people(86, 'ann', 'ben');
    const [eve] = people(87, 'eve', 'mallory');
    if (!ann || !eve) throw new Error('two groups');
    expect(openFor(ann, saveFrom(eve))).toEqual({ ok: false, error: { tag: 'BundleNotForUs' } });
  });
});
