import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type KeeperProcess, startKeeper } from './testing/keeper-process.ts';
import { MAX_CONNECTING } from './room.ts';
import { insider } from './testing/insider.ts';
import { endMembers, type NetMember, netMember } from './testing/net-member.ts';

let keeper: KeeperProcess;
beforeAll(async () => {
  keeper = await startKeeper();
});
afterAll(() => keeper.stop());
afterEach(endMembers);

let topics = 0;
const nextTopic = () => {
  topics += 1;
  return `topic${topics}`;
};
const room = (topic: string, more: Partial<Parameters<NetMember['net']['onEvent']['roomOpen']>[0]> = {}) => ({
  roomKey: 'room',
  topic,
  password: 'derived for this room',
  servers: [keeper.address],
  nearby: [],
  hidesAddress: false,
  boardKey: 'board',
  iceServers: [],
  connects: true,
  ...more,
});

async function meeting(topic = nextTopic()): Promise<[NetMember, NetMember, number, number]> {
  const [ann, ben] = [await netMember(), await netMember()];
  ann.net.onEvent.roomOpen(room(topic));
  ben.net.onEvent.roomOpen(room(topic));
  const [atAnn, atBen] = await Promise.all([ann.first('channelOpened'), ben.first('channelOpened')]);
  return [ann, ben, atAnn.channelId as number, atBen.channelId as number];
}

