import 'fake-indexeddb/auto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type KeeperProcess, startKeeper } from './testing/keeper-process.ts';
import { endMembers, netMember } from './testing/net-member.ts';

let first: KeeperProcess;
let second: KeeperProcess;
beforeAll(async () => {
  [first, second] = await Promise.all([startKeeper(), startKeeper()]);
});
afterAll(() => Promise.all([first.stop(), second.stop()]));
afterEach(endMembers);

const at = (...servers: string[]) => ({ roomKey: 'room', servers, nearby: [], hidesAddress: false });
const open = (topic: string, ...servers: string[]) => ({
  ...at(...servers),
  topic,
  password: 'derived for this room',
  boardKey: 'board',
  iceServers: [],
  connects: true,
});

describe('a room that is elsewhere', () => {
  it('[LN8] keeps its channels, finds others at the new place, and leaves the old one', async () => {
    const [ann, ben, cleo] = [await netMember(), await netMember(), await netMember()];
    ann.net.onEvent.roomOpen(open('moving', first.address));
    ben.net.onEvent.roomOpen(open('moving', first.address));
    const { channelId } = await ann.first('channelOpened');
    await ben.first('channelOpened');
    ann.net.onEvent.roomServers(at(second.address));
    await ann.first('serverState', (p) => p.server === second.address && p.state === 'answering');
    expect(ann.sockets.filter((socket) => socket.url.startsWith(first.address) && socket.readyState <= 1)).toEqual([]);
    // Cleo is at the new place only.
    cleo.net.onEvent.roomOpen(open('moving', second.address));
    await cleo.first('channelOpened');
    await ann.first('channelOpened', (p) => p.channelId !== channelId);
    ann.net.onEvent.channelSend({ channelId: channelId as number, frame: Uint8Array.of(9, 0, 0, 0) });
    expect(await ben.first('channelFrame')).toMatchObject({ frame: Uint8Array.of(9, 0, 0, 0) });
    expect(ann.all('channelClosed')).toEqual([]);
    // And back, as often as it takes: no line is left over.
    for (let turn = 0; turn < 5; turn += 1) {
      ann.net.onEvent.roomServers(at(first.address, second.address));
      ann.net.onEvent.roomServers(at(second.address));
    }
    ann.net.onEvent.roomServers(at());
    await Promise.all(ann.sockets.filter((socket) => socket.readyState < 3).map((socket) => once(socket, 'close')));
    expect(ann.all('channelClosed')).toEqual([]);
  });

  it('[LN8] is where it was told to be before y-webrtc had its key, and a room that is gone stays gone', async () => {
    const [ann, ben] = [await netMember(), await netMember()];
    ann.net.onEvent.roomOpen(open('early'));
    ann.net.onEvent.roomServers(at(second.address));
    ben.net.onEvent.roomOpen(open('early', second.address));
    await Promise.all([ann.first('channelOpened'), ben.first('channelOpened')]);
    ann.net.onEvent.roomClose({ roomKey: 'room' });
    ann.net.onEvent.roomServers(at(first.address));
    await ben.first('channelClosed');
    expect(ann.sockets.some((socket) => socket.url.startsWith(first.address))).toBe(false);
  });
});
