import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { BODY_ROOT, MARK, NODE } from '../../../../shared/record/blocks.ts';
import { hasForeignContent, isBlank, plainParagraphs } from './foreign-content.ts';
import { BODY } from './page-session.ts';
import { pageSchema } from './schema.ts';

const bodyOf = (...children: (Y.XmlElement | Y.XmlText)[]) => {
  const body = new Y.Doc().getXmlFragment(BODY);
  body.push(children);
  return body;
};
const node = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]) => {
  const element = new Y.XmlElement(name);
  element.push(children);
  return element;
};
const styled = (text: string, marks: Record<string, object>) => {
  const words = new Y.XmlText();
  words.insert(0, text, marks);
  return words;
};

test('[UI4] the editor writes the names that readers know, and no others', () => {
  const written = Object.keys(pageSchema.nodes).filter((name) => name !== 'doc' && name !== 'text');
  expect(written.sort()).toEqual(Object.values(NODE).sort());
  expect(Object.keys(pageSchema.marks).sort()).toEqual(Object.values(MARK).sort());
  expect(BODY).toBe(BODY_ROOT);
});

describe('[UI3] what this version does not know is never bound to the editor', () => {
  test('everything the editor can write is known', () => {
    const heading = node('heading', new Y.XmlText('A'));
    heading.setAttribute('level', 2 as unknown as string);
    const list = node('bullet_list', node('list_item', node('paragraph', styled('b', { strong: {}, em: {} }))));
    const body = bodyOf(heading, list, node('paragraph', new Y.XmlText('c'), node('hard_break')));
    expect(hasForeignContent(body)).toBe(false);
    expect(hasForeignContent(bodyOf())).toBe(false);
  });

  test.each([
    ['a node', () => node('table', node('paragraph'))],
    ['a node deep inside', () => node('blockquote', node('paragraph', node('picture')))],
    ['a mark', () => node('paragraph', styled('x', { underline: {} }))],
    [
      'an attribute',
      () => {
        const paragraph = node('paragraph');
        paragraph.setAttribute('align', 'end');
        return paragraph;
      },
    ],
    ['a thing in the text that is not text', () => node('paragraph', embedded())],
  ])('%s is foreign', (_, make) => {
    expect(hasForeignContent(bodyOf(node('paragraph', new Y.XmlText('fine')), make()))).toBe(true);
  });

  test('its words can still be read', () => {
    const body = bodyOf(
      node('table', node('cell', new Y.XmlText('one')), node('cell', new Y.XmlText(' two'))),
      node('paragraph', new Y.XmlText('three'), node('hard_break'), new Y.XmlText('four')),
    );
    expect(plainParagraphs(body)).toEqual(['one two', 'three\nfour']);
  });
});

test('a page without a letter is blank, whatever its shape', () => {
  expect(isBlank(bodyOf())).toBe(true);
  expect(isBlank(bodyOf(node('bullet_list', node('list_item', node('paragraph', new Y.XmlText(' \n'))))))).toBe(true);
  expect(isBlank(bodyOf(node('paragraph', new Y.XmlText('.'))))).toBe(false);
});

function embedded(): Y.XmlText {
  const words = new Y.XmlText('x');
  words.insertEmbed(1, { image: 'y' });
  return words;
}
