/**
 * Reads a Yjs update (V1 encoding of yjs 13) into plain structs, within bounds,
 * without touching a document and without recursion (SPEC GA1, GA2). Only what
 * the body schema can hold is read; anything else is refused by name.
 */
import { err, ok, type Result } from '../result.ts';
import { VarReader } from './var-reader.ts';

/** Bounds of HP1 §10; the same on every replica. */
export const UPDATE_BOUNDS = {
  bytes: 1024 * 1024,
  structs: 20_000,
  /** Clocks: characters, types and tombstones together. */
  length: 200_000,
  /** Nesting of types below the root. */
  depth: 8,
  /** Names of roots, nodes, attributes and marks. */
  nameBytes: 64,
  /** JSON of a mark or embed, or a text attribute. */
  valueBytes: 1024,
} as const;

/** Place of one struct: Yjs's (client, clock). */
export interface StructId {
  readonly client: number;
  readonly clock: number;
}
/** A value without parts, as marks and attributes have them; or one level of them. */
export type Scalar = string | number | boolean | null | undefined;
export type FlatValue = Scalar | Readonly<Record<string, Scalar>>;

/** What one struct inserts. */
export type StructContent =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'format'; readonly key: string; readonly value: FlatValue }
  | { readonly type: 'embed' }
  | { readonly type: 'any'; readonly values: readonly Scalar[] }
  | { readonly type: 'element'; readonly name: string }
  | { readonly type: 'text' }
  | { readonly type: 'deleted' }
  /** A tombstone without a place: Yjs's GC struct. */
  | { readonly type: 'gc' };

/** One struct of an update. */
export interface Struct {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  readonly origin: StructId | null;
  readonly rightOrigin: StructId | null;
  /** Stated only when there is neither origin; a string names a root type. */
  readonly parent: StructId | string | null;
  /** Attribute name, for items that stand in no sequence. */
  readonly parentSub: string | null;
  readonly content: StructContent;
}
/** All structs of one client: clocks from `clock` on without a gap. */
export interface StructSection {
  readonly client: number;
  readonly clock: number;
  /** First clock after the last struct. */
  readonly end: number;
  readonly structs: readonly Struct[];
}
/** `length` clocks of one client, deleted. */
export interface DeleteRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}
export interface ParsedUpdate {
  readonly sections: readonly StructSection[];
  readonly deletes: readonly DeleteRange[];
}
/** Why an update is refused before its meaning is looked at. */
export type ParseError =
  | { readonly tag: 'UpdateTooLarge' }
  | { readonly tag: 'UpdateMalformed' }
  | { readonly tag: 'UpdateTooManyStructs' }
  | { readonly tag: 'UpdateTooLong' }
  /** A content kind, type or value outside the list. */
  | { readonly tag: 'UpdateKindRefused' };

const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_SUB = 0x20;
const KIND_BITS = 0x1f;
const XML_ELEMENT = 3;
const XML_TEXT = 6;

/** Names that would reach a prototype when a reader makes an object of them. */
const isPlainName = (name: string): boolean =>
  name.length > 0 && name !== '__proto__' && name !== 'constructor' && name !== 'prototype';

const isScalar = (value: unknown): value is Scalar =>
  value === null || value === undefined || ['string', 'number', 'boolean'].includes(typeof value);

const isFlat = (value: unknown): value is FlatValue =>
  isScalar(value) ||
  (typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([key, part]) => isPlainName(key) && isScalar(part)));

/** A scalar in lib0's `any` encoding; parts of any other kind are never entered, however deep they nest. */
function readScalar(reader: VarReader): { readonly value: Scalar } | null {
  switch (reader.u8()) {
    case 127:
      return { value: undefined };
    case 126:
      return { value: null };
    case 125:
      return { value: reader.varInt() };
    case 124:
      return { value: reader.float(4) };
    case 123:
      return { value: reader.float(8) };
    case 121:
      return { value: false };
    case 120:
      return { value: true };
    case 119:
      return { value: reader.text(UPDATE_BOUNDS.valueBytes) };
    default:
      return null;
  }
}

/** JSON text of a flat value. */
function readFlatJson(reader: VarReader): { readonly value: FlatValue } | null {
  const text = reader.text(UPDATE_BOUNDS.valueBytes);
  if (text === 'undefined') return { value: undefined };
  try {
    const value: unknown = JSON.parse(text);
    return isFlat(value) ? { value } : null;
  } catch {
    return null; // a parse boundary: text from a peer that is not JSON
  }
}

const DELETED: StructContent = { type: 'deleted' };
const GC: StructContent = { type: 'gc' };

