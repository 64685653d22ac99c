/**
 * The body of a record as readers see it: text blocks, made from the tree of
 * nodes that ProseMirror and y-prosemirror 1.3.7 keep in the XmlFragment `body`
 * (SPEC RC6). Marks are formatting attributes of the text, attributes of nodes
 * are plain scalars.
 */

/** A paragraph-level rich text: what a reader shows without a document. */
export type TextBlock =
  | { readonly kind: 'paragraph' | 'quote' | 'bullet' | 'number'; readonly spans: readonly TextSpan[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly spans: readonly TextSpan[] };
/** Text of one style; never empty. `\n` is a line break inside the block. */
export interface TextSpan {
  readonly text: string;
  readonly bold?: true;
  readonly italic?: true;
}
/** A node of the body, or a stretch of text between nodes. */
export type BodyPart = BodyNode | { readonly spans: readonly TextSpan[] };
export interface BodyNode {
  readonly name: string;
  /** The one attribute that nodes of this name have (`ATTRIBUTE`), where it is set. */
  readonly attribute?: number;
  readonly parts: readonly BodyPart[];
}

/** Name of the root fragment. */
export const BODY_ROOT = 'body';
/** Names of nodes and marks, as the editor's schema has them. */
export const NODE = {
  paragraph: 'paragraph',
  heading: 'heading',
  quote: 'blockquote',
  bullets: 'bullet_list',
  numbers: 'ordered_list',
  item: 'list_item',
  lineBreak: 'hard_break',
} as const;
/** Nodes with an attribute, and its name. */
export const ATTRIBUTE: ReadonlyMap<string, string> = new Map([
  [NODE.heading, 'level'],
  [NODE.numbers, 'order'],
]);
export const MARK = { bold: 'strong', italic: 'em' } as const;

/** A mark is on for any value but null and false; y-prosemirror writes the mark's attributes, an empty object. */
export const isMarkOn = (value: unknown): boolean => value !== null && value !== undefined && value !== false;

/** A span of `text` with the given marks. */
export const spanOf = (text: string, bold: boolean, italic: boolean): TextSpan => ({
  text,
  ...(bold ? { bold: true } : {}),
  ...(italic ? { italic: true } : {}),
});

/** Adds a span, joined to the last one when the style is the same. */
function pushSpan(spans: TextSpan[], span: TextSpan): void {
  const last = spans.at(-1);
  if (last && last.bold === span.bold && last.italic === span.italic) {
    spans[spans.length - 1] = { ...last, text: last.text + span.text };
  } else if (span.text.length > 0) spans.push(span);
}

type Kind = 'paragraph' | 'quote' | 'bullet' | 'number';

const headingLevel = (level: number | undefined): 1 | 2 | 3 =>
  level === undefined || level <= 1 ? 1 : level === 2 ? 2 : 3;

/** What a container makes of the paragraphs in it. */
const kindWithin = (name: string, kind: Kind): Kind => {
  if (name === NODE.quote) return 'quote';
  if (name === NODE.bullets) return 'bullet';
  return name === NODE.numbers ? 'number' : kind;
};

function addBlocks(blocks: TextBlock[], node: BodyNode, kind: Kind): void {
  let spans: TextSpan[] = [];
  const isHeading = node.name === NODE.heading;
  const endBlock = (evenEmpty: boolean): void => {
    if (spans.length > 0 || evenEmpty) {
      blocks.push(isHeading ? { kind: 'heading', level: headingLevel(node.attribute), spans } : { kind, spans });
    }
    spans = [];
  };
  const isTextblock = isHeading || node.name === NODE.paragraph;
  const within = kindWithin(node.name, kind);
  let isFirst = true;
  for (const part of node.parts) {
    if ('spans' in part) for (const span of part.spans) pushSpan(spans, span);
    else if (part.name === NODE.lineBreak) pushSpan(spans, { text: '\n' });
    else {
      endBlock(false);
      // Only the first paragraph of a list item carries its bullet or number.
      const isContinuation = node.name === NODE.item && !isFirst && part.name === NODE.paragraph;
      addBlocks(blocks, part, isContinuation ? 'paragraph' : within);
    }
    isFirst = false;
  }
  endBlock(isTextblock);
}

/** The blocks of a body's top-level parts. Nodes of an unknown name give what text they hold. */
export function blocksFromTree(parts: readonly BodyPart[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  addBlocks(blocks, { name: BODY_ROOT, parts }, 'paragraph');
  return blocks;
}

/** The first words: text of all blocks on one line, at most `max` UTF-16 code units, no pair cut in half. */
export function excerptOf(blocks: readonly TextBlock[], max: number): string {
  let text = '';
  for (const block of blocks) {
    if (text.length > max * 2) break;
    text += ` ${block.spans.map((span) => span.text).join('')}`;
  }
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= max) return line;
  const lastUnit = line.charCodeAt(max - 1);
  const cutsPair = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
  return line.slice(0, cutsPair ? max - 1 : max).trimEnd();
}
