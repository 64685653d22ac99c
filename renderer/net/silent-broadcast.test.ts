import { expect, it } from 'vitest';
import { publish, subscribe, unsubscribe } from './silent-broadcast.ts';

it('[NT14] what y-webrtc says to other pages of the same origin reaches nobody', () => {
  const heard: unknown[] = [];
  subscribe('room', (data: unknown) => heard.push(data));
  const page = new BroadcastChannel('room');
  page.onmessage = (event) => heard.push(event);
  (publish as (room: string, data: unknown) => void)('room', Uint8Array.of(1));
  page.close();
  expect([heard, unsubscribe()]).toEqual([[], false]);
});
