import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { STORE_FILE } from '../../profile-files.ts';
import { createWorld, NOON, PASSPHRASE, type Person, unwrap, type World } from '../testing/engine-world.ts';
import { admit, comeBack, found, memberIdOf, share, writing } from '../testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

async function writeJournal(person: Person, text: string): Promise<void> {
  const doc = unwrap(await person.ask.createJournal({}));
  unwrap(await person.ask.updateJournal({ recordId: doc.recordId, update: writing(doc, text) }));
}
const health = async (person: Person) => unwrap(await person.ask.viewHealth({}));

describe('how this computer is doing', () => {
  it('[HL1] is told from the first day on: nothing written, all of it whole, sizes of what there is', async () => {
    const ann = await world.person('Ann');
    const view = await health(ann);
    expect(view).toMatchObject({ lastSavedAt: null, renewedAt: null, journal: 0, drafts: 0, groups: [], troubles: [] });
    expect(view.folder).toBe(ann.folder);
    expect(view.soundAt).toBe(NOON);
    expect(view.disk?.freeBytes).toBeGreaterThan(0);
    expect(view.parts.map(({ part }) => part).sort()).toEqual(['keys', 'words']);
    const words = view.parts.find(({ part }) => part === 'words')?.bytes;
    expect(words).toBeGreaterThanOrEqual(statSync(join(ann.folder, STORE_FILE)).size);
  });

  it('[HL1] counts what is saved, and says when that was', async () => {
    const ann = await world.person('Ann');
    world.settle(60_000);
    await writeJournal(ann, 'A quiet day.');
    const groupId = await found(ann);
    unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    world.settle(60_000);
    const draft = unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    const update = writing(draft, 'Not yet.');
    unwrap(await ann.ask.updateDraft({ groupId, recordId: draft.recordId, update }));
    const view = await health(ann);
    expect(view).toMatchObject({ lastSavedAt: NOON + 120_000, journal: 1, drafts: 1 });
    expect(view.privateBytes).toBeGreaterThan(update.length);
    unwrap(await ann.ask.shareDraft({ groupId, recordId: draft.recordId }));
    const after = await health(ann);
    expect(after).toMatchObject({ drafts: 0, groups: [{ groupId, name: 'Tuesdays', isPast: false, entries: 1 }] });
    expect(after.groups[0]?.bytes).toBeGreaterThan(0);
  });

  it('[HL2] names each other member with when they were last met, and keeps past groups apart', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    world.settle(60_000);
    await admit(world, ann, groupId, ben);
    const [from, to] = [NOON + 60_000, world.time.clock.now()];
    ben.close();
    world.settle(3_600_000);
    const [group] = (await health(ann)).groups;
    expect(group?.met.map(({ name }) => name)).toEqual(['Ben']);
    expect(group?.met[0]?.at).toBeGreaterThanOrEqual(from);
    expect(group?.met[0]?.at).toBeLessThanOrEqual(to);
    unwrap(await ann.ask.leaveGroup({ groupId }));
    world.settle();
    expect((await health(ann)).groups).toMatchObject([{ groupId, isPast: true, met: [] }]);
  });

  it('[HL3] counts what is kept without effect', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await admit(world, ann, groupId, cleo);
    for (const one of [ben, cleo]) one.close();
    world.settle();
    const memberId = await memberIdOf(ann, groupId, 'Ben');
    unwrap(await ann.ask.removeMember({ groupId, memberId, reason: 'safety' }));
    ann.close();
    for (const one of [ben, cleo]) await comeBack(one);
    world.settle(2_000);
    await share(ben, groupId, 'Nobody told me.');
    world.settle(2_000);
    expect((await health(cleo)).groups).toMatchObject([{ entries: 1, setAside: 0 }]);
    ben.close();
    await comeBack(ann);
    world.settle(10_000);
    for (const one of [ann, cleo]) {
      const [group] = (await health(one)).groups;
      expect(group).toMatchObject({ entries: 0, waiting: 0 });
      expect(group?.setAside).toBeGreaterThan(0);
    }
  });

  it('[HL4] reads the store through when asked, and tells when a page of it is damaged', async () => {
    const ann = await world.person('Ann');
    for (let entry = 0; entry < 40; entry += 1) await writeJournal(ann, `${entry} ${'word '.repeat(200)}`);
    // What was written lies beside the file until the store was closed once.
    await comeBack(ann);
    world.settle(60_000);
    expect(unwrap(await ann.ask.checkStore({}))).toEqual({ soundAt: NOON + 60_000 });
    expect((await health(ann)).soundAt).toBe(NOON + 60_000);
    const path = join(ann.folder, STORE_FILE);
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.from('a worn-out disk'), 0, 15, statSync(path).size - 2048);
    closeSync(file);
    world.settle(60_000);
    const answer = await ann.ask.checkStore({});
    expect(answer.ok ? 'ok' : answer.error.tag).toBe('StoreDamaged');
  });

  it('[HL5] says when it noticed that it is a copy, also after it was started again', async () => {
    const ann = await world.person('Ann');
    await writeJournal(ann, 'A quiet day.');
    ann.close();
    const copy = await world.person('Ann again', { copyOf: ann });
    world.settle(60_000);
    unwrap(await copy.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(60_000);
    await comeBack(copy);
    expect((await health(copy)).renewedAt).toBe(NOON + 60_000);
  });

  it('[HL6] tells how often the disk failed since the start, and when last', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    ben.failWrites('DiskFull');
    await share(ann, groupId, 'A quiet day.');
    world.settle(2_000);
    ben.failWrites(null);
    const [trouble, ...more] = (await health(ben)).troubles;
    expect(more).toEqual([]);
    expect(trouble).toMatchObject({ what: 'disk' });
    expect(trouble?.count).toBeGreaterThan(0);
    expect(trouble?.at).toBeGreaterThan(NOON);
  });
});
