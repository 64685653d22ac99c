/**
 * y-prosemirror deletes what the schema does not know, and a deletion would be
 * saved. So a page is looked through before an editor is bound to it, and one
 * that holds anything unknown is shown as plain words and never written to.
 */
import * as Y from 'yjs';
import { pageSchema } from './schema.ts';

/** Whether a page holds anything but what this version knows. */
export function hasForeignContent(body: Y.XmlFragment): boolean {
  return body.toArray().some((child) => isForeign(child));
}

function isForeign(node: unknown): boolean {
  if (node instanceof Y.XmlText) {
    return node.toDelta().some((part: { insert: unknown; attributes?: object }) => {
      return (
        typeof part.insert !== 'string' || Object.keys(part.attributes ?? {}).some((mark) => !pageSchema.marks[mark])
      );
    });
  }
  if (!(node instanceof Y.XmlElement)) return true;
  const type = pageSchema.nodes[node.nodeName];
  if (!type) return true;
  const known = Object.keys(type.spec.attrs ?? {});
  if (Object.keys(node.getAttributes()).some((name) => !known.includes(name))) return true;
  return node.toArray().some((child) => isForeign(child));
}

/** The words of a page, a paragraph each, without any style. */
export function plainParagraphs(body: Y.XmlFragment): readonly string[] {
  return body.toArray().map((child) => wordsOf(child));
}

function wordsOf(node: unknown): string {
  if (node instanceof Y.XmlText) {
    return node
      .toDelta()
      .map((part: { insert: unknown }) => (typeof part.insert === 'string' ? part.insert : ''))
      .join('');
  }
  if (!(node instanceof Y.XmlElement)) return '';
  if (node.nodeName === 'hard_break') return '\n';
  return node
    .toArray()
    .map((child) => wordsOf(child))
    .join('');
}

/** Whether a page holds no words at all. */
export const isBlank = (body: Y.XmlFragment): boolean =>
  plainParagraphs(body).every((paragraph) => paragraph.trim() === '');