describe('two members on one topic', () => {
  it('[NT12] [NT14] find each other through the keeper and exchange frames', async () => {
    const [ann, ben, atAnn, atBen] = await meeting();
    const [a, b] = [ann.all('channelOpened')[0]!, ben.all('channelOpened')[0]!];
    expect(a.localFingerprint).toEqual(b.remoteFingerprint);
    expect(a.remoteFingerprint).toEqual(b.localFingerprint);
    expect([a.initiator, b.initiator].sort()).toEqual([false, true]);
    ann.net.onEvent.channelSend({ channelId: atAnn, frame: Uint8Array.of(1, 0, 0, 0) });
    ben.net.onEvent.channelSend({ channelId: atBen, frame: Uint8Array.of(2, 0, 0, 0) });
    expect(await ben.first('channelFrame')).toEqual({ channelId: atBen, frame: Uint8Array.of(1, 0, 0, 0) });
    expect(await ann.first('channelFrame')).toEqual({ channelId: atAnn, frame: Uint8Array.of(2, 0, 0, 0) });
    await ann.first('channelDrained', (p) => p.bytes === 4);
    const answering = await ann.first('serverState', (p) => p.state === 'answering' && p.server === keeper.address);
    // The keeper's clock is this machine's.
    expect(Math.abs(Date.now() - Number(answering.time ?? 0))).toBeLessThan(10 * 60_000);
  });

  it('[NT16] share a board, and a third learns through the second what the first announced', async () => {
    const topic = nextTopic();
    const [ann, ben] = await meeting(topic);
    ann.net.onEvent.boardPut({ roomKey: 'room', slot: 'ann', value: Uint8Array.of(1, 1) });
    ben.net.onEvent.boardPut({ roomKey: 'room', slot: 'ben', value: Uint8Array.of(2, 2) });
    expect(await ben.first('boardValue', (p) => p.slot === 'ann')).toMatchObject({ value: Uint8Array.of(1, 1) });
    expect(await ann.first('boardValue', (p) => p.slot === 'ben')).toMatchObject({ value: Uint8Array.of(2, 2) });
    await ann.net.close();
    const cleo = await netMember();
    cleo.net.onEvent.roomOpen(room(topic));
    expect(await cleo.first('boardValue', (p) => p.slot === 'ann')).toMatchObject({ value: Uint8Array.of(1, 1) });
  });

  it('[NT16] a board of 30 announcements of the largest size is passed on whole', async () => {
    const [ann, ben] = await meeting();
    for (let i = 0; i < 30; i += 1) {
      ann.net.onEvent.boardPut({ roomKey: 'room', slot: `slot${i}`, value: new Uint8Array(2_048).fill(i) });
    }
    for (let i = 0; i < 30; i += 1) await ben.first('boardValue', (p) => p.slot === `slot${i}`);
    expect(ben.all('boardValue').find((p) => p.slot === 'slot29')?.value).toEqual(new Uint8Array(2_048).fill(29));
  });

  it('[NT17] a board is remembered between runs and told anew; dropped, it is gone', async () => {
    const lonely = { servers: [] };
    const one = await netMember({ disk: 'ann' });
    one.net.onEvent.roomOpen(room(nextTopic(), lonely));
    one.net.onEvent.boardPut({ roomKey: 'room', slot: 'ann', value: Uint8Array.of(7) });
    // A second room of the group shows the same board and nobody else's.
    one.net.onEvent.roomOpen(room(nextTopic(), { ...lonely, roomKey: 'second' }));
    one.net.onEvent.roomOpen(room(nextTopic(), { ...lonely, roomKey: 'other', boardKey: 'else' }));
    expect(await one.first('boardValue', (p) => p.roomKey === 'second')).toMatchObject({ slot: 'ann' });
    expect(one.all('boardValue').map((p) => p.roomKey)).toEqual(['second']);
    await one.net.close();

    const two = await netMember({ disk: 'ann' });
    two.net.onEvent.roomOpen(room(nextTopic(), lonely));
    expect(await two.first('boardValue')).toEqual({ roomKey: 'room', slot: 'ann', value: Uint8Array.of(7) });
    two.net.onEvent.boardDrop({ boardKey: 'board' });
    await two.net.close();

    const three = await netMember({ disk: 'ann' });
    three.net.onEvent.roomOpen(room(nextTopic(), lonely));
    three.net.onEvent.boardPut({ roomKey: 'room', slot: 'new', value: Uint8Array.of(1) });
    await three.net.close();
    const four = await netMember({ disk: 'ann' });
    four.net.onEvent.roomOpen(room(nextTopic(), lonely));
    await four.first('boardValue');
    expect(four.all('boardValue').map((p) => p.slot)).toEqual(['new']);
  });

  it('[NT14] meet in a room without a board, the meeting room of an invite, and nothing is on any board', async () => {
    const topic = nextTopic();
    const [ann, ben] = [await netMember(), await netMember()];
    ann.net.onEvent.roomOpen(room(topic, { boardKey: null }));
    ben.net.onEvent.roomOpen(room(topic, { boardKey: null }));
    const { channelId } = await ann.first('channelOpened');
    ann.net.onEvent.boardPut({ roomKey: 'room', slot: 'ann', value: Uint8Array.of(1) });
    ann.net.onEvent.channelSend({ channelId: channelId as number, frame: Uint8Array.of(9) });
    await ben.first('channelFrame');
    expect([...ann.all('boardValue'), ...ben.all('boardValue')]).toEqual([]);
  });

  it('[NT14] with another password, or the topic alone, nobody is met', async () => {
    const topic = nextTopic();
    const [ann, eve, ben] = [await netMember(), await netMember(), await netMember()];
    ann.net.onEvent.roomOpen(room(topic));
    eve.net.onEvent.roomOpen(room(topic, { password: 'guessed' }));
    await eve.first('serverState', (p) => p.state === 'answering');
    ben.net.onEvent.roomOpen(room(topic));
    await ben.first('channelOpened');
    expect(eve.all('channelOpened')).toEqual([]);
    const none = await netMember();
    none.net.onEvent.roomOpen(room(topic, { password: '' }));
    expect([none.told, none.sockets]).toEqual([[], []]);
  });

  it('[NT15] a channel that the engine closes is closed at both ends, and a banned one stays away', async () => {
    const topic = nextTopic();
    const [ann, ben, atAnn, atBen] = await meeting(topic);
    ann.net.onEvent.channelSend({ channelId: atAnn, frame: Uint8Array.of(5) });
    ann.net.onEvent.channelClose({ channelId: atAnn, banMs: 60_000 });
    await ann.first('channelClosed', (p) => p.channelId === atAnn);
    await ben.first('channelClosed', (p) => p.channelId === atBen);
    expect(ben.all('channelFrame')).toEqual([{ channelId: atBen, frame: Uint8Array.of(5) }]);
    const cleo = await netMember();
    cleo.net.onEvent.roomOpen(room(topic));
    // Cleo's coming makes y-webrtc announce anew, so Ann and Ben would meet again here if they could.
    for (const one of [ann, ben, cleo]) await one.first('channelOpened', () => one.all('channelOpened').length === 2);
    expect([ann, ben, cleo].map((one) => one.all('channelOpened').length)).toEqual([2, 2, 2]);
  });

  it('[NT15] without a ban the two meet again by themselves', async () => {
    const [ann, ben, atAnn] = await meeting();
    ann.net.onEvent.channelClose({ channelId: atAnn, banMs: 0 });
    await Promise.all([ann, ben].map((one) => one.first('channelOpened', () => one.all('channelOpened').length === 2)));
  });

  it('[NT15] a topic that is closed and opened again at once is open', async () => {
    const topic = nextTopic();
    const [ann, ben] = await meeting(topic);
    for (let i = 0; i < 5; i += 1) {
      ann.net.onEvent.roomClose({ roomKey: 'room' });
      ann.net.onEvent.roomOpen(room(topic));
    }
    await ann.first('channelOpened', () => ann.all('channelOpened').length >= 2);
    await ben.first('channelOpened', () => ben.all('channelOpened').length >= 2);
    expect(ann.sockets.filter((s) => s.readyState === s.OPEN)).toHaveLength(1);
  });

  it('[NT15] events for rooms and channels that are gone do nothing', async () => {
    const ann = await netMember();
    ann.net.onEvent.roomClose({ roomKey: 'none' });
    ann.net.onEvent.boardDrop({ boardKey: 'none' });
    ann.net.onEvent.boardPut({ roomKey: 'none', slot: 'a', value: Uint8Array.of(1) });
    ann.net.onEvent.channelSend({ channelId: 4, frame: Uint8Array.of(1) });
    ann.net.onEvent.channelClose({ channelId: 4, banMs: 5 });
    expect(ann.told).toEqual([]);
  });
});

