/**
 * What a page may hold. Names of nodes and marks are stored in records, so they
 * are part of the format: adding one is a new version of it.
 */
import { type DOMOutputSpec, Schema } from 'prosemirror-model';

const hole = (tag: string): DOMOutputSpec => [tag, 0];

/** The schema of everything people write. */
export const pageSchema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { group: 'block', content: 'inline*', parseDOM: [{ tag: 'p' }], toDOM: () => hole('p') },
    heading: {
      attrs: { level: { default: 1, validate: 'number' } },
      group: 'block',
      content: 'inline*',
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.min(level, 3) } })),
      // The page's own heading is the only h1 of a screen: what people write begins a level below it.
      toDOM: (node) => [`h${Math.min(Number(node.attrs['level']), 3) + 1}`, { 'data-level': node.attrs['level'] }, 0],
    },
    blockquote: {
      group: 'block',
      content: 'block+',
      defining: true,
      parseDOM: [{ tag: 'blockquote' }],
      toDOM: () => hole('blockquote'),
    },
    bullet_list: { group: 'block', content: 'list_item+', parseDOM: [{ tag: 'ul' }], toDOM: () => hole('ul') },
    ordered_list: { group: 'block', content: 'list_item+', parseDOM: [{ tag: 'ol' }], toDOM: () => hole('ol') },
    list_item: { content: 'paragraph block*', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => hole('li') },
    text: { group: 'inline' },
    hard_break: {
      inline: true,
      group: 'inline',
      selectable: false,
      parseDOM: [{ tag: 'br' }],
      toDOM: () => ['br'],
    },
  },
  marks: {
    strong: {
      parseDOM: [{ tag: 'strong' }, { tag: 'b' }, { style: 'font-weight=bold' }],
      toDOM: () => hole('strong'),
    },
    em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }], toDOM: () => hole('em') },
  },
});
