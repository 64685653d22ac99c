import { Schema } from 'prosemirror-model';
import { marks, nodes } from 'prosemirror-schema-basic';
import { bulletList, listItem, orderedList } from 'prosemirror-schema-list';
import { beforeAll, describe, expect, it } from 'vitest';
import { prosemirrorToYDoc, yXmlFragmentToProseMirrorRootNode } from 'y-prosemirror';
import * as Y from 'yjs';
import type { DeviceId, GroupId, RecordId } from '../brand.ts';
import { equalBytes } from '../bytes.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { randomBody } from '../testing/random-body.ts';
import { must, shortId } from '../testing/sample-chain.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { type BodyPart, blocksFromTree, excerptOf, NODE, type TextBlock } from './blocks.ts';
import {
  BODY_SCHEMA,
  blocksOf,
  bodyTree,
  copyBody,
  createBodyDoc,
  encodeBodyValue,
  freshBodyOf,
  freshBodyOfText,
  openBody,
  parseBodyValue,
} from './body.ts';
import { encodeBody } from './body-encoding.ts';
import { decodeFreshBody, encodeFreshBody, plainParts } from './fresh-body.ts';
import { admitUpdate } from './gate.ts';
import { clientIdOf, PRIVATE } from './ids.ts';
import { stateOfFresh, stateOfUpdate, updateOfState } from './state.ts';

beforeAll(() => cryptoReady);

const CLIENT = 2 ** 51 + 9;
const schema = new Schema({
  nodes: {
    doc: nodes.doc,
    paragraph: nodes.paragraph,
    heading: nodes.heading,
    blockquote: nodes.blockquote,
    bullet_list: { ...bulletList, content: 'list_item+', group: 'block' },
    ordered_list: { ...orderedList, content: 'list_item+', group: 'block' },
    list_item: { ...listItem, content: 'paragraph block*' },
    hard_break: nodes.hard_break,
    text: nodes.text,
  },
  marks: { strong: marks.strong, em: marks.em },
});
const p = (...content: unknown[]) => ({ type: 'paragraph', content });
const t = (text: string, ...on: string[]) => ({ type: 'text', text, marks: on.map((type) => ({ type })) });
const WRITTEN = schema.nodeFromJSON({
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [t('A day')] },
    p(t('It was '), t('all', 'strong'), t(' right', 'strong', 'em'), t('.')),
    p(),
    p(t('one'), { type: 'hard_break' }, t('two', 'em')),
    { type: 'blockquote', content: [p(t('she said'))] },
    {
      type: 'bullet_list',
      content: [
        { type: 'list_item', content: [p(t('tea')), p(t('with milk'))] },
        { type: 'list_item', content: [p(t('rest'))] },
      ],
    },
    { type: 'ordered_list', attrs: { order: 3 }, content: [{ type: 'list_item', content: [p(t('third'))] }] },
  ],
});
const BLOCKS: readonly TextBlock[] = [
  { kind: 'heading', level: 2, spans: [{ text: 'A day' }] },
  {
    kind: 'paragraph',
    spans: [
      { text: 'It was ' },
      { text: 'all', bold: true },
      { text: ' right', bold: true, italic: true },
      { text: '.' },
    ],
  },
  { kind: 'paragraph', spans: [] },
  { kind: 'paragraph', spans: [{ text: 'one\n' }, { text: 'two', italic: true }] },
  { kind: 'quote', spans: [{ text: 'she said' }] },
  { kind: 'bullet', spans: [{ text: 'tea' }] },
  { kind: 'paragraph', spans: [{ text: 'with milk' }] },
  { kind: 'bullet', spans: [{ text: 'rest' }] },
  { kind: 'number', spans: [{ text: 'third' }] },
];

/** What the editor makes of a document. */
const asEditor = (update: Uint8Array): unknown => {
  const doc = openBody(update);
  return yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment('body'), schema).toJSON();
};
const writtenByEditor = (): Y.Doc => prosemirrorToYDoc(WRITTEN, 'body');

