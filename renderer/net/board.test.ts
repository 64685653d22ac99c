import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createSeededRandom } from '../../shared/testing/seeded-random.ts';
import { Board, type BoardMemory, MAX_BOARD_BYTES, RENEW_MS } from './board.ts';
import { BOARD_MAP } from './board-guard.ts';

/** A memory that remembers nothing and notes what is asked of it; `content` is what it had remembered. */
function memory(content: (doc: Y.Doc) => void = () => undefined) {
  const asked: string[] = [];
  const remember = (doc: Y.Doc): BoardMemory => {
    asked.push('open');
    const first = asked.filter((what) => what === 'open').length === 1;
    return {
      loaded: Promise.resolve().then(() => (first ? content(doc) : undefined)),
      close: async () => void asked.push('close'),
      forget: async () => void asked.push('forget'),
    };
  };
  return { asked, remember };
}

function openBoard(content?: (doc: Y.Doc) => void) {
  const { asked, remember } = memory(content);
  const seen: [string, Uint8Array][] = [];
  const state = { now: 0, renewed: 0 };
  const board = new Board({
    remember,
    now: () => state.now,
    onValue: (slot, value) => seen.push([slot, value]),
    onRenewed: () => {
      state.renewed += 1;
    },
  });
  return { board, asked, seen, state };
}

const asMessage = (update: Uint8Array): Uint8Array => {
  const encoder = createEncoder();
  writeVarUint(encoder, 0);
  writeVarUint(encoder, 2);
  writeVarUint8Array(encoder, update);
  return toUint8Array(encoder);
};
/** What y-webrtc does with a message that the board let pass. */
const receive = (board: Board, update: Uint8Array) => {
  const verdict = board.judge(asMessage(update));
  if (verdict === 'pass') Y.applyUpdate(board.doc, update, 'peer');
  return verdict;
};
const filled = (from: number, slots: number): Uint8Array => {
  const doc = new Y.Doc();
  for (let i = from; i < from + slots; i += 1) doc.getMap(BOARD_MAP).set(`slot${i}`, new Uint8Array(2_000).fill(i));
  return Y.encodeStateAsUpdate(doc);
};

