import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, PASSPHRASE, type Person, unwrap, type World } from './testing/engine-world.ts';
import { pairByFile } from './testing/pairing.ts';
import { openCopyOf, personWithWords, returnWith } from './testing/returning.ts';
import {
  admit,
  cards,
  comeBack,
  found,
  memberIdOf,
  onlyRequest,
  OPEN_INVITE,
  posts,
  share,
  tagOf,
  wordsOf,
  writing,
} from './testing/stories.ts';
import { doorsOn } from './testing/vault-disks.ts';
import { openVault } from './vault/vault.ts';
import { createVaultDisk } from './vault/vault-disk.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const cutOff = (person: Person): void => {
  world.net.detach(person.name);
  world.settle();
};
const textsSeenBy = async (person: Person, groupId: GroupId) => (await posts(person, groupId)).map(wordsOf);
const deviceCounts = async (person: Person, groupId: GroupId) =>
  unwrap(await person.ask.viewGroup({ groupId })).members.map(({ name, deviceCount }) => [name, deviceCount]);

/** Ann founds a group, Mia is in, with her words on paper, and has written. */
async function together() {
  const ann = await world.person('Ann');
  const { person: mia, words } = await personWithWords(world, 'Mia');
  const groupId = await found(ann);
  await admit(world, ann, groupId, mia);
  await share(ann, groupId, 'Welcome.');
  world.settle(2_000);
  await share(mia, groupId, 'Before the loss.');
  world.settle(5_000);
  return { ann, mia, words, groupId };
}

