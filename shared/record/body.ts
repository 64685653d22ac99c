/** Bodies of records as Yjs documents: reading, making and copying them (SPEC RC6, RC7). */
import * as Y from 'yjs';
import {
  ATTRIBUTE,
  BODY_ROOT,
  type BodyPart,
  blocksFromTree,
  isMarkOn,
  MARK,
  NODE,
  spanOf,
  type TextBlock,
  type TextSpan,
} from './blocks.ts';
import { encodeBody } from './body-encoding.ts';
import { encodeFreshBody, type FreshBody, plainParts } from './fresh-body.ts';

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
    const key = ATTRIBUTE.get(child.nodeName);
    const attribute: unknown = key === undefined ? undefined : child.getAttribute(key);
    return {
      name: child.nodeName,
      ...(typeof attribute === 'number' ? { attribute } : {}),
      parts: partsOf(child),
    };
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

/** The fresh body of plain text: the shortest way to share words. */
export const freshBodyOfText = (text: string): FreshBody => encodeFreshBody(partsOfText(text));

/**
 * What is visible in `source` (a Yjs update of the own store: a draft, a private
 * entry), ready to be shared as a record's first entry. What was deleted, how it
 * was typed and every trace of the source's client id stay behind.
 */
export function freshBodyOf(source: Uint8Array): FreshBody {
  const doc = openBody(source);
  const fresh = encodeFreshBody(bodyTree(doc));
  doc.destroy();
  return fresh;
}

/** A document that `clientId` goes on writing, with `text` as its paragraphs. */
export const createBodyDoc = (clientId: number, text: string): Y.Doc =>
  openBody(encodeBody(plainParts(partsOfText(text)), clientId), clientId);

/** The update (V1) of a fresh document by `newClientId` with what is visible in `source`. */
export function copyBody(source: Uint8Array, newClientId: number): Uint8Array {
  const doc = openBody(source);
  const copy = encodeBody(plainParts(bodyTree(doc)), newClientId);
  doc.destroy();
  return copy;
}

/** The JSON kept in a record's row for a body. */
export interface BodyValue {
  readonly schema: number;
  readonly blocks: readonly TextBlock[];
}
const spanJson = ({ text, bold, italic }: TextSpan): string =>
  `{"text":${JSON.stringify(text)}${bold ? ',"bold":true' : ''}${italic ? ',"italic":true' : ''}}`;
const blockJson = (block: TextBlock): string =>
  `{"kind":"${block.kind}"${block.kind === 'heading' ? `,"level":${block.level}` : ''},"spans":[${block.spans.map(spanJson).join(',')}]}`;

/**
 * `RecordRow.value` of a body: the JSON of the value. Put together by hand, since
 * `JSON.stringify` of the objects is the dearest step of taking in a record.
 */
export const encodeBodyValue = ({ schema, blocks }: BodyValue): string =>
  `{"schema":${schema},"blocks":[${blocks.map(blockJson).join(',')}]}`;
/** Reads what `encodeBodyValue` wrote into our own store. */
export const parseBodyValue = (text: string): BodyValue => JSON.parse(text) as BodyValue;
