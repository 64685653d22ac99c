/** Blocks of text as Markdown (CommonMark) that reads as the text did. */
import type { TextBlock, TextSpan } from '../../../shared/ipc/views.ts';

/** Signs that mean something anywhere in Markdown. */
const SPECIAL = /[\\`*_{}[\]<>#|~&]/g;
/** What makes a line a list or a heading when it stands at its start. */
const LINE_START = /^(\s*)([-+=]|\d{1,9}[.)])/gm;

/** Plain words, so that nothing in them is taken for Markdown. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(SPECIAL, (sign) => `\\${sign}`)
    .replace(LINE_START, (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`);

/** White space at the edge of a mark would keep it from being one: it goes outside. */
function spanToMarkdown({ text, bold, italic }: TextSpan): string {
  const mark = `${bold ? '**' : ''}${italic ? '*' : ''}`;
  const words = text.trim();
  if (mark === '' || words === '') return escapeMarkdown(text);
  const start = text.indexOf(words);
  const closing = [...mark].reverse().join('');
  return `${text.slice(0, start)}${mark}${escapeMarkdown(words)}${closing}${text.slice(start + words.length)}`;
}

/** Blocks in entries stand below the entry's own heading. */
const HEADING_BELOW = 2;

function prefixOf(block: TextBlock): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level + HEADING_BELOW)} `;
    case 'quote':
      return '> ';
    case 'bullet':
      return '- ';
    case 'number':
      return '1. ';
    case 'paragraph':
      return '';
  }
}

function blockToMarkdown(block: TextBlock): string {
  const prefix = prefixOf(block);
  const lines = block.spans.map(spanToMarkdown).join('').split('\n');
  // A heading is one line; elsewhere a backslash at the end breaks the line.
  if (block.kind === 'heading') return prefix + lines.join(' ');
  const next = block.kind === 'quote' ? '> ' : ' '.repeat(prefix.length);
  return prefix + lines.join(`\\\n${next}`);
}

const isList = (block: TextBlock | undefined): boolean => block?.kind === 'bullet' || block?.kind === 'number';

/** The blocks, one after the other. */
export function blocksToMarkdown(blocks: readonly TextBlock[]): string {
  return blocks
    .map((block, i) => {
      const before = blocks[i - 1];
      if (!before) return blockToMarkdown(block);
      const together = isList(block) && before.kind === block.kind;
      return `${together ? '\n' : '\n\n'}${blockToMarkdown(block)}`;
    })
    .join('');
}
