/**
 * The attacks of somebody inside the room that the design starts from, one
 * named test each: first what plain Yjs does with it, then what the gate says.
 */
import { writeUint8Array } from 'lib0/encoding';
import { beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Craft, craftUpdate, gc, item, type Link, string, type } from '../testing/craft-update.ts';
import { randomBody } from '../testing/random-body.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { blocksOf, createBodyDoc } from './body.ts';
import { admitUpdate } from './gate.ts';

beforeAll(() => cryptoReady);

const VICTIM = 2 ** 50 + 1;
const ATTACKER = 2 ** 51 + 2;
const whole = (doc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(doc);
const textOf = (doc: Y.Doc): string => JSON.stringify(blocksOf(doc));

/** What the victim wrote, and what a room that trusts everybody keeps. */
const victim = () => createBodyDoc(VICTIM, 'What the victim wrote');
function open(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}
/** The attacker's update as the gate of the attacker's own record sees it: there is no other way in. */
const inOwnRecord = (update: Uint8Array, state: Uint8Array | null = null) =>
  admitUpdate({ state, update, writer: ATTACKER, clients: new Set([ATTACKER]) });
const tagOf = (judged: ReturnType<typeof admitUpdate>): string => (judged.ok ? 'admitted' : judged.error.tag);

describe('[GA4] attacks on who writes', () => {
  it('[GA4] attack 1: writing with the victim’s client id', () => {
    const state = whole(victim());
    const forger = open(state);
    forger.clientID = VICTIM;
    const before = Y.encodeStateVector(forger);
    forger.getXmlFragment('body').insert(0, [new Y.XmlText('forged')]);
    const update = Y.encodeStateAsUpdate(forger, before);
    const trusting = open(state, update);
    expect(textOf(trusting)).toContain('forged');
    expect([...trusting.store.clients.keys()]).toEqual([VICTIM]);
    expect(tagOf(inOwnRecord(update))).toBe('ClientForeign');
  });

  it('[GA4] attack 2: two structs at the same clock with different content', () => {
    const one = craftUpdate([{ client: VICTIM, structs: [type({ parent: 'body' }, 6)] }]);
    const text = (words: string) =>
      craftUpdate([{ client: VICTIM, clock: 1, structs: [string({ parent: [VICTIM, 0] }, words)] }]);
    const [left, right] = [open(one, text('good'), text('evil')), open(one, text('evil'), text('good'))];
    expect(Y.encodeStateVector(left)).toEqual(Y.encodeStateVector(right));
    expect(textOf(left)).not.toBe(textOf(right));
    // The author alone could try it, and only in the own record; there the second one is refused.
    const own = (update: Uint8Array, state: Uint8Array | null) =>
      admitUpdate({ state, update, writer: VICTIM, clients: new Set([VICTIM]) });
    const first = own(one, null);
    if (!first.ok) throw new Error('refused');
    const second = own(text('good'), first.value.state);
    if (!second.ok) throw new Error('refused');
    expect(tagOf(own(text('evil'), second.value.state))).toBe('ClockReplayed');
    expect(tagOf(inOwnRecord(text('evil')))).toBe('ClientForeign');
  });

  it('[GA4] attack 3: taking the victim’s next clocks first', () => {
    const author = victim();
    const state = whole(author);
    const clock = Y.getState(author.store, VICTIM);
    const poison = craftUpdate([{ client: VICTIM, clock, structs: [gc(100)] }]);
    const before = Y.encodeStateVector(author);
    author.getXmlFragment('body').insert(0, [new Y.XmlText('later words')]);
    const later = Y.encodeStateAsUpdate(author, before);
    expect(textOf(open(state, later))).toContain('later words');
    expect(textOf(open(state, poison, later))).not.toContain('later words');
    expect(tagOf(inOwnRecord(poison))).toBe('ClientForeign');
  });

  it('[GA4] attack 4: a tombstone of 2^52 under the victim’s id', () => {
    const poison = craftUpdate([{ client: 9, structs: [gc(2 ** 52)] }]);
    expect(poison.length).toBeLessThan(20);
    expect(Y.getState(open(poison).store, 9)).toBe(2 ** 52);
    expect(tagOf(inOwnRecord(poison))).toBe('UpdateTooLong');
    expect(tagOf(inOwnRecord(craftUpdate([{ client: ATTACKER, structs: [gc(2 ** 52)] }])))).toBe('UpdateTooLong');
    expect(tagOf(inOwnRecord(craftUpdate([{ client: 9, structs: [gc(5)] }])))).toBe('ClientForeign');
  });

  it('[GA3] attack 5: a delete set over the victim’s clocks', () => {
    const author = victim();
    const state = whole(author);
    const poison = craftUpdate([], [[VICTIM, 0, Y.getState(author.store, VICTIM)]]);
    expect(poison.length).toBeLessThan(20);
    expect(blocksOf(open(state, poison))).toEqual([]);
    expect(tagOf(inOwnRecord(poison))).toBe('ReferenceForeign');
  });
});

describe('[GA5] attacks on time and memory', () => {
  it('[GA4] attack 6: many updates whose dependencies are missing', () => {
    // Plain Yjs keeps each as pending and merges it with all the others again: quadratic.
    const doc = new Y.Doc();
    const orphans = Array.from({ length: 50 }, (_, i) =>
      craftUpdate([{ client: ATTACKER, clock: 1000 + i * 2, structs: [string({ origin: [ATTACKER, 999] }, 'x')] }]),
    );
    for (const update of orphans) Y.applyUpdate(doc, update);
    expect(doc.store.pendingStructs).not.toBeNull();
    expect(new Set(orphans.map((update) => tagOf(inOwnRecord(update))))).toEqual(new Set(['ClockAhead']));
    const selfish = craftUpdate([{ client: ATTACKER, structs: [string({ origin: [ATTACKER, 7] }, 'x')] }]);
    expect(tagOf(inOwnRecord(selfish))).toBe('ReferenceForeign');
  });

  it('[GA2] attack 7: a value nested twenty thousand deep', () => {
    const depth = 20_000;
    const nested: Craft = item(8, { parent: 'body' }, (encoder) =>
      writeUint8Array(encoder, Uint8Array.from([1, ...new Array<number[]>(depth).fill([117, 1]).flat(), 126])),
    );
    const update = craftUpdate([{ client: ATTACKER, structs: [nested] }]);
    const doc = new Y.Doc();
    expect(() => Y.applyUpdate(doc, update)).toThrow(RangeError);
    expect(tagOf(inOwnRecord(update))).toBe('UpdateKindRefused');
  });

  it('[GA1] attack 8: two hundred thousand items in one update', () => {
    const many = Array.from({ length: 200_000 }, (_, i) =>
      i === 0 ? type({ parent: 'body' }, 6) : string(i === 1 ? { parent: [1, 0] } : { origin: [1, i - 1] }, 'x'),
    );
    const update = craftUpdate([{ client: 1, structs: many }]);
    expect(tagOf(inOwnRecord(update))).toBe('UpdateTooLarge');
    const announced = craftUpdate([{ client: ATTACKER, structs: [gc(1)], announced: 200_000 }]);
    expect(tagOf(inOwnRecord(announced))).toBe('UpdateTooManyStructs');
    const compact = Y.convertUpdateFormatV1ToV2(
      craftUpdate([{ client: ATTACKER, structs: [type({ parent: 'body' }, 6)] }]),
    );
    expect(tagOf(inOwnRecord(compact))).not.toBe('admitted');
  });

  it('[GA5] inserts that all claim one place are counted, not searched for ever', () => {
    // Each of the later items names no left and another right than those before it: Yjs walks past them all, every time.
    const rights = 2_000;
    const root: Link = { parent: [ATTACKER, 0] };
    const tangled = [
      type({ parent: 'body' }, 6),
      ...Array.from({ length: rights }, (_, i) => string(i === 0 ? root : { origin: [ATTACKER, i] }, 'r')),
      ...Array.from({ length: rights }, (_, i) => string({ ...root, right: [ATTACKER, 1 + i] }, 'x')),
    ];
    expect(tagOf(inOwnRecord(craftUpdate([{ client: ATTACKER, structs: tangled }])))).toBe('TooTangled');
    const few = [...tangled.slice(0, 100 + 1), ...tangled.slice(rights + 1, rights + 50)];
    expect(tagOf(inOwnRecord(craftUpdate([{ client: ATTACKER, structs: few }])))).toBe('admitted');
  });
});

describe('[GA8] attacks on wholeness', () => {
  it('[GA8] attack 9: random mutation never leaves a document half changed', () => {
    const random = createSeededRandom(9);
    let thrownHalfway = 0;
    for (let round = 0; round < 1000; round += 1) {
      const update = whole(randomBody(ATTACKER, 8, random));
      for (let i = 0; i < 3; i += 1) update[random.int(update.length)] = random.int(256);
      const doc = new Y.Doc();
      try {
        Y.applyUpdate(doc, update);
      } catch {
        if (doc.store.clients.size > 0) thrownHalfway += 1;
      }
      const judged = inOwnRecord(update);
      if (!judged.ok) continue;
      const kept = open(judged.value.state);
      expect(blocksOf(kept)).toEqual(judged.value.blocks);
      expect(kept.store.pendingStructs).toBeNull();
      expect(kept.store.pendingDs).toBeNull();
    }
    expect(thrownHalfway).toBeGreaterThan(5);
  });

  it('[GA3] attack 10: a few bytes that delete what everybody wrote', () => {
    const authors = [11, 12, 13].map((client) => createBodyDoc(client, `words of ${client}`));
    const everybody = open(...authors.map(whole));
    const poison = craftUpdate(
      [],
      [11, 12, 13].map((client) => [client, 0, Y.getState(everybody.store, client)] as const),
    );
    expect(poison.length).toBeLessThan(62);
    expect(blocksOf(everybody)).toHaveLength(3);
    expect(blocksOf(open(whole(everybody), poison))).toEqual([]);
    // No document holds more than one owner's words, and deletions reach the owner's only.
    expect(tagOf(inOwnRecord(poison))).toBe('ReferenceForeign');
    const own = whole(createBodyDoc(ATTACKER, 'own words'));
    expect(tagOf(inOwnRecord(poison, own))).toBe('ReferenceForeign');
  });
});
