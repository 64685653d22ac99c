import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId, RecordId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { recoveryKeys } from '../../shared/group/recovery.ts';
import { createWorld, PASSPHRASE, type Person, unwrap, type World } from './testing/engine-world.ts';
import { entropyOfWords } from './vault/recovery-words.ts';
import { openVault } from './vault/vault.ts';
import { createVaultDisk } from './vault/vault-disk.ts';
import { carryPairFiles, pairByFile } from './testing/pairing.ts';
import { doorsOn } from './testing/vault-disks.ts';
import { admit, comeBack, found, posts, share, spreadOf, tagOf, wordsOf, writing } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const doorsTo = (person: Person) => doorsOn(createVaultDisk(person.folder));
const cutOff = (person: Person): void => {
  world.net.detach(person.name);
  world.settle();
};
const textsSeenBy = async (person: Person, groupId: Parameters<typeof posts>[1]) =>
  (await posts(person, groupId)).map(wordsOf);

describe('a second computer by file', () => {
  it('[PA6, PA7, PA9] three files, the same four words on both, and the network brings the rest: both write as one person', async () => {
    const [ann, ben, desk] = [await world.person('Ann'), await world.person('Ben'), await world.person('Desk')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await share(ann, groupId, 'From the laptop.');
    world.settle(2_000);

    const { oldView, newView } = await carryPairFiles(ann, desk);
    expect(oldView).toMatchObject({ side: 'old', way: 'file', step: 'compare' });
    expect(newView).toMatchObject({ side: 'new', way: 'file', step: 'compare' });
    expect(oldView.side !== 'none' && newView.side !== 'none' && oldView.words).toEqual(
      newView.side !== 'none' && newView.words,
    );
    // Nobody has compared anything: no group has heard of another computer.
    world.settle(60_000);
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(1);
    expect(unwrap(await desk.ask.listGroups({}))).toEqual([]);

    expect(unwrap(await ann.ask.comparePairWords({ same: true }))).toMatchObject({
      step: 'done',
      groups: [{ groupId, name: 'Tuesdays', state: 'in', hasMeetingPlace: true }],
    });
    expect(unwrap(await desk.ask.comparePairWords({ same: true }))).toMatchObject({
      step: 'done',
      groups: [{ groupId, state: 'waiting' }],
    });
    world.settle(5_000);
    expect(unwrap(await desk.ask.viewPairing({}))).toMatchObject({
      groups: [{ groupId, name: 'Tuesdays', state: 'in', hasMeetingPlace: true }],
    });
    expect(await textsSeenBy(desk, groupId)).toEqual(['From the laptop.']);
    await share(desk, groupId, 'From the desk.');
    world.settle(5_000);
    for (const person of [ann, ben, desk]) {
      expect(await textsSeenBy(person, groupId)).toEqual(['From the desk.', 'From the laptop.']);
      const members = unwrap(await person.ask.viewGroup({ groupId })).members;
      expect(members.map(({ name, deviceCount }) => [name, deviceCount])).toEqual([
        ['Ann', 2],
        ['Ben', 1],
      ]);
    }
    expect((await posts(ann, groupId)).every((post) => post.isMine)).toBe(true);
  });

  it('[PA10] without any network a file of the group brings the rest', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const groupId = await found(ann);
    await share(ann, groupId, 'On the laptop alone.');
    cutOff(ann);
    cutOff(desk);
    await pairByFile(world, ann, desk);
    expect(unwrap(await desk.ask.listGroups({}))).toEqual([]);
    const bundle = unwrap(await ann.ask.saveBundle({ groupId }));
    expect(unwrap(await desk.ask.takeBundle({ file: bundle.bytes }))).toMatchObject({
      standing: 'arrived',
      byMe: true,
    });
    world.settle(1_000);
    expect(await textsSeenBy(desk, groupId)).toEqual(['On the laptop alone.']);
    await share(desk, groupId, 'And back.');
    const back = unwrap(await desk.ask.saveBundle({ groupId }));
    unwrap(await ann.ask.takeBundle({ file: back.bytes }));
    expect(await textsSeenBy(ann, groupId)).toEqual(['And back.', 'On the laptop alone.']);
    expect(world.net.carried()).toBe(0);
  });

  it('[PA7] locked between the steps, both go on where they were', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const groupId = await found(ann);
    const file = async (person: Person) => unwrap(await person.ask.savePairFile({})).bytes;
    unwrap(await desk.ask.startPairing({ way: 'file' }));
    const ask = await file(desk);
    await comeBack(desk);
    expect(await file(desk)).toEqual(ask);
    unwrap(await ann.ask.takePairFile({ file: ask, side: 'old' }));
    await comeBack(ann);
    unwrap(await desk.ask.takePairFile({ file: await file(ann), side: 'new' }));
    const answer = await file(desk);
    await comeBack(desk);
    expect(await file(desk)).toEqual(answer);
    unwrap(await ann.ask.takePairFile({ file: answer, side: 'old' }));
    await comeBack(ann);
    unwrap(await ann.ask.comparePairWords({ same: true }));
    await comeBack(ann);
    unwrap(await desk.ask.comparePairWords({ same: true }));
    await comeBack(desk);
    world.settle(60_000);
    expect(unwrap(await desk.ask.listGroups({})).map(({ name }) => name)).toEqual(['Tuesdays']);
    await comeBack(desk);
    await share(desk, groupId, 'After every restart.');
    world.settle(5_000);
    expect(await textsSeenBy(ann, groupId)).toEqual(['After every restart.']);
  });

  it('[PA7] a group that was made later comes along when the two are paired again; what is there already stays as it is', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const first = await found(ann);
    await pairByFile(world, ann, desk);
    const later = await found(ann, 'Thursdays');
    world.settle(60_000);
    expect(unwrap(await desk.ask.listGroups({})).map((row) => row.groupId)).toEqual([first]);
    await pairByFile(world, ann, desk);
    expect(unwrap(await desk.ask.viewPairing({}))).toMatchObject({
      groups: expect.arrayContaining([
        expect.objectContaining({ groupId: first, state: 'in' }),
        expect.objectContaining({ groupId: later, state: 'in' }),
      ]),
    });
    for (const groupId of [first, later]) expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(2);
    await share(desk, later, 'On Thursdays too.');
    world.settle(5_000);
    expect(await textsSeenBy(ann, later)).toEqual(['On Thursdays too.']);
  });

  it('[PA7] the recovery words of the first computer stand for the groups of both', async () => {
    const ann = await world.person('Ann', false);
    const annWords = unwrap(await ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE })).recoveryWords;
    const desk = await world.person('Desk');
    await found(ann);
    const keyOf = async () => {
      const vault = await openVault(doorsTo(desk), PASSPHRASE);
      if (!vault.ok) throw new Error(vault.error.tag);
      return vault.value.secrets.recoveryPublicKey;
    };
    const entropy = entropyOfWords(annWords);
    if (!entropy.ok) throw new Error(entropy.error.tag);
    const first = recoveryKeys(entropy.value).publicKey;
    expect(await keyOf()).not.toEqual(first);
    await carryPairFiles(ann, desk);
    expect(await keyOf()).not.toEqual(first);
    unwrap(await desk.ask.comparePairWords({ same: true }));
    expect(await keyOf()).toEqual(first);
    // A computer that has groups of its own keeps its own words.
    const cleo = await world.person('Cleo');
    await found(cleo);
    await carryPairFiles(ann, cleo);
    unwrap(await cleo.ask.comparePairWords({ same: true }));
    const vault = await openVault(doorsTo(cleo), PASSPHRASE);
    expect(vault.ok && vault.value.secrets.recoveryPublicKey).not.toEqual(first);
  });

  it('[PA6] words that differ give nobody anything', async () => {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const groupId = await found(ann);
    await carryPairFiles(ann, desk);
    expect(unwrap(await ann.ask.comparePairWords({ same: false }))).toEqual({ side: 'none' });
    expect(unwrap(await desk.ask.comparePairWords({ same: false }))).toEqual({ side: 'none' });
    world.settle(60_000);
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(1);
    expect(unwrap(await desk.ask.listGroups({}))).toEqual([]);
    expect(tagOf(await ann.ask.comparePairWords({ same: true }))).toBe('PairingGone');
    expect(tagOf(await desk.ask.savePairFile({}))).toBe('PairingGone');
  });
});