/** Content and length of an item, or `null` for a kind that is not on the list. */
function readContent(reader: VarReader, kind: number): { content: StructContent; length: number } | null {
  switch (kind) {
    case 1:
      return { content: DELETED, length: reader.varUint() };
    case 4: {
      const text = reader.text(UPDATE_BOUNDS.bytes);
      return { content: { type: 'string', text }, length: text.length };
    }
    case 5:
      return readFlatJson(reader) && { content: { type: 'embed' }, length: 1 };
    case 6: {
      const key = reader.text(UPDATE_BOUNDS.nameBytes);
      const json = readFlatJson(reader);
      return json && isPlainName(key) ? { content: { type: 'format', key, value: json.value }, length: 1 } : null;
    }
    case 7: {
      const typeRef = reader.varUint();
      if (typeRef === XML_TEXT) return { content: { type: 'text' }, length: 1 };
      if (typeRef !== XML_ELEMENT) return null;
      const name = reader.text(UPDATE_BOUNDS.nameBytes);
      return isPlainName(name) ? { content: { type: 'element', name }, length: 1 } : null;
    }
    case 8: {
      const count = reader.varUint();
      const values: Scalar[] = [];
      for (let i = 0; i < count && !reader.failed; i += 1) {
        const scalar = readScalar(reader);
        if (!scalar) return null;
        values.push(scalar.value);
      }
      return { content: { type: 'any', values }, length: count };
    }
    default:
      return null;
  }
}

const readId = (reader: VarReader): StructId => ({ client: reader.varUint(), clock: reader.varUint() });

/** One struct; `null` for a kind that is not on the list. Yjs's own order of fields. */
function readStruct(reader: VarReader, client: number, clock: number): Struct | null {
  const info = reader.u8();
  const kind = info & KIND_BITS;
  if (kind === 0) {
    const length = reader.varUint();
    return { client, clock, length, origin: null, rightOrigin: null, parent: null, parentSub: null, content: GC };
  }
  const origin = info & HAS_ORIGIN ? readId(reader) : null;
  const rightOrigin = info & HAS_RIGHT_ORIGIN ? readId(reader) : null;
  let parent: StructId | string | null = null;
  let parentSub: string | null = null;
  if (!origin && !rightOrigin) {
    parent = reader.varUint() === 1 ? reader.text(UPDATE_BOUNDS.nameBytes) : readId(reader);
    if (info & HAS_PARENT_SUB) parentSub = reader.text(UPDATE_BOUNDS.nameBytes);
    if (parentSub !== null && !isPlainName(parentSub)) return null;
  }
  const read = readContent(reader, kind);
  return read && { client, clock, length: read.length, origin, rightOrigin, parent, parentSub, content: read.content };
}

/** Ranges in the one order Yjs writes them: per client ascending and apart, so that their number bounds the work. */
function readDeletes(reader: VarReader): DeleteRange[] | null {
  const deletes: DeleteRange[] = [];
  const clients = new Set<number>();
  const clientCount = reader.varUint();
  if (clientCount > reader.remaining) return null;
  for (let i = 0; i < clientCount; i += 1) {
    const client = reader.varUint();
    const count = reader.varUint();
    if (clients.has(client) || count > reader.remaining) return null;
    clients.add(client);
    let end = 0;
    for (let j = 0; j < count; j += 1) {
      const clock = reader.varUint();
      const length = reader.varUint();
      if (reader.failed || length === 0 || clock < end || clock + length > UPDATE_BOUNDS.length) return null;
      end = clock + length;
      deletes.push({ client, clock, length });
    }
  }
  return deletes;
}

/** Parses `update` within the bounds. Counts that the bytes announce are believed only as far as the bytes go. */
export function parseUpdate(update: Uint8Array): Result<ParsedUpdate, ParseError> {
  if (update.length > UPDATE_BOUNDS.bytes) return err({ tag: 'UpdateTooLarge' });
  const reader = new VarReader(update);
  const sections: StructSection[] = [];
  let structCount = 0;
  let length = 0;
  const sectionCount = reader.varUint();
  for (let i = 0; i < sectionCount && !reader.failed; i += 1) {
    const count = reader.varUint();
    const client = reader.varUint();
    const clock = reader.varUint();
    structCount += count;
    if (structCount > UPDATE_BOUNDS.structs) return err({ tag: 'UpdateTooManyStructs' });
    if (count === 0 || sections.some((section) => section.client === client)) return err({ tag: 'UpdateMalformed' });
    const structs: Struct[] = [];
    let end = clock;
    for (let j = 0; j < count; j += 1) {
      const struct = readStruct(reader, client, end);
      if (reader.failed) return err({ tag: 'UpdateMalformed' });
      if (!struct) return err({ tag: 'UpdateKindRefused' });
      if (struct.length === 0) return err({ tag: 'UpdateMalformed' });
      length += struct.length;
      end += struct.length;
      if (length > UPDATE_BOUNDS.length || end > UPDATE_BOUNDS.length) return err({ tag: 'UpdateTooLong' });
      structs.push(struct);
    }
    sections.push({ client, clock, end, structs });
  }
  const deletes = readDeletes(reader);
  return deletes && reader.finished ? ok({ sections, deletes }) : err({ tag: 'UpdateMalformed' });
}
