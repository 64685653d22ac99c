/** The plain words of a body, for lists and for search. */
import type { TextBlock } from '../../shared/record/blocks.ts';

export type { TextBlock };

/** One line per block; empty when nothing but white space is written. */
export function textOfBlocks(blocks: readonly TextBlock[]): string {
  const text = blocks.map((block) => block.spans.map((span) => span.text).join('')).join('\n');
  return text.trim();
}
