/**
 * A body as it is first shared, without a document around it (SPEC RC7): what
 * is visible and nothing of how it was typed. From it and the derived client id
 * everybody makes the same Yjs update (`encodeBody`), so it need not travel:
 * a third fewer bytes, and nothing for the gate to distrust.
 *
 *   part = span+ | node
 *   span = 0x80 + (1 bold) + (2 italic) ‖ u24 length ‖ UTF-8
 *   node = code u8 ‖ [ attribute u16 ] ‖ part* ‖ 0x00
 */
import type { Brand } from '../brand.ts';
import { ByteReader, ByteWriter, equalBytes, utf8, utf8ToText } from '../bytes.ts';
import { ATTRIBUTE, type BodyNode, type BodyPart, NODE, spanOf, type TextSpan } from './blocks.ts';
import { UPDATE_BOUNDS } from './yjs-update.ts';

/** A fresh body in its one encoding. */
export type FreshBody = Brand<Uint8Array, 'FreshBody'>;

const END = 0x00;
const SPAN = 0x80;
const BOLD = 1;
const ITALIC = 2;
/** Codes of nodes on the wire: append only. */
const CODES: readonly string[] = [
  NODE.paragraph,
  NODE.heading,
  NODE.quote,
  NODE.bullets,
  NODE.numbers,
  NODE.item,
  NODE.lineBreak,
];
const MAX_ATTRIBUTE = 0xffff;
const MAX_LEVEL = 6;

/** A heading always has its level; a list has the number it begins with only where that is set, written as 0 where not. */
const isAttributeOf = (name: string, value: number): boolean =>
  value >= 1 && value <= (name === NODE.heading ? MAX_LEVEL : MAX_ATTRIBUTE);

/** Spans joined where the style is the same; empty ones dropped. */
function joinSpans(spans: readonly TextSpan[]): TextSpan[] {
  const joined: TextSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && last.bold === span.bold && last.italic === span.italic) {
      joined[joined.length - 1] = { ...last, text: last.text + span.text };
    } else if (span.text) joined.push(span);
  }
  return joined;
}

/** How deep nodes may nest, so that the text in them stays within the gate's depth. */
const MAX_NODE_DEPTH = UPDATE_BOUNDS.depth - 1;

/** All text below a node that is too deep to keep. */
const textWithin = (node: BodyNode): readonly TextSpan[] =>
  node.parts.flatMap((part) => ('spans' in part ? part.spans : textWithin(part)));

/** The same content in its plainest form: known nodes within the depth, one text between two nodes, attributes that fit. */
export function plainParts(parts: readonly BodyPart[], depth = 0): BodyPart[] {
  const plain: BodyPart[] = [];
  let spans: TextSpan[] = [];
  const endText = (): void => {
    const joined = joinSpans(spans);
    if (joined.length > 0) plain.push({ spans: joined });
    spans = [];
  };
  for (const part of parts) {
    if ('spans' in part) spans.push(...part.spans);
    else if (depth === MAX_NODE_DEPTH) spans.push(...textWithin(part));
    else {
      endText();
      if (CODES.includes(part.name)) plain.push(plainNode(part, depth + 1));
      else plain.push({ name: NODE.paragraph, parts: plainParts(part.parts, depth + 1) });
    }
  }
  endText();
  return plain;
}

function plainNode(node: BodyNode, depth: number): BodyNode {
  const { name, attribute } = node;
  const parts = name === NODE.lineBreak ? [] : plainParts(node.parts, depth);
  if (!ATTRIBUTE.has(name)) return { name, parts };
  if (attribute !== undefined && Number.isInteger(attribute) && isAttributeOf(name, attribute)) {
    return { name, attribute, parts };
  }
  return name === NODE.heading ? { name, attribute: 1, parts } : { name, parts };
}

function writeParts(writer: ByteWriter, parts: readonly BodyPart[]): void {
  for (const part of parts) {
    if ('spans' in part) {
      for (const span of part.spans) {
        const bytes = utf8(span.text);
        writer
          .uint(SPAN + (span.bold ? BOLD : 0) + (span.italic ? ITALIC : 0), 1)
          .uint(bytes.length, 3)
          .raw(bytes);
      }
    } else {
      writer.uint(CODES.indexOf(part.name) + 1, 1);
      if (ATTRIBUTE.has(part.name)) writer.uint(part.attribute ?? 0, 2);
      writeParts(writer, part.parts);
      writer.uint(END, 1);
    }
  }
}

/** The encoding of a body's visible content. */
export function encodeFreshBody(parts: readonly BodyPart[]): FreshBody {
  const writer = new ByteWriter();
  writeParts(writer, plainParts(parts));
  return writer.finish() as FreshBody;
}

/** What is left of the bounds while reading. */
interface Budget {
  length: number;
  parts: number;
}

/** One span behind its token; `null` for one that `encodeFreshBody` would not write. */
function readSpan(reader: ByteReader, token: number, before: TextSpan | undefined): TextSpan | null {
  const bytes = reader.raw(reader.uint(3));
  const text = utf8ToText(bytes);
  const span = spanOf(text, (token & BOLD) !== 0, (token & ITALIC) !== 0);
  const isJoinable = before !== undefined && before.bold === span.bold && before.italic === span.italic;
  const isOne = text.length > 0 && token <= SPAN + BOLD + ITALIC && !isJoinable;
  // Only U+FFFD can stand for other bytes than its own; everything else decodes one to one.
  return isOne && (!text.includes('\ufffd') || equalBytes(utf8(text), bytes)) ? span : null;
}

function readParts(reader: ByteReader, depth: number, budget: Budget): BodyPart[] | null {
  if (depth > MAX_NODE_DEPTH) return null;
  const parts: BodyPart[] = [];
  let spans: TextSpan[] | null = null;
  for (;;) {
    if (depth === 0 && reader.remaining === 0) return parts;
    const token = reader.uint(1);
    if (reader.failed) return null;
    if (token === END) return depth === 0 ? null : parts;
    budget.parts -= 1;
    if (token >= SPAN) {
      const span = readSpan(reader, token, spans?.at(-1));
      budget.length -= (span?.text.length ?? 0) + 4;
      if (!span || reader.failed || budget.length < 0) return null;
      if (spans) spans.push(span);
      else {
        spans = [span];
        parts.push({ spans });
      }
    } else {
      spans = null;
      budget.length -= 2;
      const node = readNode(reader, CODES[token - 1], depth, budget);
      if (!node || budget.parts < 0 || budget.length < 0) return null;
      parts.push(node);
    }
  }
}

function readNode(reader: ByteReader, name: string | undefined, depth: number, budget: Budget): BodyNode | null {
  if (name === undefined) return null;
  const attribute = ATTRIBUTE.has(name) ? reader.uint(2) : 0;
  const isUnset = attribute === 0 && name !== NODE.heading;
  if (!isUnset && !isAttributeOf(name, attribute)) return null;
  const parts = readParts(reader, depth + 1, budget);
  if (!parts || (name === NODE.lineBreak && parts.length > 0)) return null;
  return isUnset ? { name, parts } : { name, attribute, parts };
}

/** Reads a fresh body within the bounds of HP1 §10; `null` for anything but its one encoding. */
export function decodeFreshBody(bytes: Uint8Array): readonly BodyPart[] | null {
  if (bytes.length > UPDATE_BOUNDS.bytes) return null;
  return readParts(new ByteReader(bytes), 0, { length: UPDATE_BOUNDS.length, parts: UPDATE_BOUNDS.structs / 4 });
}
