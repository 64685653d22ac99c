import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import { openCopyOf, personWithWords, returnWith } from './testing/returning.ts';
import { admit, comeBack, found, share, tagOf, wordsOf } from './testing/stories.ts';
import { VAULT_FILE } from '../profile-files.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const onlyDevice = async (person: Person, groupId: GroupId): Promise<string> => {
  const [device, ...more] = unwrap(await person.ask.listOwnDevices({ groupId }));
  if (!device?.isThis || more.length > 0) throw new Error(`not this computer alone: ${more.length + 1}`);
  return device.deviceId;
};

/** Also what lies far up, between the cards of every return. */
async function allTexts(person: Person, groupId: GroupId): Promise<readonly string[]> {
  const items = unwrap(await person.ask.listTimeline({ groupId, before: null, limit: 200 }));
  return items.flatMap((item) => (item.item === 'entry' ? [wordsOf(item.entry)] : []));
}

describe('a return with the words that is cut', () => {
  it('[RW3] at whichever write to the store: nothing is lost, and it is finished at the next opening or can be repeated', async () => {
    const { person: mia, words } = await personWithWords(world, 'Mia');
    const groupId = await found(mia);
    await share(mia, groupId, 'Before everything.');
    let cuts = 0;
    let finishedByItself = 0;
    for (let after = 0; ; after += 1) {
      const before = await onlyDevice(mia, groupId);
      mia.failWrites('DiskFull', after);
      const answer = await mia.ask.returnWithWords({ words: [...words], as: 'lost', withoutRest: false });
      mia.failWrites(null);
      if (answer.ok) {
        expect(answer.value.groups).toMatchObject([{ state: 'back' }]);
        break;
      }
      cuts += 1;
      expect(answer.error.tag).toBe('DiskFull');
      if (after % 2 === 0) {
        await comeBack(mia);
        world.settle(1_000);
        if ((await onlyDevice(mia, groupId)) !== before) finishedByItself += 1;
      } else {
        expect(await returnWith(mia, words)).toMatchObject([{ state: 'back' }]);
        expect(await onlyDevice(mia, groupId)).not.toBe(before);
      }
      await share(mia, groupId, `After cut ${after}.`);
      world.settle(1_000);
      expect(await allTexts(mia, groupId)).toHaveLength(cuts + 1);
    }
    expect((await allTexts(mia, groupId)).at(-1)).toBe('Before everything.');
    expect(cuts).toBeGreaterThan(14);
    expect(finishedByItself).toBeGreaterThan(5);
    // At last exactly one device is in, and every other one is cut.
    await comeBack(mia);
    await onlyDevice(mia, groupId);
  });

  it('[RW3, RW8] as who one was before, at whichever write: an opening leaves one the new self or the one of before, and the words typed again the one of before', async () => {
    const ann = await world.person('Ann');
    const { person: gone, words } = await personWithWords(world, 'Mia');
    const groupId = await found(ann);
    await admit(world, ann, groupId, gone);
    await share(gone, groupId, 'Mia, long ago.');
    world.settle(5_000);
    const fresh = await world.person('Mia again');
    await admit(world, ann, groupId, fresh);
    world.settle(10_000);
    for (const person of [ann, gone, fresh]) person.close();
    const nameIn = async (person: Person): Promise<string | undefined> =>
      unwrap(await person.ask.viewGroup({ groupId })).members.find(({ isMe }) => isMe)?.name;
    const outcomes: string[] = [];
    for (let after = 0; ; after += 1) {
      const copy = await openCopyOf(world, fresh, `Copy ${after}`);
      world.net.detach(copy.name);
      world.settle(1_000);
      copy.failWrites('DiskFull', after);
      const answer = await copy.ask.returnWithWords({ words: [...words], as: 'before', withoutRest: false });
      copy.failWrites(null);
      if (after % 2 === 0) await comeBack(copy);
      world.settle(1_000);
      // Without an opening in between the new self may have left already: then the words are typed once more.
      const isBetween = after % 2 === 1 && unwrap(await copy.ask.listGroups({})).length === 0;
      const name = isBetween ? 'between' : await nameIn(copy);
      outcomes.push(`${name}`);
      if (name !== 'Mia') expect(await returnWith(copy, words, 'before')).toMatchObject([{ state: 'back' }]);
      expect(await nameIn(copy)).toBe('Mia');
      await share(copy, groupId, 'Here.');
      expect(await allTexts(copy, groupId)).toEqual(['Here.', 'Mia, long ago.']);
      copy.close();
      if (answer.ok) break;
    }
    expect(outcomes.filter((name) => name === 'Mia again').length).toBeGreaterThan(2);
    expect(outcomes.filter((name) => name === 'Mia').length).toBeGreaterThan(5);
    expect(outcomes).toContain('between');
  });

  it('[RW3] where the vault cannot be written: the old keys go on, and the next opening finishes it', async () => {
    const { person: mia, words } = await personWithWords(world, 'Mia');
    const groupId = await found(mia);
    const before = await onlyDevice(mia, groupId);
    const inTheWay = join(mia.folder, VAULT_FILE.next);
    mkdirSync(inTheWay);
    expect(tagOf(await mia.ask.returnWithWords({ words: [...words], as: 'lost', withoutRest: false }))).toBe(
      'DiskFailed',
    );
    expect(await onlyDevice(mia, groupId)).toBe(before);
    await share(mia, groupId, 'Under the old keys still.');
    rmdirSync(inTheWay);
    await comeBack(mia);
    world.settle(1_000);
    expect(await onlyDevice(mia, groupId)).not.toBe(before);
    expect(await allTexts(mia, groupId)).toEqual(['Under the old keys still.']);
  });
});