describe('[RC6] bodies', () => {
  it('[RC6] what the editor writes is shown block by block', () => {
    expect(blocksOf(writtenByEditor())).toEqual(BLOCKS);
  });

  it('[RC6] the gate lets in what the editor writes, and shows the same', () => {
    const doc = writtenByEditor();
    const update = Y.encodeStateAsUpdate(doc);
    const admitted = must(admitUpdate({ state: null, update, writer: doc.clientID, clients: new Set([doc.clientID]) }));
    expect(admitted.blocks).toEqual(BLOCKS);
  });

  it('[RC6] nodes of a later schema still show their words', () => {
    const doc = new Y.Doc();
    const later = new Y.XmlElement('callout');
    const inner = new Y.XmlElement('paragraph');
    inner.insert(0, [new Y.XmlText('inside')]);
    later.insert(0, [new Y.XmlText('outside'), inner]);
    doc.getXmlFragment('body').insert(0, [new Y.XmlText('loose'), later]);
    expect(blocksOf(doc).map((block) => block.spans[0]?.text)).toEqual(['loose', 'outside', 'inside']);
  });

  it('[RC6] an excerpt is one line of the first words, and cuts no character in half', () => {
    expect(excerptOf(BLOCKS, 200)).toBe('A day It was all right. one two she said tea with milk rest third');
    expect(excerptOf(BLOCKS, 9)).toBe('A day It');
    expect(excerptOf([{ kind: 'paragraph', spans: [{ text: 'ab😀' }] }], 3)).toBe('ab');
    expect(excerptOf([{ kind: 'paragraph', spans: [{ text: 'ab😀' }] }], 4)).toBe('ab😀');
    expect(excerptOf([], 10)).toBe('');
    expect(excerptOf([{ kind: 'paragraph', spans: [{ text: '  a  \n b ' }] }], 10)).toBe('a b');
  });

  it('[RC6] plain text becomes paragraphs and line breaks', () => {
    expect(blocksOf(createBodyDoc(CLIENT, 'one\r\ntwo\n\n\nthree\n'))).toEqual([
      { kind: 'paragraph', spans: [{ text: 'one\ntwo' }] },
      { kind: 'paragraph', spans: [{ text: 'three\n' }] },
    ]);
    expect(blocksOf(createBodyDoc(CLIENT, ' \n\n '))).toEqual([]);
    const doc = createBodyDoc(CLIENT, 'x');
    expect(doc.clientID).toBe(CLIENT);
    doc.getXmlFragment('body').insert(0, [new Y.XmlText('more')]);
    expect([...doc.store.clients.keys()]).toEqual([CLIENT]);
  });

  it('[RC6] the row of a body keeps its schema and its blocks', () => {
    const value = { schema: BODY_SCHEMA, blocks: BLOCKS };
    expect(parseBodyValue(encodeBodyValue(value))).toEqual(value);
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = createSeededRandom(seed);
      const blocks = [
        ...blocksOf(randomBody(7, 20, random)),
        { kind: 'quote', spans: [{ text: '"\\\n\u2028😀' }] },
      ] as const;
      expect(encodeBodyValue({ schema: seed, blocks })).toBe(JSON.stringify({ schema: seed, blocks }));
    }
  });
});

