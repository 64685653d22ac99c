/** Writes a body as one Yjs update (V1) without making a document: the structs a single writer makes from start to end. */
import {
  createEncoder,
  type Encoder,
  length,
  toUint8Array,
  writeAny,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import { ATTRIBUTE, BODY_ROOT, type BodyNode, type BodyPart, MARK, type TextSpan } from './blocks.ts';

const HAS_ORIGIN = 0x80;
const HAS_PARENT_SUB = 0x20;
const STRING = 4;
const FORMAT = 6;
const TYPE = 7;
const ANY = 8;
const XML_ELEMENT = 3;
const XML_TEXT = 6;

/** Clock of a parent, or the root. */
type Parent = number | typeof BODY_ROOT;

/** Structs so far. */
interface Writing {
  readonly encoder: Encoder;
  readonly client: number;
  clock: number;
  structs: number;
}

/** Begins a struct of `size` clocks behind `left` (its last clock) or first in `parent`; gives its own clock. */
function begin(writing: Writing, kind: number, size: number, left: number | null, parent: Parent): number {
  const { encoder, client, clock } = writing;
  writeUint8(encoder, left === null ? kind : kind | HAS_ORIGIN);
  if (left !== null) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, left);
  } else writeParent(writing, parent);
  writing.clock += size;
  writing.structs += 1;
  return clock;
}

function writeParent({ encoder, client }: Writing, parent: Parent): void {
  if (parent === BODY_ROOT) {
    writeVarUint(encoder, 1);
    writeVarString(encoder, BODY_ROOT);
  } else {
    writeVarUint(encoder, 0);
    writeVarUint(encoder, client);
    writeVarUint(encoder, parent);
  }
}

function writeFormat(writing: Writing, key: string, isOn: boolean, left: number | null, parent: Parent): number {
  const clock = begin(writing, FORMAT, 1, left, parent);
  writeVarString(writing.encoder, key);
  // The mark's attributes as JSON: none of ours has any.
  writeVarString(writing.encoder, isOn ? '{}' : 'null');
  return clock;
}

/** One text with its marks; every mark that is opened is closed before the text ends. */
function writeText(writing: Writing, spans: readonly TextSpan[], left: number | null, parent: Parent): number {
  const own = begin(writing, TYPE, 1, left, parent);
  writeVarUint(writing.encoder, XML_TEXT);
  let last: number | null = null;
  const isOn = { bold: false, italic: false };
  for (const span of [...spans, { text: '' }]) {
    for (const mark of ['bold', 'italic'] as const) {
      const wanted = 'bold' in span || 'italic' in span ? span[mark] === true : false;
      if (isOn[mark] === wanted) continue;
      last = writeFormat(writing, MARK[mark], wanted, last, own);
      isOn[mark] = wanted;
    }
    if (!span.text) continue;
    last = begin(writing, STRING, span.text.length, last, own) + span.text.length - 1;
    writeVarString(writing.encoder, span.text);
  }
  return own;
}

function writeNode(writing: Writing, node: BodyNode, left: number | null, parent: Parent): number {
  const own = begin(writing, TYPE, 1, left, parent);
  writeVarUint(writing.encoder, XML_ELEMENT);
  writeVarString(writing.encoder, node.name);
  const attribute = ATTRIBUTE.get(node.name);
  if (attribute !== undefined && node.attribute !== undefined) {
    const { encoder } = writing;
    writeUint8(encoder, ANY | HAS_PARENT_SUB);
    writeParent(writing, own);
    writeVarString(encoder, attribute);
    writeVarUint(encoder, 1);
    writeAny(encoder, node.attribute);
    writing.clock += 1;
    writing.structs += 1;
  }
  writeParts(writing, node.parts, own);
  return own;
}

function writeParts(writing: Writing, parts: readonly BodyPart[], parent: Parent): void {
  let left: number | null = null;
  for (const part of parts) {
    if (!('spans' in part)) left = writeNode(writing, part, left, parent);
    else if (part.spans.length > 0) left = writeText(writing, part.spans, left, parent);
  }
}

/** The update that makes a body of `parts`, every struct by `client`, clocks from 0. */
export function encodeBody(parts: readonly BodyPart[], client: number): Uint8Array {
  const writing: Writing = { encoder: createEncoder(), client, clock: 0, structs: 0 };
  writeParts(writing, parts, BODY_ROOT);
  const update = createEncoder();
  if (length(writing.encoder) === 0) writeVarUint(update, 0);
  else {
    writeVarUint(update, 1);
    writeVarUint(update, writing.structs);
    writeVarUint(update, client);
    writeVarUint(update, 0);
    writeUint8Array(update, toUint8Array(writing.encoder));
  }
  writeVarUint(update, 0);
  return toUint8Array(update);
}
