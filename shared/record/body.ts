/** Bodies of records as Yjs documents: reading, making and copying them (SPEC RC6, RC7). */
import * as Y from 'yjs';
import { BODY_ROOT, type BodyPart, blocksFromTree, isMarkOn, MARK, NODE, spanOf, type TextBlock } from './blocks.ts';
import { encodeBody } from './body-encoding.ts';

/**
 * Version of the body's schema: the names of nodes, marks and attributes. A
 * body of a later one opens read-only, because the editor deletes nodes that it
 * does not know from the document.
 */
export const BODY_SCHEMA = 1;

/** The visible parts of a fragment or element. */
function partsOf(fragment: Y.XmlFragment): BodyPart[] {
  return fragment.toArray().map((child): BodyPart => {
    if (child instanceof Y.XmlText) {
      const delta: readonly { insert?: unknown; attributes?: Record<string, unknown> }[] = child.toDelta();
      const spans = delta.flatMap(({ insert, attributes }) =>
        typeof insert === 'string'
          ? [spanOf(insert, isMarkOn(attributes?.[MARK.bold]), isMarkOn(attributes?.[MARK.italic]))]
          : [],
      );
      return { spans };
    }
    if (!(child instanceof Y.XmlElement)) return { spans: [] };
    const level: unknown = child.getAttribute('level');
    return { name: child.nodeName, ...(typeof level === 'number' ? { level } : {}), parts: partsOf(child) };
  });
}

/** The tree of `doc`'s body. */
export const bodyTree = (doc: Y.Doc): readonly BodyPart[] => partsOf(doc.getXmlFragment(BODY_ROOT));

/** The body of `doc` as readers see it. */
export const blocksOf = (doc: Y.Doc): TextBlock[] => blocksFromTree(bodyTree(doc));

/** A document with `update` in it, for reading or for continuing as `clientId`. Trusts the update: own or gated ones only. */
export function openBody(update: Uint8Array | null, clientId?: number): Y.Doc {
  const doc = new Y.Doc();
  if (update) Y.applyUpdate(doc, update);
  // Only after applying: Yjs picks another id when it sees foreign structs under its own.
  if (clientId !== undefined) doc.clientID = clientId;
  return doc;
}

/** Plain text as parts: empty lines part paragraphs, single ones break the line. */
function partsOfText(text: string): BodyPart[] {
  const paragraphs = text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '');
  return paragraphs.map((paragraph) => ({
    name: NODE.paragraph,
    parts: paragraph
      .split('\n')
      .flatMap((line, index): BodyPart[] => [
        ...(index > 0 ? [{ name: NODE.lineBreak, parts: [] }] : []),
        ...(line ? [{ spans: [{ text: line }] }] : []),
      ]),
  }));
}

/** The update (V1) that makes a fresh body of plain text, written by `clientId`. Same input, same bytes. */
export const createBodyUpdate = (clientId: number, text: string): Uint8Array => encodeBody(partsOfText(text), clientId);

/** A document that `clientId` goes on writing, with `text` as its paragraphs. */
export const createBodyDoc = (clientId: number, text: string): Y.Doc =>
  openBody(createBodyUpdate(clientId, text), clientId);

/**
 * A fresh body with the same visible content, written wholly by `newClientId`:
 * for sharing a private entry, and for sharing a draft without the history of
 * how it was typed. What was deleted, and every trace of the source's client
 * id, stays behind.
 */
export function copyBody(source: Uint8Array, newClientId: number): Uint8Array {
  const doc = openBody(source);
  const copy = encodeBody(bodyTree(doc), newClientId);
  doc.destroy();
  return copy;
}

/** The JSON kept in a record's row for a body. */
export interface BodyValue {
  readonly schema: number;
  readonly blocks: readonly TextBlock[];
}
/** `RecordRow.value` of a body. */
export const encodeBodyValue = (value: BodyValue): string => JSON.stringify(value);
/** Reads what `encodeBodyValue` wrote into our own store. */
export const parseBodyValue = (text: string): BodyValue => JSON.parse(text) as BodyValue;