describe('[RC7] fresh bodies', () => {
  it('[RC7] the editor finds its whole document again', () => {
    const fresh = freshBodyOf(Y.encodeStateAsUpdate(writtenByEditor()));
    const parts = decodeFreshBody(fresh) ?? [];
    expect(asEditor(encodeBody(parts, CLIENT))).toEqual(WRITTEN.toJSON());
    expect(blocksFromTree(parts)).toEqual(BLOCKS);
  });

  it('[RC7] any body: the same words, one encoding, an update that Yjs and the gate read alike', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = createSeededRandom(seed);
      const doc = randomBody(7, 1 + random.int(40), random);
      const fresh = freshBodyOf(Y.encodeStateAsUpdate(doc));
      const parts = decodeFreshBody(fresh);
      if (!parts) throw new Error(`seed ${seed}`);
      expect(equalBytes(encodeFreshBody(parts), fresh)).toBe(true);
      expect(parts).toEqual(plainParts(bodyTree(doc)));
      const update = encodeBody(parts, CLIENT);
      const copy = openBody(update);
      expect(blocksOf(copy), `seed ${seed}`).toEqual(blocksOf(doc));
      expect(bodyTree(copy)).toEqual(parts);
      const admitted = must(admitUpdate({ state: null, update, writer: CLIENT, clients: new Set([CLIENT]) }));
      expect(admitted).toEqual({ state: update, blocks: blocksFromTree(parts) });
      // Yjs would write the same structs, so that a later update by anybody continues them.
      expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVectorFromUpdate(update));
    }
  });

  it('[RC7] nothing of how it was written stays: no deleted words, no client id of the source', () => {
    const doc = createBodyDoc(4242, 'keep');
    const text = (doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText;
    text.insert(4, ' SECRET');
    text.delete(4, 7);
    const source = Y.encodeStateAsUpdate(doc);
    const copy = openBody(copyBody(source, CLIENT));
    expect([...copy.store.clients.keys()]).toEqual([CLIENT]);
    expect(Y.encodeStateAsUpdate(copy)).toEqual(copyBody(source, CLIENT));
    expect(copyBody(source, CLIENT)).toEqual(encodeBody(decodeFreshBody(freshBodyOfText('keep')) ?? [], CLIENT));
    expect(blocksOf(copy)).toEqual(blocksOf(doc));
  });

  it('[RC7] is a third of the update it stands for', () => {
    const text = 'Some words.\n\nA second paragraph.';
    expect(freshBodyOfText(text).length * 3).toBeLessThan(
      encodeBody(decodeFreshBody(freshBodyOfText(text)) ?? [], CLIENT).length,
    );
  });

  it('[RC7] deeper nesting than the gate reads keeps its words', () => {
    let part: BodyPart = { spans: [{ text: 'deep' }] };
    for (let i = 0; i < 12; i += 1) part = { name: NODE.quote, parts: [part] };
    const parts = decodeFreshBody(encodeFreshBody([part])) ?? [];
    const update = encodeBody(parts, CLIENT);
    const admitted = must(admitUpdate({ state: null, update, writer: CLIENT, clients: new Set([CLIENT]) }));
    expect(admitted.blocks).toEqual([{ kind: 'quote', spans: [{ text: 'deep' }] }]);
  });

  it.each([
    ['an end without a beginning', [0]],
    ['a node without its end', [1]],
    ['an unknown node', [8, 0]],
    ['a span without text', [1, 0x80, 0, 0, 0, 0]],
    ['a span with marks that do not exist', [0x84, 0, 0, 1, 65]],
    ['two spans that are one', [0x80, 0, 0, 1, 65, 0x80, 0, 0, 1, 66]],
    ['a length beyond the bytes', [0x80, 0, 0, 2, 65]],
    ['bytes that are not UTF-8', [0x80, 0, 0, 1, 0xff]],
    ['a heading of level 0', [2, 0, 0, 0]],
    ['a heading of level 7', [2, 0, 7, 0]],
    ['a heading without its level', [2]],
    ['a line break with something in it', [7, 0x80, 0, 0, 1, 65, 0]],
    ['nodes eight deep', [...new Array<number>(8).fill(3), ...new Array<number>(8).fill(0)]],
  ])('[RC7] refused: %s', (_name, bytes) => {
    expect(decodeFreshBody(Uint8Array.from(bytes))).toBeNull();
  });

  it('[RC7] mutated bytes are refused or have one encoding', () => {
    const random = createSeededRandom(31);
    const bodies = Array.from({ length: 40 }, () => freshBodyOf(Y.encodeStateAsUpdate(randomBody(7, 6, random))));
    const counts = { refused: 0, taken: 0 };
    for (let round = 0; round < 4000; round += 1) {
      const bytes = random.pick(bodies).slice();
      for (let i = 0; i <= random.int(3); i += 1)
        if (bytes.length > 0) bytes[random.int(bytes.length)] = random.int(256);
      const parts = decodeFreshBody(bytes);
      if (!parts) counts.refused += 1;
      else {
        counts.taken += 1;
        expect(equalBytes(encodeFreshBody(parts), bytes)).toBe(true);
      }
    }
    expect(counts.refused).toBeGreaterThan(400);
    expect(counts.taken).toBeGreaterThan(200);
  });

  it('[RC7] more text or nodes than a record may have are refused', () => {
    const text = (length: number) => encodeFreshBody([{ spans: [{ text: 'x'.repeat(length) }] }]);
    expect(decodeFreshBody(text(199_990))).not.toBeNull();
    expect(decodeFreshBody(text(200_001))).toBeNull();
    const nodes = (count: number) =>
      encodeFreshBody(Array.from({ length: count }, () => ({ name: NODE.quote, parts: [] })));
    expect(decodeFreshBody(nodes(4_900))).not.toBeNull();
    expect(decodeFreshBody(nodes(5_100))).toBeNull();
  });
});

describe('[RC9] states', () => {
  const [group, record, device] = [shortId<GroupId>(1), shortId<RecordId>(2), shortId<DeviceId>(3)];

  it('[RC9] a fresh body becomes the same update everywhere, under its writer’s derived id', () => {
    const fresh = freshBodyOfText('words');
    const update = updateOfState(group, record, stateOfFresh(device, 5, fresh));
    expect(update).toEqual(encodeBody(decodeFreshBody(fresh) ?? [], clientIdOf(group, record, device, 5)));
    expect([...openBody(update).store.clients.keys()]).toEqual([clientIdOf(group, record, device, 5)]);
    expect(updateOfState(PRIVATE, record, stateOfFresh(device, 5, fresh))).not.toEqual(update);
  });

  it('[RC9] an update is kept as it is, and anything else is a defect', () => {
    const update = Y.encodeStateAsUpdate(createBodyDoc(CLIENT, 'x'));
    expect(updateOfState(group, record, stateOfUpdate(update))).toEqual(update);
    for (const bytes of [[], [2, 0, 0], [1, 0], [1, ...new Array<number>(20).fill(0), 0]]) {
      expect(() => updateOfState(group, record, Uint8Array.from(bytes))).toThrow();
    }
  });
});