describe('somebody inside the room', () => {
  it('[NT26] who says what y-webrtc cannot bear, or offers a hundred times, keeps nobody from meeting', async () => {
    const topic = nextTopic();
    const [ann, ben] = [await netMember(), await netMember()];
    ann.net.onEvent.roomOpen(room(topic, { boardKey: null }));
    await ann.first('serverState', (p) => p.state === 'answering');
    const eve = await insider(keeper.address, 'derived for this room', topic);
    const name = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
    await eve.say({ type: 'signal', from: name(0), to: name(1), signal: null });
    await eve.say({ type: 'signal', from: name(0), to: name(1), signal: { type: 'answer', sdp: 'v=0' } });
    // Each announcement makes y-webrtc begin a connection that nobody will answer.
    for (let i = 0; i < 100; i += 1) await eve.say({ type: 'announce', from: name(i) });
    expect(ann.connections).toBeLessThanOrEqual(MAX_CONNECTING);
    expect(ann.connections).toBeGreaterThan(0);
    eve.leave();
    ben.net.onEvent.roomOpen(room(topic, { boardKey: null }));
    await Promise.all([ann, ben].map((one) => one.first('channelOpened')));
  });
});

describe('[NT14] rooms are kept apart', () => {
  it('[NT14] each room has a socket of its own, and a server hears of its own topics only', async () => {
    const other = await startKeeper();
    const [one, two] = [nextTopic(), nextTopic()];
    const ann = await netMember();
    const said = new Map<string, string>();
    ann.net.onEvent.roomOpen(room(one, { roomKey: 'one', boardKey: 'b1' }));
    ann.net.onEvent.roomOpen(room(two, { roomKey: 'two', boardKey: 'b2', servers: [other.address] }));
    ann.net.onEvent.roomOpen(room(nextTopic(), { roomKey: 'three', boardKey: 'b3' }));
    for (const roomKey of ['one', 'two', 'three']) {
      await ann.first('serverState', (p) => p.roomKey === roomKey && p.state === 'answering');
    }
    expect(ann.sockets.map((s) => new URL(s.url).host).sort()).toEqual(
      [keeper.address, other.address, keeper.address].map((a) => new URL(a).host).sort(),
    );
    for (const socket of ann.sockets) {
      const send = socket.send.bind(socket);
      socket.send = ((text: string) => {
        said.set(socket.url, `${said.get(socket.url) ?? ''}${text}\n`);
        send(text);
      }) as typeof socket.send;
    }
    // A fourth room makes y-webrtc announce on every socket that it knows of.
    const four = nextTopic();
    ann.net.onEvent.roomOpen(room(four, { roomKey: 'four', boardKey: 'b4', servers: [other.address] }));
    const ben = await netMember();
    ben.net.onEvent.roomOpen(room(four, { servers: [other.address] }));
    await ann.first('channelOpened', (p) => p.roomKey === 'four');
    await expect.poll(() => said.size).toBe(new Set(ann.sockets.slice(0, 3).map((socket) => socket.url)).size);
    expect([...said.values()].join('')).not.toContain(four);
    await other.stop();
  });
});

describe('how a room may be used', () => {
  const HELPERS = [{ urls: 'stun:192.0.2.1:3478' }];

  it('[RN2] its connections ask its helper servers, and those of no other room', async () => {
    const [one, two] = [nextTopic(), nextTopic()];
    const [ann, ben] = [await netMember(), await netMember()];
    for (const { net } of [ann, ben]) {
      net.onEvent.roomOpen(room(one, { roomKey: 'one', iceServers: HELPERS }));
      net.onEvent.roomOpen(room(two, { roomKey: 'two' }));
    }
    await Promise.all([
      ann.first('channelOpened', (p) => p.roomKey === 'one'),
      ann.first('channelOpened', (p) => p.roomKey === 'two'),
    ]);
    expect(ann.asked).toContainEqual(HELPERS);
    expect(ann.asked).toContainEqual([]);
  });

  it('[RN5] one that does not connect opens no socket, makes no connection and keeps its board', async () => {
    const topic = nextTopic();
    const hidden = await netMember({ disk: 'hidden' });
    hidden.net.onEvent.roomOpen(room(topic, { connects: false }));
    hidden.net.onEvent.boardPut({ roomKey: 'room', slot: 'own', value: Uint8Array.of(7) });
    const [ann, ben] = await meeting(topic);
    expect(ann.all('channelOpened')).toHaveLength(1);
    expect(ben.all('channelOpened')).toHaveLength(1);
    expect(hidden.sockets).toEqual([]);
    expect(hidden.connections).toBe(0);
    expect(hidden.all('serverState')).toEqual([]);
    hidden.net.onEvent.roomClose({ roomKey: 'room' });
    await hidden.net.close();
    const later = await netMember({ disk: 'hidden' });
    later.net.onEvent.roomOpen(room(topic, { connects: false }));
    expect(await later.first('boardValue', (p) => p.slot === 'own')).toMatchObject({ value: Uint8Array.of(7) });
    expect(later.sockets).toEqual([]);
  });
});
