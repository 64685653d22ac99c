import { expect, it } from 'vitest';
import type { Port } from '../../shared/ipc/rpc.ts';
import { inTurns } from './in-turns.ts';

/** A port that is spoken into, what was heard of it, and turns that the test takes. */
function open(hear: (message: unknown) => void) {
  let speak: (message: unknown) => void = () => {};
  const sent: unknown[] = [];
  const turns: (() => void)[] = [];
  const port: Port = {
    send: (message) => sent.push(message),
    receive(listener) {
      speak = listener;
    },
  };
  const slow = inTurns(port, (work) => turns.push(work));
  slow.receive(hear);
  return { slow, sent, turns, speak: (message: unknown) => speak(message) };
}

it('[LK14] a port heard in turns gives one message in each, in order, whatever comes meanwhile', () => {
  const heard: unknown[] = [];
  const { speak, turns, slow, sent } = open((message) => heard.push(message));
  for (const message of [1, 2, 3]) speak(message);
  expect([heard, turns.length]).toEqual([[], 1]);
  turns.shift()?.();
  expect([heard, turns.length]).toEqual([[1], 1]);
  speak(4);
  while (turns.length > 0) turns.shift()?.();
  expect(heard).toEqual([1, 2, 3, 4]);
  speak(5);
  turns.shift()?.();
  expect([heard.at(-1), turns.length]).toEqual([5, 0]);
  slow.send('out');
  expect(sent).toEqual(['out']);
});

it('[LK14] a message that fails does not keep the others waiting', () => {
  const heard: unknown[] = [];
  const { speak, turns } = open((message) => {
    if (message === 1) throw new Error('a defect');
    heard.push(message);
  });
  for (const message of [1, 2]) speak(message);
  expect(() => turns.shift()?.()).toThrow('a defect');
  turns.shift()?.();
  expect(heard).toEqual([2]);
});
