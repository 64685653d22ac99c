/** Sequences of placed structs, as a replay builds them, and what of them is visible. */
import { ATTRIBUTE, type BodyPart, isMarkOn, MARK, spanOf, type TextSpan } from './blocks.ts';
import type { StructContent } from './yjs-update.ts';

/** A sequence of parts: the root, an element or a text. */
export interface Sequence {
  readonly holds: 'nodes' | 'text';
  readonly name: string;
  readonly depth: number;
  start: Item | null;
  readonly attributes: Map<string, Item>;
}
/** One struct in its place. */
export interface Item {
  readonly client: number;
  readonly clock: number;
  length: number;
  content: StructContent;
  readonly originClient: number;
  readonly originClock: number;
  rightOrigin: Item | null;
  left: Item | null;
  right: Item | null;
  /** Null for tombstones without a place. */
  parent: Sequence | null;
  parentSub: string | null;
  deleted: boolean;
  /** The sequence that this item is, for elements and texts. */
  readonly sequence: Sequence | null;
}

/** The part of `content` from `offset` on, and what stays. A cut inside a surrogate pair leaves U+FFFD, as in Yjs. */
export function cutContent(content: StructContent, offset: number): [StructContent, StructContent] {
  if (content.type === 'any') {
    return [
      { type: 'any', values: content.values.slice(0, offset) },
      { type: 'any', values: content.values.slice(offset) },
    ];
  }
  if (content.type !== 'string') return [content, content];
  let left = content.text.slice(0, offset);
  let right = content.text.slice(offset);
  const last = left.charCodeAt(offset - 1);
  if (last >= 0xd800 && last <= 0xdbff) {
    left = `${left.slice(0, -1)}\ufffd`;
    right = `\ufffd${right.slice(1)}`;
  }
  return [
    { type: 'string', text: left },
    { type: 'string', text: right },
  ];
}

/** True when the body's schema has a place for `content` there. */
export function fits(content: StructContent, parent: Sequence, parentSub: string | null): boolean {
  if (content.type === 'deleted') return true;
  if (parentSub !== null) return content.type === 'any' && parent.holds === 'nodes' && parent.depth > 0;
  if (parent.holds === 'nodes') return content.type === 'element' || content.type === 'text';
  return content.type === 'string' || content.type === 'format' || content.type === 'embed';
}

/** Visible text of a text sequence, in stretches of one style. */
function spansOf(sequence: Sequence): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  let bold = false;
  let italic = false;
  let text = '';
  for (let item = sequence.start; item; item = item.right) {
    if (item.deleted) continue;
    if (item.content.type === 'string') text += item.content.text;
    else if (item.content.type === 'format') {
      if (text) spans.push(spanOf(text, bold, italic));
      text = '';
      const isOn = isMarkOn(item.content.value);
      if (item.content.key === MARK.bold) bold = isOn;
      if (item.content.key === MARK.italic) italic = isOn;
    }
  }
  if (text) spans.push(spanOf(text, bold, italic));
  return spans;
}

/** The visible value of a node's attribute, where it is a number. */
function attributeOf(sequence: Sequence): number | undefined {
  const name = ATTRIBUTE.get(sequence.name);
  const item = name === undefined ? undefined : sequence.attributes.get(name);
  if (!item || item.deleted || item.content.type !== 'any') return undefined;
  const value = item.content.values.at(-1);
  return typeof value === 'number' ? value : undefined;
}

/** The visible nodes and texts of a sequence of nodes. */
export function partsOf(sequence: Sequence): readonly BodyPart[] {
  const parts: BodyPart[] = [];
  for (let item = sequence.start; item; item = item.right) {
    const inner = item.sequence;
    if (item.deleted || !inner) continue;
    if (inner.holds === 'text') parts.push({ spans: spansOf(inner) });
    else {
      const attribute = attributeOf(inner);
      parts.push({
        name: inner.name,
        ...(attribute === undefined ? {} : { attribute }),
        parts: partsOf(inner),
      });
    }
  }
  return parts;
}
