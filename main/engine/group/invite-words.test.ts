import { base32nopad } from '@scure/base';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GroupId, idToBytes, type InviteId } from '../../../shared/brand.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { inviteKeys, readInvite } from '../../../shared/group/invite.ts';
import { decodeInviteWords, inviteBoxOf, wordsStretch } from '../../../shared/group/invite-words.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Result } from '../../../shared/result.ts';
import type { Boxes } from '../../keeper/boxes.ts';
import { createWorld, PASSPHRASE, type Person, SERVER, unwrap, type World } from '../testing/engine-world.ts';
import { quickStretch } from '../testing/quick-stretch.ts';
import { found } from '../testing/stories.ts';

const DAY = 86_400_000;
let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

/** What comes of a request that asks a server, while `ms` pass. */
async function answerOf<T>(asked: Promise<Result<T, AppError>>, ms = 0): Promise<Result<T, AppError>> {
  let answer: Result<T, AppError> | null = null;
  void asked.then((came) => {
    answer = came;
  });
  // Between two steps of the world promises run on; the stretch is one of them.
  for (let turns = 0; answer === null && turns < 100; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    world.settle(ms);
  }
  return asked;
}
/** Lets `ms` pass in steps of an hour, and promises run on in between. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left >= 0; left -= DAY / 24) {
    world.settle(Math.min(left, DAY / 24));
    for (let turns = 0; turns < 4; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      world.settle();
    }
  }
}

const invite = async (person: Person, groupId: GroupId, days = 7): Promise<InviteId> =>
  unwrap(await person.ask.createInvite({ groupId, maxUses: 3, days, role: 'member', history: { reads: 'everything' } }))
    .inviteId;
const wordsOf = async (person: Person, groupId: GroupId, inviteId: InviteId) =>
  unwrap(await answerOf(person.ask.inviteWords({ groupId, inviteId })));
const find = (person: Person, words: readonly string[] | string, server = SERVER) =>
  answerOf(person.ask.findInviteByWords({ words: typeof words === 'string' ? words : words.join(' '), server }));
const puts = (): number =>
  world.net.told.filter(({ message }) => (message as { event: string }).event === 'boxPut').length;

async function scene() {
  const ann = await world.person('Ann');
  const ben = await world.person('Ben');
  const groupId = await found(ann);
  world.settle();
  return { ann, ben, groupId, inviteId: await invite(ann, groupId) };
}

describe('the words of an invite', () => {
  it('[IV17] are made once, kept by the meeting place, and lead to the invite', async () => {
    const { ann, ben, groupId, inviteId } = await scene();
    const made = await wordsOf(ann, groupId, inviteId);
    expect(made).toEqual({ words: expect.any(Array) as string[], keptAt: [SERVER], askedAt: [SERVER] });
    expect(made.words).toHaveLength(8);
    expect(await wordsOf(ann, groupId, inviteId)).toEqual(made);
    expect((await wordsOf(ann, groupId, await invite(ann, groupId))).words).not.toEqual(made.words);

    const { link } = unwrap(await find(ben, made.words.join(', ').toUpperCase()));
    expect(unwrap(await ben.ask.readInvite({ invite: link })).servers).toEqual([SERVER]);
    unwrap(await ben.ask.acceptInvite({ invite: link, myName: 'Ben', note: '' }));
    world.settle();
    expect(unwrap(await ann.ask.listRequests({ groupId }))).toMatchObject([{ name: 'Ben' }]);
  });

  it('[IV17] pressed twice at once are the same', async () => {
    const { ann, groupId, inviteId } = await scene();
    const [one, two] = [ann.ask.inviteWords({ groupId, inviteId }), ann.ask.inviteWords({ groupId, inviteId })];
    expect(unwrap(await answerOf(one))).toEqual(unwrap(await answerOf(two)));
  });

  it('[IV17] say honestly where they are kept: nowhere without a meeting place, or with one that is silent or full', async () => {
    const { ann, ben, groupId, inviteId } = await scene();
    unwrap(await ann.ask.setServers({ groupId, servers: [] }));
    const made = await wordsOf(ann, groupId, inviteId);
    expect(made).toMatchObject({ keptAt: [], askedAt: [] });
    const second = 'wss://second.example';
    unwrap(await ann.ask.setServers({ groupId, servers: [SERVER, second] }));
    world.net.boxes.silent.add(SERVER);
    expect(await wordsOf(ann, groupId, inviteId)).toEqual({ ...made, keptAt: [second], askedAt: [SERVER, second] });
    expect(await find(ben, made.words)).toEqual({ ok: false, error: { tag: 'ServerSilent' } });
    // Found at a place that the invite did not name when it was made: the newcomer is led there.
    const { link } = unwrap(await find(ben, made.words, second));
    expect(unwrap(await ben.ask.readInvite({ invite: link })).servers).toEqual([second]);
  });

  it('[IV18] are put again when the meeting place forgot them: every day, and when the profile opens', async () => {
    const { ann, ben, groupId, inviteId } = await scene();
    const { words } = await wordsOf(ann, groupId, inviteId);
    await pass(DAY / 2);
    expect(puts()).toBe(1);
    world.net.boxes.byServer.clear();
    expect(await find(ben, words)).toEqual({ ok: false, error: { tag: 'InviteWordsNotFound' } });
    await pass(DAY / 2 + DAY / 24);
    expect(puts()).toBe(2);
    expect(unwrap(await find(ben, words)).link).toMatch(/^hearth:/);

    ann.close();
    world.net.boxes.byServer.clear();
    ann.restart();
    unwrap(await ann.ask.unlock({ passphrase: PASSPHRASE }));
    await pass(0);
    expect(unwrap(await find(ben, words)).link).toMatch(/^hearth:/);
    expect((await wordsOf(ann, groupId, inviteId)).words).toEqual(words);
  });

  it('[IV18] are put again within the hour where the meeting place was silent, and at once at a new one', async () => {
    const { ann, ben, groupId, inviteId } = await scene();
    world.net.boxes.silent.add(SERVER);
    const { words, keptAt } = await wordsOf(ann, groupId, inviteId);
    expect(keptAt).toEqual([]);
    await pass(DAY / 48);
    world.net.boxes.silent.clear();
    await pass(DAY / 24);
    expect(unwrap(await find(ben, words)).link).toMatch(/^hearth:/);
    unwrap(await ann.ask.setServers({ groupId, servers: ['wss://second.example'] }));
    await pass(0);
    expect(unwrap(await find(ben, words, 'wss://second.example')).link).toMatch(/^hearth:/);
  });

  it('[IV18] are put no more once the invite is over, and cannot be shown', async () => {
    const { ann, groupId } = await scene();
    const short = await invite(ann, groupId, 1);
    await wordsOf(ann, groupId, short);
    await pass(3 * DAY);
    const before = puts();
    await pass(3 * DAY);
    expect(puts()).toBe(before);
    expect(await ann.ask.inviteWords({ groupId, inviteId: short })).toEqual({
      ok: false,
      error: { tag: 'InviteGone' },
    });
    const never = 'ab'.repeat(16) as InviteId;
    expect(await ann.ask.inviteWords({ groupId, inviteId: never })).toEqual({
      ok: false,
      error: { tag: 'InviteGone' },
    });
  });

  it('[IV18] survive a net that ends in the middle of asking', async () => {
    const { ann, ben, groupId, inviteId } = await scene();
    const asked = ann.ask.inviteWords({ groupId, inviteId });
    for (let turns = 0; puts() === 0 && turns < 100; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(puts()).toBe(1);
    world.net.restart('Ann');
    const made = unwrap(await answerOf(asked));
    expect(made.keptAt).toEqual([SERVER]);
    expect(unwrap(await find(ben, made.words)).link).toMatch(/^hearth:/);
  });
});

describe('words that lead nowhere', () => {
  it('[IV14] [IV19] are told apart: wrong words ask nobody, unknown ones find nothing, other bytes are nobody’s invite', async () => {
    const { ann, ben, groupId, inviteId } = await scene();
    const { words } = await wordsOf(ann, groupId, inviteId);
    const told = world.net.told.length;
    expect(await find(ben, words.slice(1))).toEqual({ ok: false, error: { tag: 'InviteWordsCount', count: 7 } });
    expect(await find(ben, words.with(2, 'hearth'))).toEqual({
      ok: false,
      error: { tag: 'InviteWordUnknown', place: 3, word: 'hearth' },
    });
    const misheard = words.with(1, words[1] === 'zoo' ? 'zone' : 'zoo');
    expect(await find(ben, misheard)).toEqual({ ok: false, error: { tag: 'InviteWordsWrong' } });
    expect(await find(ben, words, 'https://no.example')).toEqual({ ok: false, error: { tag: 'ServerAddressInvalid' } });
    expect(world.net.told.slice(told)).toEqual([]);
    expect(await find(ben, words, 'wss://elsewhere.example')).toEqual({
      ok: false,
      error: { tag: 'InviteWordsNotFound' },
    });

    // A keeper that lies: what it gives is not what Ann sealed.
    const lies: Boxes = { put: () => 'kept', get: () => Buffer.alloc(552, 7).toString('base64'), size: 1 };
    world.net.boxes.byServer.set(SERVER, lies);
    expect(await find(ben, words)).toEqual({ ok: false, error: { tag: 'InviteWordsNotFound' } });
  });

  it('[LK12] a question that net never answers is silent after 15 s', async () => {
    const { ann, ben, groupId, inviteId } = await scene();
    const made = await wordsOf(ann, groupId, inviteId);
    world.net.detach('Ben');
    const asked = ben.ask.findInviteByWords({ words: made.words.join(' '), server: SERVER });
    expect(await answerOf(asked, 5_000)).toEqual({ ok: false, error: { tag: 'ServerSilent' } });
  });

  it('[IV19] [LK11] nothing of an invite, its words or its keys is told to net, but what is sealed or derived', async () => {
    const { ann, ben, groupId, inviteId } = await scene();
    const { words } = await wordsOf(ann, groupId, inviteId);
    const { link } = unwrap(await find(ben, words));
    unwrap(await ben.ask.acceptInvite({ invite: link, myName: 'Ben', note: 'Hello' }));
    world.settle(DAY);
    const invite = readInvite(link, world.time.clock.now());
    const secret = decodeInviteWords(words.join(' '));
    if (!invite.ok || !secret.ok) throw new Error('no invite');
    const { salt, cost } = wordsStretch();
    const stretched = await quickStretch(secret.value, salt, cost);
    const keys = inviteKeys(groupId, invite.value.secret);
    const outside = world.net.told.filter(({ message }) => (message as { event: string }).event !== 'channelSend');
    const events = new Set(outside.map(({ message }) => (message as { event: string }).event));
    expect([...events]).toEqual(expect.arrayContaining(['roomOpen', 'boxPut', 'boxGet', 'boardPut']));
    const said = JSON.stringify(outside, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    ).toLowerCase();
    const hidden: Record<string, Uint8Array> = {
      secret: invite.value.secret,
      words: secret.value,
      stretched,
      key: inviteBoxOf(stretched).key,
      rvSeed: keys.rvSeed,
      sign: keys.sign.publicKey,
      box: keys.box,
      group: idToBytes(groupId),
      inviteId: idToBytes(inviteId),
      genesis: idToBytes(invite.value.genesisHash),
      inviter: idToBytes(invite.value.inviter),
    };
    for (const [name, bytes] of Object.entries(hidden)) {
      const head = Buffer.from(bytes.subarray(0, 10));
      for (const form of [
        head.toString('hex'),
        JSON.stringify(head.toString('latin1')).slice(1, -1),
        base32nopad.encode(head),
      ]) {
        expect(said.includes(form.toLowerCase()), name).toBe(false);
      }
    }
    for (const text of [link.slice(-60), words.join(' ')]) expect(said).not.toContain(text);
    // The scan would have seen it: the box's name is told, and follows from the stretched words.
    expect(said).toContain(inviteBoxOf(stretched).box);
  });
});
