import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupId } from '../../../shared/brand.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { joinFrame, MAX_MESSAGE_BYTES, type PartialMessage } from '../../../shared/sync/frame.ts';
import type { Message } from '../../../shared/sync/message.ts';
import { decodeMessage } from '../../../shared/sync/message-codec.ts';
import { createWorld, PASSPHRASE, type Person, unwrap, type World } from '../testing/engine-world.ts';
import { found, OPEN_INVITE, posts, share, wordsOf } from '../testing/stories.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

async function comeBack(person: Person): Promise<void> {
  person.restart();
  unwrap(await person.ask.unlock({ passphrase: PASSPHRASE }));
}
/** Closes the app and opens it again after so long. */
async function sleep(person: Person, ms: number): Promise<void> {
  person.close();
  world.settle(ms);
  await comeBack(person);
  world.settle();
}
/** Lets somebody in by an invite of one day; with a new key, so that an epoch begins, unless they may read everything. */
async function letIn(host: Person, groupId: GroupId, newcomer: Person, reads: 'everything' | 'since-joining') {
  const choice = { ...OPEN_INVITE, days: 1, history: { reads } } as const;
  const invite = unwrap(await host.ask.createInvite({ groupId, ...choice }));
  unwrap(await newcomer.ask.acceptInvite({ invite: invite.link, myName: newcomer.name, note: '' }));
  world.settle();
  const [request] = unwrap(await host.ask.listRequests({ groupId }));
  unwrap(await host.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
  world.settle(5_000);
}
const idOf = async (person: Person, groupId: GroupId, name: string) => {
  const { members } = unwrap(await person.ask.viewGroup({ groupId }));
  const found = members.find((member) => member.name === name);
  if (!found) throw new Error(`${name} is not in`);
  return found.memberId;
};
const wordsSeen = async (person: Person, groupId: GroupId) => (await posts(person, groupId)).map(wordsOf);
const topics = (name: string) => world.net.rooms(name).map((room) => room.topic);

/** Ann and Ben are together, Ben goes, and `rekeys` new keys are made without him, a day apart. */
async function left(rekeys: number) {
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  const groupId = await found(ann);
  await letIn(ann, groupId, ben, 'everything');
  ben.close();
  world.settle();
  for (let n = 0; n < rekeys; n += 1) {
    const guest = await world.person(`Guest ${n}`);
    await letIn(ann, groupId, guest, 'since-joining');
    guest.close();
    world.settle(DAY);
  }
  world.settle(DAY);
  return { ann, ben, groupId };
}

/** The rooms of old epochs that somebody listens in: without the board. Invites of the stories end within a day. */
const oldRooms = (name: string) => world.net.rooms(name).filter((room) => room.boardKey === null);
const boardRooms = (name: string) => world.net.rooms(name).filter((room) => room.boardKey !== null);

describe('a member who was away', () => {
  it('[LK7] through three new keys and ten days finds the others, and then all are in one room', async () => {
    const { ann, ben, groupId } = await left(3);
    await sleep(ann, 6 * DAY);
    await share(ann, groupId, 'While you were away.');
    world.settle(1_000);
    // Three for the guests, and one more since a week went by.
    expect(oldRooms('Ann')).toHaveLength(4);
    await comeBack(ben);
    world.settle(10_000);
    expect(await wordsSeen(ben, groupId)).toEqual(['While you were away.']);
    expect(unwrap(await ann.ask.viewGroup({ groupId })).reach.connectedNames).toEqual(['Ben']);
    await share(ben, groupId, 'Here I am.');
    world.settle(10_000);
    expect((await wordsSeen(ann, groupId))[0]).toBe('Here I am.');
    // They go on in the room of the new key, and on its board, though they met in an old one.
    expect(boardRooms('Ben').map((room) => room.topic)).toEqual(
      boardRooms('Ann')
        .slice(0, 1)
        .map((room) => room.topic),
    );
    expect(world.net.channels('Ann')).toHaveLength(1);
  });

  it('[LK7] no rooms of a key that somebody took along are listened in once everybody is known to have the new one', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await letIn(ann, groupId, ben, 'everything');
    await letIn(ann, groupId, cleo, 'everything');
    unwrap(await cleo.ask.leaveGroup({ groupId }));
    world.settle(2 * DAY);
    expect(topics('Ann')).toEqual(topics('Ben'));
    expect(topics('Ann')).toHaveLength(1);
  });

  it('[LK7] those of a key that only members have are, for thirty days: somebody may restore a backup of that time', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await letIn(ann, groupId, ben, 'everything');
    await letIn(ann, groupId, cleo, 'since-joining');
    world.settle(2 * DAY);
    expect(topics('Ann')).toEqual(topics('Ben'));
    expect(oldRooms('Ann')).toHaveLength(1);
    for (const one of [ben, cleo]) one.close();
    await sleep(ann, 29 * DAY);
    // Names were written under the one after it, so that is an old one as well by now.
    expect(oldRooms('Ann').length).toBeGreaterThan(0);
    await sleep(ann, 32 * DAY);
    expect(oldRooms('Ann')).toEqual([]);
  });

  it('[LK7] at most four old epochs are listened for, the last ones, and for thirty days', async () => {
    const { ann, ben, groupId } = await left(5);
    const [current] = boardRooms('Ann');
    const guest = await world.person('Guest 5');
    await letIn(ann, groupId, guest, 'since-joining');
    guest.close();
    world.settle(HOUR);
    expect(oldRooms('Ann').map((room) => room.topic)).toContain(current?.topic);
    world.settle(2 * DAY);
    expect(oldRooms('Ann')).toHaveLength(4);
    await sleep(ann, 24 * DAY);
    expect(oldRooms('Ann')).toHaveLength(4);
    // The last key was made within the week after the last guest; nothing was written since.
    await sleep(ann, 32 * DAY);
    expect(oldRooms('Ann')).toEqual([]);
    // The others are found no more by themselves: he was away for longer than anybody waits for.
    await share(ann, groupId, 'Still here.');
    await comeBack(ben);
    world.settle(HOUR);
    expect(await wordsSeen(ben, groupId)).toEqual([]);
  });

  it('[LK1] [LK7] topics are new with every day and every key', async () => {
    const { ann, groupId } = await left(0);
    const seen: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      seen.push(
        ...boardRooms('Ann')
          .slice(0, 1)
          .map((room) => room.topic),
      );
      if (n % 2 === 0) world.settle(DAY);
      else await letIn(ann, groupId, await world.person(`Guest ${n}`), 'since-joining');
      world.settle(HOUR);
    }
    expect(new Set(seen).size).toBe(4);
    const ever = (part: 'topic' | 'password') => new Set(world.net.opened.map((room) => room[part]));
    expect(ever('password').size).toBe(ever('topic').size);
    expect([...ever('topic')].filter((topic) => ever('password').has(topic))).toEqual([]);
  });
});

