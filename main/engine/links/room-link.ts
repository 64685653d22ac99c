/** What `links.ts` asks of whoever has rooms: a group, or two computers that pair. */
import type { ServerState } from './room-keeper.ts';
import type { OpenedChannel } from './session-setup.ts';

/** Whoever net's events about some rooms go to. */
export interface RoomLink {
  hasRoom(roomKey: string): boolean;
  netRestarted(): void;
  channelOpened(channel: OpenedChannel): void;
  frame(channelId: number, frame: Uint8Array): void;
  drained(channelId: number, bytes: number): void;
  channelClosed(channelId: number): void;
  serverState(roomKey: string, server: string, state: ServerState, time: number | null): void;
  /** Somebody is in the room, and no connection to them came about. */
  connectFailed(roomKey: string): void;
  boardValue(slot: string, value: Uint8Array): void;
}
