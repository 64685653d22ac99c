import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { expect, it } from 'vitest';
import { hearCalendar } from './calendar-server.ts';

it.each([
  ['its own page', { id: 7, origin: 'app://calendar', parent: null }, 1],
  ['a frame inside it', { id: 7, origin: 'app://calendar', parent: {} }, 0],
  ['another page in its window', { id: 7, origin: 'https://example.org', parent: null }, 0],
  ['another window', { id: 8, origin: 'app://calendar', parent: null }, 0],
])('[TC6] the calendar leads back when %s asks: %o', (_who, { id, origin, parent }, times) => {
  const ipc = new EventEmitter();
  let backs = 0;
  hearCalendar({ id: 7, ipc } as unknown as WebContents, () => {
    backs += 1;
  });
  ipc.emit('calendar:back', { sender: { id }, senderFrame: { origin, parent } });
  expect(backs).toBe(times);
});