/** Everything that somebody said to anybody on channels since `from`. */
function saidBy(name: string, from: number): readonly Message[] {
  const partials = new Map<number, PartialMessage | null>();
  return world.net.told.slice(from).flatMap(({ name: by, message }) => {
    const { event, payload } = message as { event: string; payload: { channelId: number; frame: Uint8Array } };
    if (by !== name || event !== 'channelSend') return [];
    const joined = joinFrame(partials.get(payload.channelId) ?? null, payload.frame, MAX_MESSAGE_BYTES);
    if (!joined.ok) throw new Error(joined.error.tag);
    partials.set(payload.channelId, joined.value.partial);
    const read = joined.value.message && decodeMessage(joined.value.message);
    return read?.ok && read.value.type !== 'skipped' ? [read.value] : [];
  });
}

describe('somebody who had to go', () => {
  it('[LK8] gets nothing in an old room but the membership log, as far as it tells them so', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await letIn(ann, groupId, ben, 'everything');
    await letIn(ann, groupId, cleo, 'everything');
    await share(ann, groupId, 'All together.');
    world.settle(5_000);
    ben.close();
    cleo.close();
    world.settle();
    unwrap(await ann.ask.removeMember({ groupId, memberId: await idOf(ann, groupId, 'Ben'), reason: 'asked' }));
    await share(ann, groupId, 'Without Ben.');
    unwrap(await ann.ask.changeRole({ groupId, memberId: await idOf(ann, groupId, 'Cleo'), role: 'facilitator' }));
    // The old room is there for Cleo, who has not heard.
    world.settle(HOUR);
    expect(topics('Ann').length).toBeGreaterThan(1);
    const from = world.net.told.length;
    await comeBack(ben);
    world.settle(10_000);
    expect(unwrap(await ben.ask.listPastGroups({}))).toMatchObject([{ groupId, how: 'removed', byNames: ['Ann'] }]);
    const said = saidBy('Ann', from);
    expect(said.map(({ type }) => type)).toEqual(expect.arrayContaining(['hello', 'auth', 'frontier', 'entries']));
    for (const message of said) {
      if (message.type === 'entries') expect(message.want.lane).toBe('membership');
      else if (message.type === 'frontier') expect(message.rows.map((row) => row.lane)).not.toContain('content');
      else expect(['hello', 'auth', 'bye', 'want']).toContain(message.type);
    }
    // Nothing of the board is there either, and they do not meet and part in a circle.
    expect(world.net.rooms('Ann').filter((room) => room.boardKey !== null)).toHaveLength(1);
    const hellos = saidBy('Ann', from).filter(({ type }) => type === 'hello').length;
    world.settle(HOUR);
    expect(saidBy('Ann', from).filter(({ type }) => type === 'hello').length).toBe(hellos);
    expect(hellos).toBeLessThan(4);
    // Cleo comes back to the same room and has everything.
    await comeBack(cleo);
    world.settle(10_000);
    expect(await wordsSeen(cleo, groupId)).toEqual(['Without Ben.', 'All together.']);
  });
});

