import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import { carryPairFiles, pairFile } from './testing/pairing.ts';
import { found, tagOf } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const take = async (person: Person, side: 'new' | 'old', file: Uint8Array) =>
  tagOf(await person.ask.takePairFile({ file, side }));
const viewOf = async (person: Person) => unwrap(await person.ask.viewPairing({}));

describe('files that do not fit', () => {
  /** Both sides with all three files, up to the words; a second pair of people with theirs. */
  async function scene() {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    await found(ann);
    unwrap(await desk.ask.startPairing({ way: 'file' }));
    const ask = await pairFile(desk);
    unwrap(await ann.ask.takePairFile({ file: ask, side: 'old' }));
    const reply = await pairFile(ann);
    return { ann, desk, ask, reply };
  }

  it('[PA5, PA8] cut, changed anywhere, or no such file: a tag for each, and nothing changes', async () => {
    const { ann, desk, ask, reply } = await scene();
    const [annBefore, deskBefore] = [await viewOf(ann), await viewOf(desk)];
    const tried = [
      { file: ask, person: ann, side: 'old' as const },
      { file: reply, person: desk, side: 'new' as const },
    ];
    for (const { file, person, side } of tried) {
      for (const length of [0, 5, 9, 200, file.length - 1]) {
        expect(await take(person, side, file.slice(0, length))).toBe(length < 8 ? 'PairFileNotOne' : 'PairFileDamaged');
      }
      for (let at = 0; at < file.length; at += 97) {
        const changed = file.slice();
        changed[at] = (changed[at] ?? 0) ^ 4;
        expect(await take(person, side, changed)).toBe(at < 8 ? 'PairFileNotOne' : 'PairFileDamaged');
      }
      expect(await take(person, side, new TextEncoder().encode('shopping list'))).toBe('PairFileNotOne');
    }
    expect(await viewOf(ann)).toEqual(annBefore);
    expect(await viewOf(desk)).toEqual(deskBefore);
    // And the right ones still do.
    expect(await take(desk, 'new', reply)).toBe('ok');
    expect(await take(ann, 'old', await pairFile(desk))).toBe('ok');
  });

  it('[PA8] somebody else’s, one of an earlier try, the own one, and one in the wrong place are told apart', async () => {
    const { ann, desk, ask, reply } = await scene();
    const [ben, benDesk] = [await world.person('Ben'), await world.person('BenDesk')];
    await found(ben);
    await carryPairFiles(ben, benDesk);
    const [theirReply, theirAnswer] = [await pairFile(ben), await pairFile(benDesk)];
    expect(await take(desk, 'new', theirReply)).toBe('PairFileOther');
    expect(await take(ann, 'old', theirAnswer)).toBe('PairFileOther');
    expect(await take(desk, 'new', ask)).toBe('PairFileOwn');
    expect(await take(desk, 'old', ask)).toBe('PairFileOwn');
    expect(await take(ann, 'old', reply)).toBe('PairFileOwn');
    expect(await take(ann, 'new', ask)).toBe('PairFileOther');
    // A new try makes the files of the earlier one worthless.
    unwrap(await desk.ask.startPairing({ way: 'file' }));
    expect(await take(desk, 'new', reply)).toBe('PairFileOther');
    unwrap(await ann.ask.endPairing({}));
    expect(await take(ann, 'old', theirAnswer)).toBe('PairFileOther');
  });

  it('[PA4] one reply for an ask, and one answer for a reply: a second one is not looked at', async () => {
    const { ann, desk, ask, reply } = await scene();
    unwrap(await desk.ask.takePairFile({ file: reply, side: 'new' }));
    const words = await viewOf(desk);
    const answer = await pairFile(desk);
    // Ann begins once more with the same ask, so that there is another reply to it.
    unwrap(await ann.ask.endPairing({}));
    unwrap(await ann.ask.takePairFile({ file: ask, side: 'old' }));
    const second = await pairFile(ann);
    expect(second).not.toEqual(reply);
    expect(await take(desk, 'new', second)).toBe('PairFileOther');
    expect(await viewOf(desk)).toEqual(words);
    expect(await take(desk, 'new', reply)).toBe('ok');
    // The answer is to the first reply, which Ann has forgotten.
    expect(await take(ann, 'old', answer)).toBe('PairFileDamaged');
    expect(await viewOf(ann)).toMatchObject({ step: 'replied' });
  });

  it('[PA7] a day later it is over on both sides', async () => {
    const { ann, desk, ask, reply } = await scene();
    world.settle(86_400_000 + 1_000);
    expect(await viewOf(ann)).toEqual({ side: 'none' });
    expect(await viewOf(desk)).toEqual({ side: 'none' });
    expect(await take(desk, 'new', reply)).toBe('PairFileOther');
    expect(await take(ann, 'old', ask)).toBe('ok');
  });

  it('[PA6] who is in no group has nothing to bring', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    unwrap(await desk.ask.startPairing({ way: 'file' }));
    expect(await take(ann, 'old', await pairFile(desk))).toBe('PairingNoGroups');
    expect(tagOf(await ann.ask.answerPairingCode({ code: 'x', server: '' }))).toBe('PairWordsCount');
  });

  it('[PA7] a disk that is full at the last step costs nothing: pressed again, it is done', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const groupId = await found(ann);
    await carryPairFiles(ann, desk);
    ann.failWrites('DiskFull');
    expect(tagOf(await ann.ask.comparePairWords({ same: true }))).toBe('DiskFull');
    ann.failWrites(null);
    unwrap(await ann.ask.comparePairWords({ same: true }));
    desk.failWrites('DiskFull');
    expect(tagOf(await desk.ask.comparePairWords({ same: true }))).toBe('DiskFull');
    desk.failWrites(null);
    unwrap(await desk.ask.comparePairWords({ same: true }));
    world.settle(10_000);
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(2);
    expect(unwrap(await desk.ask.listGroups({})).map((row) => row.groupId)).toEqual([groupId]);
  });
});