describe('a board', () => {
  it('[NT16] tells what others announce, and not what we put ourselves', async () => {
    const { board, seen } = openBoard();
    await board.settled;
    board.put('mine', Uint8Array.of(1));
    receive(board, filled(3, 2));
    expect(seen.map(([slot]) => slot)).toEqual(['slot3', 'slot4']);
    expect(
      board
        .values()
        .map(([slot]) => slot)
        .sort(),
    ).toEqual(['mine', 'slot3', 'slot4']);
  });

  it('[NT16] passes over values of another form on its own map', async () => {
    const { board, seen } = openBoard();
    await board.settled;
    board.put('UPPER', Uint8Array.of(1));
    board.put('large', new Uint8Array(2_049));
    Y.applyUpdate(board.doc, filled(0, 1));
    board.doc.getMap(BOARD_MAP).set('text', 'not bytes');
    expect([board.values().length, seen.length]).toEqual([1, 1]);
  });

  it('[NT19] takes in no more than 64 KiB: it begins anew with our own announcement, at most every ten minutes', async () => {
    const { board, asked, state } = openBoard();
    await board.settled;
    board.put('mine', Uint8Array.of(9));
    expect(receive(board, filled(0, 30))).toBe('pass');
    const first = board.doc;
    expect(receive(board, filled(30, 20))).toBe('drop');
    expect(receive(board, filled(60, 20))).toBe('drop');
    await Promise.resolve();
    await board.settled;
    expect([state.renewed, board.doc === first]).toEqual([1, false]);
    expect(board.values()).toEqual([['mine', Uint8Array.of(9)]]);
    expect(asked).toEqual(['open', 'forget', 'open']);

    expect(receive(board, filled(0, 30))).toBe('pass');
    expect(receive(board, filled(30, 20))).toBe('drop');
    await Promise.resolve();
    expect(state.renewed).toBe(1);
    expect(Y.encodeStateAsUpdate(board.doc).length).toBeLessThanOrEqual(MAX_BOARD_BYTES);
    state.now += RENEW_MS;
    expect(receive(board, filled(30, 20))).toBe('drop');
    await Promise.resolve();
    expect(state.renewed).toBe(2);
  });

  it('[NT19] a renewed board tells what comes to it', async () => {
    const { board, seen } = openBoard();
    await board.settled;
    receive(board, filled(0, 30));
    receive(board, filled(30, 20));
    await Promise.resolve();
    seen.length = 0;
    receive(board, filled(5, 1));
    expect(seen.map(([slot]) => slot)).toEqual(['slot5']);
  });

  it('[NT19] a year of own announcements does not fill it', async () => {
    const { board, state } = openBoard();
    await board.settled;
    for (let i = 0; i < 20_000; i += 1) board.put('mine', new Uint8Array(500).fill(i));
    expect(state.renewed).toBe(0);
    expect(Y.encodeStateAsUpdate(board.doc).length).toBeLessThan(2_000);
  });

  it('[NT18] of 10,000 changed updates, whatever passes applies whole and leaves nothing but slots', async () => {
    const random = createSeededRandom(18);
    const doc = new Y.Doc();
    for (let i = 0; i < 8; i += 1) doc.getMap(BOARD_MAP).set(`slot${i % 5}`, new Uint8Array(20).fill(i));
    doc.getMap(BOARD_MAP).delete('slot4');
    const honest = Y.encodeStateAsUpdate(doc);
    const count = { pass: 0, drop: 0, hostile: 0 };
    let { board } = openBoard();
    for (let i = 0; i < 10_000; i += 1) {
      if (i % 20 === 0) board = openBoard().board;
      const bytes = honest.slice();
      for (let n = 1 + random.int(3); n > 0; n -= 1) bytes[random.int(bytes.length)] = random.int(256);
      // Throws here if the board let pass what Yjs cannot apply.
      count[receive(board, random.chance(0.2) ? bytes.subarray(0, random.int(bytes.length)) : bytes)] += 1;
      expect([...board.doc.share.keys()]).toEqual([BOARD_MAP]);
      expect(board.values().length).toBe(board.doc.getMap(BOARD_MAP).size);
    }
    expect(count.pass).toBeGreaterThan(1_000);
    expect(count.hostile).toBeGreaterThan(1_000);
  });

  it('[NT17] what was remembered is judged like what comes from others', async () => {
    const sound = openBoard((doc) => Y.applyUpdate(doc, filled(1, 1)));
    await sound.board.settled;
    expect(sound.seen.map(([slot]) => slot)).toEqual(['slot1']);
    const vandalised = openBoard((doc) => doc.getMap('other').set('a', 'b'));
    await vandalised.board.settled;
    expect([vandalised.state.renewed, vandalised.asked]).toEqual([1, ['open', 'forget']]);
    const overfull = openBoard((doc) => Y.applyUpdate(doc, filled(0, 40)));
    await overfull.board.settled;
    expect([overfull.state.renewed, overfull.board.values()]).toEqual([1, []]);
  });

  it('[NT17] a memory that cannot be read is forgotten, and the board goes on without it', async () => {
    const { board, asked, state } = openBoard(() => {
      throw new Error('unreadable');
    });
    await board.settled;
    board.put('mine', Uint8Array.of(1));
    expect([asked, state.renewed, board.values().length]).toEqual([['open', 'forget'], 0, 1]);
  });

  it('[NT17] closed or forgotten, it takes nothing in', async () => {
    for (const how of ['close', 'forget'] as const) {
      const { board, asked } = openBoard();
      await board.settled;
      await board[how]();
      board.put('mine', Uint8Array.of(1));
      expect([board.judge(asMessage(filled(0, 1))), asked]).toEqual(['drop', ['open', how]]);
    }
  });
});
