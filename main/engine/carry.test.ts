import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import type { TakenBundleView } from '../../shared/ipc/carry-requests.ts';
import { CHUNKS_AT, SEALED_CHUNK_BYTES } from '../../shared/sync/bundle-format.ts';
import { createSeededRandom } from '../../shared/testing/seeded-random.ts';
import { createWorld, NOON, PASSPHRASE, type Person, unwrap, type World } from './testing/engine-world.ts';
import { posts, share, spreadOf, wordsOf } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const found = async (person: Person): Promise<GroupId> =>
  unwrap(
    await person.ask.createGroup({ name: 'Tuesdays', myName: person.name, agreement: 'Be kind.', mode: 'facilitated' }),
  ).groupId;

/** Asks to be let in over the network; the request waits when this returns. */
async function askToJoin(host: Person, groupId: GroupId, newcomer: Person): Promise<void> {
  const history = { reads: 'everything' } as const;
  const invite = unwrap(await host.ask.createInvite({ groupId, maxUses: 1, days: 7, role: 'member', history }));
  unwrap(await newcomer.ask.acceptInvite({ invite: invite.link, myName: newcomer.name, note: '' }));
  world.settle();
}
async function letIn(host: Person, groupId: GroupId): Promise<void> {
  const [request] = unwrap(await host.ask.listRequests({ groupId }));
  unwrap(await host.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
}
async function admit(host: Person, groupId: GroupId, newcomer: Person): Promise<void> {
  await askToJoin(host, groupId, newcomer);
  await letIn(host, groupId);
  world.settle(5_000);
}

/** From here on nobody meets this person over any network. */
const cutOff = (person: Person): void => {
  world.net.detach(person.name);
  world.settle();
};
const save = async (person: Person, groupId: GroupId) => unwrap(await person.ask.saveBundle({ groupId }));
async function take(person: Person, file: Uint8Array): Promise<TakenBundleView> {
  // What a file brings is told from what was here by the time at which it came.
  world.settle(1_000);
  const taken = unwrap(await person.ask.takeBundle({ file }));
  world.settle(1_000);
  return taken;
}

describe('entries by file', () => {
  it('[EG30] a file with a neutral name brings what was missing, says what and from when, and says so when there is nothing new', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    await admit(ann, groupId, ben);
    cutOff(ben);
    const first = await share(ann, groupId, 'While Ben has no network.');
    world.settle(60_000);
    await share(ann, groupId, 'And an answer to myself.', first.recordId);
    const file = await save(ann, groupId);
    expect(file).toMatchObject({ fileName: 'notes-2026-05-11.hearth', leftOut: 0 });
    expect(file.entries).toBeGreaterThanOrEqual(2);
    const taken = await take(ben, file.bytes);
    expect(taken).toMatchObject({
      groupId,
      groupName: 'Tuesdays',
      byName: 'Ann',
      byMe: false,
      ending: 'whole',
      isNew: true,
      standing: 'member',
    });
    expect(taken.news?.count).toBe(2);
    expect(taken.news?.from).toBe(first.writtenAt);
    expect((taken.news?.to ?? 0) - first.writtenAt).toBe(60_000);
    expect(taken.madeAt).toBeGreaterThanOrEqual(NOON);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['While Ben has no network.']);
    // The maker's word: Ben knows that Ann has what is hers and his.
    expect(await take(ben, file.bytes)).toMatchObject({ news: null, isNew: false, ending: 'whole' });
    expect(await take(ann, file.bytes)).toMatchObject({ byMe: true, news: null, isNew: false });
  });

  it('[EG30] the way back by file tells who has it, and then there is little left to carry', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    await admit(ann, groupId, ben);
    cutOff(ben);
    const post = await share(ann, groupId, 'For Ben.');
    expect(await spreadOf(ann, groupId, post.recordId)).toEqual({ state: 'here', computers: 1 });
    await take(ben, (await save(ann, groupId)).bytes);
    await take(ann, (await save(ben, groupId)).bytes);
    expect(await spreadOf(ann, groupId, post.recordId)).toEqual({ state: 'with-one', name: 'Ben' });
    expect((await save(ann, groupId)).entries).toBe(0);
  });

  it('[EG37] names whom it brings up to date, and nobody once their own file said that they have it', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(ann, groupId, ben);
    await admit(ann, groupId, cleo);
    expect(await save(ann, groupId)).toMatchObject({ bringsAll: [], bringsPart: [] });
    cutOff(ben);
    await share(ann, groupId, 'Cleo is here to read this, Ben is not.');
    world.settle(5_000);
    const file = await save(ann, groupId);
    expect(file).toMatchObject({ bringsAll: ['Ben'], bringsPart: [] });
    await take(ben, file.bytes);
    await take(ann, (await save(ben, groupId)).bytes);
    expect(await save(ann, groupId)).toMatchObject({ bringsAll: [], bringsPart: [] });
  });

  it('[EG31] somebody who waits to be let in comes in by a file alone', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    await share(ann, groupId, 'Before Ben came.');
    await askToJoin(ann, groupId, ben);
    cutOff(ben);
    expect(await ben.ask.takeBundle({ file: (await save(ann, groupId)).bytes })).toEqual({
      ok: false,
      error: { tag: 'BundleNotForUs' },
    });
    await letIn(ann, groupId);
    const file = await save(ann, groupId);
    expect(await take(ben, file.bytes)).toMatchObject({ standing: 'arrived', byName: 'Ann', groupName: 'Tuesdays' });
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['Before Ben came.']);
    const answer = await share(ben, groupId, 'Thank you.');
    // Back the same way, with the name under which Ben came.
    expect((await take(ann, (await save(ben, groupId)).bytes)).byName).toBe('Ben');
    expect((await posts(ann, groupId)).map((entry) => entry.recordId)).toContain(answer.recordId);
    expect(unwrap(await ann.ask.viewGroup({ groupId })).members.map(({ name }) => name)).toEqual(['Ann', 'Ben']);
  });

  it('[EG31] a request by file and the answer by file: let in without any network at all', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    cutOff(ann);
    cutOff(ben);
    const groupId = await found(ann);
    await share(ann, groupId, 'Before Ben came.');
    const history = { reads: 'everything' } as const;
    const invite = unwrap(await ann.ask.createInvite({ groupId, maxUses: 1, days: 7, role: 'member', history }));
    unwrap(await ben.ask.acceptInvite({ invite: invite.file, myName: 'Ben', note: '' }));
    const request = unwrap(await ben.ask.saveRequest({ groupId }));
    unwrap(await ann.ask.takeRequest({ groupId, file: request.bytes }));
    await letIn(ann, groupId);
    expect(await take(ben, (await save(ann, groupId)).bytes)).toMatchObject({ standing: 'arrived' });
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['Before Ben came.']);
    expect(world.net.carried()).toBe(0);
  });

  it('[EG32] what a file brought is offered to whoever is there', async () => {
    const people = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')] as const;
    const [ann, ben, cleo] = people;
    const groupId = await found(ann);
    await admit(ann, groupId, ben);
    await admit(ann, groupId, cleo);
    cutOff(ann);
    await share(ann, groupId, 'By stick to Ben, and on to Cleo.');
    await take(ben, (await save(ann, groupId)).bytes);
    world.settle(60_000);
    expect((await posts(cleo, groupId)).map(wordsOf)).toEqual(['By stick to Ben, and on to Cleo.']);
  });

  it('[EG33] a cut or changed file gives its valid beginning and says so; one that gives nothing is refused by name', async () => {
    const [ann, ben, eve] = [await world.person('Ann'), await world.person('Ben'), await world.person('Eve')];
    const groupId = await found(ann);
    await admit(ann, groupId, ben);
    cutOff(ben);
    const random = createSeededRandom(5);
    const long = (): string => Buffer.from(random.bytes(30_000)).toString('base64');
    for (let i = 0; i < 7; i += 1) await share(ann, groupId, long());
    const { bytes } = await save(ann, groupId);
    const cut = await take(ben, bytes.slice(0, CHUNKS_AT + 3 * SEALED_CHUNK_BYTES));
    expect(cut).toMatchObject({ ending: 'cut', isNew: true });
    expect(cut.read).toBeLessThan(cut.entries);
    expect(cut.news?.count).toBeGreaterThan(0);
    expect(cut.news?.count).toBeLessThan(7);
    const changed = bytes.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(await take(ben, changed)).toMatchObject({ ending: 'damaged' });
    expect(await take(ben, bytes)).toMatchObject({ ending: 'whole' });
    expect(await posts(ben, groupId)).toHaveLength(7);

    const tagOf = async (person: Person, file: Uint8Array) => {
      const answer = await person.ask.takeBundle({ file });
      return answer.ok ? 'taken' : answer.error.tag;
    };
    expect(await tagOf(eve, bytes)).toBe('BundleNotForUs');
    expect(await tagOf(ben, new Uint8Array(0))).toBe('BundleNotOne');
    expect(await tagOf(ben, bytes.slice(0, CHUNKS_AT + 5))).toBe('BundleDamaged');
    const later = bytes.slice();
    later[7] = 0x32;
    expect(await tagOf(ben, later)).toBe('BundleVersionUnknown');
  });

  it('[EG34] a disk that is full while a file comes in costs nothing that came: taken again it brings the rest', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    await admit(ann, groupId, ben);
    cutOff(ben);
    await share(ann, groupId, 'There was no room.');
    const { bytes } = await save(ann, groupId);
    ben.failWrites('DiskFull');
    expect(await ben.ask.takeBundle({ file: bytes })).toEqual({ ok: false, error: { tag: 'DiskFull' } });
    ben.failWrites(null);
    expect((await take(ben, bytes)).news?.count).toBe(1);
  });

  it('[EG35] while a long file comes in other requests are answered, and an end in the middle loses nothing', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    await admit(ann, groupId, ben);
    cutOff(ben);
    const random = createSeededRandom(6);
    for (let i = 0; i < 40; i += 1) await share(ann, groupId, Buffer.from(random.bytes(40_000)).toString('base64'));
    const { bytes } = await save(ann, groupId);
    expect(bytes.length).toBeGreaterThan(1.5 * 1024 * 1024);
    let isDone = false;
    void ben.ask.takeBundle({ file: bytes }).then(() => {
      isDone = true;
    });
    const begun = (await posts(ben, groupId)).length;
    expect(isDone).toBe(false);
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(40);
    ben.restart();
    unwrap(await ben.ask.unlock({ passphrase: PASSPHRASE }));
    cutOff(ben);
    expect(await posts(ben, groupId)).toHaveLength(begun);
    const again = ben.ask.takeBundle({ file: bytes });
    // Each answer in between lets the file go on until its next pause.
    while ((await posts(ben, groupId)).length < 40) world.settle();
    world.settle();
    expect(unwrap(await again).ending).toBe('whole');
  });
});
