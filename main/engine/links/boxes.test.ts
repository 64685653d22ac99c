import { expect, it } from 'vitest';
import { createFakeTime } from '../testing/fake-timers.ts';
import { BOX_ASK_MS, createBoxes } from './boxes.ts';
import type { EmitToNet } from './net-link.ts';

function scene() {
  const time = createFakeTime(0);
  const told: { readonly name: string; readonly askId: number }[] = [];
  const emit: EmitToNet = (name, payload) => told.push({ name, askId: (payload as { askId: number }).askId });
  return { time, told, boxes: createBoxes({ timers: time.timers, emit }) };
}
const DATA = Uint8Array.of(1, 2, 3);

it('[LK12] an answer goes to the question it names, whatever the order; a second one and a stranger’s do nothing', async () => {
  const { boxes, told } = scene();
  const [one, two] = [boxes.put('ws://a', 'box', DATA, 7), boxes.get('ws://a', 'box')];
  expect(told.map(({ name }) => name)).toEqual(['boxPut', 'boxGet']);
  const [put = 0, get = 0] = told.map(({ askId }) => askId);
  boxes.answered({ askId: 99, state: 'kept' });
  boxes.answered({ askId: get, state: 'found', data: DATA });
  boxes.answered({ askId: get, state: 'empty' });
  boxes.answered({ askId: put, state: 'taken' });
  expect([await one, await two]).toEqual(['taken', { state: 'found', data: DATA }]);
});

it('[LK12] an answer that does not fit its question is none', async () => {
  const { boxes } = scene();
  const [one, two] = [boxes.put('ws://a', 'box', DATA, 7), boxes.get('ws://a', 'box')];
  boxes.answered({ askId: 1, state: 'found', data: DATA });
  boxes.answered({ askId: 2, state: 'kept' });
  expect([await one, await two]).toEqual(['silent', { state: 'silent' }]);
});

it('[LK12] what net does not answer within 15 s is answered by nobody', async () => {
  const { boxes, time } = scene();
  const asked = boxes.get('ws://a', 'box');
  time.move(BOX_ASK_MS - 1);
  expect(time.runDue()).toBe(false);
  time.move(1);
  expect(time.runDue()).toBe(true);
  expect(await asked).toEqual({ state: 'silent' });
});

it('[LK12] a net that starts anew is asked again, once for each open question', async () => {
  const { boxes, told, time } = scene();
  const [one, two] = [boxes.put('ws://a', 'box', DATA, 7), boxes.get('ws://a', 'box')];
  boxes.answered({ askId: 1, state: 'kept' });
  boxes.netRestarted();
  expect(told.map(({ name }) => name)).toEqual(['boxPut', 'boxGet', 'boxGet']);
  boxes.answered({ askId: 2, state: 'empty' });
  expect([await one, await two]).toEqual(['kept', { state: 'empty' }]);
  expect(time.nextInMs()).toBeNull();
  const three = boxes.get('ws://a', 'box');
  boxes.stop();
  expect(await three).toEqual({ state: 'silent' });
});
