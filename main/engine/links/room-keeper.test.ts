import { describe, expect, it } from 'vitest';
import { createRoomKeeper } from './room-keeper.ts';
import type { RoomSpec } from './rooms.ts';

const NOW = 1_795_000_000_000;
const PLACES = ['wss://one.example', 'wss://two.example'] as const;

/** Only what a room's place depends on. */
const spec = { roomKey: 'room', password: 'derived', servers: PLACES, boardKey: null } as unknown as RoomSpec;

describe('what a meeting place says of the time', () => {
  it('[LK13] is kept as how far this computer is ahead of it, and is nothing while it does not say', () => {
    const passing = { serversOf: () => [], nearbyOf: () => [], isLooking: () => false };
    const rooms = createRoomKeeper(
      () => undefined,
      { now: () => NOW },
      passing,
      () => ({ helpers: [], isHidden: false }),
    );
    rooms.keep([spec], 0);
    rooms.serverState('room', PLACES[0], { state: 'answering', time: NOW - 86_400_000 }, NOW);
    rooms.serverState('room', PLACES[1], { state: 'answering', time: null }, NOW);
    expect(rooms.servers()).toEqual([
      { address: PLACES[0], state: 'answering', since: NOW, clockAheadMs: 86_400_000 },
      { address: PLACES[1], state: 'answering', since: NOW, clockAheadMs: null },
    ]);
    rooms.serverState('room', PLACES[0], { state: 'silent', time: null }, NOW);
    expect(rooms.servers()[0]).toMatchObject({ state: 'silent', clockAheadMs: null });
  });
});