describe('a stolen computer, and the words', () => {
  it('[RW2, RW4, GR17, GR24] takes the thief’s copy out: it reads nothing new, what it writes counts nowhere, and what was readable here stays so', async () => {
    const { ann, mia, words, groupId } = await together();
    cutOff(mia);
    const thief = await openCopyOf(world, mia, 'Thief');
    world.settle(5_000);
    await share(thief, groupId, 'Mia’s words, said the thief, before.');
    world.settle(5_000);
    await comeBack(mia);
    world.settle(30_000);
    cutOff(thief);
    await share(thief, groupId, 'Beside the recovery.');
    expect(await returnWith(mia, words)).toEqual([{ groupId, name: 'Tuesdays', state: 'back' }]);
    world.settle(30_000);
    await share(ann, groupId, 'After the loss.');
    world.settle(1_000);
    await share(mia, groupId, 'It was stolen; this is me.');
    world.settle(5_000);
    await comeBack(thief);
    world.settle(120_000);
    const here = [
      'It was stolen; this is me.',
      'After the loss.',
      'Mia’s words, said the thief, before.',
      'Before the loss.',
      'Welcome.',
    ];
    for (const person of [ann, mia]) {
      expect(await textsSeenBy(person, groupId)).toEqual(here);
      expect(await deviceCounts(person, groupId)).toEqual([
        ['Ann', 1],
        ['Mia', 1],
      ]);
    }
    expect(unwrap(await thief.ask.listGroups({}))).toEqual([]);
    const kept = Buffer.from(unwrap(await thief.ask.exportOwnWords({ groupId })).bytes).toString();
    expect(kept).toContain('Beside the recovery.');
    expect(kept).not.toContain('this is me');
    expect((await cards(ann, groupId)).map(({ kind }) => kind).slice(-2)).toEqual([
      'device-recovered',
      'device-removed',
    ]);
  });

  it('[RW5] is the same member: earlier entries are edited, a draft that was begun is shared, the role stays', async () => {
    const { ann, mia, words, groupId } = await together();
    const [mine] = (await posts(mia, groupId)).filter((post) => post.isMine);
    if (!mine) throw new Error('nothing was written');
    const draft = unwrap(await mia.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await mia.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, 'Begun before.') }));
    const change = unwrap(await mia.ask.editEntry({ groupId, recordId: mine.recordId }));
    unwrap(await mia.ask.updateDraft({ groupId, recordId: mine.recordId, update: writing(change, 'And more.') }));
    expect(await returnWith(mia, words)).toMatchObject([{ state: 'back' }]);
    world.settle(20_000);
    unwrap(await mia.ask.shareDraft({ groupId, recordId: draft.recordId }));
    unwrap(await mia.ask.shareDraft({ groupId, recordId: mine.recordId }));
    world.settle(5_000);
    for (const person of [ann, mia]) {
      expect(await textsSeenBy(person, groupId)).toEqual(['Begun before.', 'Before the loss.\nAnd more.', 'Welcome.']);
    }
    const later = unwrap(await mia.ask.editEntry({ groupId, recordId: mine.recordId }));
    unwrap(await mia.ask.updateDraft({ groupId, recordId: mine.recordId, update: writing(later, 'Once more.') }));
    unwrap(await mia.ask.shareDraft({ groupId, recordId: mine.recordId }));
    world.settle(5_000);
    expect((await textsSeenBy(ann, groupId))[1]).toBe('Before the loss.\nAnd more.\nOnce more.');
    expect(await memberIdOf(ann, groupId, 'Mia')).toBe(await memberIdOf(mia, groupId, 'Mia'));
    await comeBack(mia);
    world.settle(10_000);
    await share(mia, groupId, 'After a restart.');
    world.settle(5_000);
    expect((await textsSeenBy(ann, groupId))[0]).toBe('After a restart.');
  });

  it('[RW2, GR16] comes back also where the thief removed this computer first', async () => {
    const { ann, mia, words, groupId } = await together();
    const desk = await world.person('Desk');
    await pairByFile(world, mia, desk);
    // Mia keeps the desk; the laptop is stolen, and removes the desk.
    const [other] = unwrap(await mia.ask.listComputers({}));
    unwrap(await mia.ask.removeComputer({ computerId: other?.computerId ?? '' }));
    world.settle(30_000);
    expect(unwrap(await desk.ask.listPastGroups({}))).toMatchObject([{ how: 'computer' }]);
    await share(ann, groupId, 'Under a key that the desk lacks.');
    world.settle(5_000);
    expect(await returnWith(desk, words)).toEqual([{ groupId, name: 'Tuesdays', state: 'back' }]);
    // It was told that it is out, so nobody waits for it in the old rooms: a file goes there.
    const file = unwrap(await desk.ask.saveBundle({ groupId })).bytes;
    unwrap(await ann.ask.takeBundle({ file }));
    world.settle(60_000);
    expect(await deviceCounts(ann, groupId)).toEqual([
      ['Ann', 1],
      ['Mia', 1],
    ]);
    unwrap(await desk.ask.takeBundle({ file: unwrap(await ann.ask.saveBundle({ groupId })).bytes }));
    world.settle(60_000);
    await share(desk, groupId, 'Mine again.');
    world.settle(30_000);
    for (const person of [ann, desk]) {
      expect((await textsSeenBy(person, groupId)).slice(0, 2)).toEqual([
        'Mine again.',
        'Under a key that the desk lacks.',
      ]);
    }
    expect(unwrap(await mia.ask.listPastGroups({}))).toMatchObject([{ how: 'computer' }]);
  });

  it('[RW2, EP6, RP17] offline: what the others wrote meanwhile under a key that they made for the old device is readable', async () => {
    const { ann, mia, words, groupId } = await together();
    const cleo = await world.person('Cleo');
    await admit(world, ann, groupId, cleo);
    cutOff(mia);
    expect(await returnWith(mia, words)).toMatchObject([{ state: 'back' }]);
    await share(mia, groupId, 'Written offline, as myself.');
    unwrap(await ann.ask.removeMember({ groupId, memberId: await memberIdOf(ann, groupId, 'Cleo'), reason: 'asked' }));
    world.settle(15_000);
    await share(ann, groupId, 'Under a new key, for Mia as she was.');
    world.settle(5_000);
    await comeBack(mia);
    world.settle(120_000);
    for (const person of [ann, mia]) {
      expect(await textsSeenBy(person, groupId)).toEqual(
        expect.arrayContaining(['Under a new key, for Mia as she was.', 'Written offline, as myself.']),
      );
      expect(await deviceCounts(person, groupId)).toEqual([
        ['Ann', 1],
        ['Mia', 1],
      ]);
    }
  });

  it('[RW6, GR17] two recoveries at once leave each other alone, and the device before both is out', async () => {
    const { ann, mia, words, groupId } = await together();
    cutOff(mia);
    const twin = await openCopyOf(world, mia, 'Twin');
    const thief = await openCopyOf(world, mia, 'Thief');
    for (const person of [twin, thief]) cutOff(person);
    for (const person of [mia, twin]) expect(await returnWith(person, words)).toMatchObject([{ state: 'back' }]);
    await share(mia, groupId, 'One.');
    await share(twin, groupId, 'Two.');
    await share(thief, groupId, 'Three.');
    for (const person of [mia, twin, thief]) {
      await comeBack(person);
      world.settle(60_000);
    }
    world.settle(120_000);
    for (const person of [ann, mia, twin]) {
      expect([...(await textsSeenBy(person, groupId))].sort()).toEqual([
        'Before the loss.',
        'One.',
        'Two.',
        'Welcome.',
      ]);
      expect(await deviceCounts(person, groupId)).toEqual([
        ['Ann', 1],
        ['Mia', 2],
      ]);
    }
    expect(unwrap(await thief.ask.listGroups({}))).toEqual([]);
  });
});