describe('writing on two computers', () => {
  /** Ann with a laptop and a desk computer, and Ben, all in touch. */
  async function together() {
    const [ann, ben, desk] = [await world.person('Ann'), await world.person('Ben'), await world.person('Desk')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await pairByFile(world, ann, desk);
    return { ann, ben, desk, groupId };
  }
  /** Changes an own post or comment by words at its end, and shares the change. */
  async function edit(person: Person, groupId: GroupId, recordId: RecordId, text: string) {
    const draft = unwrap(await person.ask.editEntry({ groupId, recordId }));
    unwrap(await person.ask.updateDraft({ groupId, recordId, update: writing(draft, text) }));
    unwrap(await person.ask.shareDraft({ groupId, recordId }));
  }
  const comment = async (person: Person, groupId: GroupId, post: RecordId) =>
    unwrap(await person.ask.viewThread({ groupId, recordId: post })).comments.map(({ entry }) => wordsOf(entry));

  it('[PA16, GA4, RC8] edits of one post and one comment, made on both while apart, are the same for everybody afterwards', async () => {
    const { ann, ben, desk, groupId } = await together();
    const post = await share(ann, groupId, 'The post.');
    const answer = await share(desk, groupId, 'The comment.', null);
    world.settle(5_000);
    const reply = await share(ben, groupId, 'Ben answers.', post.recordId);
    world.settle(5_000);
    const own = await share(desk, groupId, 'A comment.', post.recordId);
    world.settle(5_000);
    for (const person of [ann, ben, desk]) cutOff(person);
    await edit(ann, groupId, post.recordId, 'Laptop, offline.');
    await edit(ann, groupId, own.recordId, 'Laptop, here too.');
    await edit(ann, groupId, post.recordId, 'Laptop again.');
    await edit(desk, groupId, post.recordId, 'Desk, offline.');
    await edit(desk, groupId, own.recordId, 'Desk, here too.');
    for (const person of [ann, ben, desk]) await comeBack(person);
    world.settle(60_000);
    const seen = await Promise.all(
      [ann, ben, desk].map(async (person) => [
        (await posts(person, groupId)).map(wordsOf),
        await comment(person, groupId, post.recordId),
      ]),
    );
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    const words = (await posts(ben, groupId)).find((one) => one.recordId === post.recordId);
    expect((words ? wordsOf(words) : '').split('\n').sort()).toEqual(
      ['Desk, offline.', 'Laptop again.', 'Laptop, offline.', 'The post.'].sort(),
    );
    const comments = (await comment(ben, groupId, post.recordId)).flatMap((text) => text.split('\n')).sort();
    expect(comments).toEqual(['A comment.', 'Ben answers.', 'Desk, here too.', 'Laptop, here too.']);
    expect([answer.isMine, reply.isMine]).toEqual([true, true]);
    // And on: each edits what has become of both.
    await edit(desk, groupId, post.recordId, 'After all that.');
    world.settle(5_000);
    await edit(ann, groupId, post.recordId, 'The end.');
    world.settle(5_000);
    const last = await Promise.all([ann, ben, desk].map(async (person) => (await posts(person, groupId)).map(wordsOf)));
    expect(last[1]).toEqual(last[0]);
    expect(last[2]).toEqual(last[0]);
    expect(last[0]?.join('\n')).toContain('The end.');
  });

  it('[PA16] whichever computer is met first: a third who gets the later edit alone shows it once the earlier is there', async () => {
    const { ann, ben, desk, groupId } = await together();
    const post = await share(ann, groupId, 'The post.');
    world.settle(5_000);
    cutOff(ben);
    await edit(desk, groupId, post.recordId, 'By the desk.');
    world.settle(5_000);
    // Built upon what the desk wrote, which Ben has not got.
    await edit(ann, groupId, post.recordId, 'By the laptop.');
    world.settle(5_000);
    cutOff(desk);
    await comeBack(ben);
    world.settle(60_000);
    await comeBack(desk);
    world.settle(60_000);
    const [first] = await posts(ben, groupId);
    expect(first && wordsOf(first)).toBe('The post.\nBy the desk.\nBy the laptop.');
  });

  it('[PA16] a reaction that was given on both at once can be taken back on either', async () => {
    const { ann, ben, desk, groupId } = await together();
    const post = await share(ben, groupId, 'Ben wrote this.');
    world.settle(5_000);
    for (const person of [ann, ben, desk]) cutOff(person);
    const react = async (person: Person, reaction: 'thank-you' | 'me-too' | null) =>
      unwrap(await person.ask.setReaction({ groupId, target: post.recordId, reaction }));
    await react(ann, 'thank-you');
    await react(desk, 'me-too');
    for (const person of [ann, ben, desk]) await comeBack(person);
    world.settle(60_000);
    const seen = async (person: Person) =>
      (await posts(person, groupId)).flatMap(({ reactions }) =>
        reactions.map(({ reaction, names }) => [reaction, names]),
      );
    expect(await seen(ben)).toEqual([
      ['thank-you', ['Ann']],
      ['me-too', ['Ann']],
    ]);
    await react(desk, null);
    world.settle(5_000);
    expect(await seen(ben)).toEqual([]);
    expect(await seen(ann)).toEqual([]);
    await react(ann, 'thank-you');
    world.settle(5_000);
    expect(await seen(desk)).toEqual([['thank-you', ['Ann']]]);
  });

  it('[SP1, PA17] the own other computer is no other person: in how far words came, and in who is in touch', async () => {
    const { ann, ben, desk, groupId } = await together();
    cutOff(ben);
    const post = await share(ann, groupId, 'For nobody else yet.');
    world.settle(5_000);
    expect(await spreadOf(ann, groupId, post.recordId)).toEqual({ state: 'here', computers: 2 });
    expect(await spreadOf(desk, groupId, post.recordId)).toEqual({ state: 'here', computers: 2 });
    const reach = async (person: Person) => unwrap(await person.ask.viewGroup({ groupId })).reach;
    expect(await reach(ann)).toMatchObject({ connectedNames: [], withOwn: true });
    await comeBack(ben);
    world.settle(60_000);
    expect(await reach(ann)).toMatchObject({ connectedNames: ['Ben'], withOwn: true });
    expect(await reach(ben)).toMatchObject({ connectedNames: ['Ann'], withOwn: false });
    expect(await spreadOf(ann, groupId, post.recordId)).toEqual({ state: 'with-one', name: 'Ben' });
  });

  it('[PA18] the journal stays on the computer on which it was written', async () => {
    const { ann, desk } = await together();
    const entry = unwrap(await ann.ask.createJournal({}));
    unwrap(await ann.ask.updateJournal({ recordId: entry.recordId, update: writing(entry, 'Only here.') }));
    world.settle(60_000);
    expect(unwrap(await desk.ask.listJournal({ before: null, limit: 10 }))).toEqual([]);
  });
});
