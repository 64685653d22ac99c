import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { BOARD_MAP, isBoardUpdate, judgeBoardMessage } from './board-guard.ts';

/** A message as y-webrtc sends it. */
function syncMessage(step: number, content: Uint8Array): Uint8Array {
  const encoder = createEncoder();
  writeVarUint(encoder, 0);
  writeVarUint(encoder, step);
  writeVarUint8Array(encoder, content);
  return toUint8Array(encoder);
}
const updateOf = (change: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc();
  change(doc);
  return Y.encodeStateAsUpdate(doc);
};
const board = (doc: Y.Doc) => doc.getMap(BOARD_MAP);
const honest = updateOf((doc) => {
  for (let i = 0; i < 5; i += 1) board(doc).set(`slot${i}`, Uint8Array.of(i));
  for (let i = 0; i < 5; i += 1) board(doc).set('slot0', new Uint8Array(2_048).fill(i));
  board(doc).delete('slot4');
});

/** An update written by hand: one struct of one client, and a delete set. */
function handMade(
  structs: (encoder: ReturnType<typeof createEncoder>) => void,
  deletes: [number, number, number][] = [],
) {
  const encoder = createEncoder();
  structs(encoder);
  writeVarUint(encoder, deletes.length);
  for (const [client, clock, length] of deletes) {
    for (const value of [client, 1, clock, length]) writeVarUint(encoder, value);
  }
  return toUint8Array(encoder);
}
const noStructs = (encoder: ReturnType<typeof createEncoder>) => writeVarUint(encoder, 0);

describe('what may be done to a board', () => {
  it('[NT18] setting and deleting slots, whole or in parts, also with the beginning missing', () => {
    expect(judgeBoardMessage(syncMessage(1, honest))).toEqual({ is: 'pass', update: honest });
    expect(judgeBoardMessage(syncMessage(2, honest)).is).toBe('pass');
    const doc = new Y.Doc();
    const parts: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => parts.push(update));
    for (let i = 0; i < 20; i += 1) board(doc).set(`slot${i % 3}`, Uint8Array.of(i));
    for (const part of parts) expect(judgeBoardMessage(syncMessage(2, part)).is).toBe('pass');
    const late = new Y.Doc();
    Y.applyUpdate(late, parts.at(-1)!);
    expect(isBoardUpdate(Y.encodeStateAsUpdate(late))).toBe(true);
    expect(judgeBoardMessage(syncMessage(0, Y.encodeStateVector(doc)))).toEqual({ is: 'pass', update: null });
  });

  it('[NT18] presence and BroadcastChannel’s messages are passed over', () => {
    expect([1, 3, 4].map((type) => judgeBoardMessage(Uint8Array.of(type, 1, 2)).is)).toEqual(['drop', 'drop', 'drop']);
  });

  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
  const attacks: readonly [string, Uint8Array][] = [
    ['another root', updateOf((doc) => doc.getMap('other').set('a', Uint8Array.of(1)))],
    ['a list in place of the map', updateOf((doc) => doc.getArray(BOARD_MAP).push([Uint8Array.of(1)]))],
    ['text in place of the map', updateOf((doc) => doc.getText(BOARD_MAP).insert(0, 'x'))],
    ['a value that is text', updateOf((doc) => board(doc).set('a', 'text'))],
    ['a value nested 400 deep', updateOf((doc) => board(doc).set('a', nested(400)))],
    ['a nested map', updateOf((doc) => board(doc).set('a', new Y.Map()))],
    ['a nested document', updateOf((doc) => board(doc).set('a', new Y.Doc()))],
    ['a slot with another name', updateOf((doc) => board(doc).set('../a', Uint8Array.of(1)))],
    ['the slot __proto__', updateOf((doc) => board(doc).set('__proto__', Uint8Array.of(1)))],
    ['an announcement over 2 KiB', updateOf((doc) => board(doc).set('a', new Uint8Array(2_049)))],
    [
      'more structs than a board has',
      updateOf((doc) => {
        for (let i = 0; i < 3_000; i += 1) board(doc).set(`s${i}`, Uint8Array.of(1));
      }),
    ],
    [
      'the 15 bytes that silence a client for ever: a GC of length 2^52',
      handMade((encoder) => {
        for (const value of [1, 1, 77, 0, 0, 2 ** 52]) writeVarUint(encoder, value);
      }),
    ],
    ['a delete set over all clocks', handMade(noStructs, [[77, 0, 2 ** 52]])],
    ['a clock near 2^53', handMade(noStructs, [[77, 2 ** 53 - 1, 1]])],
    [
      'a million structs announced in four bytes',
      handMade((encoder) => {
        for (const value of [1, 1_000_000, 77, 0]) writeVarUint(encoder, value);
      }),
    ],
    [
      'an item whose parent is another item',
      handMade((encoder) => {
        for (const value of [1, 1, 77, 0]) writeVarUint(encoder, value);
        writeVarUint(encoder, 0b0010_0011);
        for (const value of [0, 78, 0]) writeVarUint(encoder, value);
        writeVarString(encoder, 'a');
        writeVarUint8Array(encoder, Uint8Array.of(1));
      }),
    ],
    ['no update at all', Uint8Array.of(255, 255, 255, 255)],
    ['nothing', new Uint8Array(0)],
  ];
  it.each(attacks)('[NT18] refuses %s', (_name, update) => {
    expect(judgeBoardMessage(syncMessage(1, update)).is).toBe('hostile');
    expect(judgeBoardMessage(syncMessage(2, update)).is).toBe('hostile');
  });

  it.each([
    ['an unknown message', Uint8Array.of(9)],
    ['an unknown step', syncMessage(7, honest)],
    ['bytes after the end', Uint8Array.from([...syncMessage(2, honest), 0])],
    ['a length beyond the end', Uint8Array.of(0, 2, 255, 255, 3, 1)],
    ['a state vector that ends too early', syncMessage(0, Uint8Array.of(5, 1))],
    ['a state vector of 40 KiB', syncMessage(0, new Uint8Array(40 * 1024))],
    ['an empty message', new Uint8Array(0)],
  ])('[NT18] refuses %s', (_name, message) => {
    expect(judgeBoardMessage(message).is).toBe('hostile');
  });
});
