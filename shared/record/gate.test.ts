import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { blocksOf, createBodyUpdate } from './body.ts';
import { admitUpdate } from './gate.ts';
it('smoke', () => {
  const update = createBodyUpdate(2 ** 51 + 5, 'Hello\nworld\n\nsecond 😀');
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const r = admitUpdate({ state: null, update, writer: 2 ** 51 + 5, clients: new Set([2 ** 51 + 5]) });
  expect(r).toEqual({ ok: true, value: { state: update, blocks: blocksOf(doc) } });
  expect(blocksOf(doc)).toEqual([]);
  void fc;
});
