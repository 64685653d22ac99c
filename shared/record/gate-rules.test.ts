import { beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { cryptoReady } from '../crypto/crypto.ts';
import {
  any,
  type Craft,
  craftUpdate,
  deleted,
  element,
  embed,
  format,
  gc,
  item,
  type Link,
  skip,
  string,
  type,
} from '../testing/craft-update.ts';
import { blocksOf } from './body.ts';
import { admitUpdate, MAX_STATE_BYTES } from './gate.ts';
import { UPDATE_BOUNDS } from './yjs-update.ts';

beforeAll(() => cryptoReady);

const ME = 2 ** 51 + 3;
const BODY: Link = { parent: 'body' };
const inside = (clock: number, more: Link = {}): Link => ({ parent: [ME, clock], ...more });
const behind = (clock: number): Link => ({ origin: [ME, clock] });

const judge = (structs: readonly Craft[], deletes: readonly (readonly [number, number, number])[] = []) => {
  const judged = admitUpdate({
    state: null,
    update: craftUpdate(structs.length > 0 ? [{ client: ME, structs }] : [], deletes),
    writer: ME,
    clients: new Set([ME]),
  });
  return judged.ok ? 'admitted' : judged.error.tag;
};

describe('[GA1] bounds', () => {
  it('[GA1] the update’s size, its structs and its length have limits', () => {
    const text = type(BODY, 6);
    const largest = 'x'.repeat(UPDATE_BOUNDS.length - 1);
    expect(judge([text, string(inside(0), largest)])).toBe('admitted');
    expect(judge([text, string(inside(0), `${largest}x`)])).toBe('UpdateTooLong');
    expect(judge([text, deleted(inside(0), 2 ** 40)])).toBe('UpdateTooLong');
    expect(judge([text, string(inside(0), 'x'.repeat(MAX_STATE_BYTES))])).toBe('UpdateTooLarge');
    const many = (count: number) => Array.from({ length: count }, (_, i) => (i === 0 ? text : gc(1)));
    expect(judge(many(UPDATE_BOUNDS.structs))).toBe('admitted');
    expect(judge(many(UPDATE_BOUNDS.structs + 1))).toBe('UpdateTooManyStructs');
  });

  it('[GA1] a record as a whole has the same limits as one update', () => {
    const client = { client: ME, clock: 0 };
    const half = 'x'.repeat(120_000);
    const first = craftUpdate([{ ...client, structs: [type(BODY, 6), string(inside(0), half)] }]);
    const second = craftUpdate([{ client: ME, clock: 120_001, structs: [string(behind(120_000), half)] }]);
    const judged = admitUpdate({ state: first, update: second, writer: ME, clients: new Set([ME]) });
    expect(judged).toEqual({ ok: false, error: { tag: 'UpdateTooLong' } });
  });

  it('[GA1] names have at most 64 bytes, values at most 1 KiB', () => {
    const name = (length: number) => 'n'.repeat(length);
    expect(judge([element(BODY, name(64))])).toBe('admitted');
    expect(judge([element(BODY, name(65))])).toBe('UpdateMalformed');
    const marked = (json: string) => judge([type(BODY, 6), format(inside(0), 'em', json)]);
    expect(marked(JSON.stringify(name(1000)))).toBe('admitted');
    expect(marked(JSON.stringify(name(1025)))).toBe('UpdateMalformed');
    expect(judge([type({ parent: name(65) }, 6)])).toBe('UpdateMalformed');
  });

  it('[GA1] eight levels of nodes are read, nine are not', () => {
    const nested = (levels: number) =>
      Array.from({ length: levels }, (_, i) => element(i === 0 ? BODY : inside(i - 1), 'list_item'));
    expect(judge(nested(8))).toBe('admitted');
    expect(judge(nested(9))).toBe('TooDeep');
  });

  it('[GA1] counts that the bytes do not hold are not believed', () => {
    const update = (announced: number) => craftUpdate([{ client: ME, structs: [type(BODY, 6)], announced }]);
    const judged = (bytes: Uint8Array) =>
      admitUpdate({ state: null, update: bytes, writer: ME, clients: new Set([ME]) });
    expect(judged(update(1)).ok).toBe(true);
    for (const announced of [0, 2, 19_999]) {
      expect(judged(update(announced))).toEqual({ ok: false, error: { tag: 'UpdateMalformed' } });
    }
    for (const bytes of [[], [1], [0], [0, 0, 0], [0, 1, 5, 200], [0x80, 0x00, 0]]) {
      expect(judged(Uint8Array.from(bytes)).ok).toBe(false);
    }
  });
});

describe('[GA2] kinds', () => {
  const text = type(BODY, 6);
  const node = element(BODY, 'heading');

  it('[GA2] what the body’s schema holds is read', () => {
    expect(
      judge([
        node,
        any(inside(0, { sub: 'level' }), 2),
        type(inside(0), 6),
        format(inside(2), 'strong', '{}'),
        string(behind(3), 'bold'),
        format(behind(7), 'strong', 'null'),
        embed(behind(8), '{"src":"x"}'),
        deleted(behind(9), 3),
        gc(2),
      ]),
    ).toBe('admitted');
  });

  it.each([
    ['a JSON content', [text, item(2, inside(0), () => undefined)]],
    ['a binary', [text, item(3, inside(0), () => undefined)]],
    ['a subdocument', [text, item(9, inside(0), () => undefined)]],
    ['a gap in the clocks', [skip(1), text]],
    ['an array', [type(BODY, 0)]],
    ['a map', [type(BODY, 1)]],
    ['a plain text', [type(BODY, 2)]],
    ['a fragment', [type(BODY, 4)]],
    ['a hook', [type(BODY, 5)]],
    ['a type that Yjs does not know', [type(BODY, 99)]],
    ['an attribute that is an object', [node, any(inside(0, { sub: 'level' }), { a: 1 })]],
    ['an attribute that is a list', [node, any(inside(0, { sub: 'level' }), [1])]],
    ['an attribute that is bytes', [node, any(inside(0, { sub: 'level' }), new Uint8Array(1))]],
    ['a bigint', [node, any(inside(0, { sub: 'level' }), 1n)]],
    ['a mark with parts in parts', [text, format(inside(0), 'em', '{"a":{"b":1}}')]],
    ['a mark with a list', [text, format(inside(0), 'em', '[1]')]],
    ['a mark that is not JSON', [text, format(inside(0), 'em', '{')]],
    ['an embed with parts in parts', [text, embed(inside(0), '{"a":[1]}')]],
    ['a node named __proto__', [element(BODY, '__proto__')]],
    ['a node without a name', [element(BODY, '')]],
    ['a mark named __proto__', [text, format(inside(0), '__proto__', '{}')]],
    ['a mark with a part named __proto__', [text, format(inside(0), 'em', '{"__proto__":1}')]],
    ['an attribute named constructor', [node, any(inside(0, { sub: 'constructor' }), 1)]],
  ] as const)('[GA2] refused: %s', (_name, structs) => {
    expect(judge(structs)).toBe('UpdateKindRefused');
  });

  it('[GA2] every scalar of lib0 is read as lib0 writes it', () => {
    for (const value of [undefined, null, 0, 1, -1, 63, -64, 2 ** 31, -(2 ** 40), 1.5, 0.1, true, false, '', 'é']) {
      expect(judge([node, any(inside(0, { sub: 'level' }), value)]), String(value)).toBe('admitted');
    }
  });
});

describe('[GA3] references', () => {
  const text = type(BODY, 6);
  it.each([
    ['its own clock', [text, string({ origin: [ME, 1] }, 'x')], 'ReferenceForeign'],
    ['a later clock of its own', [text, string({ origin: [ME, 9] }, 'x')], 'ReferenceForeign'],
    ['a parent that is itself', [type({ parent: [ME, 0] }, 6)], 'ReferenceForeign'],
    ['somebody else as its left', [text, string({ origin: [7, 0] }, 'x')], 'ReferenceForeign'],
    ['somebody else as its right', [text, string(inside(0, { right: [7, 0] }), 'x')], 'ReferenceForeign'],
    ['somebody else as its parent', [string({ parent: [7, 0] }, 'x')], 'ReferenceForeign'],
    ['a text as its parent', [text, string(inside(0), 'ab'), string({ parent: [ME, 1] }, 'x')], 'StructureRefused'],
    [
      'neighbours in two places',
      [
        text,
        type(behind(0), 6),
        string(inside(0), 'a'),
        string(inside(1), 'b'),
        string({ origin: [ME, 2], right: [ME, 3] }, 'x'),
      ],
      'StructureRefused',
    ],
    ['another root', [type({ parent: 'meta' }, 6)], 'RootRefused'],
    ['a root named __proto__', [type({ parent: '__proto__' }, 6)], 'RootRefused'],
  ] as const)('[GA3] refused: %s', (_name, structs, tag) => {
    expect(judge(structs)).toBe(tag);
  });

  it.each([
    ['a string among nodes', [string(BODY, 'x')]],
    ['a mark among nodes', [format(BODY, 'em', '{}')]],
    ['a value among nodes', [any(BODY, 1)]],
    ['an attribute of the root', [any({ ...BODY, sub: 'level' }, 1)]],
    ['a node inside a text', [text, element(inside(0), 'paragraph')]],
    ['an attribute of a text', [text, any(inside(0, { sub: 'level' }), 1)]],
    ['a string as an attribute', [element(BODY, 'heading'), string(inside(0, { sub: 'level' }), 'x')]],
  ] as const)('[GA3] no place for %s', (_name, structs) => {
    expect(judge(structs)).toBe('StructureRefused');
  });

  it('[GA3] deletions name clocks that are there, once, in order', () => {
    const structs = [text, string(inside(0), 'words')];
    expect(
      judge(structs, [
        [ME, 1, 2],
        [ME, 4, 2],
      ]),
    ).toBe('admitted');
    expect(judge(structs, [[ME, 1, 6]])).toBe('ReferenceMissing');
    expect(judge(structs, [[7, 0, 1]])).toBe('ReferenceForeign');
    expect(
      judge(structs, [
        [ME, 3, 2],
        [ME, 1, 2],
      ]),
    ).toBe('UpdateMalformed');
    expect(
      judge(structs, [
        [ME, 1, 3],
        [ME, 2, 2],
      ]),
    ).toBe('UpdateMalformed');
    expect(judge(structs, [[ME, 1, 0]])).toBe('UpdateMalformed');
  });
});

describe('[GA6] the scratch document', () => {
  it('[GA6] what has lost its place stays invisible, as in Yjs', () => {
    const structs = [gc(1), type({ origin: [ME, 0] }, 6), string({ parent: [ME, 1] }, 'lost')];
    const update = craftUpdate([{ client: ME, structs }]);
    const judged = admitUpdate({ state: null, update, writer: ME, clients: new Set([ME]) });
    expect(judged).toMatchObject({ ok: true, value: { blocks: [] } });
    const doc = new Y.Doc();
    if (judged.ok) Y.applyUpdate(doc, judged.value.state);
    expect(Y.getState(doc.store, ME)).toBe(6);
  });

  it('[GA6] a right that stands before its left is shown as its own state shows it', () => {
    // What redoing writes at times: Yjs itself orders the two differently when it reads its state again.
    const structs = [
      type(BODY, 6),
      string(inside(0), 'grüß'),
      string(behind(4), 'e'),
      string({ origin: [ME, 4], right: [ME, 3] }, 'ember'),
      string({ origin: [ME, 10], right: [ME, 5] }, 'grüße'),
    ];
    const update = craftUpdate([{ client: ME, structs }]);
    const [once, again] = [new Y.Doc(), new Y.Doc()];
    Y.applyUpdate(once, update);
    Y.applyUpdate(again, Y.encodeStateAsUpdate(once));
    expect(blocksOf(once)).not.toEqual(blocksOf(again));
    const judged = admitUpdate({ state: null, update, writer: ME, clients: new Set([ME]) });
    expect(judged).toMatchObject({ ok: true, value: { blocks: blocksOf(again) } });
  });
});