describe('words that do not do it', () => {
  it('[RW1] are told by what is wrong with them, and change nothing', async () => {
    const { ann, mia, words, groupId } = await together();
    const { words: others } = await personWithWords(world, 'Stranger');
    const attempt = (typed: readonly string[]) =>
      mia.ask.returnWithWords({ words: [...typed], as: 'lost', withoutRest: false });
    expect(await attempt(words.slice(0, 11))).toEqual({ ok: false, error: { tag: 'RecoveryWordsCount', count: 11 } });
    expect(await attempt(words.with(4, 'hearht'))).toEqual({
      ok: false,
      error: { tag: 'RecoveryWordUnknown', place: 5, word: 'hearht' },
    });
    // Most wrong orders show at once; a rare one belongs together by chance, and then opens nothing.
    const swapped = words.with(0, words[1] ?? '').with(1, words[0] ?? '');
    expect(['RecoveryWordsOrder', 'RecoveryWordsOpenNothing']).toContain(tagOf(await attempt(swapped)));
    expect(tagOf(await attempt(others))).toBe('RecoveryWordsOpenNothing');
    expect(tagOf(await mia.ask.returnWithWords({ words: [...words], as: 'before', withoutRest: false }))).toBe(
      'RecoveryWordsOpenNothing',
    );
    world.settle(30_000);
    expect((await cards(ann, groupId)).map(({ kind }) => kind)).toEqual(['founded', 'joined']);
    expect(await deviceCounts(mia, groupId)).toEqual([
      ['Ann', 1],
      ['Mia', 1],
    ]);
  });

  it('[RW1, RW7] each group by itself: one that is over, and one whose paper is another, are named', async () => {
    const { ann, mia, words, groupId } = await together();
    const second = await found(ann, 'Wednesdays');
    await admit(world, ann, second, mia);
    unwrap(
      await ann.ask.removeMember({ groupId: second, memberId: await memberIdOf(ann, second, 'Mia'), reason: 'asked' }),
    );
    world.settle(15_000);
    expect(await returnWith(mia, words)).toEqual([
      { groupId, name: 'Tuesdays', state: 'back' },
      { groupId: second, name: 'Wednesdays', state: 'past' },
    ]);
    expect(await returnWith((await personWithWords(world, 'Nobody')).person, words)).toEqual([]);
  });

  it('[RW10, VT2] a root whose capsule found no room beside the note is sealed into the log once one is in, and leaves this computer', async () => {
    const ann = await world.person('Ann');
    const { person: mia, words } = await personWithWords(world, 'Mia');
    const groupId = await found(ann);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    // As long as the fields allow, in characters of three bytes.
    const long = { myName: '語'.repeat(60), note: '長'.repeat(500) };
    unwrap(await mia.ask.acceptInvite({ invite: invite.link, ...long }));
    world.settle();
    const rootsKept = async () => {
      const vault = await openVault(doorsOn(createVaultDisk(mia.folder)), PASSPHRASE);
      return vault.ok && vault.value.secrets.groups.map(({ memberRootSeed }) => memberRootSeed !== null);
    };
    expect(await rootsKept()).toEqual([true]);
    const { requestId } = await onlyRequest(ann, groupId);
    unwrap(await ann.ask.approveRequest({ groupId, requestId }));
    world.settle(5_000);
    expect(await rootsKept()).toEqual([false]);
    expect(await returnWith(mia, words)).toMatchObject([{ groupId, state: 'back' }]);
  });
});
