import { describe, expect, it } from 'vitest';
import type { ConnectedPeer } from '../../../shared/sync/sessions.ts';
import { doublesOf } from './doubles.ts';
import type { RoomSpec } from './rooms.ts';

/** Only what the choice looks at. */
const room = (part: Partial<RoomSpec>): RoomSpec =>
  ({ kind: 'group', lamport: 5, day: 20_000, roomKey: 'm', ...part }) as RoomSpec;
const peer = (channelId: number): ConnectedPeer =>
  ({ channelId, serving: true, peer: { deviceId: 'ben' } }) as unknown as ConnectedPeer;

describe('of several channels between the same two devices', () => {
  it.each([
    ['a group’s room before an invite’s', room({ lamport: 0 }), room({ kind: 'invite', lamport: 9, day: 30_000 })],
    ['a newer epoch’s before an older’s', room({ lamport: 6, day: 1 }), room({ lamport: 5, day: 2 })],
    ['the later day’s, which stays', room({ day: 20_001, roomKey: 'z' }), room({ day: 20_000, roomKey: 'a' })],
    ['the smaller topic’s', room({ roomKey: 'a' }), room({ roomKey: 'b' })],
  ])('[LK4] is kept %s, whichever was first', (_what, kept, closed) => {
    for (const rooms of [
      [kept, closed],
      [closed, kept],
    ]) {
      const found = doublesOf([peer(0), peer(1)], (id) => rooms[id] ?? null);
      expect(found).toEqual([rooms.indexOf(closed)]);
    }
  });
});