describe('somebody removed while away', () => {
  async function three() {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await letIn(ann, groupId, ben, 'everything');
    await letIn(ann, groupId, cleo, 'everything');
    world.settle(2 * DAY);
    const remove = async () =>
      void unwrap(await ann.ask.removeMember({ groupId, memberId: await idOf(ann, groupId, 'Ben'), reason: 'asked' }));
    return { ann, ben, cleo, groupId, remove };
  }

  it('[LK7] is told so days later, though everybody who is in knew at once', async () => {
    const { ben, groupId, remove } = await three();
    ben.close();
    world.settle();
    await remove();
    world.settle(2 * DAY);
    expect([oldRooms('Ann').length, oldRooms('Cleo').length]).toEqual([1, 1]);
    await comeBack(ben);
    world.settle(HOUR);
    expect(unwrap(await ben.ask.listPastGroups({}))).toMatchObject([{ groupId, how: 'removed', byNames: ['Ann'] }]);
    world.settle(DAY);
    // He said that he knows, so nobody listens for him any more.
    expect([oldRooms('Ann'), oldRooms('Cleo'), topics('Ben')]).toEqual([[], [], []]);
  });

  it('[LK7] is listened for through thirty days; whoever left is not', async () => {
    const { ann, ben, cleo, groupId, remove } = await three();
    ben.close();
    world.settle();
    await remove();
    world.settle(HOUR);
    cleo.close();
    await sleep(ann, 29 * DAY);
    await comeBack(cleo);
    world.settle(10_000);
    // Keys made later are none of his: the one that he had is listened for, and no other.
    expect(oldRooms('Ann')).toHaveLength(1);
    world.settle(2 * DAY);
    expect(oldRooms('Ann')).toEqual([]);
    unwrap(await cleo.ask.leaveGroup({ groupId }));
    await share(ann, groupId, 'Alone.');
    world.settle(DAY);
    expect(oldRooms('Ann')).toEqual([]);
  });
});

describe('a clock that is wrong by days', () => {
  it('[LK10] finds the others within two hours, at once the next time, and looks no further once it is right', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    await letIn(ann, groupId, ben, 'everything');
    world.settle(3 * DAY);
    ben.close();
    ben.skewClock(-2 * DAY);
    await comeBack(ben);
    world.settle(9 * 60_000);
    expect(topics('Ben')).toHaveLength(1);
    await share(ann, groupId, 'Where are you?');
    world.settle(2 * HOUR);
    expect(await wordsSeen(ben, groupId)).toEqual(['Where are you?']);
    expect(topics('Ben')).toHaveLength(2);
    // Whoever was found so is kept, on the same channel, and found again after midnight.
    const channels = world.net.channels('Ben');
    world.settle(3 * HOUR);
    expect(world.net.channels('Ben')).toEqual(channels);
    world.settle(23 * HOUR);
    await share(ann, groupId, 'Good morning.');
    world.settle(HOUR);
    expect((await wordsSeen(ben, groupId))[0]).toBe('Good morning.');

    await comeBack(ben);
    world.settle(10_000);
    expect(world.net.channels('Ben')).toHaveLength(1);
    ben.close();
    ben.skewClock(0);
    await comeBack(ben);
    world.settle(HOUR);
    expect(world.net.channels('Ben')).toHaveLength(1);
    expect(topics('Ben')).toHaveLength(1);
    expect(topics('Ann')).toEqual(topics('Ben'));
  });

  it('[LK10] by a day and a half is found whatever the hour', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    await letIn(ann, groupId, ben, 'everything');
    ben.close();
    ben.skewClock(36 * HOUR);
    await comeBack(ben);
    for (let n = 0; n < 12; n += 1) {
      world.settle(2 * HOUR);
      await share(ann, groupId, `Hour ${n * 2}`);
      world.settle(2 * HOUR);
      expect((await wordsSeen(ben, groupId))[0]).toBe(`Hour ${n * 2}`);
    }
  });

  it('[LK10] is thought of after 24 h alone, and by nobody who is alone in a group', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    world.settle(3 * DAY);
    expect(topics('Ann')).toHaveLength(1);
    await letIn(ann, groupId, ben, 'everything');
    world.settle(2 * DAY);
    ann.close();
    world.settle(23 * HOUR);
    expect(topics('Ben')).toHaveLength(1);
    const from = world.net.opened.length;
    world.settle(4 * HOUR);
    expect(topics('Ben')).toHaveLength(2);
    // One other day at a time, all six of them.
    expect(new Set(world.net.opened.slice(from).map((room) => room.topic)).size).toBeGreaterThanOrEqual(6);
    await comeBack(ann);
    world.settle(10_000);
    expect(world.net.channels('Ben')).toHaveLength(1);
    world.settle(HOUR);
    expect(topics('Ben')).toHaveLength(1);
    // And a computer that was off for days looks where it always did first.
    ben.close();
    world.settle(3 * DAY);
    ann.close();
    await comeBack(ben);
    world.settle(9 * 60_000);
    expect(boardRooms('Ben')).toHaveLength(1);
  });
});
